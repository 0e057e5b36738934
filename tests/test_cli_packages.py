"""Packages by the commands: sent by a county, taken in by the city, with real scans."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awardsdesk.cli import run_command
from awardsdesk.errors import UserError
from awardsdesk.lists.achievements import ACHIEVEMENTS, draft_of
from awardsdesk.lists.attachments import scans_of
from awardsdesk.lists.listing import Query
from awardsdesk.models import Achievement, Attachment, Base, Event, Material, Package, ReceivedAchievement
from awardsdesk.operations.achievements import save
from awardsdesk.operations.attachments import attach, detach
from awardsdesk.operations.audit import verify_chain
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft
from awardsdesk.operations.materials import MaterialLine, checklist_of, keep_materials
from awardsdesk.operations.undo import NOTHING, undo
from awardsdesk.store.attachments import keep
from awardsdesk.store.database import Database
from awardsdesk.store.scan_check import scan_faults, strays
from tests.exchange.test_register_workbook import APPLIED, SOFT, THEORY, achievements
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


def test_an_office_that_sends_from_another_file_is_told(
    county: Path, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database.create(tmp_path / "另一个.awards", actor="县里", office="澄东区科技局")
    with database.write() as session:
        save(session, replace(THEORY, uid="", title="另一个文件里的"))
    database.close()
    run("package", county, tmp_path / "一.zip", "--all")
    run("package", database.path, tmp_path / "另一份.zip", "--all")
    run("import", city, tmp_path / "一.zip")
    capsys.readouterr()
    for told in (
        [
            "以前导入的澄东区科技局的报送包，是从另一个文件导出的，编号各编各的；请向报送单位核对哪一份是对的，同一项成果有没有两份。"
        ],
        [],
    ):
        run("import", city, tmp_path / "另一份.zip", "--json")
        problems = json.loads(capsys.readouterr().out)["problems"]
        assert [problem["sentence"] for problem in problems if problem["sheet"] == "manifest.json"] == told


def count(path: Path, table: type[Base]) -> int:
    with written(path) as (_database, session):
        return session.scalar(select(func.count()).select_from(table)) or 0


def imports(path: Path) -> list[int]:
    with written(path) as (_database, session):
        return list(session.scalars(select(Event.id).where(Event.verb == "import").order_by(Event.id)))


def test_what_the_city_had_already_is_known_again_under_another_title(county: Path, city: Path, tmp_path: Path) -> None:
    with written(city) as (_database, session):
        save(session, SOFT)
    (known,) = everything(city)
    run("package", county, tmp_path / "一.zip", "--all")
    assert run("import", city, tmp_path / "一.zip") == 0
    assert count(city, Achievement) == 3
    with written(county) as (_database, session):
        ids = ACHIEVEMENTS.ids(session, Query())
        id_ = next(id_ for id_ in ids if draft_of(session, id_).title == SOFT.title)
        save(session, replace(draft_of(session, id_), title="区域发展规划"), id_)
    run("package", county, tmp_path / "二.zip", "--id", id_)
    assert run("import", city, tmp_path / "二.zip") == 0
    assert count(city, Achievement) == 3
    assert [each[1].title for each in everything(city) if each[0] == known[0]] == ["区域发展规划"]


def test_of_two_packages_the_first_is_taken_back_where_the_second_said_nothing_new(
    county: Path, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("一", "二"):
        run("package", county, tmp_path / f"{name}.zip", "--all")
        run("import", city, tmp_path / f"{name}.zip")
    first, second = imports(city)
    with written(city) as (_database, session):
        assert session.get_one(Event, second).reason == "成果登记：不变 3"
    assert run("undo-import", city, first) == 0
    assert (everything(city), count(city, Package)) == ([], 1)
    assert run("undo-import", city, second) == 0
    assert count(city, Package) == 0


def test_a_package_is_not_forgotten_while_what_it_brought_stays(
    county: Path, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("package", county, tmp_path / "一.zip", "--id", 2)
    run("import", city, tmp_path / "一.zip")
    with written(city) as (_database, session):
        (id_,) = ACHIEVEMENTS.ids(session, Query())
        save(session, replace(draft_of(session, id_), abstract="市里写的"), id_)
    capsys.readouterr()
    assert run("undo-import", city, *imports(city)) == 1
    assert capsys.readouterr().err == "这次导入的内容都已改动或撤回过，没有可以撤回的；没有改动任何内容。\n"
    assert (count(city, Package), count(city, Attachment)) == (1, 2)


def test_what_was_sent_is_not_undone(county: Path, tmp_path: Path) -> None:
    run("package", county, tmp_path / "一.zip", "--all")
    with written(county) as (_database, session), pytest.raises(UserError, match=NOTHING):
        undo(session)


def test_ones_own_package_is_a_workbook_of_ones_own(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("package", county, tmp_path / "一.zip", "--all")
    with written(county) as (_database, session):
        save(session, replace(draft_of(session, 2), abstract="后来写的"), 2)
    before = everything(county)
    capsys.readouterr()
    assert run("import", county, tmp_path / "一.zip") == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("附件 2 个。这是本文件自己导出的。")
    assert everything(county) == before
    assert (count(county, ReceivedAchievement), count(county, Package)) == (0, 1)


def plainly(draft: AchievementDraft) -> AchievementDraft:
    """Return an achievement of which every name is one in a cell, too."""
    units = tuple(replace(unit, name=f"研究所{place}") for place, unit in enumerate(draft.units))
    called = {unit.name: new.name for unit, new in zip(draft.units, units, strict=True)}
    persons = tuple(
        replace(person, name=f"张{place}", unit=called.get(person.unit or ""))
        for place, person in enumerate(draft.completers)
    )
    return replace(
        draft, title="成果", units=units, completers=persons, keywords=("秸秆", "还田")[: len(draft.keywords)]
    )


@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(st.lists(achievements().map(plainly), min_size=1, max_size=4))
def test_whatever_a_county_holds_arrives(
    tmp_path_factory: pytest.TempPathFactory, held: list[AchievementDraft]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    database = Database.create(folder / "县.awards", office="县局")
    with database.write() as session:
        for place, draft in enumerate(held):
            save(session, replace(draft, title=f"成果{place}"))
    database.close()
    Database.create(folder / "市.awards").close()
    assert run("package", folder / "县.awards", folder / "一.zip", "--all") == 0
    assert run("import", folder / "市.awards", folder / "一.zip") == 0
    assert everything(folder / "市.awards") == everything(folder / "县.awards")


@pytest.mark.parametrize(
    ("names", "field"), [(("张（三",), "完成人"), (("甲、乙", "丙"), "完成人"), (("张三", "李四，王五"), "完成人")]
)
def test_a_name_that_a_cell_would_make_another_is_named_before_it_goes(
    county: Path, tmp_path: Path, names: tuple[str, ...], field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with written(county) as (_database, session):
        save(session, replace(SOFT, title="难写", completers=tuple(map(CompleterDraft, names))))
    assert run("package", county, tmp_path / "一.zip", "--all") == 1
    assert capsys.readouterr().err == (
        "《难写》的名称、单位、完成人或关键词里有顿号、括号等符号，写进工作簿会被读成别的，没有导出报送包；"
        "请在程序里改好，或不选这一项。\n"
    )
    assert list(tmp_path.glob("一.zip*")) == []
