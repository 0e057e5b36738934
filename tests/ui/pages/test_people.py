from PySide6.QtCore import Qt
from sqlalchemy import select

from awardsdesk.models import Award, Entry, Event, Organization
from tests.ui.pages.conftest import words

CTRL = Qt.KeyboardModifier.ControlModifier


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
    qtbot.waitUntil(lambda: name in detail.names.text())
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
    assert "应为 18 位，现为 17 位" in words(detail)
    with approved.read() as session:
        assert session.get_one(Organization, record).uscc == before
    detail.form.form.revert()


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
    qtbot.waitUntil(target.exists, timeout=10_000)
