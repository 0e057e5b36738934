"""A sender's own headings: recognised, said, never to the loss of a unit and never by a guess of a number."""

import openpyxl
import pytest
from sqlalchemy import select

from awardsdesk.errors import UserError
from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.importing import apply, load, preview, senders_of
from awardsdesk.exchange.layouts import layout_of
from awardsdesk.exchange.mapping import (
    chosen_columns,
    columns_of,
    described,
    likely_header,
    losses,
    require_sound,
    suggest,
)
from awardsdesk.exchange.marking import mark_all
from awardsdesk.exchange.recognition import NotRecognised
from awardsdesk.exchange.workbook import read_tables
from awardsdesk.models import Achievement
from awardsdesk.operations.sender_columns import SenderColumns, Senders, forget, known_senders, remember, remembered
from awardsdesk.operations.undo import undo
from tests.exchange.sheets import write

WUHOU = "武侯区科技局"
HEAD = ["成果标题", "成果类型", "全部完成单位", "主要完成人员", "手机号码", "内部编号"]
ROW = ["高原肉牛繁育技术", "应用技术", "甲大学、乙公司", "张三、李四", "028-85550001", "007"]
MEANT = {
    "成果标题": "title",
    "成果类型": "klass",
    "全部完成单位": "units",
    "主要完成人员": "completers",
    "手机号码": "phone",
    "内部编号": "",
}
ACHIEVEMENTS = layout_of("成果登记")


@pytest.fixture
def book(tmp_path):
    return write(tmp_path / "报送.xlsx", ("汇总", [["科技成果汇总表"], HEAD, ROW]))


def learn(database, headings=MEANT, sender=WUHOU):
    with database.write() as session:
        remember(session, SenderColumns(sender, "成果登记", headings))


def read(database, path, senders=None):
    with database.read() as session:
        return load(session, [path], senders=senders)


def test_unknown_headings_are_named_with_their_sheet(database, book):
    with pytest.raises(NotRecognised) as caught:
        read(database, book)
    assert (caught.value.source, caught.value.sheet) == (book, "汇总")


def test_a_remembered_sender_is_recognised_by_its_headings(database, book):
    learn(database)
    loaded = read(database, book)
    (item,) = loaded.batch
    assert item.draft.title == "高原肉牛繁育技术"
    assert [unit.name for unit in item.draft.units] == ["甲大学", "乙公司"]
    assert [person.name for person in item.draft.completers] == ["张三", "李四"]
    assert item.draft.phone == "028-85550001"
    ((path, sheet),) = loaded.sheets
    assert (path, sheet.header_row) == (book, 2)
    assert described(sheet.columns) == (
        "按“武侯区科技局”的列对应读取：成果标题→成果名称、成果类型→成果类别、全部完成单位→完成单位、"
        "主要完成人员→完成人、手机号码→联系电话"
    )


def test_the_same_workbook_is_not_recognised_for_another_sender(database, book):
    learn(database)
    with pytest.raises(NotRecognised):
        read(database, book, senders=Senders())


def test_remembering_is_one_operation_and_is_undone(database, book):
    learn(database)
    learn(database, MEANT | {"手机号码": ""})
    with database.write() as session:
        undo(session)
    with database.read() as session:
        assert remembered(session) == [SenderColumns(WUHOU, "成果登记", MEANT)]
    with database.write() as session:
        forget(session, WUHOU, "成果登记")
    with pytest.raises(NotRecognised):
        read(database, book)
    with database.write() as session:
        undo(session)
    assert len(read(database, book).batch) == 1


def test_who_is_unknown_cannot_be_forgotten_and_no_sender_cannot_be_remembered(database):
    with database.write() as session:
        with pytest.raises(UserError, match="没有记住“甲局”的列对应"):
            forget(session, "甲局", "成果登记")
        with pytest.raises(UserError, match="请写明寄送单位"):
            remember(session, SenderColumns(" ", "成果登记", MEANT))


def test_known_senders_begin_with_those_remembered(database):
    learn(database)
    with database.read() as session:
        assert known_senders(session) == [WUHOU]


def test_of_two_senders_who_mean_different_things_the_file_tells(database, tmp_path):
    learn(database)
    learn(database, MEANT | {"手机号码": "", "内部编号": "discipline_code"}, "青峪市科技局")
    rows = [HEAD, ROW]
    with pytest.raises(NotRecognised, match="“武侯区科技局”、“青峪市科技局”都用过而列对应不同"):
        read(database, write(tmp_path / "报送.xlsx", ("汇总", rows)))
    ((_path, sheet),) = read(database, write(tmp_path / "青峪市科技局报送.xlsx", ("汇总", rows))).sheets
    assert sheet.columns.sender == "青峪市科技局"
    ((_path, sheet),) = read(database, write(tmp_path / "b.xlsx", ("汇总", [["武侯区科技局汇总"], *rows]))).sheets
    assert sheet.columns.sender == WUHOU


def test_a_column_passed_over_never_touches_the_template_of_others(database, tmp_path):
    own = ["成果名称", "成果类别", "完成单位", "完成人", "联系电话"]
    passing = dict(zip(own, ("title", "klass", "units", "completers", ""), strict=True))
    learn(database, passing)
    rows = [own, ROW[:5]]
    assert read(database, write(tmp_path / "别家.xlsx", ("汇总", rows))).batch[0].draft.phone == "028-85550001"
    assert read(database, write(tmp_path / f"{WUHOU}.xlsx", ("汇总", rows))).batch[0].draft.phone == ""


