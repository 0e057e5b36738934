"""评选 on real files: from nothing to an approved round, ties decided with reasons, everything by keys."""

import datetime as dt
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sqlalchemy import func, select

from awardsdesk.models import Award, Entry, Event, PublicNotice, Round, TieDecision
from awardsdesk.operations.audit import operation
from awardsdesk.operations.results import compute
from awardsdesk.operations.rounds import by_code, touch
from awardsdesk.operations.samples import open_sample_rounds, sample_workbooks
from awardsdesk.store.database import Database
from awardsdesk.ui import jobs
from awardsdesk.ui.form import Form
from awardsdesk.ui.pages.rounds import Rounds
from awardsdesk.ui.round_tabs import ENTRIES, RESULT, SCORES
from tests.patience import until, until_written
from tests.ui.pages.conftest import pdf_texts, words

CTRL = Qt.KeyboardModifier.ControlModifier
TIE = "技术创新能力五十强企业"


@pytest.fixture
def open_page(open_window) -> Iterator[Callable[..., Rounds]]:
    yield lambda database, code="": open_window(database, "rounds", code).page()
    until(lambda: not jobs.busy())


def said(page: Rounds) -> str:
    """Return what the banner says; empty when there is none."""
    return page.banner.findChildren(QLabel)[-1].text() if page.banner.isVisible() else ""


def compute_now(database: Database, code: str) -> None:
    with database.write() as session:
        compute(session, by_code(session, code))


def press(page: Rounds, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.window().focusWidget() or page, key, modifier)


# nothing yet


def test_a_fresh_file_offers_to_open_a_round(open_page, database):
    page = open_page(database)
    assert "还没有评选" in words(page)
    enabled = {key for key, deed in page.deeds.items() if deed.isEnabled()}
    assert enabled == {"new"}
    assert page.deeds["compute"].toolTip() == "计算：还没有评选"


def test_a_round_is_opened_with_the_sample_rules(open_page, database, user):
    page = open_page(database)

    def fill(dialog):
        assert dialog.form.values()["code"] == "2008-J"
        dialog.form.editors["year"].put("2026")
        return dialog.form.save()

    user.answers = [fill]
    press(page, Qt.Key.Key_N, CTRL)
    until(lambda: page.state is not None)
    assert (page.state.code, page.state.title, page.state.year) == ("2026-J", "2026年度市科学技术进步奖", 2026)
    assert said(page) == "导入申报或提名工作簿。"
    assert "还没有提名项目" in words(page)


def test_next_years_round_copies_this_years_rules(open_page, approved, user):
    page = open_page(approved, "2008-QP")
    seen = []

    def fill(dialog):
        dialog.form.editors["title"].put("本市企业创新评价")
        dialog.form.editors["source"].put(next(label for label in dialog.sources if label.startswith("2008-QP")))
        seen.append(dialog.form.values())
        dialog.form.editors["code"].put("2008-QP")
        assert not dialog.form.save()
        assert "已经存在" in words_of_problems(dialog.form)
        dialog.form.editors["code"].put("2009-QP")
        return dialog.form.save()

    user.answers = [fill]
    page.deeds["new"].trigger()
    until(lambda: page.state.code == "2009-QP")
    assert seen[0]["code"] == "2009-QP"
    assert seen[0]["title"] == "本市企业创新评价", "what the clerk wrote is left alone"
    with approved.read() as session:
        old, new = by_code(session, "2008-QP"), by_code(session, "2009-QP")
        assert new.rules.replace("本市企业创新评价", old.title) == old.rules


def words_of_problems(form: Form) -> str:
    return "\n".join(label.text() for label in form.findChildren(QLabel))


def test_workbooks_are_imported_into_the_round_by_keys(open_page, database, user):
    with database.write() as session:
        open_sample_rounds(session)
    page = open_page(database, "2008-QP")
    assert page.deeds["compute"].toolTip() == "计算：还没有申报"
    book = next(path for path in sample_workbooks() if path.stem == "企业申报")
    user.answers = [[book], True]
    press(page, Qt.Key.Key_I, CTRL)
    until(lambda: page.state.entries == 119 and page.done.isVisible())
    assert page.done.findChildren(QLabel)[-1].text() == "已导入：企业申报：新增 119。"
    assert len(page.room().entries.panel.model.ids) == 119
    assert said(page) == "导入专家评分工作簿。"


# the lists


