"""The life cycle on the screen: many at once with their count, what each step asks, history, materials, the certificate."""

import datetime as dt
from dataclasses import replace

import pytest
from msgspec import structs
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget
from sqlalchemy import select

from awardsdesk.lists.achievements import draft_of
from awardsdesk.models import Achievement, AchievementStep, Material
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.materials import MaterialLine, keep_materials
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.office import rename_office
from awardsdesk.operations.registration import take_step
from awardsdesk.operations.registration_rules import set_rules
from awardsdesk.operations.steps import last_step
from awardsdesk.operations.undo import undo
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.rules.forms import forms
from awardsdesk.rules.registrar import checklist
from awardsdesk.rules.registration import MOVES, Statement, Verb
from awardsdesk.terms import RegistrationState as State
from awardsdesk.ui.register_book_dialog import RegisterBookDialog, check
from awardsdesk.ui.registration_detail import ATTACHMENTS, CERTIFICATE, FORM, HISTORY, MATERIALS
from tests.ui.pages.conftest import pdf_texts

DRAFT = AchievementDraft(
    title="永磁电机", klass="应用技术", units=(UnitDraft("甲公司"),), completers=(CompleterDraft("张三"),)
)
PAST = Statement(day=dt.date(2008, 7, 1), until=dt.date(2008, 7, 31), unticked=True)


@pytest.fixture
def register(database):
    """Forty submitted achievements and a draft."""
    with database.write() as session:
        rename_office(session, "澄川市科学技术局")
        ids = [save(session, replace(DRAFT, title=f"成果{place:02}")) for place in range(41)]
        take_step(session, Verb.SUBMIT, ids[:40], PAST)
    return database


def deed(page, verb):
    return next(deed for deed in page.panel.deeds if deed.text() == MOVES[verb].title)


def answer(**values):
    """Fill a step's dialog and press its button."""

    def work(dialog):
        for key, value in values.items():
            dialog.form.editors[key].put(value)
        return dialog.form.save()

    return work


def twice(dialog):
    """Press the button, read the warning, press again."""
    return not dialog.form.save() and dialog.form.save()


def states(database):
    with database.read() as session:
        return list(session.scalars(select(Achievement.state).order_by(Achievement.id)))


def test_forty_are_accepted_at_once_with_the_count_said(open_window, register, user, qtbot):
    page = open_window(register, "achievements").page()
    said = []
    page.status.connect(said.append)
    page.panel.bar.filters["state"].setCurrentText("已提交")
    page.panel.table.selectAll()
    assert deed(page, Verb.ACCEPT).isEnabled()
    assert not deed(page, Verb.ISSUE).isEnabled()
    assert "已提交" in deed(page, Verb.ISSUE).toolTip()
    with register.write() as session:
        every = [MaterialLine(item=item.name, received=True) for item in checklist(rules_of(session), "应用技术")]
        keep_materials(session, 1, every)
    user.answers = [answer(), False]
    deed(page, Verb.ACCEPT).trigger()
    form = user.shown[-1].form
    assert form.save_button.text() == "受理 40 项"
    asked = "39 项没有勾选材料（清单共 312 项）；确已核对纸质件的可以受理"
    assert [each for each in form.problems.sentences() if asked in each] == [f"核实　材料：{asked}"]
    assert "核实无误的，再按一次“受理 40 项”即可。" in [each.text() for each in form.findChildren(QLabel)]
    assert states(register).count("已受理") == 0
    user.answers = [twice]
    deed(page, Verb.ACCEPT).trigger()
    assert states(register).count("已受理") == 40
    qtbot.waitUntil(lambda: not page.panel.model.ids)
    page.refresh()
    assert said[-1] == "受理：已办 40 项"


WHOLE = {field.key for field in forms().of("软科学") if "软科学" in field.asked} - {"keywords", "abstract"}


def test_what_the_forms_leave_blank_is_said_before_they_are_accepted(open_window, register, user):
    with register.write() as session:
        for record in (1, 2):
            row = session.get_one(Achievement, record)
            save(session, replace(draft_of(session, record), klass="软科学", **dict.fromkeys(WHOLE, "2005-01")), row.id)
        take_step(session, Verb.SUBMIT, [41], PAST)
    page = open_window(register, "achievements").page()
    heads = []

    def look(dialog):
        heads.append([each.text() for each in dialog.findChildren(QLabel) if "登记表没有填全" in each.text()])
        return False

    page.panel.table.select_record(2)
    user.answers = [look]
    deed(page, Verb.ACCEPT).trigger()
    page.panel.table.selectAll()
    user.answers = [look]
    deed(page, Verb.ACCEPT).trigger()
    assert heads[0] == ["《成果01》\n登记表没有填全：关键词、评价单位、评价日期、成果简介。"]
    assert heads[1][0].partition("\n")[2] == (
        "41 项的登记表没有填全：关键词 41 项、成果简介 41 项、研究起始 39 项、……。"
    )
    page.panel.table.select_record(2)
    user.answers = [answer(**{"code 01": True})]
    deed(page, Verb.RETURN).trigger()
    with register.read() as session:
        done = last_step(session, 2)
        assert done is not None
        assert done.reason == "登记表未填：关键词、评价单位、评价日期、成果简介"


def test_a_step_waits_for_what_is_typed_beside_the_list(open_window, register, user):
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(1)
    form = page.detail.form
    form.editors["title"].put("改了名称")
    user.answers = [""]
    deed(page, Verb.ACCEPT).trigger()
    assert (user.told, user.shown) == ([("unsaved", "成果")], [])
    user.answers = ["save", twice]
    next(each for each in page.header.bar.findChildren(QPushButton) if each.text() == "受理").setFocus()
    deed(page, Verb.ACCEPT).trigger()
    assert states(register)[0] == "已受理"
    assert page.panel.table.hasFocus()
    with register.read() as session:
        assert session.get_one(Achievement, 1).title == "改了名称"


