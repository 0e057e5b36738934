"""A batch tells which of its rows repeat an earlier one or the file, and comes in all the same."""

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.importing import ImportProblem, apply, load
from awardsdesk.models import Achievement
from awardsdesk.operations.samples import sample_workbooks
from awardsdesk.store.database import Database

BOOK = next(path for path in sample_workbooks() if path.stem == "成果登记")
PLANTED = {"A36": 32, "A69": 60, "A110": 54, "A146": 2, "A218": 47, "A243": 8}


def warnings(database: Database, path: Path) -> list[ImportProblem]:
    with database.read() as session:
        return load(session, [path]).problems


def bring(database: Database, path: Path) -> None:
    with database.read() as session:
        loaded = load(session, [path])
    with database.write() as session:
        apply(session, loaded)


def rewritten(path: Path, rows: list[int], **cells: object) -> Path:
    """Keep the head and these rows of the sample, with some cells written anew."""
    workbook = openpyxl.load_workbook(BOOK)
    sheet = workbook.active
    kept = [[cell.value for cell in sheet[number]] for number in rows]
    sheet.delete_rows(2, sheet.max_row)
    for number, values in enumerate(kept, 2):
        for column, value in enumerate(values, 1):
            sheet.cell(number, column, value)
        for letter, value in cells.items():
            sheet[f"{letter}{number}"] = value
    workbook.save(path)
    return path


def test_the_sample_warns_of_the_planted_pairs_and_of_nothing_else(database: Database) -> None:
    problems = warnings(database, BOOK)
    assert {problem.cell for problem in problems} == PLANTED.keys()
    assert {problem.severity for problem in problems} == {Severity.WARN}
    for problem in problems:
        assert f"第 {PLANTED[problem.cell]} 行" in problem.sentence
    assert problems[1].sentence == (
        "可能与“成果登记”第 60 行“旱作核桃高产\u3000栽培集成技术。”重复：名称相同（不计标点、空格、数字写法）；"
        "第一完成单位相同；4 名完成人相同；起止年月相同；请核对，确非重复的可以导入"
    )


def test_the_same_workbook_again_warns_of_no_more(database: Database) -> None:
    before = [problem.cell for problem in warnings(database, BOOK)]
    bring(database, BOOK)
    assert [problem.cell for problem in warnings(database, BOOK)] == before


def test_a_row_written_otherwise_names_the_achievement_of_the_file(database: Database, tmp_path: Path) -> None:
    bring(database, BOOK)
    again = rewritten(tmp_path / "县.xlsx", [54], A="新型城市污水  综合治理（示范）", V=None, W=None)
    problems = warnings(database, again)
    assert [problem.cell for problem in problems] == ["A2", "A2"]
    assert "登记库中“新型城市污水综合治理示范”（9412007Y0039）重复" in problems[0].sentence + problems[1].sentence
    bring(database, again)
    with database.read() as session:
        assert session.scalar(select(func.count(Achievement.id))) == 301


@pytest.mark.parametrize("number", [None, "9412007Y0039"])
def test_a_row_that_amends_an_achievement_is_no_double_of_it(
    database: Database, tmp_path: Path, number: str | None
) -> None:
    bring(database, rewritten(tmp_path / "一.xlsx", [54]))
    day = "2007-07-28" if number else None
    assert warnings(database, rewritten(tmp_path / "二.xlsx", [54], C="国际先进", V=number, W=day)) == []


def test_a_row_of_the_same_team_and_months_is_told_under_another_title(database: Database, tmp_path: Path) -> None:
    again = {"V": None, "W": None}
    paths = [
        rewritten(tmp_path / "一.xlsx", [54]),
        rewritten(tmp_path / "二.xlsx", [54], A="完全另一回事", **again),
        rewritten(tmp_path / "三.xlsx", [54], A="另一年的事", K="2001-01", **again),
    ]
    with database.read() as session:
        problems = load(session, paths).problems
    assert [(problem.file, problem.cell) for problem in problems] == [("二.xlsx", "A2")]
    assert problems[0].sentence == (
        "可能与一.xlsx“成果登记”第 2 行“新型城市污水综合治理示范”（9412007Y0039）重复：名称不同，但完成人是同一组人；"
        "第一完成单位相同；6 名完成人相同；起止年月相同；请核对，确非重复的可以导入"
    )


def test_rows_are_counted_once_however_many_they_repeat(database: Database, tmp_path: Path) -> None:
    bring(database, rewritten(tmp_path / "一.xlsx", [54, 110]))
    again = rewritten(tmp_path / "二.xlsx", [54, 54, 2], V=None, W=None)
    workbook = openpyxl.load_workbook(again)
    workbook.active["A2"], workbook.active["A3"] = "新型城市污水 综合治理示范", "新型城市 污水综合治理示范"
    workbook.save(again)
    with database.read() as session:
        loaded = load(session, [again])
    assert (loaded.doubles, [problem.cell for problem in loaded.problems]) == (2, ["A2"] * 2 + ["A3"] * 3)


def test_another_file_is_named(database: Database, tmp_path: Path) -> None:
    paths = [rewritten(tmp_path / f"{name}.xlsx", [row]) for name, row in (("甲县", 54), ("乙县", 110))]
    with database.read() as session:
        problems = load(session, paths).problems
    assert [(problem.file, problem.cell) for problem in problems] == [("乙县.xlsx", "A2")]
    assert "甲县.xlsx“成果登记”第 2 行" in problems[0].sentence


def test_an_equal_title_of_strangers_is_told_and_not_refused(database: Database, tmp_path: Path) -> None:
    bring(database, rewritten(tmp_path / "一.xlsx", [54]))
    other = rewritten(
        tmp_path / "二.xlsx", [54], R="另一单位", S="王甲、赵乙", K="2001-01", L="2002-01", V=None, W=None
    )
    problems = warnings(database, other)
    assert len(problems) == 1
    assert "重复：名称相同（不计标点、空格、数字写法）；请核对" in problems[0].sentence


@pytest.mark.parametrize(
    ("cells", "told", "count"),
    [
        ({"S": "王甲、赵乙", "K": "2011-01", "L": "2012-01"}, 1, 2),
        ({"S": "王甲、赵乙"}, 0, 1),
        ({"K": "2011-01", "L": "2012-01"}, 0, 1),
    ],
    ids=["the next of a series", "the same months", "the same team"],
)
def test_what_bears_a_title_and_a_unit_again_is_the_same_where_a_person_or_the_months_are(
    database: Database, tmp_path: Path, cells: dict[str, str], told: int, count: int
) -> None:
    own = {"V": None, "W": None}
    bring(database, rewritten(tmp_path / "一.xlsx", [54], **own))
    again = rewritten(tmp_path / "二.xlsx", [54], **own, **cells)
    assert len(warnings(database, again)) == told
    bring(database, again)
    with database.read() as session:
        assert session.scalar(select(func.count(Achievement.id))) == count


def test_of_many_equal_rows_each_names_one_and_their_number(database: Database, tmp_path: Path) -> None:
    problems = warnings(database, rewritten(tmp_path / "八.xlsx", [54] * 8, V=None, W=None))
    assert [problem.cell for problem in problems] == [f"A{row}" for row in range(3, 10)]
    heads = [problem.sentence.partition("“新")[0] for problem in problems]
    assert heads[:2] == ["可能与“成果登记”第 2 行", "可能与“成果登记”第 2 行（共 2 行）"]
    assert heads[-1] == "可能与“成果登记”第 2 行（共 7 行）"