def test_a_full_round_shows_its_counts_stage_and_lists(open_page, approved):
    page = open_page(approved, "2008-J")
    assert page.counts.text() == "申报 132　获奖 79　证书 522　奖金 630,000.00 元"
    assert page.stages.stages[page.stages.current] == "证书"
    assert [page.stages.stages[number] for number in page.stages.passed_over] == ["公示"]
    room = page.room()
    assert len(room.entries.panel.model.ids) == 132
    press(page, Qt.Key.Key_Tab, CTRL)
    assert (room.stack.currentIndex(), len(room.scores.panel.model.ids)) == (SCORES, 903)
    page.stages.chosen.emit(3)
    assert (room.stack.currentIndex(), len(room.result.panel.model.ids)) == (RESULT, 132)


def test_the_picker_turns_to_a_round_of_another_kind(open_page, approved):
    page = open_page(approved, "2008-J")
    page.picker.activated.emit(page.picker.findData("2008-QP"))
    assert page.state.code == "2008-QP"
    assert page.room().entries.panel.listing.key == "applicants"
    assert page.desk.round == "2008-QP"


def test_a_firm_shows_reported_beside_verified(open_page, sample):
    page = open_page(sample, "2008-QP")
    entries = page.room().entries
    with sample.read() as session:
        record = session.scalars(select(Entry.id).where(Entry.key == "91419904F5L8QJ3Y4P")).one()
    page.show_record(record)
    until(lambda: "澄川市璟博药业有限公司" in entries.detail.view.toPlainText())
    text = entries.detail.view.toPlainText()
    assert "无 核减" in text
    assert "回避" in text


def test_enter_leads_into_the_sheet_and_its_text_can_be_copied(open_page, approved):
    page = open_page(approved, "2008-QP")
    result = page.room().result
    page.room().open_tab(RESULT)
    result.panel.table.selectRow(2)
    until(lambda: "第 3 名" in result.detail.view.toPlainText())
    result.panel.table.setFocus()
    press(page, Qt.Key.Key_Return)
    assert result.detail.view.hasFocus()
    press(page, Qt.Key.Key_A, CTRL)
    press(page, Qt.Key.Key_C, CTRL)
    assert "客观分（按不适用的权重折算）" in QGuiApplication.clipboard().text()


def test_cut_lines_and_ties_are_drawn_in_the_lists_own_order_only(open_page, approved):
    page = open_page(approved, "2008-QP")
    page.room().open_tab(RESULT)
    panel = page.room().result.panel
    cuts = panel.table.cells.cuts
    assert (sorted(cuts), cuts[2]) == ([2, 9, 49], "技术创新示范企业　前 3 名")
    assert [(each.first, each.last) for each in panel.table._brackets] == [(25, 26)]
    panel.table.grab()
    panel._sort("name", False)
    assert panel.table.cells.cuts == {}
    panel._sort("", False)
    assert sorted(panel.table.cells.cuts) == [2, 9, 49]
    panel.bar.filters["county"].setCurrentIndex(1)
    assert panel.table.cells.cuts == {}


def test_one_group_of_an_award_keeps_its_cut_lines(open_page, approved):
    page = open_page(approved, "2008-J")
    page.room().open_tab(RESULT)
    panel = page.room().result.panel
    combo = panel.bar.filters["group"]
    combo.setCurrentIndex(combo.findData("农业"))
    assert panel.table.cells.cuts == {0: "一等　1 席", 8: "二等　8 席", 21: "三等　13 席"}


def test_what_the_computation_noticed_is_listed(open_page, approved, user):
    page = open_page(approved, "2008-J")
    assert page.notes.text() == "79 条提示"
    page.notes.click()
    assert "是完成单位之一，但没有回避" in user.shown[0].view.toPlainText()


# computing


def test_f9_computes_and_shows_the_result(open_page, sample):
    page = open_page(sample, "2008-QP")
    assert said(page) == "申报和评分都已导入，可以计算。"
    press(page, Qt.Key.Key_F9)
    until(lambda: page.state.computed and not jobs.busy())
    assert said(page) == "结果已计算，可以批准。"
    assert page.room().stack.currentIndex() == RESULT
    assert page.room().result.panel.model.row(0)[0] == 1
    assert page.window().focusWidget() is page.room().result.panel.table


def test_a_late_change_is_told_and_computed_away(open_page, sample):
    compute_now(sample, "2008-QP")
    page = open_page(sample, "2008-QP")
    with sample.write() as session, operation(session, "amend", "test"):
        touch(by_code(session, "2008-QP"))
    until(lambda: said(page) == "计算之后数据有变动，结果已失效。")
    assert page.banner.button.text() == "重新计算"
    page.banner.button.click()
    until(lambda: said(page) == "结果已计算，可以批准。")


