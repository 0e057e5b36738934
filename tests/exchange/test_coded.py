"""Codes that are in no list: kept, and told by cell."""

from functools import partial
from pathlib import Path

from sqlalchemy import select

from awardsdesk.exchange.importing import apply, load
from awardsdesk.lists.achievements import draft_of
from awardsdesk.models import Achievement
from awardsdesk.operations.achievements import check_whole
from awardsdesk.operations.codes import code_table
from awardsdesk.store.database import Database
from tests.exchange.sheets import sample_rows, write
from tests.exchange.test_form_cells import workbook


def test_unknown_codes_are_told_by_cell_and_kept_and_the_edition_stays(database: Database, tmp_path: Path) -> None:
    rows = sample_rows("成果登记", "成果登记")[:3]
    places = [rows[0].index(name) for name in ("学科分类代码", "应用行业代码", "高新技术领域")]
    for place, value in zip(places, ("999；520", "C99", "炼金术"), strict=True):
        rows[1][place] = value
    with database.write() as session:
        loaded = load(session, [write(tmp_path / "a.xlsx", ("成果登记", rows))])
        apply(session, loaded)
    told = [(problem.cell, problem.severity.value, problem.sentence) for problem in loaded.problems]
    assert [one for one in told if "代码" in one[2]] == [
        ("H2", "warn", "学科代码 999 不在 GB/T 13745-2009 中。"),
        ("I2", "warn", "行业代码 C99 不在 GB/T 4754-2017 中。"),
        ("J2", "warn", "高新技术领域代码 炼金术 不在 科技成果登记表 中。"),
    ]
    with database.read() as session:
        kept = session.scalars(select(Achievement).order_by(Achievement.id)).all()
        assert [(row.industry_code, row.details["industry_edition"]) for row in kept] == [
            ("C99", "GB/T 4754-2017"),
            ("Q84", "GB/T 4754-2017"),
        ]


def test_what_the_form_doubts_of_codes_the_import_doubts(database: Database, tmp_path: Path) -> None:
    """One code too many, and a unit's region that no list has."""
    said = {"应用行业代码": "Q84；C26", "完成单位所在地代码": "999999"}
    with database.write() as session:
        loaded = load(session, [workbook(tmp_path, said)])
        assert apply(session, loaded).outcome.changes == 1
        doubted = check_whole(draft_of(session, 1), partial(code_table, session))
    told = [(problem.cell, problem.severity.value, problem.sentence) for problem in loaded.problems]
    assert told == [
        ("E2", "warn", "最多填 1 个代码。"),
        ("F2", "warn", "“甲所”：行政区划代码 999999 不在 GB/T 2260 中。"),
    ]
    assert {sentence.rstrip("。") for _cell, _severity, sentence in told} <= {each.sentence for each in doubted}


def test_a_name_is_read_as_its_code_and_one_of_several_places_is_doubted(database: Database, tmp_path: Path) -> None:
    said = {"应用行业代码": "医药制造业", "完成单位所在地代码": "山阳区"}
    with database.write() as session:
        loaded = load(session, [workbook(tmp_path, said)])
        apply(session, loaded)
        assert loaded.problems == []
        kept = draft_of(session, 1)
    assert (kept.industry_code, [unit.details for unit in kept.units]) == ("C27", [{"region": "410811"}])
    with database.write() as session:
        again = load(session, [workbook(tmp_path, said)])
        assert apply(session, again).outcome.changes == 0
        doubted = load(session, [workbook(tmp_path, said | {"完成单位所在地代码": "鼓楼区"})])
    told = [(problem.cell, problem.sentence) for problem in doubted.problems]
    assert told == [("F2", "“甲所”：行政区划代码 鼓楼区 不在 GB/T 2260 中：应是6 位数字。")]


def test_codes_beside_their_names_as_the_list_shows_them_are_taken_as_codes(database: Database, tmp_path: Path) -> None:
    rows = sample_rows("成果登记", "成果登记")[:3]
    places = [rows[0].index(name) for name in ("学科分类代码", "应用行业代码")]
    for place, values in zip(
        places, (("110 数学；120 信息科学与系统科学", "110 物理"), ("A01 农业", "A01；02 林业")), strict=True
    ):
        rows[1][place], rows[2][place] = values
    with database.write() as session:
        loaded = load(session, [write(tmp_path / "a.xlsx", ("成果登记", rows))])
        apply(session, loaded)
    told = [problem.cell for problem in loaded.problems if "代码" in problem.sentence]
    assert told == ["H3", "I3"]  # 物理 is not what 110 is called; an achievement has one industry
    with database.read() as session:
        kept = session.scalars(select(Achievement).order_by(Achievement.id)).all()
        assert [(row.discipline_code, row.industry_code) for row in kept] == [
            ("110；120", "A01"),
            ("110物理", "A01；A02"),
        ]
