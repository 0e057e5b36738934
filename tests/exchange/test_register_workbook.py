"""The register goes out whole and comes in again: unchanged it changes nothing, corrected it changes what was corrected."""

import datetime as dt
import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.exchange.cells import DASHES
from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.importing import Report, apply, load, preview
from awardsdesk.exchange.mapping import chosen_columns
from awardsdesk.exchange.marking import mark
from awardsdesk.exchange.register_workbook import write_register
from awardsdesk.exchange.workbook import read_tables
from awardsdesk.lists.achievements import ACHIEVEMENTS, draft_of
from awardsdesk.lists.differences import FieldChange
from awardsdesk.lists.listing import Query
from awardsdesk.models import Achievement
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.taking import Change
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.rules.forms import FormField, forms
from awardsdesk.store.database import Database
from awardsdesk.terms import AchievementClass

APPLIED = AchievementDraft(
    title="高效秸秆还田机",
    klass="应用技术",
    level="国内先进",
    discipline_code="0210；0211",
    industry_code="C3571",
    started="2019-03",
    ended="2021-06",
    evaluation_method="鉴定",
    evaluator="省科技厅",
    evaluated_on=dt.date(2021, 7, 1),
    keywords=("秸秆", "还田 机", "f(x)"),
    abstract="一、背景；\n二、要点|图、表。",
    units=(
        UnitDraft("甲研究所", True, {"uscc": "91110000101623741K", "attribute": "科研院所", "region": "0110"}),
        UnitDraft("乙有限公司", None, {"branch": "研究院、二部；甲"}),
        UnitDraft("丙大学"),
    ),
    completers=(
        CompleterDraft("张三", None, "总体设计；试验、工艺", True, {"born": "1970-05", "title": "教授"}),
        CompleterDraft("李四", "乙有限公司"),
        CompleterDraft("王五", None, None, None, {"returned": "是"}),
    ),
    contact="赵六",
    phone="0991-2345678",
    registration_no="9412008Y0001",
    registered_on=dt.date(2021, 8, 1),
    details={
        "secrecy": "内部",
        "form_other": "检测；方法",
        "software": [["CNA20080001.2", "甲麦", "植物新品种权"]],
        "plan_no": "K1",
        "funding_state": "10",
        "funding_own": "2.5",
        "patents": [["发明", "授权", "ZL200310102344.5", "一种；带|的\\名称"], ["", "", "ZL98100001.0", ""]],
        "benefits": [["2020", "10", "", "", "2.5", "", ""]],
        "evaluation_opinion": "第一条。\n第二条；完。",
    },
)
THEORY = AchievementDraft(
    title="=1+1 之论",
    klass="基础理论",
    units=(UnitDraft("丙大学"),),
    completers=(CompleterDraft("张三", None, "证明；\n计算"),),
    details={"papers": [["论；文", "学报", "2020", "3"]]},
)
SOFT = AchievementDraft(
    title="区域规划研究",
    klass="软科学",
    units=(UnitDraft("甲研究所"), UnitDraft("丙大学")),
    completers=(CompleterDraft("张三"), CompleterDraft("张三", "丙大学")),
    details={"adopted_by": "市政府", "standards": [["国家标准", "GB 1", "名"]]},
)


OUTDATED = "有 {} 格，程序里在导出以后改过，表里还是导出时的内容（从第 2 行起）；保持程序里的不变。要改回去的，请重新导出再改。"

UNTOLD = (
    "记录标识不是这一版程序写的，或者改过，分不清这一行改了哪些格，没有导入；"
    "请用“导出完整表”重新导出，把改动抄过去再导入。"
)


def registered(database: Database, *drafts: AchievementDraft) -> None:
    with database.write() as session:
        for draft in drafts:
            save(session, draft)


def everything(session: Session) -> list[AchievementDraft]:
    return [draft_of(session, id_) for id_ in ACHIEVEMENTS.ids(session, Query())]


def exported(database: Database, folder: Path) -> Path:
    out = folder / "完整表.xlsx"
    with database.read() as session:
        write_register(session, ACHIEVEMENTS.ids(session, Query()), out)
    return out


def seen(database: Database, path: Path) -> Report:
    with database.read() as session:
        loaded = load(session, [path])
    with database.read() as session:
        return preview(session, loaded)


