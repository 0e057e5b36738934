import datetime as dt

import openpyxl
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from awardsdesk.lists.double_people import Double
from awardsdesk.models import Award, Entry, Event, Organization, Person
from awardsdesk.operations.audit import operation
from awardsdesk.operations.merging import merge_organizations
from awardsdesk.operations.pinyin import initials, read
from awardsdesk.operations.undo import undo
from awardsdesk.ui import jobs
from awardsdesk.ui.lines import Line
from awardsdesk.ui.merge_dialog import DoublesDialog
from tests.patience import until, until_written
from tests.ui.pages.conftest import words

CTRL = Qt.KeyboardModifier.ControlModifier
NO_UPDATE = QItemSelectionModel.SelectionFlag.NoUpdate


def first_with_awards(database):
    with database.read() as session:
        return session.execute(
            select(Organization.id, Organization.name).join(Entry).join(Award).where(Award.title == "技术创新示范企业")
        ).first()


def choose(window, record):
    window.page().current().show_record(record)
    return window.page().current().detail


def save_as(qtbot, edit, text):
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_S, CTRL)


def test_a_fresh_file_says_where_units_come_from(open_window, database):
    page = open_window(database, "people").page()
    assert "导入成果或申报工作簿后" in words(page)
    assert page.open_tab(1)
    assert "完成人会自动列在这里" in words(page)


def test_a_unit_is_renamed_by_keys_and_keeps_its_former_name(open_window, approved, qtbot):
    record, name = first_with_awards(approved)
    with approved.read() as session:
        snapshots = session.scalars(select(Award.snapshot).join(Entry).where(Entry.organization_id == record)).all()
    window = open_window(approved, "people")
    detail = choose(window, record)
    edit = detail.form.form.editors["name"].line
    assert edit.text() == name
    save_as(qtbot, edit, "AB")
    former = detail.form.form.editors["former"]
    today = dt.datetime.now().astimezone().date()
    qtbot.waitUntil(lambda: former.value() == ((name, str(today)),))
    with approved.read() as session:
        assert session.get_one(Organization, record).name == "AB"
        assert session.scalars(select(Event.verb).order_by(Event.id.desc())).first() == "amend"
        kept = session.scalars(select(Award.snapshot).join(Entry).where(Entry.organization_id == record)).all()
    assert kept == snapshots


def test_a_misshapen_code_is_refused_beside_its_field(open_window, approved, qtbot):
    record, _name = first_with_awards(approved)
    detail = choose(open_window(approved, "people"), record)
    edit = detail.form.form.editors["uscc"].line
    before = edit.text()
    save_as(qtbot, edit, before[:-1])
    assert "应为 18 位，旧组织机构代码 9 位，现为 17 位" in words(detail)
    with approved.read() as session:
        assert session.get_one(Organization, record).uscc == before
    detail.form.form.revert()


def test_the_code_of_an_old_file_is_taken_and_a_wrong_one_asked_about(open_window, approved, user, qtbot):
    record, _name = first_with_awards(approved)
    detail = choose(open_window(approved, "people"), record)
    edit = detail.form.form.editors["uscc"].line
    save_as(qtbot, edit, "d2143569-x")
    with approved.read() as session:
        assert session.get_one(Organization, record).uscc == "D2143569X"
    assert user.told == []
    user.answers = ["旧证上就是这个号"]
    save_as(qtbot, edit, "d2143569-1")
    qtbot.keyClick(edit, Qt.Key.Key_S, CTRL)
    assert user.told == [("reason", "组织机构代码 D2143569-1 的校验码不符，请核对。仍要保存，请写明依据。")]
    with approved.read() as session:
        assert session.get_one(Organization, record).uscc == "D21435691"
        assert session.scalars(select(Event.reason).order_by(Event.id.desc())).first() == "旧证上就是这个号"


def test_the_code_of_another_unit_is_refused_by_name(open_window, approved, user, qtbot):
    record, _name = first_with_awards(approved)
    with approved.read() as session:
        other = session.execute(
            select(Organization.uscc, Organization.name).where(
                Organization.id != record, Organization.uscc.is_not(None)
            )
        ).first()
    detail = choose(open_window(approved, "people"), record)
    save_as(qtbot, detail.form.form.editors["uscc"].line, other.uscc)
    assert user.told == [("warn", f"代码 {other.uscc} 已属于“{other.name}”，没有保存；请核对。")]
    detail.form.form.revert()


