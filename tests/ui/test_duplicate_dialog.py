"""查找重复 of the register: pairs of the whole file, decided one after the other with a reason."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from awardsdesk.models import Event
from awardsdesk.operations.duplicates import settle, settled
from awardsdesk.ui import duplicate_dialog, jobs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.duplicate_dialog import find_duplicates
from tests.patience import until

PLANTED = {(1, 145), (7, 242), (31, 35), (46, 217), (53, 109), (59, 68)}
TITLE = "新型城市污水综合治理示范"


@pytest.fixture
def register(sample, preferences, user):
    yield Desk(sample, preferences)
    jobs.stop_all()


def look(register, page, user, ids, *answers):
    """Look some achievements through and answer what is shown; return what was told."""
    user.answers = list(answers)
    find_duplicates(register, page, lambda _session: ids)
    until(lambda: not jobs.busy() and not user.answers)
    return user.told


def test_pairs_are_shown_with_what_tells_them_apart_and_beside_each_other(register, page, user):
    seen = []

    def read(dialog):
        seen.extend(dialog.lines.lines())
        seen.append(dialog.hint.text())
        seen.append(dialog.sheet.toPlainText().split("\n")[:8])

    look(register, page, user, [2, 109], read)
    line, hint, sheet = seen
    assert (line.title, line.end) == (f"{TITLE} ／ 《{TITLE}》", "")
    assert line.note == (
        "9412007Y0039　澄川市水利勘测设计院 ／ 未发号　澄川市水利勘测设计院\n"
        "名称相同（不计标点、空格、数字写法）；第一完成单位相同；6 名完成人相同；起止年月相同"
    )
    assert hint == "1 对可能重复。名称相同不等于重复。不是重复的，请写明原因；是重复的，只登记一项。"
    assert sheet == [
        f"{TITLE} ／ 《{TITLE}》",
        "不同之处",
        "栏目",
        "前一项",
        "后一项",
        "成果名称",
        TITLE,
        f"《{TITLE}》",
    ]


def test_who_decides_upon_one_pair_stays_with_the_others(register, page, user, qtbot, sample):
    left = []

    def decide(dialog):
        dialog.show()
        assert dialog.focusWidget() is dialog.lines
        for reason in ("两期工程", None, "合同不同"):
            user.answers = [reason]
            qtbot.keyClick(dialog.lines, Qt.Key.Key_Down)
            left.append((dialog.lines.count(), dialog.lines.currentRow(), dialog.hint.text()[:2]))
            qtbot.keyClick(dialog.lines, Qt.Key.Key_Return)
            assert dialog.sheet.toPlainText().split("\n")[0] == dialog.lines.lines()[dialog.lines.currentRow()].title
            dialog.lines.setCurrentRow(0)
        left.append((dialog.lines.count(), dialog.lines.currentRow(), dialog.hint.text()[:2]))
        qtbot.keyClick(dialog.lines, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    look(register, page, user, range(1, 301), decide)
    assert left == [(6, 1, "6 "), (5, 1, "5 "), (5, 1, "5 "), (4, 0, "4 ")]
    with sample.read() as session:
        reasons = session.scalars(select(Event.reason).where(Event.verb == "not duplicate").order_by(Event.id)).all()
        assert reasons == ["两期工程", "合同不同"]
        assert len(settled(session) & PLANTED) == 2


def test_the_last_pair_decided_is_followed_by_the_one_before_it_and_then_by_the_end(register, page, user, sample):
    left = []

    def decide(dialog):
        dialog.show()
        dialog.lines.setCurrentRow(1)
        for reason in ("甲", "乙"):
            user.answers = [reason]
            dialog.apart.click()
            left.append((dialog.lines.count(), dialog.lines.currentRow(), dialog.isVisible()))

    look(register, page, user, [53, 31], decide)
    assert left == [(1, 0, True), (0, -1, False)]
    with sample.read() as session:
        assert settled(session) == {(53, 109), (31, 35)}


def test_what_is_decided_is_not_found_again(register, page, user, sample):
    with sample.write() as session:
        settle(session, 53, 109, "两期工程")
    find_duplicates(register, page, lambda _session: [53])
    until(lambda: bool(user.told))
    assert (user.told, user.shown) == ([("info", "没有发现可能重复的项。")], [])


def test_of_a_long_list_the_first_are_looked_through_and_it_is_said(register, page, user, monkeypatch):
    monkeypatch.setattr(duplicate_dialog, "AT_MOST", 2)
    told = []
    look(register, page, user, [53, 1, 31], lambda dialog: told.append((dialog.lines.count(), dialog.hint.text())))
    find_duplicates(register, page, lambda _session: [2, 3, 31])
    until(lambda: bool(user.told))
    hint = (
        "2 对可能重复。共 3 项，查找了最前面的 2 项。名称相同不等于重复。不是重复的，请写明原因；是重复的，只登记一项。"
    )
    assert told == [(2, hint)]
    assert user.told == [("info", "共 3 项，查找了最前面的 2 项。没有发现可能重复的项。")]


@pytest.mark.parametrize(("way", "record"), [("转到前一项", 53), ("转到后一项", 109)])
def test_the_ways_lead_to_either_record(register, page, user, way, record):
    asked = []
    register.asked_for.connect(lambda place, record: asked.append((place, record)))

    def go(dialog):
        dialog.show()
        ways = {each.text(): each for each in dialog.findChildren(QPushButton) if each.isVisible()}
        assert list(ways) == ["不是重复…", "转到前一项", "转到后一项", "关闭"]
        ways[way].click()
        return True

    look(register, page, user, [109], go)
    assert asked == [("achievements", record)]