def test_computing_can_be_stopped_and_leaves_all_as_it_was(open_page, sample):
    page = open_page(sample, "2008-QP")
    page.compute()
    jobs.stop_all(20000)
    until(lambda: not jobs.busy())
    with sample.read() as session:
        assert session.scalars(select(Event.verb).where(Event.verb == "compute")).all() == []
    assert not page.state.computed


# ties


def test_a_tie_is_decided_with_a_reason_and_computed_anew(open_page, tied, user):
    compute_now(tied, "2008-QP")
    page = open_page(tied, "2008-QP")
    assert page.banner.button.text() == "决定并列"
    page.room().open_tab(RESULT)
    assert [each.tone for each in page.room().result.panel.table._brackets if each.first == 49] == ["warn"]

    def decide(dialog):
        assert f"“{TIE}”处第 50—51 名并列，线上还有 1 席" in dialog.sentence.text()
        assert "余下的 1 席没有占满" in dialog.hint.text()
        next(iter(dialog.boxes.values())).setChecked(True)
        assert "正好占满" in dialog.hint.text()
        assert not dialog.go.isEnabled()
        dialog.reason.setPlainText("评审委员会第 3 次会议决定")
        return dialog.go.isEnabled()

    user.answers = [decide, True]
    press(page, Qt.Key.Key_D, CTRL)
    until(lambda: said(page) == "结果已计算，可以批准。")
    assert not page.deeds["tie"].isEnabled()
    with tied.read() as session:
        assert session.scalars(select(TieDecision.reason)).all() == ["评审委员会第 3 次会议决定"]


def test_without_a_reason_no_tie_is_decided(open_page, tied, user):
    compute_now(tied, "2008-QP")
    page = open_page(tied, "2008-QP")

    def try_without(dialog):
        for box in dialog.boxes.values():
            box.setChecked(True)
        assert "线上将超出名额" in dialog.hint.text()
        dialog.reason.setPlainText("   ")
        assert not dialog.go.isEnabled()
        return False

    user.answers = [try_without]
    page.decide()
    assert page.banner.button.text() == "决定并列"
    with tied.read() as session:
        assert session.scalar(select(func.count(TieDecision.id))) == 0


# approving


def test_what_stands_against_approval_is_shown_before(open_page, tied, user):
    compute_now(tied, "2008-QP")
    page = open_page(tied, "2008-QP")
    page.deeds["approve"].trigger()
    dialog = user.shown[0]
    assert dialog.form is None
    dialog.show()
    assert f"“{TIE}”处有 2 个并列" in words(dialog)
    with tied.read() as session:
        assert by_code(session, "2008-QP").approved_at is None


def test_approval_by_keys_seals_the_round(open_page, sample, user):
    compute_now(sample, "2008-QP")
    page = open_page(sample, "2008-QP")

    def sign(dialog):
        dialog.show()
        shown = words(dialog)
        assert "63 张（企业 63 张）" in shown
        assert "壹佰零伍万元整" in shown
        form = dialog.form
        assert not form.save()
        form.editors["document_no"].put("澄政〔2008〕28号")
        form.editors["day"].put(dt.date(2008, 8, 15))
        assert not form.save(), "not without having compared"
        form.editors["sure"].put(value=True)
        return form.save()

    user.answers = [sign]
    QTest.keyClick(page, Qt.Key.Key_A, CTRL | Qt.KeyboardModifier.ShiftModifier)
    until(lambda: page.state.approved and not jobs.busy())
    assert said(page) == "已批准：澄政〔2008〕28号，2008-08-15。数据已封存。"
    for key in ("import", "compute", "tie", "approve"):
        assert not page.deeds[key].isEnabled()
        assert page.deeds[key].toolTip().endswith("：已批准（澄政〔2008〕28号），数据已封存")
    with sample.read() as session:
        assert session.scalar(select(func.count(Award.id)).join(Round).where(Round.code == "2008-QP")) == 63


def test_an_odd_document_number_needs_a_second_press(open_page, sample, user):
    compute_now(sample, "2008-QP")
    page = open_page(sample, "2008-QP")

    def sign(dialog):
        dialog.form.editors["document_no"].put("澄政[2008]28号")
        dialog.form.editors["day"].put(dt.date(2008, 8, 15))
        dialog.form.editors["sure"].put(value=True)
        assert not dialog.form.save()
        assert "六角括号〔〕" in words_of_problems(dialog.form)
        return dialog.form.save()

    user.answers = [sign]
    page.approve()
    until(lambda: page.state.approved)
    assert page.state.document_no == "澄政[2008]28号"


