"""Templates: what is downloaded and filled in comes back without a word, whatever kind of sheet it is."""

import datetime as dt

import openpyxl
import pytest

from awardsdesk.errors import UserError
from awardsdesk.exchange.layouts import LAYOUTS, Kind
from awardsdesk.exchange.reading import read
from awardsdesk.exchange.template import needs_rules, write_template
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.samples import sample_books
from awardsdesk.terms import ProgrammeKind

BOOKS = {
    ProgrammeKind.AWARD: sample_books()["2008-J"],
    ProgrammeKind.EVALUATION: sample_books()["2008-QP"],
}


def book_of(kind):
    programme = next(layout.programme for layout in LAYOUTS if layout.kind is kind)
    return BOOKS[programme] if programme else None


@pytest.mark.parametrize("kind", Kind)
def test_a_template_is_read_as_its_kind_with_nothing_in_it(kind, tmp_path):
    out = tmp_path / "模板.xlsx"
    write_template(kind, out, book_of(kind))
    reading = read(out, BOOKS)
    assert [sheet.kind for sheet in reading.sheets] == [kind]
    assert (reading.rows, reading.problems) == ((), ())


def test_a_filled_template_comes_in_without_a_warning(tmp_path):
    out = tmp_path / "模板.xlsx"
    write_template(Kind.ACHIEVEMENTS, out)
    book = openpyxl.load_workbook(out)
    sheet = book["成果登记"]
    filled = {
        "成果名称": "高效秸秆还田机",
        "成果类别": "应用技术",
        "学科分类代码": "0210",
        "研究起始": "2021-03",
        "评价日期": "2024年5月9日",
        "完成单位": "平泽县农机研究所、澄川大学",
        "完成人": "张三、李四（澄川大学）",
        "联系电话": "0991-2345678",
    }
    headings = [cell.value.rstrip("*") for cell in sheet[1]]
    for heading, value in filled.items():
        sheet.cell(2, headings.index(heading) + 1).value = value
    book.save(out)
    reading = read(out)
    assert reading.problems == ()
    assert [row.draft for row in reading.rows] == [
        AchievementDraft(
            title="高效秸秆还田机",
            klass="应用技术",
            discipline_code="0210",
            started="2021-03",
            evaluated_on=dt.date(2024, 5, 9),
            units=(UnitDraft("平泽县农机研究所"), UnitDraft("澄川大学")),
            completers=(CompleterDraft("张三"), CompleterDraft("李四", "澄川大学")),
            phone="0991-2345678",
        )
    ]


def test_excel_keeps_zeros_and_offers_the_choices(tmp_path):
    out = tmp_path / "模板.xlsx"
    write_template(Kind.ACHIEVEMENTS, out)
    sheet = openpyxl.load_workbook(out)["成果登记"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet.column_dimensions[letters["学科分类代码"]].number_format == "@"
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    letter = letters["成果类别*"]
    assert offered[f"{letter}2:{letter}2000"] == '"应用技术,基础理论,软科学"'


def test_the_guide_says_how_each_column_is_filled(tmp_path):
    out = tmp_path / "模板.xlsx"
    write_template(Kind.APPLICATIONS, out, BOOKS[ProgrammeKind.EVALUATION])
    rows = list(openpyxl.load_workbook(out)["填写说明"].iter_rows(min_row=3, values_only=True))
    assert rows[:3] == [
        ("企业名称", "必填", None),
        ("统一社会信用代码", "必填", "18 位（旧组织机构代码 9 位），按文本填写。"),
        ("所属县区", "列要保留", None),
    ]
    assert {how for _name, _needed, how in rows if how} >= {"填数字，单位是万元，至多两位小数。"}


def test_what_hangs_on_rules_needs_a_round(tmp_path):
    assert [kind.value for kind in Kind if needs_rules(kind)] == [
        "企业申报",
        "部门核实",
        "企业专家评分",
        "奖励专家评分",
    ]
    with pytest.raises(UserError) as told:
        write_template(Kind.APPLICATIONS, tmp_path / "a.xlsx")
    assert str(told.value) == "“企业申报”的模板要按某一轮的规则来做；请先选定评选。"


def test_a_template_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(UserError) as told:
        write_template(Kind.ACHIEVEMENTS, tmp_path / "没有" / "a.xlsx")
    assert "无法写入" in str(told.value)