def test_a_certificate_that_holds_not_all_is_told_before_the_number(open_window, register, user):
    with register.write() as session:
        for record in (1, 2, 3):
            team = tuple(CompleterDraft(f"张三{place:03}") for place in range(150))
            save(session, replace(DRAFT, title=f"成果0{record}", completers=team), record)
        rules = rules_of(session)
        words = structs.replace(rules.certificate, organ="澄川市科学技术局" * 12)
        set_rules(session, structs.replace(rules, certificate=words))
        take_step(session, Verb.ACCEPT, [1, 2, 3], PAST)
        take_step(session, Verb.OPEN_NOTICE, [1, 2, 3], PAST)
    page = open_window(register, "achievements").page()
    page.panel.bar.filters["state"].setCurrentText("公示中")
    asked = []

    def look(dialog):
        asked.append((dialog.form.save(), dialog.form.problems.sentences()))
        return False

    page.panel.table.selectAll()
    user.answers = [look]
    deed(page, Verb.REGISTER).trigger()
    page.panel.table.select_record(1)
    user.answers = [look]
    deed(page, Verb.REGISTER).trigger()
    one = "颁发机关：共 96 字，缩到最小字号 11 磅仍放不下。"
    assert asked == [
        (False, [f"核实　登记证书：有 3 处打印不出来，第一处：{one}"]),
        (False, [f"核实　登记证书：{one}"]),
    ]
    with register.write() as session:
        set_rules(session, rules)
    page.panel.table.select_record(3)
    user.answers = [answer()]
    deed(page, Verb.REGISTER).trigger()
    assert states(register)[:3] == ["公示中", "公示中", "已登记"]


def test_mixed_states_may_not_be_accepted(open_window, register):
    page = open_window(register, "achievements").page()
    page.panel.table.selectAll()
    assert not deed(page, Verb.ACCEPT).isEnabled()
    assert "草稿" in deed(page, Verb.ACCEPT).toolTip()


def groups(menu):
    """Return what a menu offers, a list for what stands between two lines."""
    found = [[]]
    for each in menu.actions():
        if each.isSeparator():
            found.append([])
        else:
            found[-1].append(each.text())
    return found


def test_the_menu_follows_a_registration_and_parts_steps_papers_and_lists(open_window, register, qtbot):
    page = open_window(register, "achievements").page()
    steps = ["提交", "县区审核", "退回补正", "不予登记", "公示", "提出异议", "异议办结", "发证", "更正", "注销", "撤回"]
    papers = ["导出登记证书 PDF", "导出更正前的证书 PDF", "导出通知书 PDF", "导出公示 PDF", "导出历次通知书和公示 PDF"]
    lists = [f"导出{what} {kind}" for what in ("登记簿", "登记月报") for kind in ("PDF", "Excel")]
    rest = ["下载导入模板", "导入记录", "记住的列对应", "粘贴表格", "查找重复"]
    menu = page.header.bar._menu
    assert groups(menu) == [steps, papers, ["导出登记簿、月报、完整表或报送包"], rest]
    (inner,) = menu.findChildren(QMenu)
    assert groups(inner) == [[*lists, "导出完整表（可再导入）", "导出报送包（连同附件上报）"]]
    assert menu.sizeHint().height() < 720  # a screen of 1366 by 768
    page.header.bar.setFixedWidth(200)
    qtbot.waitUntil(lambda: len(groups(menu)) == 6)
    qtbot.waitUntil(lambda: len(menu.findChildren(QMenu)) == 1)
    assert groups(menu)[0] == ["受理", "登记发号"]
    assert groups(menu)[2:] == [steps, papers, ["导出登记簿、月报、完整表或报送包"], rest]
    page.panel._menu(QPoint())
    menu = page.panel.findChildren(QMenu)[-1]
    daily = [MOVES[verb].title for verb in Verb]
    assert [set(each) for each in groups(menu)] == [set(daily), set(papers), {"复制所选行", "粘贴表格"}]
    menu.close()


def test_papers_are_offered_where_there_are_any(open_window, register):
    with register.write() as session:
        take_step(session, Verb.ACCEPT, [1, 2, 3, 4], PAST)
        take_step(session, Verb.OPEN_NOTICE, [1, 2, 3], PAST)
        take_step(session, Verb.REGISTER, [1, 2], Statement(day=dt.date(2008, 8, 1)))
        save(session, replace(DRAFT, title="成果零零"), 1)
        take_step(session, Verb.CORRECT, [1], Statement(day=dt.date(2008, 8, 2), reason="笔误"))
        take_step(session, Verb.CANCEL, [2], Statement(day=dt.date(2008, 8, 2), reason="重复", document_no="1号"))
        take_step(session, Verb.REJECT, [4], replace(PAST, codes=("07",)))
    page = open_window(register, "achievements").page()
    papers = [each for each in page.panel.deeds if each.action.group == "papers"]

    def offered(*records):
        page.panel.table.clearSelection()
        for record in records:
            place = page.panel.model.index(page.panel.model.position(record), 0)
            page.panel.table.selectionModel().select(
                place, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            )
        return [each.text()[2:-4] for each in papers if each.isEnabled()]

    assert offered() == []
    assert offered(1) == ["登记证书", "更正前的证书", "公示", "历次通知书和公示"]
    assert offered(2) == ["公示", "历次通知书和公示"]
    assert papers[0].toolTip() == "导出登记证书 PDF：所选成果中有“已注销”的"
    assert offered(3) == ["登记证书", "公示", "历次通知书和公示"]
    assert offered(4) == ["登记证书", "通知书", "历次通知书和公示"]
    assert offered(3, 4) == ["登记证书", "历次通知书和公示"]
    assert offered(4, 5) == ["登记证书"]
    assert [each.toolTip() for each in papers[2:]] == [
        "导出通知书 PDF：所选成果中有没退回补正、也没不予登记过的",
        "导出公示 PDF：所选成果中有没公示过的",
        "导出历次通知书和公示 PDF：所选成果中有没发过通知书、也没公示过的",
    ]
    with register.write() as session:
        take_step(session, Verb.REGISTER, [3], Statement(day=dt.date(2008, 8, 3)))
    page.refresh()
    assert offered(1, 3) == ["登记证书", "公示", "历次通知书和公示"]
    assert papers[1].toolTip() == "导出更正前的证书 PDF：所选成果中有证书没有更正过的"