def test_suggestions_are_ours_first_then_likely(database):
    assert suggest(ACHIEVEMENTS, HEAD) == MEANT
    words = ["成果名称", "标题", "评价单位名称", "完成单位简称"]
    assert suggest(ACHIEVEMENTS, words) == {"成果名称": "title", "标题": "", "评价单位名称": "", "完成单位简称": ""}


def test_what_could_lose_units_or_forge_a_number_is_never_suggested():
    words = ["第一完成单位", "牵头完成单位", "第一完成人", "证书登记号", "成果登记编号"]
    assert set(suggest(ACHIEVEMENTS, words).values()) == {""}


def test_the_first_unit_alone_is_said_to_lose_the_others(database, tmp_path):
    head = ["成果标题", "成果类型", "第一完成单位", "主要完成人员"]
    headings = dict(zip(head, ("title", "klass", "units", "completers"), strict=True))
    sentence = "“第一完成单位”里只有第一个，其余完成单位没有读入，会丢失。"
    assert losses(headings) == {"第一完成单位": sentence}
    learn(database, headings)
    loaded = read(database, write(tmp_path / "a.xlsx", ("汇总", [head, ROW[:4]])))
    assert [(each.cell, each.severity, each.sentence) for each in loaded.problems] == [("C1", Severity.WARN, sentence)]


def test_an_amount_whose_heading_names_no_unit_says_in_which_it_was_read(database, tmp_path):
    head = ["成果标题", "成果类型", "全部完成单位", "主要完成人员"]
    headings = dict(zip(head, ("title", "klass", "units", "completers"), strict=True)) | {
        "自己出的": "details.funding_own"
    }
    learn(database, headings)
    found = []
    for given in ("自己出的", "自己出的（元）"):
        loaded = read(database, write(tmp_path / "a.xlsx", ("汇总", [[*head, given], [*ROW[:4], "1200"]])))
        heads = [each.sentence for each in loaded.problems if each.cell == "E1"]
        found.append((loaded.batch[0].draft.details["funding_own"], heads))
    assert found == [
        ("1200", ["“自己出的”没有写单位，按万元读入，请核对。"]),
        ("0.12", ["这一列以元计，已折算成万元。"]),
    ]


def test_a_marked_workbook_has_its_faults_below_the_senders_own_header(database, book, tmp_path):
    learn(database, MEANT | {"内部编号": "discipline_code"})
    loaded = read(database, write(book, ("汇总", [["科技成果汇总表"], HEAD, [*ROW[:1], "无此类", *ROW[2:]]])))
    mark_all([book], loaded.problems, tmp_path / "标注.xlsx", senders=senders_of(loaded))
    sheet = openpyxl.load_workbook(tmp_path / "标注.xlsx")["汇总"]
    assert (sheet["G1"].value, sheet["G2"].value) == (None, "问题")


def test_two_columns_for_one_field_and_a_needed_field_left_out_are_refused():
    with pytest.raises(UserError, match="“成果标题”、“内部编号”都对应“成果名称”；一栏只能有一列"):
        require_sound(ACHIEVEMENTS, MEANT | {"内部编号": "title"})
    with pytest.raises(UserError, match="还缺少必需的栏目：成果名称、完成单位。"):
        require_sound(ACHIEVEMENTS, MEANT | {"成果标题": "", "全部完成单位": ""})


def test_a_likely_header_is_found_with_its_first_values(book):
    (table,) = read_tables(book)
    layout, header = likely_header(table)
    assert (layout.kind, header.top) == ("成果登记", 2)
    assert [(column.letters, column.heading, column.samples) for column in columns_of(table, header)][:2] == [
        ("A", "成果标题", ("高原肉牛繁育技术",)),
        ("B", "成果类型", ("应用技术",)),
    ]


def test_pairs_of_a_command_are_completed_by_our_own_headings_and_never_by_guesses(tmp_path):
    rows = [["成果标题", "成果类别", "完成单位", "完成人", "手机号码"], ROW[:5]]
    tables = read_tables(write(tmp_path / "a.xlsx", ("汇总", rows)))
    assert chosen_columns(tables, [("成果标题", "成果名称")], "").headings == {
        "成果标题": "title",
        "成果类别": "klass",
        "完成单位": "units",
        "完成人": "completers",
        "手机号码": "",
    }
    with pytest.raises(UserError, match="没有“成果名字”这个栏目。成果登记的栏目有：成果名称、成果类别、"):
        chosen_columns(tables, [("成果标题", "成果名字")], "")
    with pytest.raises(UserError, match="没有同时写着这些列名的表头：标题。"):
        chosen_columns(tables, [("标题", "成果名称")], "")


def test_an_import_by_a_senders_headings_goes_into_the_file_like_any(database, book):
    learn(database)
    loaded = read(database, book)
    with database.read() as session:
        assert preview(session, loaded).outcome.changes == 1
    with database.write() as session:
        apply(session, loaded)
    with database.read() as session:
        assert session.scalars(select(Achievement.title)).all() == ["高原肉牛繁育技术"]
