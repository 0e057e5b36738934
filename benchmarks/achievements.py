"""A register of any length, made up from real words: the same rows each time, made once and kept outside the checkout."""

import hashlib
import json
import random
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.schema import CreateIndex, CreateTable

from awardsdesk.models import Base
from awardsdesk.models.search import CREATE_WORDS
from awardsdesk.operations import search_words
from awardsdesk.operations.indexing import rebuild
from awardsdesk.operations.people_searching import PERSONS, UNITS
from awardsdesk.operations.pinyin import sort_key
from awardsdesk.operations.searching import MARKS, REGISTER
from awardsdesk.store.database import Database
from awardsdesk.store.engine import make_engine
from awardsdesk.store.inspection import REVISION
from awardsdesk.terms import RegistrationState

CACHE = Path(tempfile.gettempdir()) / "awardsdesk-benchmarks"
PLACES = "澄川 黔中 岭南 江淮 河套 陇东 洞庭湖 长江中游 渭北旱塬 黄土高原 滨海 喀斯特山区".split()
THINGS = (
    "水稻 小麦 玉米 马铃薯 茶树 中药材 生猪 肉牛 桑蚕 食用菌 稀土永磁材料 锂离子电池 光伏组件 高铁轨道 齿轮箱 输电线路 "
    "煤矿巷道 页岩气井 磷石膏 污水 土壤重金属 大气颗粒物 城市内涝 桥梁结构 混凝土 数控机床 工业机器人 无人机 卫星影像 "
    "电力负荷 政务数据 医学影像 心血管疾病 糖尿病 肺结节 乳腺癌 干细胞 疫苗 抗菌药物 儿童近视 5G基站 LED光源 3D打印钛合金"
).split()
METHODS = (
    "智能监测 预警联动 高效制备 基因编辑 分子育种 病虫害防控 节水灌溉 深加工 资源化利用 机器视觉 深度学习 数值模拟 多参数融合 "
    "在线检测 故障诊断 远程会诊 微创治疗 快速筛查 联合用药 绿色合成 表面改性 抗震加固 调度优化 安全评价 标准化生产 质量追溯"
).split()
ENDINGS = (
    "关键技术研究 系统 装置 技术研究与应用 及产业化 示范推广 新方法 机理研究 平台建设 成套设备 的研制 体系构建 产品开发"
).split()
MODELS = "", "", "", "（Ⅱ期）", "与示范", "A-100型", "HX3", "（2.0版）"
BODIES = "农业科学院 人民医院 中医院 机械厂 电力设计院 环境监测站 地质大队 生物科技有限公司 新材料股份有限公司 大学 职业技术学院".split()
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单查区"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国志海燕晓春红梅玉兰飞鹏辉斌宇浩凯健俊帆雪琳"
WORDS = "节能 减排 育种 检测 诊断 传感器 催化 复合材料 大数据 物联网 康复 护理 养殖 灌溉 预警 隧道 边坡 电网 储能 芯片".split()
LEVELS = "国际领先 国际先进 国内领先 国内先进 未评价".split()
CLASSES = "应用技术 应用技术 应用技术 软科学 基础理论".split()
BLOCK = 20_000

INSERT = {
    "organization": "(id, uid, name, county, industry_code, contact, phone, bank, account) VALUES (?,?,?,'','','','','','')",
    "person": "(id, uid, name, organization_id) VALUES (?,?,?,?)",
    "achievement_unit": "(achievement_id, position, name, organization_id) VALUES (?,?,?,?)",
    "achievement_completer": "(achievement_id, position, name, unit, person_id) VALUES (?,?,?,?,?)",
    "achievement_reference": "(achievement_id, kind, number) VALUES (?,?,?)",
}
EMPTY = (
    "attribute form phase source discipline_code industry_code field_of_technology started ended evaluation_method "
    "evaluator contact phone registrar"
).split()