def test_a_return_asks_for_reasons_and_a_term(open_window, register, user, qtbot):
    page = open_window(register, "achievements").page()
    page.panel.table.selectRow(0)
    user.answers = [answer(), False]
    deed(page, Verb.RETURN).trigger()
    form = user.shown[-1].form
    assert form.editors["until"].value() > form.editors["day"].value()
    assert states(register)[0] == "已提交"
    user.answers = [answer(**{"code 02": True, "reason": "缺章", "document_no": "澄科补〔2008〕3号"})]
    deed(page, Verb.RETURN).trigger()
    assert states(register)[0] == "补正"
    page.detail.tabs.setCurrentIndex(HISTORY)
    qtbot.waitUntil(lambda: "缺章" in page.detail.history.toPlainText())
    told = page.detail.history.toPlainText()
    assert "单位印章缺失" in told
    assert "澄科补〔2008〕3号" in told


def test_leaving_a_step_half_filled_in_asks_and_never_takes_it(open_window, register, user):
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(1)

    def leave(dialog):
        dialog.form.editors["document_no"].put("澄科〔2008〕9号")
        for told, gone in ((False, False), (True, True)):
            user.answers = [told]
            dialog.reject()
            assert dialog.form.dirty() is not gone
        return False

    user.answers = [leave]
    deed(page, Verb.ACCEPT).trigger()
    assert user.told == [("ask", "放弃办理“受理”？填的内容不会保留。")] * 2
    assert states(register)[0] == "已提交"


def test_the_side_that_was_turned_to_stays_over_a_search_without_hits(open_window, register):
    page = open_window(register, "achievements").page()
    detail = page.detail
    page.panel.table.choose_row(0)
    detail.tabs.setCurrentIndex(HISTORY)
    page.panel.table.clearSelection()
    assert (detail.tabs.currentIndex(), detail.stack.currentIndex()) == (HISTORY, FORM)
    page.panel.table.choose_row(1)
    assert (detail.tabs.currentIndex(), detail.stack.currentIndex()) == (HISTORY, HISTORY)


