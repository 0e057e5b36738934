"""Packages by the commands: sent by a county, taken in by the city, with real scans."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awardsdesk.cli import run_command
from awardsdesk.lists.achievements import ACHIEVEMENTS, draft_of
from awardsdesk.lists.attachments import scans_of
from awardsdesk.lists.listing import Query
from awardsdesk.models import Achievement, Attachment, Event, Material, Package, ReceivedAchievement
from awardsdesk.operations.achievements import save
from awardsdesk.operations.attachments import attach, detach
from awardsdesk.operations.audit import verify_chain
from awardsdesk.operations.materials import MaterialLine, checklist_of, keep_materials
from awardsdesk.store.attachments import keep
from awardsdesk.store.database import Database
from awardsdesk.store.scan_check import scan_faults, strays
from tests.exchange.test_register_workbook import APPLIED, SOFT, THEORY
from tests.scans import attached, pdf, picture


def run(*arguments: object) -> int | Path:
    return run_command([str(argument) for argument in arguments])


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Give a county's file with three achievements, two scans and a checklist."""
    folder = tmp_path / "county"
    folder.mkdir()
    database = Database.create(folder / "澄东.awards", actor="县里", office="澄东区科技局")
    with database.write() as session:
        ids = [save(session, draft) for draft in (APPLIED, THEORY, SOFT)]
    attached(database, ids[0], pdf(tmp_path / "鉴定证书.pdf", pages=2), item="研制报告")
    attached(database, ids[1], picture(tmp_path / "论文.png"), pdf(tmp_path / "鉴定证书.pdf", pages=2))
    with database.write() as session:
        line = MaterialLine(item="论文或专著", received=True, form="原件", pages=3, note="盖章不清")
        keep_materials(session, ids[1], [line])
    database.close()
    return database.path


@pytest.fixture
def city(tmp_path: Path) -> Path:
    Database.create(tmp_path / "市局.awards", actor="市里", office="澄州市科技局").close()
    return tmp_path / "市局.awards"


def everything(path: Path) -> list[tuple[object, ...]]:
    """Return what a file holds of each achievement, by uid."""
    database = Database.open(path)
    with database.read() as session:
        found = []
        for id_ in ACHIEVEMENTS.ids(session, Query()):
            draft = draft_of(session, id_)
            scans = [
                (scan.digest, scan.name, scan.media_type, scan.size, scan.pages, scan.item, scan.note)
                for scan in scans_of(session, id_)
            ]
            found.append((draft.uid, draft, scans, checklist_of(session, id_)))
        assert verify_chain(session) == []
    assert (scan_faults(database), strays(database)) == ([], [])
    database.close()
    return sorted(found, key=lambda each: str(each[0]))


@contextmanager
def written(path: Path) -> Iterator[tuple[Database, Session]]:
    """Write into a file as a clerk does."""
    database = Database.open(path, actor="某人")
    with database.write() as session:
        yield database, session
    database.close()


def events(path: Path) -> list[str]:
    with written(path) as (_database, session):
        return list(session.scalars(select(Event.verb).order_by(Event.id)))


