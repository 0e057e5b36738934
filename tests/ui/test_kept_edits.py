"""A crash loses a moment's typing: what was not saved is offered again."""

import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from awardsdesk.paths import home
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form import Form
from awardsdesk.ui.kept_edits import KeptEdits

LEFT = Qt.MouseButton.LeftButton
FIELDS = (
    Field("name", "名称"),
    Field("day", "日期", Entry.DATE),
    Field("sum", "数额", Entry.NUMBER),
    Field("rows", "单位", Entry.ROWS, choices=("名称", "代码")),
)
VALUES = {"name": "甲", "day": dt.date(2024, 5, 9), "sum": Decimal("1.50"), "rows": (("一", "1"), ("二", ""))}

TYPE_AND_DIE = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.ui.test_kept_edits import FIELDS, KeptEdits, Form
form = Form(FIELDS, print)
kept = KeptEdits(form, Path(sys.argv[1]), "test")
kept.watch("1")
form.editors["name"].put("没有保存")
while kept._pause.isActive():
    app.processEvents()
os._exit(9)
"""


@pytest.fixture
def make(qtbot, tmp_path):
    def make_() -> tuple[Form, KeptEdits]:
        form = Form(FIELDS, lambda _values: None)
        qtbot.addWidget(form)
        form.show()
        kept = KeptEdits(form, tmp_path / "甲.awards", "test")
        kept.watch("1")
        return form, kept

    return make_


def put(form: Form, values: dict[str, object]) -> None:
    for key, value in values.items():
        form.editors[key].put(value)


def drafts() -> list[Path]:
    return sorted((home() / "drafts").glob("*"))


def test_what_was_typed_is_offered_again_and_restored_whole(make):
    form, kept = make()
    put(form, VALUES)
    kept.keep()
    again, offered = make()
    assert offered.isVisible()
    assert again.values()["name"] == ""
    offered.restore()
    assert again.values() == VALUES
    assert again.dirty()
    assert not offered.isVisible()


@pytest.mark.parametrize("link", ["恢复", "丢弃"])
def test_the_keys_are_in_the_form_once_nothing_is_offered(make, qtbot, link):
    form, kept = make()
    put(form, VALUES)
    kept.keep()
    again, offered = make()
    qtbot.mouseClick(next(each for each in offered.findChildren(QPushButton) if each.text() == link), LEFT)
    assert again.focusWidget() is again.editors["name"].inner


def test_what_cannot_be_read_yet_is_kept_as_it_was_typed(make):
    form, kept = make()
    form.editors["day"].line.setText("昨天")
    form.editors["sum"].line.setText("约 3 万")
    kept.keep()
    again, offered = make()
    put(again, {"name": "乙"})
    again.editors["day"].line.setText("前天")
    offered.restore()
    assert [again.editors[key].line.text() for key in ("day", "sum")] == ["昨天", "约 3 万"]
    assert not again.save()
    offered.restore()
    assert (again.values()["name"], again.editors["day"].line.text()) == ("乙", "前天")


def test_a_confidential_number_is_left_in_no_file(qtbot, tmp_path):
    record = {"phone": "1", "id_no": "11010519491231002X"}

    def opened() -> tuple[Form, KeptEdits]:
        form = Form((Field("phone", "电话"), Field("id_no", "证件号", Entry.MASKED)), print)
        qtbot.addWidget(form)
        form.fill(record)
        kept = KeptEdits(form, tmp_path / "甲.awards", "test")
        kept.watch("1")
        return form, kept

    form, kept = opened()
    put(form, {"phone": "13800000000"})
    kept.keep()
    assert [json.loads(path.read_text("utf-8")) for path in drafts()] == [{"phone": "13800000000"}]
    again, offered = opened()
    offered.restore()
    assert again.values() == {**record, "phone": "13800000000"}


def test_what_was_saved_is_kept_no_longer(make):
    form, kept = make()
    put(form, VALUES)
    kept.keep()
    assert len(drafts()) == 1
    assert form.save()
    assert drafts() == []
    put(form, {"name": "乙"})
    kept.keep()
    assert len(drafts()) == 1
    form.revert()
    kept.watch("2")
    assert drafts() == []


def test_what_was_given_up_is_gone(make):
    form, kept = make()
    put(form, VALUES)
    kept.keep()
    _again, offered = make()
    offered.discard()
    assert drafts() == []
    assert not make()[1].isVisible()


def test_what_is_typed_beside_an_offer_is_kept_too_and_both_are_offered(make):
    form, kept = make()
    put(form, VALUES)
    kept.keep()
    again, offered = make()
    put(again, {"name": "乙"})
    offered.keep()
    assert len(drafts()) == 2
    third, last = make()
    last.restore()
    assert third.values()["name"] == "乙"
    assert last.isVisible()
    last.restore()
    assert third.values() == VALUES
    last.restore()
    assert third.values()["name"] == "乙"
    last.discard()
    assert not last.isVisible()
    assert third.save()
    last.keep()
    assert drafts() == []


def test_nothing_is_restored_over_what_the_disk_does_not_take(make, user):
    form, kept = make()
    put(form, VALUES)
    kept.keep()
    again, offered = make()
    put(again, {"name": "乙"})
    folder, aside = home() / "drafts", home() / "aside"
    folder.rename(aside)
    folder.touch()  # a file where the folder should be takes nothing
    offered.restore()
    assert again.values()["name"] == "乙"
    assert offered.isVisible()
    assert user.told == [
        ("warn", "磁盘写不进去，没有恢复：现在填的和上次留下的都没有动。请先保存现在填的，或检查磁盘后再恢复。")
    ]
    folder.unlink()
    aside.rename(folder)
    offered.restore()
    assert again.values() == VALUES
    assert len(drafts()) == 2


def test_another_record_has_its_own(make):
    form, kept = make()
    put(form, VALUES)
    kept.keep()
    kept.watch("2")
    assert not kept.isVisible()


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"unknown": "x"}'])
def test_a_broken_file_offers_nothing_that_harms(make, text):
    form, kept = make()
    put(form, VALUES)
    kept.keep()
    drafts()[0].write_text(text, "utf-8")
    again, offered = make()
    offered.restore()
    assert again.values() == {"name": "", "day": None, "sum": None, "rows": ()}


def test_a_process_that_dies_leaves_what_was_typed(make, tmp_path):
    done = subprocess.run([sys.executable, "-c", TYPE_AND_DIE, str(tmp_path / "甲.awards")], check=False)
    assert done.returncode == 9
    form, offered = make()
    assert offered.isVisible()
    offered.restore()
    assert form.values()["name"] == "没有保存"


def test_what_was_not_edited_is_restored_as_the_record_says_it_now(make):
    form, kept = make()
    form.fill(VALUES)
    put(form, {"name": "乙"})
    kept.keep()
    again, offered = make()
    again.fill({**VALUES, "day": dt.date(2025, 1, 2)})
    offered.restore()
    assert again.values() == {**VALUES, "name": "乙", "day": dt.date(2025, 1, 2)}


def test_nothing_is_restored_into_what_may_only_be_read(make, user):
    form, kept = make()
    form.editors["name"].put("没有保存")
    assert kept.keep()
    form, kept = make()
    form.fill(VALUES)
    form.lock(True)
    kept.restore()
    told = "此记录现在只能查看，上次填的不能恢复，仍留着；不再需要的请点“丢弃”。"
    assert (user.told, form.values(), kept.isVisible()) == ([("warn", told)], VALUES, True)
    kept.discard()
    assert not kept.isVisible()
