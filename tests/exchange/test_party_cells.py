"""What a workbook says of each unit and person: as many parts as names, in their order; what is not said stays."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.importing import apply, load, preview
from awardsdesk.exchange.party_cells import headed, join, split, written
from awardsdesk.exchange.reading import read
from awardsdesk.lists.achievements import draft_of
from awardsdesk.lists.differences import FieldChange
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.store.database import Database
from tests.exchange.test_form_cells import workbook

TWO = {"完成单位": "甲研究所、乙有限公司", "完成人": "张三、李四（乙有限公司）"}
SAID = {
    "完成单位统一社会信用代码": "91110000101623741k；",
    "完成单位盖章": "是、否",
    "完成单位电话": "0991-2345678；0991-7654321",
    "完成人创造性贡献": "总体设计、试验；工艺",
    "完成人签名": "√；",
    "完成人出生年月": "1970年5月；1981.12",
}
UNITS = (
    UnitDraft("甲研究所", True, {"uscc": "91110000101623741K", "phone": "0991-2345678"}),
    UnitDraft("乙有限公司", False, {"uscc": "", "phone": "0991-7654321"}),
)
PERSONS = (
    CompleterDraft("张三", None, "总体设计、试验", True, {"born": "1970-05"}),
    CompleterDraft("李四", "乙有限公司", "工艺", False, {"born": "1981-12"}),
)


def test_each_part_goes_to_its_unit_or_person(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path, TWO | SAID))
    [row] = reading.rows
    assert isinstance(row.draft, AchievementDraft)
    assert (row.draft.units, row.draft.completers) == (UNITS, PERSONS)
    assert [(found.cell, found.sentence) for found in reading.problems] == [
        ("C2", "未见公章：乙有限公司。"),
        ("D2", "未见签字：李四。"),
    ]


def test_full_width_signs_are_folded_before_they_are_doubted(tmp_path: Path) -> None:
    said = {
        "完成单位": "甲所",
        "完成单位统一社会信用代码": "９１１１００００１０１６２３７４１ｋ",
        "完成单位电话": "０９９１－２３４５６７８",
        "完成单位邮编": "８３００００",
        "完成单位电子邮箱": "ａ．ｂ＠ｃ．ｃｎ",
    }
    reading = read(workbook(tmp_path, said))
    [row] = reading.rows
    assert isinstance(row.draft, AchievementDraft)
    assert row.draft.units[0].details == {
        "uscc": "91110000101623741K",
        "phone": "0991-2345678",
        "postcode": "830000",
        "email": "a.b@c.cn",
    }
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("said", "cell", "sentence"),
    [
        (
            {"完成单位盖章": "是"},
            "E2",
            "这里的项数与完成单位不一致，应有 2 项；请按次序用分号隔开，一一对应。",
        ),
        (
            {"完成人创造性贡献": "设计；试验；工艺"},
            "E2",
            "这里的项数与完成人不一致，应有 2 项；请按次序用分号隔开，一一对应。",
        ),
        ({"完成人签字": "是；也许"}, "E2", "“也许”不在可选的范围内，这里只能填是、否。"),
    ],
)
def test_what_cannot_be_told_apart_keeps_the_row_out(
    tmp_path: Path, said: dict[str, object], cell: str, sentence: str
) -> None:
    reading = read(workbook(tmp_path, TWO | said))
    assert [(found.cell, found.severity, found.sentence) for found in reading.problems] == [
        (cell, Severity.REFUSE, sentence)
    ]
    assert reading.rows == ()


def test_a_lone_name_takes_the_whole_cell(tmp_path: Path) -> None:
    [row] = read(workbook(tmp_path, {"完成人": "张三", "完成人创造性贡献": "设计；试验、\n工艺"})).rows
    assert isinstance(row.draft, AchievementDraft)
    assert row.draft.completers == (CompleterDraft("张三", None, "设计；试验、\n工艺"),)


def test_a_person_named_twice_keeps_what_is_said_at_the_first_place(tmp_path: Path) -> None:
    said = {"完成单位": "甲研究所", "完成人": "张三、李四、张三（甲研究所）", "完成人创造性贡献": "设计；工艺；试验"}
    [row] = read(workbook(tmp_path, said)).rows
    assert isinstance(row.draft, AchievementDraft)
    assert [person.contribution for person in row.draft.completers] == ["设计", "工艺"]


def test_missing_columns_and_blank_cells_leave_what_is_known(database: Database, tmp_path: Path) -> None:
    known = AchievementDraft(title="高效秸秆还田机", klass="应用技术", units=UNITS, completers=PERSONS)
    with database.write() as session:
        save(session, known)
    with database.read() as session:
        before = draft_of(session, 1)
    with database.write() as session:
        report = apply(session, load(session, [workbook(tmp_path, TWO | {"完成单位盖章": None, "完成人职称": "；"})]))
    assert report.outcome.changes == 0
    with database.read() as session:
        assert draft_of(session, 1) == before


def test_the_preview_tells_what_is_said_otherwise(database: Database, tmp_path: Path) -> None:
    known = AchievementDraft(title="高效秸秆还田机", klass="应用技术", units=UNITS, completers=PERSONS)
    with database.write() as session:
        save(session, replace(known, details={"recommender": "丙局"}))
    path = workbook(
        tmp_path, TWO | {"完成单位盖章": "是；是", "完成人创造性贡献": "总体设计；工艺", "完成人职称": "教授；"}
    )
    with database.read() as session:
        [row] = preview(session, load(session, [path])).rows
    assert set(row.fields) == {
        FieldChange("完成单位盖章", "是；否", "是；是"),
        FieldChange("完成人创造性贡献", "总体设计、试验；工艺", "总体设计；工艺"),
        FieldChange("完成人职称", "；", "教授；"),
    }


PART = st.text(st.sampled_from("甲乙；、;\n "), max_size=6).map(str.strip)


@given(st.lists(PART, min_size=1, max_size=4).filter(any))
def test_what_is_written_is_parted_again(said: list[str]) -> None:
    text = join(said)
    assert split(text, len(said)) == said or any("\n" in part for part in said)


@pytest.mark.parametrize(
    ("text", "count", "parts"),
    [
        ("是、、是", 3, ["是", "", "是"]),
        ("设计、试验；工艺", 2, ["设计、试验", "工艺"]),
        ("设计；试验\n工艺", 2, ["设计；试验", "工艺"]),
        ("设计、试验", 3, None),
    ],
)
def test_the_greater_separator_counts(text: str, count: int, parts: list[str] | None) -> None:
    assert split(text, count) == parts


def test_seals_are_written_once_one_is_there() -> None:
    assert written(UNITS, "sealed") == "是；否"
    assert written([replace(unit, sealed=None) for unit in UNITS], "sealed") == ""
    assert written(UNITS, "uscc") == "91110000101623741K；"
    assert written(PERSONS, "contribution") == "总体设计、试验；工艺"


def test_every_heading_stands_for_one_thing() -> None:
    headings = [heading for _name, named, _take in headed() for heading in named]
    assert len(headings) == len(set(headings))
    assert headings[:4] == ["完成单位信用代码", "完成单位统一社会信用代码", "完成单位属性", "完成单位下属机构"]