def register(rows: int) -> Path:
    """Return a file with so many achievements, making it when it is not there."""
    made_by = Path(__file__).read_text("utf-8") + REVISION + CREATE_WORDS
    tables = Base.metadata.sorted_tables
    made_by += "".join(str(CreateTable(each)) for each in tables)
    made_by += "".join(sorted(str(CreateIndex(index)) for each in tables for index in each.indexes))
    made_by += search_words.words(["重庆A-100"], ["单伟"], MARKS.values()) + sort_key("重庆")
    path = CACHE / f"register-{rows}-{hashlib.sha256(made_by.encode()).hexdigest()[:8]}.awards"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        for old in CACHE.glob(f"register-{rows}-*"):
            old.unlink()
        began = time.perf_counter()
        print(f"making a register of {rows:,} achievements in {CACHE} ...", file=sys.stderr, flush=True)
        part = path.with_suffix(".making")
        part.unlink(missing_ok=True)
        Database.create(part).close()
        _fill(part, rows)
        _index(part)
        part.replace(path)
        print(f"made in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return path


def _fill(path: Path, rows: int) -> None:
    chance = random.Random(1985)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-400000")
        connection.execute("BEGIN")
        units = [
            f"{place}{number}{body}" for place in PLACES for body in BODIES for number in ("市", "省", "第一", "第三")
        ]
        _insert(connection, "organization", [(n, f"o{n}", unit) for n, unit in enumerate(units, 1)])
        persons = [(n, f"p{n}", _name(chance), n % len(units) + 1) for n in range(1, rows // 20 + 100)]
        persons = list({(name, unit): (n, uid, name, unit) for n, uid, name, unit in persons}.values())
        _insert(connection, "person", persons)
        for start in range(1, rows + 1, BLOCK):
            _block(connection, chance, range(start, min(start + BLOCK, rows + 1)), units, persons)
        connection.execute("COMMIT")


def _block(
    connection: sqlite3.Connection, chance: random.Random, ids: range, units: list[str], persons: list[Any]
) -> None:
    achievements, own, named, numbers = [], [], [], []
    for id_ in ids:
        achievements.append(_achievement(chance, id_))
        places = chance.sample(range(len(units)), chance.choice((1, 1, 2, 3)))
        own += [(id_, position, units[place], place + 1) for position, place in enumerate(places, 1)]
        team = chance.sample(persons, chance.choice((2, 3, 5, 7)))
        named += [(id_, position, who[2], units[places[0]], who[0]) for position, who in enumerate(team, 1)]
        numbers += [(id_, *number) for number in _numbers(chance, id_)]
    columns = "id uid title klass level keywords abstract registration_no registered_on state".split()
    values = ["?"] * len(columns) + ["''"] * len(EMPTY)
    connection.executemany(
        f"INSERT INTO achievement ({', '.join(columns + EMPTY)}) VALUES ({', '.join(values)})", achievements
    )
    _insert(connection, "achievement_unit", own)
    _insert(connection, "achievement_completer", named)
    _insert(connection, "achievement_reference", numbers)


def _insert(connection: sqlite3.Connection, table: str, rows: list[Any]) -> None:
    connection.executemany(f"INSERT INTO {table} {INSERT[table]}", rows)


def _achievement(chance: random.Random, id_: int) -> tuple[Any, ...]:
    thing, method = chance.choice(THINGS), chance.choice(METHODS)
    title = (
        chance.choice((chance.choice(PLACES), "", "")) + thing + method + chance.choice(ENDINGS) + chance.choice(MODELS)
    )
    year, turn = 1985 + id_ % 40, id_ // 40
    number = None if chance.random() < 0.1 else f"941{year}Y{turn:05}"
    day = number and f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    keywords = json.dumps(chance.sample(WORDS, 3))
    abstract = (
        f"本成果针对{thing}中的难题，研究了{method}方法，建立了指标体系，并在{chance.choice(PLACES)}等地应用。" * 3
    )
    state = RegistrationState.REGISTERED if number else RegistrationState.SUBMITTED
    return (
        id_, f"a{id_}", title, chance.choice(CLASSES), chance.choice(LEVELS), keywords, abstract, number, day, str(state),
    )  # fmt: skip


def _numbers(chance: random.Random, id_: int) -> list[tuple[str, str]]:
    """Return the project of every third achievement, shared by some, and the patent of every fifth."""
    numbers = [("project", f"{1985 + id_ % 40}-KJ-{id_ // 120:05}")] if chance.random() < 1 / 3 else []
    return numbers + (
        [("patent", f"ZL{1985 + id_ % 40}1{id_ % 10_000_000:07}{id_ % 10}")] if chance.random() < 0.2 else []
    )


def _name(chance: random.Random) -> str:
    return chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))


def _index(path: Path) -> None:
    engine = make_engine(path)
    with engine.begin() as connection:
        for each in (REGISTER, UNITS, PERSONS):
            rebuild(connection, each)
    engine.dispose()