def correct(path: Path, edits: dict[tuple[int, str], object]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["成果登记"]
    heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
    for (row, head), value in edits.items():
        sheet.cell(row, heads.index(head) + 1).value = value  # type: ignore[assignment]
    book.save(path)


def test_unchanged_it_changes_nothing(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED, THEORY, SOFT)
    path = exported(database, tmp_path)
    with database.read() as session:
        before = everything(session)
    with database.write() as session:
        report = apply(session, load(session, [path]))
    assert report.outcome.counts == {("成果登记", Change.SAME): 3}
    assert report.problems == ()
    with database.read() as session:
        assert everything(session) == before


def test_what_is_typed_into_a_blank_cell_stays_as_it_is_typed(database: Database, tmp_path: Path) -> None:
    registered(database, SOFT)
    sheet = openpyxl.load_workbook(exported(database, tmp_path))["成果登记"]
    formats = {sheet.column_dimensions[letters].number_format for letters in ("A", "U", "AC", "BH")}
    assert formats == {"@"}


def test_corrected_titles_and_words_are_seen_and_taken(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED, THEORY, SOFT)
    path = exported(database, tmp_path)
    correct(path, {(2, "成果名称"): "高效秸秆还田机组", (3, "成果名称"): "论一加一", (4, "关键词"): "规划、区域"})
    report = seen(database, path)
    changed = {row.title: row.fields for row in report.rows if row.change is not Change.SAME}
    assert {row.change for row in report.rows} == {Change.CHANGED}
    assert changed == {
        "高效秸秆还田机组": (FieldChange("成果名称", "高效秸秆还田机", "高效秸秆还田机组"),),
        "论一加一": (FieldChange("成果名称", "=1+1 之论", "论一加一"),),
        "区域规划研究": (FieldChange("关键词", "", "规划、区域"),),
    }
    assert "重复" not in "".join(problem.sentence for problem in report.problems)
    with database.read() as session:
        before = everything(session)
    with database.write() as session:
        apply(session, load(session, [path]))
    with database.read() as session:
        assert everything(session) == [
            replace(before[0], title="高效秸秆还田机组"),
            replace(before[1], title="论一加一"),
            replace(before[2], keywords=("规划", "区域")),
        ]


def test_columns_taken_out_leave_what_is_known(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["成果登记"]
    kept = {"成果名称*", "成果类别*", "完成单位*", "完成人*", "记录标识"}
    for column in range(sheet.max_column, 0, -1):
        if sheet.cell(1, column).value not in kept:
            sheet.delete_cols(column)
    book.save(path)
    with database.read() as session:
        before = everything(session)
    with database.write() as session:
        assert apply(session, load(session, [path])).outcome.changes == 0
    with database.read() as session:
        assert everything(session) == before


def test_a_row_copied_in_excel_is_told(database: Database, tmp_path: Path) -> None:
    registered(database, SOFT)
    path = exported(database, tmp_path)
    book = openpyxl.load_workbook(path)
    book["成果登记"].append([cell.value for cell in book["成果登记"][2]])
    book.save(path)
    refused = [found for found in seen(database, path).problems if found.severity is Severity.REFUSE]
    sentence = (
        "与“成果登记”第 2 行是同一条记录（记录标识相同），多半是在 Excel 里复制的行；"
        "是另一项成果的，请删去这一行的记录标识和登记号。"
    )
    assert [(found.cell, found.sentence) for found in refused] == [("Z3", sentence)]


def copy_above(path: Path, cleared: dict[str, object]) -> None:
    """Put a copy of the second row above it, as who follows the refusal of a copied row does."""
    book = openpyxl.load_workbook(path)
    sheet = book["成果登记"]
    heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
    values = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True)) | cleared
    sheet.insert_rows(2)
    for column, head in enumerate(heads, 1):
        sheet.cell(2, column).value = values[head]
    book.save(path)


@pytest.mark.parametrize("draft", [SOFT, APPLIED])
def test_a_copy_above_its_own_row_is_an_achievement_of_its_own(
    database: Database, tmp_path: Path, draft: AchievementDraft
) -> None:
    registered(database, draft)
    path = exported(database, tmp_path)
    copy_above(path, {"记录标识": None, "登记号": None, "登记日期": None, "成果简介": "另一项"})
    with database.read() as session:
        before = everything(session)
    with database.write() as session:
        apply(session, load(session, [path]))
    with database.read() as session:
        kept = {each.uid: each for each in everything(session)}
        assert kept.pop(before[0].uid) == before[0]
        assert [each.abstract for each in kept.values()] == ["另一项"]