def test_a_round_with_a_public_notice_has_passed_over_nothing(open_page, approved):
    with approved.write() as session, operation(session, "open notice", "test"):
        round_id, day = by_code(session, "2008-J").id, dt.date(2008, 6, 1)
        session.add(PublicNotice(round_id=round_id, title="公示", opened_on=day, closes_on=day))
    assert open_page(approved, "2008-J").stages.passed_over == frozenset()


def test_a_click_asks_for_the_stage_under_the_mouse(open_page, approved, qtbot):
    stages = open_page(approved, "2008-J").stages
    asked = []
    stages.chosen.disconnect()
    stages.chosen.connect(asked.append)
    for number in range(len(stages.stages)):
        qtbot.mouseClick(stages, Qt.MouseButton.LeftButton, pos=stages._cell(number).center().toPoint())
    assert asked == list(range(7))


def test_the_banner_of_an_approved_round_leads_to_the_certificates(open_page, approved):
    page = open_page(approved, "2008-QP")
    asked = []
    page.desk.asked_for.connect(lambda key, _record: asked.append(key))
    page.banner.button.click()
    page.stages.chosen.emit(6)
    assert asked == ["certificates", "certificates"]


# going out


def test_the_result_is_exported_as_shown_and_says_that_it_is_not_approved(open_page, sample, user, tmp_path):
    compute_now(sample, "2008-QP")
    page = open_page(sample, "2008-QP")
    page.room().open_tab(RESULT)
    panel = page.room().result.panel
    panel.table.show_column(1, True)
    panel._sort("name", True)
    panel.bar.filters["outcome"].setCurrentIndex(panel.bar.filters["outcome"].findData("技术创新十强企业"))
    target = tmp_path / "结果.xlsx"
    user.answers = [target]
    press(page, Qt.Key.Key_E, CTRL)
    until_written(target)
    until(page.done.isVisible)
    assert user.told[0][1].startswith("2008年度市工业企业技术创新能力评价　评价结果_")
    sheet = openpyxl.load_workbook(target).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows[1] == ["称号：技术创新十强企业；按企业名称降序"]
    assert rows[2] == ["未批准"]
    assert rows[3] == ["名次", "统一社会信用代码", "企业名称", "总分", "最高称号"]
    shown = [panel.model.row(row) for row in range(len(panel.model.ids))]
    assert len(shown) == 7
    assert [row[2] for row in rows[4:11]] == [row[2] for row in shown]
    assert isinstance(rows[4][1], str)
    assert isinstance(rows[4][3], float)


def test_a_why_sheet_is_taken_along_as_paper(open_page, approved, user, tmp_path):
    page = open_page(approved, "2008-QP")
    result = page.room().result
    page.room().open_tab(RESULT)
    assert not result.detail.export.isEnabled()
    result.panel.table.selectRow(2)
    until(result.detail.export.isEnabled)
    target = tmp_path / "推演单.pdf"
    user.answers = [target]
    result.detail.export.click()
    until(lambda: ("info", "已导出 推演单.pdf") in user.told)
    text = pdf_texts(target)[0]
    assert "得分推演单" in text
    assert "第 3 名" in text
    assert "未批准" not in text


def test_workbooks_dropped_on_the_window_are_offered_for_import(open_page, database, user):
    with database.write() as session:
        open_sample_rounds(session)
    page = open_page(database, "2008-J")
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(path)) for path in sample_workbooks() if path.stem == "奖励提名"])
    user.answers = [True]
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, dragged, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.window().dropEvent(event)
    until(lambda: page.state.entries == 132 and not jobs.busy())
    dragged.setUrls([QUrl.fromLocalFile("/tmp/照片.png")])
    page.window().dropEvent(event)
    assert not jobs.busy()


def test_showing_an_entry_finds_it_past_filters(open_page, sample):
    page = open_page(sample, "2008-J")
    entries = page.room().entries
    entries.panel.bar.filters["group"].setCurrentIndex(entries.panel.bar.filters["group"].findData("农业"))
    page.room().open_tab(SCORES)
    with sample.read() as session:
        record = session.scalars(select(Entry.id).where(Entry.key == "2008-工-005")).one()
    page.show_record(record)
    assert page.room().stack.currentIndex() == ENTRIES
    assert entries.panel.table.current_id() == record