def test_a_double_click_leads_to_the_achievement(open_window, approved, qtbot):
    window = open_window(approved, "people")
    window.page().open_tab(1)
    detail = choose(window, 3)
    lines = detail.standing.lines
    line = next(number for number, line in enumerate(lines.lines()) if "成果登记" in line.note)
    assert lines.lines()[line].note == "成果登记 · 第 3 完成人"
    place = lines.visualItemRect(lines.item(line)).center()
    qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.page() is window.pages["achievements"]
    assert window.page().panel.table.current_id() is not None


def test_enter_leads_to_the_entry_with_its_round_in_hand(open_window, approved, qtbot):
    record, _name = first_with_awards(approved)
    window = open_window(approved, "people", "2008-J")
    lines = choose(window, record).standing.lines
    assert "2008-QP · 申报企业" in lines.lines()[0].note
    assert lines.lines()[0].end == "技术创新示范企业"
    lines.setFocus()
    lines.setCurrentRow(0)
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    assert window.page() is window.pages["rounds"]
    assert window.desk.round == "2008-QP"


def test_unsaved_edits_keep_the_tab(open_window, approved, user):
    record, _name = first_with_awards(approved)
    window = open_window(approved, "people")
    choose(window, record).form.form.editors["contact"].line.setText("新联系人")
    user.answers = ["", "discard"]
    assert not window.page().open_tab(1)
    assert window.page().bar.currentIndex() == 0
    assert window.page().open_tab(1)


def test_the_list_leaves_as_a_workbook(open_window, approved, user, qtbot, tmp_path):
    window = open_window(approved, "people")
    target = tmp_path / "单位.xlsx"
    user.answers = [target]
    qtbot.keyClick(window.page(), Qt.Key.Key_E, CTRL)
    until_written(target)
    title, heads, *rows = openpyxl.load_workbook(target).active.iter_rows(values_only=True)
    with approved.read() as session:
        units = session.execute(select(Organization.name, Organization.county)).all()
    assert (title[0], heads[:2]) == ("单位", ("单位名称", "所属县区"))
    assert sorted(tuple(cell or "" for cell in row[:2]) for row in rows) == sorted(map(tuple, units))


def test_a_postcode_and_a_mailbox_are_kept(open_window, approved):
    record, _name = first_with_awards(approved)
    form = choose(open_window(approved, "people"), record).form.form
    form.editors["postcode"].put("４５４１５０")
    form.editors["email"].put("kjj@city.gov.cn")
    assert form.save()
    with approved.read() as session:
        row = session.get_one(Organization, record)
        assert (row.postcode, row.email) == ("454150", "kjj@city.gov.cn")


def test_a_doubtful_number_is_saved_with_a_reason_or_not_at_all(open_window, approved, user, qtbot):
    record, _name = first_with_awards(approved)
    detail = choose(open_window(approved, "people"), record)
    form = detail.form.form
    form.editors["phone"].line.setText("123")
    user.answers = [None, "单位内线"]
    question = "“123”不像手机或固定电话号码，请核对。仍要保存，请写明依据。"
    assert not form.save()
    assert "不像手机或固定电话号码" in words(detail)
    assert not form.save()
    assert user.told == [("reason", question), ("warn", "没有写明依据，没有保存。")]
    assert form.save()
    with approved.read() as session:
        assert session.get_one(Organization, record).phone == "123"
        assert session.scalars(select(Event.reason).order_by(Event.id.desc())).first() == "单位内线"
    form.editors["contact"].line.setText("新联系人")
    detail.save()
    assert not detail.edited()
    assert len(user.told) == 3


def twins(database):
    with database.write() as session, operation(session, "add", "x"):
        session.add_all([Organization(name="甲（集团）所"), Organization(name="甲(集团)所", county="澄东区")])
    with database.read() as session:
        return session.scalars(select(Organization.id).order_by(Organization.id)).all()


def deed(page, text):
    return next(each for each in page.current().panel.deeds if each.text() == text)