def test_without_marks_the_row_that_bears_its_number_is_the_record(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    copy_above(path, {"登记号": None, "登记日期": None, "成果简介": "另一项"})
    correct(path, {(row, "记录标识"): None for row in (3, 2, 1)} | {(3, "联系人"): "钱七"})
    with database.write() as session:
        assert apply(session, load(session, [path])).outcome.counts == {
            ("成果登记", Change.ADDED): 1,
            ("成果登记", Change.CHANGED): 1,
        }


FREE = replace(APPLIED, registration_no="", registered_on=None)


def after(database: Database, path: Path) -> AchievementDraft:
    """Take a workbook in; return the first achievement as it is now."""
    with database.write() as session:
        apply(session, load(session, [path]))
    with database.read() as session:
        return everything(session)[0]


def warned(report: Report, *cells: str) -> list[tuple[str, str, str]]:
    return [each for each in told(report) if each[0] in cells and "未见" not in each[2]]


def test_what_is_said_of_units_and_persons_goes_with_their_names(database: Database, tmp_path: Path) -> None:
    registered(database, FREE)
    path = exported(database, tmp_path)
    (first, second, third), (one, two, three) = FREE.units, FREE.completers
    correct(path, {(2, "完成单位"): "乙有限公司、甲研究所、丙大学", (2, "完成人"): "李四（乙有限公司）、张三、王五"})
    report = seen(database, path)
    assert warned(report, "R2", "S2") == [
        ("R2", "warn", "第一完成单位改成了“乙有限公司”，没有写单位的完成人都算它的，请核对。")
    ]
    draft = after(database, path)
    assert draft.units == (second, first, third)
    assert draft.completers == (replace(two, unit=None), one, three)


def test_a_person_stays_with_a_unit_that_is_no_longer_the_first(database: Database, tmp_path: Path) -> None:
    registered(database, FREE)
    path = exported(database, tmp_path)
    one, two, three = FREE.completers
    correct(path, {(2, "完成单位"): "乙有限公司、甲研究所、丙大学"})
    assert warned(seen(database, path), "R2", "S2") == []
    draft = after(database, path)
    assert draft.completers == (replace(one, unit="甲研究所"), replace(two, unit=None), replace(three, unit="甲研究所"))


def test_a_namesake_who_comes_to_the_same_unit_is_not_taken_off_a_list_that_nobody_touched(
    database: Database, tmp_path: Path
) -> None:
    registered(database, SOFT)
    path = exported(database, tmp_path)
    correct(path, {(2, "完成单位"): "丙大学"})
    assert warned(seen(database, path), "S2") == [("S2", "refuse", "完成人“张三”（丙大学）列了 2 次。")]


def test_a_person_who_goes_or_comes_moves_nothing_of_the_others(database: Database, tmp_path: Path) -> None:
    registered(database, FREE)
    path = exported(database, tmp_path)
    one, _two, three = FREE.completers
    correct(path, {(2, "完成人"): "王五、张三"})
    assert after(database, path).completers == (three, one)
    correct(exported(database, tmp_path), {(2, "完成人"): "陈七、王五、张三"})
    assert after(database, path).completers == (CompleterDraft("陈七"), three, one)


def test_a_corrected_name_takes_what_was_said_in_its_place_and_that_is_told(database: Database, tmp_path: Path) -> None:
    registered(database, FREE)
    path = exported(database, tmp_path)
    one, two, three = FREE.completers
    correct(path, {(2, "完成人"): "张叁、李四（乙有限公司）、王五"})
    assert warned(seen(database, path), "S2") == [
        (
            "S2",
            "warn",
            "“张三”改成了“张叁”，没有改的各栏里说“张三”的现在算“张叁”的；是换了一个的，那几栏也请改。",
        )
    ]
    assert after(database, path).completers == (replace(one, name="张叁"), two, three)


@pytest.mark.parametrize("names", ["李四（乙有限公司）、张叁、王五", "张叁、李四（乙有限公司）"])
def test_of_names_corrected_and_moved_at_once_nobody_guesses(database: Database, tmp_path: Path, names: str) -> None:
    registered(database, FREE)
    path = exported(database, tmp_path)
    correct(path, {(2, "完成人"): names})
    sentence = "完成人的人数或次序和名字都改了，这一格没有改，分不清是谁的；请按新的次序改好这一格。"
    refused = [(found[1], found[2]) for found in told(seen(database, path)) if found[1] == "refuse"]
    assert refused == [("refuse", sentence)] * 5


def test_a_blank_cell_that_takes_nothing_away_says_so(database: Database, tmp_path: Path) -> None:
    registered(database, FREE)
    path = exported(database, tmp_path)
    correct(path, {(2, "成果密级"): None, (2, "专利"): None, (2, "完成人创造性贡献"): None})
    assert [each for each in told(seen(database, path)) if "空白" in each[2]] == [
        (cell, "warn", f"空白的格不清除原有内容，“{kept}”保持不变；确要清除的，请在程序里改。")
        for cell, kept in (("Y2", "内部"), ("AU2", "发明|授权|ZL200310102344…"), ("BP2", "总体设计；试验、工艺"))
    ]
    with database.read() as session:
        before = everything(session)[0]
    assert after(database, path) == before


@pytest.mark.parametrize("heading", ["联系人员名", None])
def test_a_column_whose_heading_was_changed_is_told(database: Database, tmp_path: Path, heading: str | None) -> None:
    registered(database, FREE)
    path = exported(database, tmp_path)
    correct(path, {(2, "联系人"): "钱七", (1, "联系人"): heading})
    sentence = "这一列的表头不是导出时的，里面的内容没有读；改过表头的，请改回去再导入。"
    assert told(seen(database, path)) == [("T1", "warn", sentence)]


def test_a_column_that_a_clerk_left_out_is_not_told_again(database: Database, tmp_path: Path) -> None:
    registered(database, FREE)
    path = exported(database, tmp_path)
    correct(path, {(1, "联系人"): "经手", (1, "联系电话"): "内线"})
    columns = chosen_columns(read_tables(path), [("经手", "联系人")], "")
    with database.read() as session:
        loaded = load(session, [path], chosen={(path, "成果登记"): columns})
    assert loaded.problems == []


def test_the_sentences_of_a_marked_copy_are_no_column_of_ours(database: Database, tmp_path: Path) -> None:
    registered(database, FREE)
    path, copy = exported(database, tmp_path), tmp_path / "标注.xlsx"
    correct(path, {(2, "联系电话"): "x"})
    with database.read() as session:
        loaded = load(session, [path])
    mark(path, loaded.problems, copy)
    assert told(seen(database, copy)) == told(seen(database, path)) != []


def test_the_body_that_registers_is_not_cleared_by_a_blank_cell(database: Database, tmp_path: Path) -> None:
    registered(database, replace(SOFT, approved_by="某省科学技术厅"))
    path = exported(database, tmp_path)
    correct(path, {(2, "批准登记单位"): None})
    assert told(seen(database, path)) == [("V2", "warn", "空白的格不清除批准登记单位，“某省科学技术厅”保持不变。")]
    assert after(database, path).approved_by == "某省科学技术厅"


def test_what_stands_as_it_went_out_is_neither_parted_nor_doubted(database: Database, tmp_path: Path) -> None:
    registered(database, replace(APPLIED, source="其他（横向）"))
    with database.write() as session, operation(session, "amend", "x"):
        row = session.scalars(select(Achievement)).one()
        row.snapshot = {"title": APPLIED.title, "sheet": {"organ": "澄川市科委"}}
    path = exported(database, tmp_path)
    correct(path, {(2, "联系人"): "孙八"})
    assert warned(seen(database, path), "V2") == []
    draft = after(database, path)
    assert (draft.contact, draft.source, draft.approved_by) == ("孙八", "其他（横向）", "澄川市科委")


def test_rows_that_bear_each_others_marks_are_refused(database: Database, tmp_path: Path) -> None:
    registered(database, THEORY, SOFT)
    path = exported(database, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["成果登记"]
    sheet["Z2"], sheet["Z3"] = sheet["Z3"].value, sheet["Z2"].value
    book.save(path)
    sentence = (
        "记录标识是“{}”的，这一行写的却是第 {} 行的标识所指的“{}”；"
        "多半是排序或移动时没有带上“记录标识”一列。请重新导出再改，或恢复原来的次序。"
    )
    assert [each for each in told(seen(database, path)) if each[1] == "refuse"] == [
        ("Z2", "refuse", sentence.format(SOFT.title, 3, THEORY.title)),
        ("Z3", "refuse", sentence.format(THEORY.title, 2, SOFT.title)),
    ]


@pytest.mark.parametrize(
    ("written", "told_of_it"),
    [
        (12345678901234567, ("warn", "数字超过 15 位，末几位已经丢失，电话留空，请补填。")),
        ("=1/0", ("warn", "公式 =1/0 没有存下结果，按空白读入；请在 Excel 里重新计算后保存。")),
    ],
)
def test_what_cannot_be_read_in_a_cell_that_was_blank_is_told(
    database: Database, tmp_path: Path, written: object, told_of_it: tuple[str, str]
) -> None:
    registered(database, SOFT)
    path = exported(database, tmp_path)
    correct(path, {(2, "联系电话"): written})
    assert told(seen(database, path)) == [("U2", *told_of_it)]


def test_the_preview_calls_what_only_the_form_asks_by_its_heading(database: Database, tmp_path: Path) -> None:
    registered(database, SOFT)
    path = exported(database, tmp_path)
    correct(path, {(2, "采纳单位"): "县政府", (2, "应用行业代码"): "C3571"})
    assert {row.title: row.fields for row in seen(database, path).rows} == {
        SOFT.title: (
            FieldChange("应用行业代码", "", "C3571"),
            FieldChange("采纳单位", "市政府", "县政府"),
            FieldChange("行业代码版本", "", "GB/T 4754-2017"),
        )
    }


def test_a_number_of_another_record_is_refused(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED, SOFT)
    path = exported(database, tmp_path)
    correct(path, {(2, "登记号"): None, (3, "登记号"): "9412008Y0001", (3, "登记日期"): "2021-08-01"})
    refused = [found for found in seen(database, path).problems if found.severity is Severity.REFUSE]
    assert [(found.cell, found.sentence) for found in refused] == [
        (
            "W3",
            "登记号 9412008Y0001 不是这条记录的，没有更新；请改回原来的登记号，或删去“记录标识”一格。",
        )
    ]


def test_a_record_that_has_a_number_takes_no_other_one(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    correct(path, {(2, "登记号"): "9412021Y0009"})
    refused = [found for found in seen(database, path).problems if found.severity is Severity.REFUSE]
    assert [(found.cell, found.sentence) for found in refused] == [
        ("W2", "登记号 9412021Y0009 不是这条记录的，没有更新；请改回原来的登记号，或删去“记录标识”一格。")
    ]


def test_cells_nobody_touched_are_not_doubted(database: Database, tmp_path: Path) -> None:
    odd = replace(SOFT, discipline_code="0210")
    registered(database, odd, odd)
    path = exported(database, tmp_path)
    assert seen(database, path).problems == ()
    correct(path, {(2, "联系人"): "赵六"})
    report = seen(database, path)
    assert told(report) == []
    assert [row.fields for row in report.rows] == [(FieldChange("联系人", "", "赵六"),), ()]


def test_a_row_is_first_of_all_the_record_of_its_mark(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED, SOFT)
    path = exported(database, tmp_path)
    correct(path, {(3, "登记号"): APPLIED.registration_no, (3, "完成人"): "张三、李四、张三（丙大学）"})
    with database.read() as session:
        loaded = load(session, [path])
    assert [found.cell for found in loaded.problems if "与已公布的" in found.sentence] == []


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(found.cell, str(found.severity), found.sentence) for found in report.problems]


STRANGE = "登记库里没有这个标识的记录；按登记号、再按成果名称和第一完成单位（并有同一完成人或相同起止年月）认，认不出的作为新成果。"


def test_a_record_of_another_file_is_taken_by_its_title_and_that_is_said(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED, SOFT)
    path = exported(database, tmp_path)
    correct(path, {(3, "记录标识"): "0" * 32})
    report = seen(database, path)
    assert told(report) == [("Z3", "warn", STRANGE)]
    assert report.outcome.counts == {("成果登记", Change.SAME): 2}


def test_of_a_sheet_of_another_office_that_is_said_once(database: Database, tmp_path: Path) -> None:
    registered(database, THEORY, SOFT)
    path = exported(database, tmp_path)
    correct(path, {(2, "记录标识"): "0" * 32, (3, "记录标识"): "1" * 32})
    assert [each for each in told(seen(database, path)) if each[2] == STRANGE] == [("Z1", "warn", STRANGE)]


ODD = AchievementDraft(
    title="奇\n名  研究",
    klass="软科学",
    level="—",
    abstract="一\x0b二\x0c三_x0041_四_x000D_\uffff\ufffe",
    units=(UnitDraft("乙、丙联合公司", True, {"address": "—"}), UnitDraft("某 公司"), UnitDraft("(A1)")),
    completers=(
        CompleterDraft("Smith, John", None, "-"),
        CompleterDraft("阿不都（男）", None, "甲；\n乙；丙", True),
        CompleterDraft("张三"),
        CompleterDraft("张三", "某 公司"),
    ),
    keywords=("水、肥", "药"),
    phone="0991；2",
    discipline_code="0210;0211",
    details={"secrecy": "非密", "plan_no": "/", "funding_own": "12.50"},
)


def test_names_that_could_be_read_otherwise_come_back_as_they_were(database: Database, tmp_path: Path) -> None:
    registered(database, ODD)
    path = exported(database, tmp_path)
    report = seen(database, path)
    assert (report.outcome.counts, report.problems) == ({("成果登记", Change.SAME): 1}, ())
    correct(path, {(2, "成果属性"): "补充"})
    with database.read() as session:
        before = everything(session)
    with database.write() as session:
        assert apply(session, load(session, [path])).outcome.counts == {("成果登记", Change.CHANGED): 1}
    with database.read() as session:
        assert everything(session) == [replace(before[0], attribute="补充")]


@pytest.mark.parametrize(
    ("head", "text", "item", "cell"),
    [
        ("完成人", "Smith, John、阿不都（男）、张三", "Smith, John", "S2"),
        ("完成人", "阿不都（男）、张三", "阿不都（男）", "S2"),
        ("完成单位", "乙、丙联合公司", "乙、丙联合公司", "R2"),
        ("关键词", "水、肥、药、土", "水、肥", "P2"),
    ],
)
def test_a_corrected_list_that_would_be_read_as_something_else_is_refused(
    database: Database, tmp_path: Path, head: str, text: str, item: str, cell: str
) -> None:
    registered(database, ODD)
    path = exported(database, tmp_path)
    correct(path, {(2, head): text})
    refused = [found for found in seen(database, path).problems if found.severity is Severity.REFUSE]
    assert [(found.cell, found.sentence) for found in refused][:1] == [
        (cell, f"“{item}”原是一项，这样写会被读成别的；请把这一格改回原样，在程序里改这条记录。")
    ]


def test_a_draft_without_units_goes_out_and_comes_in(database: Database, tmp_path: Path) -> None:
    registered(database, AchievementDraft(title="只有名称", klass="软科学"), SOFT)
    path = exported(database, tmp_path)
    correct(path, {(3, "联系人"): "赵六"})
    report = seen(database, path)
    assert report.problems == ()
    assert report.outcome.counts == {("成果登记", Change.SAME): 1, ("成果登记", Change.CHANGED): 1}


def test_of_a_record_that_was_worked_on_since_only_corrected_cells_are_written(
    database: Database, tmp_path: Path
) -> None:
    registered(database, THEORY, SOFT)
    path = exported(database, tmp_path)
    with database.write() as session:
        save(session, replace(THEORY, abstract="新写的。"), 1)
        save(session, replace(SOFT, abstract="也是新写的。", source="自选"), 2)
    correct(path, {(3, "联系人"): "赵六"})
    report = seen(database, path)
    assert told(report) == [("Z1", "warn", OUTDATED.format(3))]
    assert {row.title: row.fields for row in report.rows} == {
        THEORY.title: (),
        SOFT.title: (FieldChange("联系人", "", "赵六"),),
    }


def test_a_cell_that_both_sides_changed_keeps_the_newer_and_names_both(database: Database, tmp_path: Path) -> None:
    registered(database, replace(APPLIED, contact="赵六"))
    path = exported(database, tmp_path)
    with database.write() as session:
        newer = replace(APPLIED, contact="钱七", phone="", details={**APPLIED.details, "plan_no": "K2"})
        save(session, newer, 1)
    with database.read() as session:
        kept = everything(session)[0]
    correct(
        path, {(2, "联系人"): "孙八", (2, "联系电话"): "0991-1", (2, "计划编号"): None, (2, "成果水平"): "国际先进"}
    )
    sentence = "导出以后，程序里已经改成“{}”，这一格又改成“{}”；保持程序里的不变。要用这一格的，请在程序里改。"
    assert warned(seen(database, path), "T2", "U2", "AI2") == [
        ("T2", "warn", sentence.format("钱七", "孙八")),
        ("U2", "warn", sentence.format("", "0991-1")),
        ("AI2", "warn", sentence.format("K2", "")),
    ]
    assert after(database, path) == replace(kept, level="国际先进")


def test_a_cell_that_both_sides_changed_alike_is_no_matter(database: Database, tmp_path: Path) -> None:
    registered(database, SOFT)
    path = exported(database, tmp_path)
    with database.write() as session:
        save(session, replace(SOFT, contact="钱七"), 1)
    correct(path, {(2, "联系人"): "钱七"})
    report = seen(database, path)
    assert (told(report), report.outcome.counts) == ([], {("成果登记", Change.SAME): 1})


def test_what_is_said_of_persons_waits_where_their_order_was_changed_since(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    newer = replace(APPLIED, units=(APPLIED.units[1], APPLIED.units[0], APPLIED.units[2]))
    with database.write() as session:
        save(session, newer, 1)
    with database.read() as session:
        kept = everything(session)[0]
    correct(path, {(2, "完成人职称"): "研究员；；", (2, "完成人"): "张三、李四", (2, "联系人"): "孙八"})
    assert [each for each in told(seen(database, path)) if each[2].startswith("导出以后")] == [
        (cell, "warn", f"导出以后，程序里{sentence}")
        for cell, sentence in (
            (
                "S2",
                "已经改成“张三、李四、王五”，这一格又改成“张三、李四”；保持程序里的不变。要用这一格的，请在程序里改。",
            ),
            ("BS2", "改过完成单位或完成人，这一格改的“研究员；；”不知道算谁的，没有导入；请在程序里改。"),
        )
    ]
    assert after(database, path) == replace(kept, contact="孙八")


def test_a_column_taken_out_does_not_put_back_what_is_newer(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    with database.write() as session:
        save(session, replace(APPLIED, contact="钱七"), 1)
    book = openpyxl.load_workbook(path)
    book["成果登记"].delete_cols(4, 5)
    book.save(path)
    report = seen(database, path)
    assert told(report) == [("U1", "warn", OUTDATED.format(1))]
    assert report.outcome.counts == {("成果登记", Change.SAME): 1}


def test_who_corrects_a_cell_back_in_the_same_sheet_is_told_that_it_stays(database: Database, tmp_path: Path) -> None:
    registered(database, THEORY, replace(SOFT, contact="赵六"))
    path = exported(database, tmp_path)
    correct(path, {(3, "联系人"): "钱七"})
    with database.write() as session:
        apply(session, load(session, [path]))
    assert told(seen(database, path)) == []
    correct(path, {(3, "联系人"): "赵六"})
    report = seen(database, path)
    assert told(report) == [("Z1", "warn", OUTDATED.format(1).replace("第 2 行", "第 3 行"))]
    assert report.outcome.counts == {("成果登记", Change.SAME): 2}


@pytest.mark.parametrize("rest", ["", ".0123456789ab", ".{signs}-", ".{signs}AAAA", ".AAAA{tail}"])
def test_a_mark_that_does_not_say_what_went_out_lets_no_correction_in(
    database: Database, tmp_path: Path, rest: str
) -> None:
    registered(database, SOFT)
    path = exported(database, tmp_path)
    uid, _dot, signs = str(openpyxl.load_workbook(path)["成果登记"]["Z2"].value).partition(".")
    correct(path, {(2, "记录标识"): uid + rest.format(signs=signs, tail=signs[4:])})
    assert told(seen(database, path)) == []
    correct(path, {(2, "联系人"): "赵六"})
    assert told(seen(database, path)) == [
        (
            "Z2",
            "refuse",
            UNTOLD,
        )
    ]


def test_a_number_and_its_day_that_were_cleared_stay_and_that_is_said(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    correct(path, {(2, "登记号"): None, (2, "登记日期"): None})
    report = seen(database, path)
    assert [each for each in told(report) if each[0] in {"W2", "X2"}] == [
        ("W2", "warn", "登记号和登记日期不能用工作簿清除，保持 9412008Y0001 不变。"),
        ("X2", "warn", "登记号和登记日期不能用工作簿清除，保持 2021-08-01 不变。"),
    ]
    assert report.outcome.counts == {("成果登记", Change.SAME): 1}
    correct(path, {(2, "登记号"): "9412008Y0001"})
    assert seen(database, path).outcome.counts == {("成果登记", Change.SAME): 1}


@pytest.mark.parametrize("marked", [True, False])
def test_what_was_published_of_a_registered_one_is_not_changed_without_a_word(
    database: Database, tmp_path: Path, *, marked: bool
) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    correct(
        path,
        {
            (2, "成果名称"): "高效秸秆还田机组",
            (2, "完成人"): "张三、李四（乙有限公司）、王五（甲研究所）",
            **({} if marked else {(2, "记录标识"): None}),
        },
    )
    report = seen(database, path)
    assert [each for each in told(report) if "改动后" in each[2]] == [
        (
            "A2",
            "warn",
            "这项成果已登记（9412008Y0001），改动后与已公布的、已发的证书不一致；确是更正的才导入。",
        )
    ]
    assert {row.title: row.fields for row in report.rows} == {
        "高效秸秆还田机组": (FieldChange("成果名称", "高效秸秆还田机", "高效秸秆还田机组"),)
    }


def test_the_day_on_a_certificate_stays_and_that_is_said(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    correct(path, {(2, "登记日期"): "2021-09-01"})
    assert warned(seen(database, path), "X2") == []
    with database.write() as session, operation(session, "amend", "x"):
        session.scalars(select(Achievement)).one().snapshot = {"title": APPLIED.title}
    path = exported(database, tmp_path)
    correct(path, {(2, "登记日期"): "2021-09-01"})
    report = seen(database, path)
    assert warned(report, "X2") == [("X2", "warn", "证书上的登记日期是 2021-08-01，保持不变。")]
    assert report.outcome.counts == {("成果登记", Change.SAME): 1}


def test_a_row_known_by_its_number_alone_is_not_called_stale(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    correct(path, {(2, "记录标识"): None, (2, "联系人"): "钱七"})
    assert [each for each in told(seen(database, path)) if each[2].startswith("导出以后")] == []


def test_line_breaks_as_windows_writes_them_change_nothing(database: Database, tmp_path: Path) -> None:
    registered(database, APPLIED)
    path = exported(database, tmp_path)
    correct(path, {(2, "成果简介"): "一、背景；_x000D_\n二、要点|图、表。"})
    assert seen(database, path).problems == ()


def test_a_name_that_is_only_written_as_on_its_seal_may_stand_in_a_corrected_list(
    database: Database, tmp_path: Path
) -> None:
    registered(database, replace(SOFT, units=(UnitDraft("某 公司"),), completers=(CompleterDraft("张三"),)))
    path = exported(database, tmp_path)
    correct(path, {(2, "完成单位"): "某 公司、丁大学"})
    assert {each[1] for each in told(seen(database, path))} == {"warn"}
    assert after(database, path).units == (UnitDraft("某公司"), UnitDraft("丁大学"))


@pytest.mark.parametrize("abstract", ["字" * 32_768, "𬭳" * 16_384])
def test_what_excel_cannot_hold_is_told_and_nothing_is_written(
    database: Database, tmp_path: Path, abstract: str
) -> None:
    registered(database, replace(SOFT, abstract=abstract))
    with pytest.raises(UserError) as told:
        exported(database, tmp_path)
    assert str(told.value) == (
        "“区域规划研究”的“成果简介”超过 32767 字，Excel 的一格放不下，没有写出任何内容。请先缩短。"
    )
    assert list(tmp_path.glob("完整表*")) == []


def test_what_excel_just_holds_is_written_whole(database: Database, tmp_path: Path) -> None:
    registered(database, replace(SOFT, abstract="𬭳" * 16_383 + "字"))
    sheet = openpyxl.load_workbook(exported(database, tmp_path))["成果登记"]
    assert "𬭳" * 16_383 + "字" in [cell.value for cell in sheet[2]]


def test_an_export_that_is_cancelled_leaves_nothing(database: Database, tmp_path: Path) -> None:
    registered(database, SOFT)
    progress = Progress()
    progress.cancel()
    with database.read() as session, pytest.raises(Cancelled):
        write_register(session, [1], tmp_path / "完整表.xlsx", progress)
    assert list(tmp_path.glob("完整表*")) == []


WORD = st.text(st.sampled_from("甲乙丙丁戊己庚辛秸秆还田"), min_size=1, max_size=6)
NAME = st.text(st.sampled_from("甲乙丙（）()、，,;； 　-—/\n=@+.1A"), min_size=1, max_size=6).filter(str.strip)
"""Names as somebody once typed them."""
SIGNED = (
    st.text(st.sampled_from("甲乙；;、，|｜\\1."), max_size=8)
    .map(str.strip)
    .filter(lambda text: not text or text not in DASHES)
)
"""Text with every sign that parts something."""


def said(field: FormField) -> st.SearchStrategy[Any]:
    if field.kind == "amount":
        return st.integers(0, 10**6).map(str)
    if field.kind == "rows":
        cells = [
            st.integers(0, 99).map(str) if place in field.figures else SIGNED for place in range(len(field.columns))
        ]
        return st.lists(st.tuples(*cells).map(list).filter(any), min_size=1, max_size=3)
    return {"month": st.just("2020-05"), "code": st.just("AB12"), "long": SIGNED.map(lambda text: f"文{text}")}.get(
        field.kind, WORD
    )


def persons(units: tuple[UnitDraft, ...]) -> st.SearchStrategy[tuple[CompleterDraft, ...]]:
    own = [None, *(unit.name for unit in units[1:])]
    person = st.builds(
        CompleterDraft,
        NAME,
        st.sampled_from(own),
        st.none() | SIGNED.filter(bool),
        st.sampled_from([None, True]),
        st.none() | st.fixed_dictionaries({"title": WORD}),
    )
    return st.lists(person, min_size=1, max_size=4, unique_by=lambda each: (each.name, each.unit)).map(tuple)


@st.composite
def achievements(draw: st.DrawFn) -> AchievementDraft:
    klass = draw(st.sampled_from(list(AchievementClass)))
    unit = st.builds(
        UnitDraft,
        NAME.map(lambda name: f"{name}研究所"),
        st.sampled_from([None, True]),
        st.none() | st.fixed_dictionaries({"address": SIGNED.filter(bool)}),
    )
    units = draw(st.lists(unit, min_size=1, max_size=3, unique_by=lambda each: each.name).map(tuple))
    own = {field.name for field in fields(AchievementDraft)}
    details = {
        field.key: draw(said(field))
        for field in forms().of(klass)
        if field.key not in own
        and field.kind not in {"units", "completers", "words", "codes", "date"}
        and draw(st.booleans())
    }
    return AchievementDraft(
        title=draw(NAME),
        klass=klass,
        level=draw(st.sampled_from(["", "国内先进"])),
        started=draw(st.sampled_from(["", "2019-01"])),
        evaluated_on=draw(st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2020, 1, 1))),
        keywords=tuple(draw(st.lists(NAME, max_size=3, unique=True))),
        abstract=draw(SIGNED),
        units=units,
        completers=draw(persons(units)),
        details=details,
    )


class _Undone(Exception):  # noqa: N818 - no error
    """Takes an example back."""


@given(st.lists(achievements(), min_size=1, max_size=3))
@settings(max_examples=25)
def test_whatever_a_form_holds_comes_back_the_same(
    database: Database, tmp_path: Path, drafts: list[AchievementDraft]
) -> None:
    with pytest.raises(_Undone), database.write() as session:
        ids = [save(session, draft) for draft in drafts]
        path = tmp_path / "完整表.xlsx"
        write_register(session, ids, path)
        report = apply(session, load(session, [path]))
        assert report.outcome.counts == {("成果登记", Change.SAME): len(drafts)}
        before = draft_of(session, ids[0])
        correct(path, {(2, "联系人"): "钱七"})
        apply(session, load(session, [path]))
        assert draft_of(session, ids[0]) == replace(before, contact="钱七")
        raise _Undone


def test_the_list_as_it_is_exported_is_refused_with_the_way_to_go(database: Database, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["登记号", "成果名称", "类别", "第一完成单位", "状态"])
    book.active.append(["9412008Y0001", "高效秸秆还田机", "应用技术", "甲研究所", "已登记"])
    book.save(tmp_path / "列表.xlsx")
    with pytest.raises(UserError) as told, database.read() as session:
        load(session, [tmp_path / "列表.xlsx"])
    assert str(told.value) == (
        "“列表.xlsx”是登记列表的导出，只有第一完成单位，导入会丢掉其他单位和人员的单位，没有读入任何内容。"
        "请在“更多”里用“导出完整表”，改好后再导入。"
    )


def test_two_workbooks_that_correct_one_record_are_taken_one_after_the_other(
    database: Database, tmp_path: Path
) -> None:
    registered(database, THEORY, SOFT)
    first, second = exported(database, tmp_path), tmp_path / "另一份.xlsx"
    shutil.copy(first, second)
    correct(first, {(2, "联系人"): "赵六"})
    correct(second, {(2, "联系电话"): "0991-7654321", (3, "联系人"): "钱七"})
    with database.read() as session:
        loaded = load(session, [first, second])
    sentence = "“完整表.xlsx”里也改了这条记录，一起导入会有一处白改；请先导入那一份，再单独导入这一份。"
    refused = [found for found in loaded.problems if found.severity is Severity.REFUSE]
    assert [(found.file, found.cell, found.sentence) for found in refused] == [("另一份.xlsx", "Z2", sentence)]
    with database.read() as session:
        before = everything(session)
    for path in (first, second):
        after(database, path)
    with database.read() as session:
        assert everything(session) == [
            replace(before[0], contact="赵六", phone="0991-7654321"),
            replace(before[1], contact="钱七"),
        ]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_workbook_that_says_nothing_new_takes_nothing_back_of_another(
    database: Database, tmp_path: Path, *, is_first: bool
) -> None:
    registered(database, SOFT)
    path, other = exported(database, tmp_path), tmp_path / "另一份.xlsx"
    shutil.copy(path, other)
    correct(path if is_first else other, {(2, "联系人"): "赵六"})
    with database.write() as session:
        apply(session, load(session, [path, other]))
    with database.read() as session:
        assert everything(session)[0].contact == "赵六"