def test_enter_and_ctrl_tab_lead_into_the_side_that_is_seen(open_window, register, qtbot):
    window = open_window(register, "achievements")
    page = window.page()
    detail = page.detail
    page.panel.table.choose_row(0)
    reached = []
    for _side in (HISTORY, MATERIALS, ATTACHMENTS, CERTIFICATE, FORM):
        page.panel.table.setFocus()
        qtbot.keyClick(page.panel.table, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        stays = page.panel.table.hasFocus()
        qtbot.keyClick(page.panel.table, Qt.Key.Key_Return)
        keys = window.focusWidget()
        reached.append((detail.stack.currentIndex(), stays, keys.isVisible() and detail.stack.isAncestorOf(keys)))
    assert reached == [(side, True, True) for side in (HISTORY, MATERIALS, ATTACHMENTS, CERTIFICATE, FORM)]
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is detail.history


def test_no_key_leads_into_the_form_while_nothing_is_chosen(open_window, register, qtbot):
    window = open_window(register, "achievements")
    page = window.page()
    page.panel.table.choose_row(0)
    page.panel.table.clearSelection()
    page.panel.table.setFocus()
    qtbot.keyClick(page.panel.table, Qt.Key.Key_Tab)
    assert window.focusWidget().isVisible()


def test_edits_that_keep_one_from_leaving_come_to_the_front(open_window, register, user):
    page = open_window(register, "achievements").page()
    page.panel.table.choose_row(0)
    page.detail.form.editors["title"].put("改了")
    page.detail.tabs.setCurrentIndex(HISTORY)
    user.answers = [""]
    assert not page.may_leave()
    assert page.detail.stack.currentIndex() == FORM


def test_materials_and_scans_say_whose_they_are(open_window, register, qtbot):
    page = open_window(register, "achievements").page()
    page.panel.table.selectAll()
    page.panel.table.select_record(3)
    seen = []
    for side in (FORM, MATERIALS, ATTACHMENTS, HISTORY):
        page.detail.tabs.setCurrentIndex(side)
        seen.append((page.detail.whose.isVisible(), page.detail.whose.text()))
    assert seen == [(False, ""), (True, "成果02"), (True, "成果02"), (False, "成果02")]
    page.detail.tabs.setCurrentIndex(ATTACHMENTS)
    page.panel.table.select_record(4)
    assert page.detail.whose.text() == "成果03"
    with register.write() as session:
        save(session, replace(draft_of(session, 4), title="改了名称"), 4)
    qtbot.waitUntil(lambda: page.detail.whose.text() == "改了名称")
    page.panel.bar.box.setText("没有这一项")
    qtbot.waitUntil(lambda: not page.detail.whose.isVisible())


def test_ctrl_s_in_the_list_saves_the_form_beside_it(open_window, register, qtbot):
    page = open_window(register, "achievements").page()
    table = page.panel.table
    table.select_record(1)
    page.detail.form.editors["contact"].inner.setText("王工")
    page.detail.tabs.setCurrentIndex(HISTORY)
    table.setFocus()
    saved = []
    page.detail.form.saved.connect(lambda: saved.append(True))
    for _press in range(2):  # the second has nothing to save
        qtbot.keyClick(table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with register.read() as session:
        assert session.get_one(Achievement, 1).contact == "王工"
    assert (len(saved), page.detail.stack.currentIndex(), table.hasFocus()) == (1, HISTORY, True)
    page.detail.form.editors["title"].put("")
    qtbot.keyClick(table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert (len(saved), page.detail.stack.currentIndex()) == (1, FORM)
    qtbot.waitUntil(page.detail.form.editors["title"].inner.hasFocus)
    page.detail.form.revert()


def test_an_objection_says_what_it_lacks_at_its_fields(open_window, register, user):
    with register.write() as session:
        for verb in (Verb.ACCEPT, Verb.OPEN_NOTICE):
            take_step(session, verb, [1], PAST)
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(1)
    told = []

    def press(dialog):
        told.append(dialog.form.save())
        told.extend(dialog.form._notes[key].text() for key in ("reason", "objector"))

    user.answers = [press, False]
    deed(page, Verb.LODGE_OBJECTION).trigger()
    assert told == [False, "请写明原因，将记入办理记录", "请填写异议人及联系方式：匿名异议不予受理"]


def test_a_notice_follows_its_day_and_may_be_longer_but_not_shorter(open_window, register, user):
    with register.write() as session:
        take_step(session, Verb.ACCEPT, [1], PAST)
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(1)
    told = []

    def shorten(dialog):
        editors = dialog.form.editors
        editors["day"].put(dt.date(2008, 7, 2))
        editors["day"].changed.emit()
        told.append(editors["until"].value())
        editors["until"].put(dt.date(2008, 7, 31))
        told.append(dialog.form.save())
        told.append(dialog.form._notes["until"].text())
        editors["until"].put(dt.date(2008, 8, 29))
        editors["day"].put(dt.date(2008, 7, 3))
        editors["day"].changed.emit()
        told.append(editors["until"].value())
        return dialog.form.save()

    user.answers = [shorten]
    deed(page, Verb.OPEN_NOTICE).trigger()
    sentence = "公示期为 30 天，2008-07-02 开始公示的不能早于 2008-08-01 截止"
    assert told == [dt.date(2008, 8, 1), False, sentence, dt.date(2008, 8, 29)]
    assert states(register)[0] == "公示中"


def test_the_form_of_what_was_published_says_how_to_change_it(open_window, register, user):
    with register.write() as session:
        for verb in (Verb.ACCEPT, Verb.OPEN_NOTICE):
            take_step(session, verb, [1], PAST)
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(1)
    form = page.detail.form
    form.editors["title"].put("改名")
    assert not form.save()
    told = "《成果00》已经公示，名称、类别、完成单位和完成人不能再改；确需改动的，请先退回补正，改后重新公示。"
    assert user.told == [("warn", told)]
    form.revert()
    form.editors["contact"].put("王五")
    assert form.save()
    with register.read() as session:
        row = session.get_one(Achievement, 1)
        assert (row.title, row.contact) == ("成果00", "王五")


def test_from_acceptance_over_an_objection_to_the_number(open_window, register, user, qtbot, tmp_path):
    """The notice is printed, an objection holds the number, the refusal of another gets its letter, the rest its numbers."""
    page = open_window(register, "achievements").page()
    table, told = page.panel.table, user.told

    def take(verb, record, **values):
        page.panel.clear_query()
        table.select_record(record)
        user.answers = [answer(**values)] if verb is not Verb.ACCEPT else [accept]
        deed(page, verb).trigger()

    def accept(dialog):
        dialog.form.editors["day"].put(dt.date(2008, 7, 1))
        return twice(dialog)

    def printed(text, name, warning=""):
        user.answers = [tmp_path / name]
        paper = next(deed for deed in page.panel.deeds if deed.text() == text)
        qtbot.waitUntil(paper.isEnabled)
        paper.trigger()
        qtbot.waitUntil(lambda: ("info", f"已导出 {name}{warning}") in told, timeout=15_000)
        return "".join("".join(pdf_texts(tmp_path / name)).split())

    for record in (1, 2, 3):
        take(Verb.ACCEPT, record)
    page.panel.bar.filters["state"].setCurrentText("已受理")
    table.selectAll()
    user.answers = [answer(day=dt.date(2008, 7, 2), until=dt.date(2008, 8, 1))]
    deed(page, Verb.OPEN_NOTICE).trigger()
    page.panel.bar.filters["state"].setCurrentText("公示中")
    table.selectAll()
    notice = printed("导出公示 PDF", "公示.pdf")
    assert "公示期自二〇〇八年七月二日起至二〇〇八年八月一日（含当日）" in notice
    assert "（1）《成果00》（应用技术），完成单位：甲公司，完成人：张三；（2）《成果01》" in notice
    objection = {"reason": "完成人排序有误", "objector": "李四 13900000000"}
    take(Verb.LODGE_OBJECTION, 2, day=dt.date(2008, 7, 10), **objection)
    take(Verb.LODGE_OBJECTION, 3, day=dt.date(2008, 7, 10), **objection)
    assert states(register)[:3] == ["公示中", "异议处理", "异议处理"]
    table.select_record(2)
    assert not deed(page, Verb.REGISTER).isEnabled()
    assert deed(page, Verb.REGISTER).toolTip().endswith("所选成果中有“异议处理”的")
    take(Verb.SETTLE_OBJECTION, 2, day=dt.date(2008, 8, 20), reason="经核实排序无误")
    take(Verb.REJECT, 3, day=dt.date(2008, 8, 20), **{"code 07": True, "document_no": "澄科登〔2008〕9号"})
    letter = printed("导出通知书 PDF", "通知书.pdf")
    assert "科技成果不予登记通知书澄科登〔2008〕9号甲公司：" in letter
    assert "（1）权属或完成单位、完成人的排序有争议。" in letter
    assert "李四" not in letter + notice
    assert printed("导出公示 PDF", "再印.pdf") == notice
    every = printed("导出历次通知书和公示 PDF", "历次.pdf")
    assert every == letter + notice
    with register.write() as session, operation(session, "forget", "x"):
        sent = last_step(session, 3, Verb.OPEN_NOTICE)
        sent.letter = sent.paper = None
    lost = "《成果02》2008-07-02 办理公示时没有存下文书，现在已不能照原样打印；请用当时的纸质件。"
    assert printed("导出历次通知书和公示 PDF", "存下的.pdf", f"\n{lost}") == letter
    page.panel.bar.filters["state"].setCurrentText("公示中")
    table.selectAll()
    early = []

    def before(dialog):
        dialog.form.editors["day"].put(dt.date(2008, 8, 19))
        early.append(dialog.form.save())
        dialog.form.editors["day"].put(dt.date(2008, 8, 20))
        return dialog.form.save()

    user.answers = [before]
    deed(page, Verb.REGISTER).trigger()
    assert early == [False]
    refused = "《成果01》：上一步“异议办结”在 2008-08-20 办理，本步不能早于这一天。"
    assert told[-2:] == [
        ("warn", f"所选 2 项中有 1 项不能登记发号，没有改动任何内容。{refused}"),
        ("info", "已登记：9412008Y0001 — 9412008Y0002"),
    ]
    assert states(register)[:3] == ["已登记", "已登记", "不予登记"]
    page.panel.bar.filters["state"].setCurrentText("已登记")
    table.selectAll()
    certificates = printed("导出登记证书 PDF", "证书.pdf")
    assert "9412008Y0002" in certificates
    assert "二〇〇八年八月二十日" in certificates


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in {Verb.ISSUE, Verb.CORRECT, Verb.CANCEL}])
def test_what_a_step_asks_stands_whole_and_in_line(open_window, register, user, qtbot, verb):
    """Reasons read like a checklist: from the edge, box first; no sentence of a press is cut."""
    ways = {State.DRAFT: (), State.SUBMITTED: (Verb.SUBMIT,), State.ACCEPTED: (Verb.SUBMIT, Verb.ACCEPT)}
    ways[State.IN_PUBLIC_NOTICE] = (*ways[State.ACCEPTED], Verb.OPEN_NOTICE)
    ways[State.OBJECTION_PENDING] = (*ways[State.IN_PUBLIC_NOTICE], Verb.LODGE_OBJECTION)
    said = replace(PAST, reason="排序", objector="李四")
    with register.write() as session:
        way = next(way for state, way in reversed(ways.items()) if state in MOVES[verb].states)
        for before in way:
            take_step(session, before, [41], said)
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(41)
    seen = []

    def look(dialog):
        dialog.show()
        if verb not in {Verb.SUBMIT, Verb.CHECK, Verb.REGISTER, Verb.OPEN_NOTICE}:
            assert not dialog.form.save()
        form = dialog.form
        qtbot.waitUntil(form.save_button.isVisible)
        buttons = [each for each in form.findChildren(QPushButton) if each.isVisible()]
        seen.extend(each.text() for each in buttons if each.sizeHint().width() > each.width())
        edges = {made.inner.mapTo(form, QPoint()).x() for key, made in form.editors.items() if key.startswith("code ")}
        heading = [each.mapTo(form, QPoint()).x() for each in form.findChildren(QLabel) if each.text() == "理由"]
        assert edges == set(heading)
        assert dialog.height() <= 660
        dialog.form.revert()
        return False

    user.answers = [look]
    deed(page, verb).trigger()
    assert seen == []
    assert len(user.shown) == 1


FATE = "办理后不能撤销（Ctrl+Z），只能再更正或注销。"


@pytest.mark.parametrize(
    ("verb", "told"),
    [(Verb.REGISTER, [FATE]), (Verb.ISSUE, [FATE]), (Verb.CORRECT, [FATE]), (Verb.CANCEL, []), (Verb.OPEN_NOTICE, [])],
)
def test_a_step_that_cannot_be_undone_says_so_before_it_is_taken(open_window, register, user, verb, told):
    with register.write() as session:
        take_step(session, Verb.ACCEPT, [1], PAST)
        if verb is not Verb.OPEN_NOTICE:
            take_step(session, Verb.OPEN_NOTICE, [1], PAST)
        if verb not in {Verb.OPEN_NOTICE, Verb.REGISTER}:
            take_step(session, Verb.REGISTER, [1], Statement(day=dt.date(2008, 8, 1)))
            save(session, replace(DRAFT, title="成果零零"), 1)
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(1)
    seen = []

    def look(dialog):
        dialog.show()
        seen.extend(each.text() for each in dialog.findChildren(QLabel) if each.isVisible() and "Ctrl+Z" in each.text())
        return False

    user.answers = [look]
    deed(page, verb).trigger()
    assert (seen, len(user.shown)) == (told, 1)


def test_what_stands_against_a_step_is_listed_before_anything_is_asked(open_window, register, user):
    with register.write() as session:
        take_step(session, Verb.ACCEPT, [1, 2], PAST)
    page = open_window(register, "achievements").page()
    page.panel.bar.filters["state"].setCurrentText("已受理")
    page.panel.table.selectAll()
    user.answers = [False]
    deed(page, Verb.REGISTER).trigger()
    assert user.told == [("problems", "所选 2 项还不能登记发号，没有改动任何内容：")]
    assert user.shown == []


def test_the_others_may_go_on_without_those_that_are_not_ready(open_window, register, user, qtbot):
    with register.write() as session:
        every = [MaterialLine(item=item.name) for item in checklist(rules_of(session), "应用技术")]
        for record in (3, 5):
            keep_materials(session, record, [replace(line, received=line is every[-1]) for line in every])
    page = open_window(register, "achievements").page()
    said = []
    page.status.connect(said.append)
    page.panel.bar.filters["state"].setCurrentText("已提交")
    page.panel.table.selectAll()
    user.answers = [False]
    deed(page, Verb.ACCEPT).trigger()
    assert user.told == [("problems", "所选 40 项中有 2 项还不能受理，没有改动任何内容：")]
    assert user.offered == ["只办其余 38 项"]
    assert user.shown == []
    user.answers = [True, twice]
    deed(page, Verb.ACCEPT).trigger()
    assert user.shown[-1].form.save_button.text() == "受理 38 项"
    assert [place for place, state in enumerate(states(register), 1) if state == "已提交"] == [3, 5]
    assert said[-1] == "受理：已办 38 项；没有办：《成果02》《成果04》"
    qtbot.waitUntil(lambda: len(page.panel.model.ids) == 2)
    assert said[-1] == "受理：已办 38 项；没有办：《成果02》《成果04》"


def test_numbers_are_told_and_the_certificate_is_the_real_paper(open_window, register, user, qtbot, tmp_path):
    with register.write() as session:
        for verb in (Verb.ACCEPT, Verb.OPEN_NOTICE):
            take_step(session, verb, [1, 2, 3], PAST)
    page = open_window(register, "achievements").page()
    page.panel.bar.filters["state"].setCurrentText("公示中")
    page.panel.table.selectAll()
    user.answers = [answer(day=dt.date(2008, 8, 1))]
    deed(page, Verb.REGISTER).trigger()
    assert user.told == [("info", "已登记：9412008Y0001 — 9412008Y0003")]
    assert states(register)[:3] == ["已登记"] * 3
    page.panel.clear_query()
    page.panel.table.select_record(1)
    page.detail.tabs.setCurrentIndex(CERTIFICATE)
    qtbot.waitUntil(lambda: page.detail.certificate.count() == 1, timeout=15_000)
    target = tmp_path / "证书.pdf"
    user.answers = [target]
    next(deed for deed in page.panel.deeds if deed.text() == "导出登记证书 PDF").trigger()
    qtbot.waitUntil(lambda: ("info", "已导出 证书.pdf") in user.told, timeout=15_000)
    assert "9412008Y0001" in pdf_texts(target)[0]
    user.answers = [answer(), tmp_path / "登记簿.xlsx"]
    next(deed for deed in page.panel.deeds if deed.text() == "导出登记簿 Excel").trigger()
    qtbot.waitUntil(lambda: ("info", "已导出 登记簿.xlsx") in user.told, timeout=15_000)
    assert user.told[-2] == ("save", "科技成果登记簿.xlsx")
    target = tmp_path / "月报.pdf"
    user.answers = [answer(year="2008", month="8"), target]
    next(deed for deed in page.panel.deeds if deed.text() == "导出登记月报 PDF").trigger()
    qtbot.waitUntil(lambda: ("info", "已导出 月报.pdf") in user.told, timeout=15_000)
    assert ("save", "科技成果登记月报表（2008年8月）.pdf") in user.told
    assert "合计 3 项：应用技术 3 项" in pdf_texts(target)[0]
    user.answers = [answer(year="2008", month="7"), tmp_path / "空.pdf"]
    next(deed for deed in page.panel.deeds if deed.text() == "导出登记月报 PDF").trigger()
    qtbot.waitUntil(lambda: ("warn", "这一时期没有登记，没有写出文件。") in user.told, timeout=15_000)
    assert not (tmp_path / "空.pdf").exists()


def test_a_correction_tells_what_it_changes_and_keeps_the_certificate_from_before(
    open_window, register, user, qtbot, tmp_path
):
    with register.write() as session:
        for verb in (Verb.ACCEPT, Verb.OPEN_NOTICE):
            take_step(session, verb, [1], PAST)
        take_step(session, Verb.REGISTER, [1], Statement(day=dt.date(2008, 8, 1)))
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(1)
    user.answers = [False]
    deed(page, Verb.CORRECT).trigger()
    assert user.told == [("problems", "所选 1 项还不能更正，没有改动任何内容：")]
    with register.write() as session:
        save(session, replace(DRAFT, title="成果零零"), 1)
    page.panel.table.select_record(1)
    page.detail.tabs.setCurrentIndex(CERTIFICATE)
    told = "登记表后来改过成果名称，证书仍是登记时的内容；确需更正的请办理“更正”。"
    qtbot.waitUntil(lambda: page.detail.note.text() == told, timeout=15_000)
    qtbot.waitUntil(lambda: page.detail.certificate.count() == 1, timeout=15_000)
    heads = []

    def look(dialog):
        heads.extend(each.text() for each in dialog.findChildren(QLabel) if "更正为" in each.text())
        return answer(reason="笔误")(dialog)

    user.answers = [look]
    deed(page, Verb.CORRECT).trigger()
    assert heads == ["《成果零零》\n成果名称由“成果00”更正为“成果零零”。"]
    assert states(register)[0] == "已登记"
    qtbot.waitUntil(lambda: page.detail.note.text() == "", timeout=15_000)
    target = tmp_path / "更正前.pdf"
    user.answers = [target]
    next(deed for deed in page.panel.deeds if deed.text() == "导出更正前的证书 PDF").trigger()
    qtbot.waitUntil(lambda: ("info", "已导出 更正前.pdf") in user.told, timeout=15_000)
    assert "成果00" in pdf_texts(target)[0]


def test_the_day_of_an_imported_number_is_put_right(open_window, register, user):
    with register.write() as session:
        draft = replace(DRAFT, title="导入的", registration_no="9412008Y0009", registered_on=dt.date(2008, 7, 11))
        take(session, [Batched(draft)], "x")
        id_ = session.scalars(select(Achievement.id).where(Achievement.title == "导入的")).one()
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(id_)
    seen = []

    def look(dialog):
        seen.append(dialog.form.values()["registered_on"])
        return answer(reason="录入有误", registered_on=dt.date(2008, 7, 1))(dialog)

    user.answers = [look]
    deed(page, Verb.CORRECT).trigger()
    assert seen == [dt.date(2008, 7, 11)]
    with register.read() as session:
        assert session.get_one(Achievement, id_).registered_on == dt.date(2008, 7, 1)


def test_what_was_registered_elsewhere_is_seen_and_has_no_certificate_here(open_window, register, qtbot):
    with register.write() as session:
        for title, number in (("外地的", "ABC"), ("本地的", "9412008Y0009")):
            draft = replace(DRAFT, title=title, registration_no=number, registered_on=dt.date(2008, 7, 1))
            take(session, [Batched(draft)], "x")
    page = open_window(register, "achievements").page()
    page.panel.bar.filters["state"].setCurrentText("外单位登记")
    assert page.panel.table.model().rowCount() == 1
    page.panel.table.selectRow(0)
    page.detail.tabs.setCurrentIndex(CERTIFICATE)
    note = page.detail.note
    qtbot.waitUntil(lambda: note.text() == "ABC 不是本单位登记的，证书由发号的单位出具。", timeout=15_000)
    assert not deed(page, Verb.ISSUE).isEnabled()
    page.panel.clear_query()
    page.panel.table.select_record(43)
    assert (note.text(), page.detail.certificate.count()) == ("", 0)
    qtbot.waitUntil(lambda: page.detail.certificate.count() == 1, timeout=15_000)
    assert note.text() == (
        "登记号 9412008Y0009 是导入的，还没有发证；请先办理“发证”，证书的内容由此固定，以后照原样打印。"
    )


@pytest.mark.parametrize(
    ("year", "month", "sentences"),
    [
        ("", "", []),
        ("2008年", "12", []),
        ("08", "", ["请填四位数的年份，如 2008"]),
        ("", "3", ["选了月份，请填年份"]),
    ],
)
def test_the_part_of_the_register_that_is_asked_for(year, month, sentences):
    assert [each.sentence for each in check({"year": year, "month": month})] == sentences


def test_a_monthly_list_wants_its_year_and_month(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    form = RegisterBookDialog(parent, monthly=True).form
    form.fill({})
    assert not form.save()
    told = form.problems
    assert [told.item(row).text() for row in range(told.count())] == [
        "强制 2",
        "强制　年份：请填写年份",
        "强制　月份：月报请选月份；全年的请用“导出登记簿”",
    ]
    assert form.editors["year"].field.help == "登记日期的年份，如 2008"


@pytest.mark.parametrize("monthly", [False, True])
def test_the_dialog_of_the_job_follows_the_list_and_may_stop_it(qtbot, register, monthly):
    with register.write() as session:
        for verb, said in (
            (Verb.ACCEPT, PAST),
            (Verb.OPEN_NOTICE, PAST),
            (Verb.REGISTER, Statement(day=dt.date(2008, 8, 1))),
        ):
            take_step(session, verb, [1, 2, 3], said)
    parent, progress = QWidget(), Progress()
    qtbot.addWidget(parent)
    dialog = RegisterBookDialog(parent, monthly=monthly)
    dialog.form.fill({"year": "2008", "month": "8" if monthly else ""})
    assert dialog.form.save()
    with register.read() as session:
        assert dialog.prepare()(session, progress).count == 3
        assert (progress.label, progress.done) == ("检查表格", 4 if monthly else 3)
        progress.cancel()
        with pytest.raises(Cancelled):
            dialog.prepare()(session, progress)


def test_a_tick_on_the_checklist_is_kept_at_once(open_window, register, user):
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(5)
    page.detail.tabs.setCurrentIndex(MATERIALS)
    table = page.detail.materials
    assert table.rowCount() == 8
    table.item(0, 0).setCheckState(Qt.CheckState.Checked)
    table.item(0, 1).setText("复")
    table.item(0, 2).setText("一页")
    table.item(0, 2).setText("12")
    with register.read() as session:
        kept = session.scalars(select(Material)).one()
        assert (kept.achievement_id, kept.received, kept.form, kept.pages) == (5, True, "复印件", 12)
    assert [kind for kind, _sentence in user.told] == ["warn"]
    page.panel.table.clearSelection()
    assert page.detail.stack.currentIndex() == FORM


def test_long_words_have_room_beside_a_wide_list(open_window, register, qtbot):
    page = open_window(register, "achievements").page()
    page._splitter.setSizes([100, 5000])
    page.panel.table.select_record(1)
    tabs = page.detail.tabs
    tabs.setCurrentIndex(MATERIALS)
    table = page.detail.materials
    header = table.horizontalHeader()

    def height():
        return sum(table.rowHeight(row) for row in range(table.rowCount()))

    qtbot.waitUntil(lambda: table.columnWidth(0) > 300)
    wide = height()
    page._splitter.setSizes([5000, 100])
    qtbot.waitUntil(lambda: height() > wide)
    assert [column for column in range(4) if table.columnWidth(column) < header.sectionSizeHint(column)] == []
    for place, word in enumerate(("Form of registration", "History", "Materials", "Scans", "Certificate")):
        tabs.setTabText(place, word)
    for side in (FORM, CERTIFICATE):
        tabs.setCurrentIndex(side)
        qtbot.waitUntil(lambda: tabs.tabRect(FORM).left() > -4 and tabs.tabRect(CERTIFICATE).right() < tabs.width() + 4)


def test_a_tick_that_is_undone_is_seen_no_more_and_the_next_counts(open_window, register, qtbot):
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(5)
    page.detail.tabs.setCurrentIndex(MATERIALS)
    table = page.detail.materials
    for row in (0, 1):
        table.item(row, 0).setCheckState(Qt.CheckState.Checked)
    with register.write() as session:
        undo(session)
    ticks = [Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    qtbot.waitUntil(lambda: [table.item(row, 0).checkState() for row in (0, 1)] == ticks)
    table.item(1, 0).setCheckState(Qt.CheckState.Checked)
    with register.read() as session:
        assert session.scalars(select(Material.received)).all() == [True, True]


def test_an_undo_takes_the_step_back(open_window, register, user):
    window = open_window(register, "achievements")
    page = window.page()
    page.panel.bar.filters["state"].setCurrentText("已提交")
    page.panel.table.selectAll()
    user.answers = [twice]
    deed(page, Verb.ACCEPT).trigger()

    with register.write() as session:
        undo(session)
        assert session.scalars(select(AchievementStep.verb)).all() == ["submit"] * 40


def test_saving_what_the_certificate_says_otherwise_tells_so(open_window, register, qtbot):
    with register.write() as session:
        for verb in (Verb.ACCEPT, Verb.OPEN_NOTICE):
            take_step(session, verb, [1], PAST)
        take_step(session, Verb.REGISTER, [1], Statement(day=dt.date(2008, 8, 1)))
    page = open_window(register, "achievements").page()
    said = []
    page.status.connect(said.append)
    page.panel.table.select_record(1)
    form = page.detail.form
    form.editors["contact"].inner.setText("王工")
    assert form.save()
    qtbot.waitUntil(lambda: not form.dirty())
    assert not any(each for each in said if "更正" in each)
    form.editors["title"].put("成果零零")
    assert form.save()
    qtbot.waitUntil(lambda: page.panel.model.row(0)[1] == "成果零零")
    qtbot.wait(50)
    assert said[-1] == "登记表后来改过成果名称，证书仍是登记时的内容；确需更正的请办理“更正”。"


def test_a_note_of_the_checklist_that_is_being_typed_is_kept_when_the_window_closes(open_window, register, qtbot):
    window = open_window(register, "achievements")
    page = window.page()
    page.panel.table.select_record(1)
    page.detail.tabs.setCurrentIndex(MATERIALS)
    table = page.detail.materials
    table.setFocus()
    table.setCurrentCell(0, 3)
    table.edit(table.currentIndex())
    qtbot.keyClicks(window.focusWidget(), "abc")
    assert window.may_leave()
    with register.read() as session:
        assert session.scalars(select(Material.note).where(Material.achievement_id == 1)).all() == ["abc"]


def test_the_form_of_what_was_cancelled_is_only_read(open_window, register, qtbot):
    with register.write() as session:
        for verb in (Verb.ACCEPT, Verb.OPEN_NOTICE):
            take_step(session, verb, [1], PAST)
        take_step(session, Verb.REGISTER, [1], Statement(day=dt.date(2008, 8, 1)))
        take_step(session, Verb.CANCEL, [1], Statement(day=dt.date(2008, 8, 2), reason="重复", document_no="1号"))
    page = open_window(register, "achievements").page()
    page.panel.table.select_record(1)
    form, why = page.detail.form, page.detail.stack.widget(FORM)._why
    before = form.values()
    for key, made in form.editors.items():
        made.inner.setFocus()
        qtbot.keyClicks(made.inner, "a1")
        qtbot.keyClick(made.inner, Qt.Key.Key_Down)
        qtbot.keyClick(made.inner, Qt.Key.Key_Delete)
        qtbot.keyClick(made.inner, Qt.Key.Key_Insert)
        assert form.values()[key] == before[key], key
    assert (why.text(), why.isVisible()) == ("已经注销，登记表照原样保留，只能查看。", True)
    assert not [each for each in form.findChildren(QPushButton) if each.isVisible() and each.isEnabled()]
    assert not form.dirty()
    page.panel.table.select_record(2)
    assert not why.isVisible()
    form.editors["contact"].inner.setFocus()
    qtbot.keyClicks(form.editors["contact"].inner, "Wang")
    assert form.values()["contact"] == "Wang"


def test_a_notice_in_another_offices_name_is_asked_about(open_window, register, user):
    with register.write() as session:
        rename_office(session, "澄东区科技局")
        take_step(session, Verb.ACCEPT, [1], PAST)
    page = open_window(register, "achievements").page()
    asked = []

    def look(dialog):
        asked.append((dialog.form.save(), dialog.form.problems.sentences()))
        return False

    page.panel.table.select_record(1)
    user.answers = [look]
    deed(page, Verb.OPEN_NOTICE).trigger()
    told = "公示、登记号和证书用的是登记机构的，请先在“设置”里改好登记规则"
    assert asked == [(False, [f"核实　登记机构：登记机构是“941 澄川市科学技术局”，本单位是“澄东区科技局”；{told}"])]