def test_two_units_are_merged_with_a_preview_and_a_reason(open_window, database, user, qtbot):
    keep, gone = twins(database)
    page = open_window(database, "people").page()
    page.current().panel.table.selectAll()
    said = []
    page.status.connect(said.append)

    def agree(dialog):
        assert not dialog.go.isEnabled()
        assert dialog.preview.text() == "“甲(集团)所”并入“甲（集团）所”：没有要转移的。"
        shown = [each.text() for each in dialog.findChildren(QLabel)]
        assert [each for each in shown if each in {"没有记下号码和电话", "县区 澄东区"}] == [
            "没有记下号码和电话",
            "县区 澄东区",
        ]
        dialog.keeps.button(1).click()
        assert dialog.preview.text() == "“甲（集团）所”并入“甲(集团)所”：没有要转移的。"
        dialog.keeps.button(0).click()
        dialog.reason.setPlainText("括号不同")
        dialog.go.click()
        return True

    page.current().panel.table.selectionModel().setCurrentIndex(
        page.current().panel.model.index(page.current().panel.model.position(gone), 0), NO_UPDATE
    )
    user.answers = [agree]
    deed(page, "合并").trigger()
    qtbot.waitUntil(lambda: page.current().panel.model.rowCount() == 1)
    assert page.current().panel.table.hasFocus()
    assert page.current().detail.form.form.values()["name"] == "甲（集团）所"
    assert said[-1] == "合并：“甲(集团)所”已并入“甲（集团）所”"
    with database.read() as session:
        assert session.get_one(Organization, keep).county == "澄东区"
        assert session.get(Organization, gone) is None
        assert session.scalars(select(Event.reason).order_by(Event.id.desc())).first() == "括号不同"