def test_what_a_county_holds_is_what_the_city_gets(
    county: Path, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "一.zip"
    assert run("package", county, out, "--all") == 0
    assert capsys.readouterr().out == "已导出第 1 号报送包 一.zip：成果 3 项，附件 2 个。\n"
    assert run("import", city, out) == 0
    today = dt.datetime.now().astimezone()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"澄东区科技局第 1 号报送包，{today:%Y-%m-%d} 导出：成果 3 项，附件 2 个。"
    assert lines[-3:] == ["已导入", "  成果登记：新增 3", "  附件：新增 3"]
    assert everything(city) == everything(county)


def test_the_same_package_twice_brings_nothing_new(
    county: Path, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "一.zip"
    run("package", county, out, "--all")
    run("import", city, out)
    before, log = everything(city), events(city)
    capsys.readouterr()
    assert run("import", city, out) == 0
    today = dt.datetime.now().astimezone()
    assert capsys.readouterr().out.splitlines() == [
        f"澄东区科技局第 1 号报送包，{today:%Y-%m-%d} 导出：成果 3 项，附件 2 个。这个报送包以前导入过。",
        "已导入",
        "  成果登记：不变 3",
    ]
    assert (everything(city), events(city)) == (before, log)


def test_a_newer_package_brings_what_is_new_and_leaves_what_the_city_corrected(
    county: Path, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("package", county, tmp_path / "一.zip", "--all")
    run("import", city, tmp_path / "一.zip")
    with written(city) as (_database, session):
        ids = {draft_of(session, id_).title: id_ for id_ in ACHIEVEMENTS.ids(session, Query())}
        theory = draft_of(session, ids["=1+1 之论"])
        save(session, replace(theory, contact="市里改的", abstract="市里写的"), ids["=1+1 之论"])
        scan = scans_of(session, ids["=1+1 之论"])[0]
        detach(session, [scan.id])
    with written(county) as (_database, session):
        id_ = next(id_ for id_ in ACHIEVEMENTS.ids(session, Query()) if draft_of(session, id_).title == "=1+1 之论")
        draft = draft_of(session, id_)
        save(session, replace(draft, title="一加一之论", abstract="县里写的", keywords=("加",)), id_)
        line = MaterialLine(item="论文或专著", received=True, form="复印件", pages=4)
        keep_materials(session, id_, [line])
    with written(county) as (_database, session):
        new = keep(county, pdf(tmp_path / "引用证明.pdf", "引用"))
        attach(session, id_, [new])
    run("package", county, tmp_path / "二.zip", "--all")
    capsys.readouterr()
    assert run("import", city, tmp_path / "二.zip", "--dry-run", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    (row,) = [row for row in said["rows"] if row["change"] != "same"]
    assert (row["change"], row["title"]) == ("changed", "一加一之论")
    assert [tuple(field.values()) for field in row["fields"]] == [
        ("成果名称", "=1+1 之论", "一加一之论"),
        ("关键词", "", "加"),
        ("附件", "鉴定证书.pdf", "鉴定证书.pdf、引用证明.pdf"),
        ("材料“论文或专著”", "已收，原件，3 页，盖章不清", "已收，复印件，4 页"),
    ]
    told = [problem["sentence"] for problem in said["problems"] if "保持" in problem["sentence"]]
    assert told == [
        "有 1 格，本单位在收到上一个报送包以后改过，报送单位没有改（从第 3 行起）；保持本单位的不变。",
        "上一个报送包以后，本单位改成了“市里写的”，报送单位又改成“县里写的”；保持本单位的不变。要用报送的，请在程序里改。",
    ]
    assert run("import", city, tmp_path / "二.zip") == 0
    got = {draft.title: (draft.contact, draft.abstract, draft.keywords) for _uid, draft, *_rest in everything(city)}
    assert got["一加一之论"] == ("市里改的", "市里写的", ("加",))
    assert [each[0] for each in everything(city)] == [each[0] for each in everything(county)]


def test_an_import_of_a_package_is_taken_back_with_its_scans(county: Path, city: Path, tmp_path: Path) -> None:
    run("package", county, tmp_path / "一.zip", "--all")
    run("import", city, tmp_path / "一.zip")
    with written(city) as (_database, session):
        event = session.scalars(select(Event.id).where(Event.verb == "import")).one()
    assert run("undo-import", city, event) == 0
    assert everything(city) == []
    with written(city) as (_database, session):
        tables = (Attachment, Material, ReceivedAchievement, Package, Achievement)
        assert [session.scalar(select(func.count()).select_from(table)) for table in tables] == [0] * 5
    assert run("import", city, tmp_path / "一.zip") == 0
    assert everything(city) == everything(county)


def test_numbers_have_no_gaps_and_odd_ones_are_told(
    county: Path, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("一", "二", "三", "四"):
        assert run("package", county, tmp_path / f"{name}.zip", "--state", "草稿") == 0
    capsys.readouterr()

    def doubts(name: str) -> list[str]:
        run("import", city, tmp_path / f"{name}.zip", "--json")
        problems = json.loads(capsys.readouterr().out)["problems"]
        return [problem["sentence"] for problem in problems if problem["sheet"] == "manifest.json"]

    assert doubts("二") == ["澄东区科技局的第 1 号报送包没有导入过；应该先导入的，请取消，先导入那些。"]
    assert doubts("三") == []
    assert doubts("一") == [
        "这是澄东区科技局第 1 号报送包，已经导入过较新的第 3 号；较旧的内容会盖掉较新的，请逐行核对再导入。"
    ]
    assert doubts("一") == []
    lost = tmp_path / "不存在" / "五.zip"
    assert run("package", county, lost, "--all") == 1
    assert run("package", county, tmp_path / "五.zip", "--all") == 0
    assert capsys.readouterr().out == "已导出第 5 号报送包 五.zip：成果 3 项，附件 2 个。\n"
