"""The clean workbooks read whole and without a word of doubt."""

from collections import Counter
from pathlib import Path

import pytest

from awardsdesk.exchange.layouts import Kind
from awardsdesk.exchange.reading import read, recognise
from awardsdesk.rules.rulebook import decode
from awardsdesk.terms import ProgrammeKind

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
ROUNDS = {
    ProgrammeKind.EVALUATION: decode((SAMPLE / "rounds" / "2008-QP.json").read_bytes()),
    ProgrammeKind.AWARD: decode((SAMPLE / "rounds" / "2008-J.json").read_bytes()),
}
EXPECTED = {
    "企业申报": {("申报企业", Kind.APPLICATIONS): 119},
    "部门核实": {("部门核实", Kind.VERIFICATIONS): 2652, ("一票否决", Kind.VETOES): 3},
    "企业专家评分": {("专家评分", Kind.FIRM_SCORES): 833},
    "成果登记": {("成果登记", Kind.ACHIEVEMENTS): 300},
    "奖励提名": {("提名项目", Kind.NOMINATIONS): 132},
    "奖励专家评分": {("专家评分", Kind.AWARD_SCORES): 903},
    "表决": {("表决", Kind.BALLOTS): 83, ("会议", Kind.MEETING): 1},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_clean_workbook_reads_whole_and_silently(name):
    reading = read(SAMPLE / f"{name}.xlsx", ROUNDS)
    assert reading.problems == ()
    assert Counter((row.sheet, row.kind) for row in reading.rows) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_sheets_are_recognised_by_headers_alone(name, tmp_path):
    path = tmp_path / "没有提示的名字.xlsx"
    path.write_bytes((SAMPLE / f"{name}.xlsx").read_bytes())
    assert [(sheet.sheet, sheet.kind) for sheet in recognise(path)] == list(EXPECTED[name])


def test_every_name_and_order_survives():
    reading = read(SAMPLE / "奖励提名.xlsx", ROUNDS)
    draft = next(row.draft for row in reading.rows if row.draft.number == "2008-工-002")
    assert [unit.name for unit in draft.units] == [
        "澄川澜信化工股份有限公司",
        "高新区钧科电缆有限公司",
        "澄川曜诚电缆有限公司",
    ]
    assert [(person.name, person.unit) for person in draft.completers] == [
        ("姜敏", None),
        ("江明", "高新区钧科电缆有限公司"),
        ("何来福", "澄川曜诚电缆有限公司"),
    ]