def test_two_of_other_names_and_units_are_warned_of_before_they_are_merged(open_window, database, user, qtbot):
    with database.write() as session, operation(session, "add", "x"):
        units = [Organization(name=name) for name in ("甲所", "乙所")]
        session.add_all(
            Person(name=name, organization=unit, phone=phone)
            for name, unit, phone in (
                ("张三", units[0], "1"),
                ("李四", units[1], ""),
                ("张 三", units[1], ""),
                ("王五", None, "1"),
            )
        )
    page = open_window(database, "people").page()
    page.open_tab(1)
    table, warned, seen = page.current().panel.table, [], []

    def look(dialog):
        dialog.show()
        qtbot.waitUntil(dialog.reason.hasFocus)
        qtbot.keyClicks(dialog.reason, "why")
        seen.append((dialog.reason.toPlainText(), dialog.go.isDefault()))
        told = [each.text() for each in dialog.findChildren(QLabel) if each.property("role") == "warning"]
        warned.extend(told or [""])
        dialog.reject()
        return False

    for other in (2, 3, 4):
        table.select_record(1)
        place = page.current().panel.model.position(other)
        table.selectionModel().select(
            page.current().panel.model.index(place, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
        user.answers = [look]
        deed(page, "合并").trigger()
    assert warned == ["两者姓名不同，又不在同一单位，多半是两个人；确是同一人的，请在原因中写明依据。", "", ""]
    assert seen == [("why", False), ("why", True), ("why", True)]


def test_a_merge_is_parted_after_a_number_was_given_elsewhere(open_window, database, user, qtbot):
    keep, gone = twins(database)
    with database.write() as session:
        merge_organizations(session, keep, gone, "括号不同")
    with database.write() as session, operation(session, "give number", "x"):  # final
        session.add(Person(name="张三"))
    page = open_window(database, "people").page()
    seen = []

    def part(dialog):
        seen.append([dialog.table.item(0, column).text() for column in (2, 3, 4)])
        seen.append(dialog.part.isEnabled())
        user.answers = [True]
        dialog.part.click()
        until(lambda: not jobs.busy())

    user.answers = [part]
    deed(page, "合并记录").trigger()
    qtbot.waitUntil(lambda: page.current().panel.model.rowCount() == 2)
    user.answers = [part]
    deed(page, "合并记录").trigger()
    what = "甲(集团)所 → 甲（集团）所"
    assert seen == [[what, "括号不同", ""], True, [what, "括号不同", "已撤销"], False]
    assert user.told == [("ask", f"撤销合并“{what}”？两者分开，恢复到合并之前的样子。")]
    assert page.open_tab(1)
    user.answers = [lambda dialog: seen.append(dialog.table.rowCount())]
    deed(page, "合并记录").trigger()
    assert seen[-1] == 0


def test_one_row_cannot_be_merged_and_thinking_better_changes_nothing(open_window, database, user):
    keep, gone = twins(database)
    page = open_window(database, "people").page()
    page.show_record(keep)
    deed(page, "合并").trigger()
    assert user.told == [("warn", "请在列表中选中两项（按住 Ctrl 点击）再合并。")]
    page.current().panel.table.selectAll()
    deed(page, "合并").trigger()
    with database.read() as session:
        assert session.get(Organization, gone) is not None


def doubles(page, user, *answers):
    """Look for doubles and answer the dialogs in turn; what is shown after the last answer is closed."""
    user.answers = list(answers)
    deed(page, "查找重复").trigger()


def merge_rows(group, *rows):
    """Answer 查找重复: go on with these rows of a group."""

    def answer(dialog):
        dialog.groups.setCurrentRow(group)
        dialog.rows.clearSelection()
        for row in rows:
            assert not dialog.go.isEnabled()
            dialog.rows.item(row).setSelected(True)
        dialog.go.click()
        return True

    return answer


def agree(dialog):
    dialog.reason.setPlainText("同一个")
    dialog.go.click()
    return True


def test_likely_doubles_are_offered(open_window, database, user, qtbot):
    twins(database)
    page = open_window(database, "people").page()
    seen = []

    def look(dialog):
        seen.extend(line.title for line in dialog.groups.lines())
        seen.extend((line.title, line.note) for line in dialog.rows.lines())
        qtbot.keyClick(dialog.groups, Qt.Key.Key_Return)
        return True

    doubles(page, user, look, lambda dialog: seen.append(dialog.preview.text()))
    assert seen == [
        "甲（集团）所 ／ 甲(集团)所",
        ("甲（集团）所", ""),
        ("甲(集团)所", "所属县区 澄东区"),
        "“甲(集团)所”并入“甲（集团）所”：没有要转移的。",
    ]


def test_of_three_doubles_any_two_are_merged_and_then_what_is_left(open_window, database, user):
    with database.write() as session, operation(session, "add", "x"):
        session.add_all(Organization(name=name) for name in ("乙所", "乙 所", "甲（一）所", "甲(一)所", "甲 一 所"))
    page = open_window(database, "people").page()
    seen = []

    def names():
        with database.read() as session:
            return session.scalars(select(Organization.name).order_by(Organization.id)).all()

    def look(dialog):
        seen.append(([line.title for line in dialog.groups.lines()], dialog.place(), dialog.chosen()))
        return False

    doubles(page, user, merge_rows(1, 0, 2), agree, look)
    assert seen == [(["乙所 ／ 乙 所", "甲（一）所 ／ 甲(一)所"], 1, (3, 4))]
    assert names() == ["乙所", "乙 所", "甲（一）所", "甲(一)所"]
    doubles(page, user, merge_rows(1, 0, 1), agree, merge_rows(0, 0, 1), agree)
    assert names() == ["乙所", "甲（一）所"]
    assert user.told == []
    for left in (["乙所", "乙 所", "甲（一）所"], ["乙所", "乙 所", "甲（一）所", "甲(一)所"]):
        with database.write() as session:
            undo(session)
        assert names() == left


def test_two_that_cannot_be_one_lead_back_to_the_doubles(open_window, database, user):
    with database.write() as session, operation(session, "add", "x"):
        coded = zip(
            ("甲（一）所", "甲(一)所", "甲 一 所"), ("91110000101623741K", "9141080077777777M0", None), strict=True
        )
        session.add_all(Organization(name=name, uscc=uscc) for name, uscc in coded)
    page = open_window(database, "people").page()
    doubles(page, user, merge_rows(0, 0, 1), merge_rows(0, 1, 2), agree)
    assert [said for _kind, said in user.told] == [
        "“甲（一）所”和“甲(一)所”各有信用代码（91110000101623741K、9141080077777777M0），是两个单位，不能合并；代码有误的请先更正。"
    ]
    with database.read() as session:
        assert set(session.scalars(select(Organization.name))) == {"甲（一）所", "甲(一)所"}


def test_a_group_that_is_turned_to_has_its_first_two_chosen(page, qtbot):
    groups = [(Double(ids, "名称只是写法不同"), [Line(str(id_)) for id_ in ids]) for ids in ((1, 2, 3), (4, 5, 6))]
    dialog = DoublesDialog(page, groups, 5)
    qtbot.addWidget(dialog)
    dialog.show()
    for row, chosen in ((1, (4,)), (2, (4, 6))):
        place = dialog.rows.visualItemRect(dialog.rows.item(row)).center()
        qtbot.mouseClick(dialog.rows.viewport(), Qt.MouseButton.LeftButton, CTRL, place)
        assert (dialog.go.isEnabled(), dialog.chosen()) == (len(chosen) == 2, chosen)
    qtbot.keyClick(dialog.groups, Qt.Key.Key_Up)
    assert (dialog.go.isEnabled(), dialog.chosen()) == (True, (1, 2))


def test_without_doubles_it_says_so(open_window, sample, user):
    page = open_window(sample, "people").page()
    page.open_tab(1)
    deed(page, "查找重复").trigger()
    assert user.told == [("info", "没有发现可能重复的项。")]


def test_a_person_is_amended_and_the_number_is_masked_until_it_is_asked_for(open_window, approved, user, qtbot):
    window = open_window(approved, "people")
    window.page().open_tab(1)
    detail = choose(window, 1)
    editors = detail.form.form.editors
    editors["id_type"].put("居民身份证")
    editors["id_no"].line.setText("41082319800101231x")
    user.answers = ["本人出示证件"]
    assert not detail.form.form.save()
    assert "号码的前两位" not in words(detail)
    assert detail.form.form.save()
    assert [kind for kind, _said in user.told] == ["reason"]
    assert "410823" not in user.told[0][1]
    qtbot.waitUntil(lambda: editors["id_no"].line.text() == "4108**********231X")
    assert editors["id_no"].line.isReadOnly()
    editors["id_no"].line.setFocus()
    qtbot.keyClick(editors["id_no"].line, Qt.Key.Key_R, CTRL)
    assert editors["id_no"].line.text() == "41082319800101231X"
    with approved.read() as session:
        assert session.get_one(Person, 1).id_no == "41082319800101231X"
        verbs = session.scalars(select(Event.verb).order_by(Event.id.desc()).limit(2)).all()
    assert verbs == ["reveal", "amend"]


def test_a_unit_is_chosen_by_typing(open_window, approved, qtbot):
    window = open_window(approved, "people")
    window.page().open_tab(1)
    detail = choose(window, 1)
    line = detail.form.form.editors["unit"].line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "yxgs")
    qtbot.waitUntil(line.completer().popup().isVisible)
    other = line.completer().model().stringList()[0]
    assert initials(read(other))[-4:] == "yxgs"
    qtbot.keyClick(line.completer().popup(), Qt.Key.Key_Down)
    qtbot.keyClick(line.completer().popup(), Qt.Key.Key_Return)
    assert line.text() == other
    assert detail.form.form.save()
    with approved.read() as session:
        assert session.get_one(Person, 1).organization.name == other


def test_a_former_name_with_no_day_is_said_beside_its_field(open_window, approved, qtbot):
    record, _name = first_with_awards(approved)
    detail = choose(open_window(approved, "people"), record)
    detail.form.form.editors["former"].put((("老厂", "昨天"),))
    assert not detail.form.form.save()
    assert "请按 2024-05-09 的样子填写日期" in words(detail)
    detail.form.form.editors["former"].put((("老厂", "1999.5.1"),))
    assert detail.form.form.save()
    qtbot.waitUntil(lambda: detail.form.form.editors["former"].value() == (("老厂", "1999-05-01"),))


def test_an_import_asks_about_edits_first(open_window, sample, user):
    window = open_window(sample, "people")
    choose(window, 1).form.form.editors["contact"].inner.setText("王工")
    user.answers = [""]
    deed(window.page(), "导入").trigger()
    assert user.told == [("unsaved", "单位")]
