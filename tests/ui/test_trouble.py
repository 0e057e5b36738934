import logging
import sys
import threading

import pytest
from PySide6.QtCore import QtMsgType

from awardsdesk.errors import UserError
from awardsdesk.ui import trouble


@pytest.fixture
def catcher(qapp, user, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = trouble.Catcher()
    made.install()
    return made


def fail(error):
    try:
        raise error
    except type(error):
        sys.excepthook(*sys.exc_info())


def test_the_same_fault_is_told_once_and_logged_each_time(qtbot, catcher, user, expected_log):
    for _each in range(3):
        fail(ValueError("坏了"))
    qtbot.waitUntil(lambda: len(expected_log) == 3)
    assert [kind for kind, _text in user.told] == ["crash"]
    assert "ValueError: 坏了" in user.told[0][1]
    assert "Python" in user.told[0][1]


def test_expected_trouble_is_a_sentence_wherever_it_comes_from(qtbot, catcher, user):
    fail(UserError("文件被占用。"))
    qtbot.waitUntil(lambda: user.told == [("warn", "文件被占用。")])


def test_another_thread_is_heard(qtbot, catcher, user, expected_log):
    threading.Thread(target=lambda: 1 / 0).start()
    qtbot.waitUntil(lambda: bool(user.told))
    assert "ZeroDivisionError" in user.told[0][1]


def test_the_log_lies_in_the_users_folder(home, qapp, expected_log):
    root = logging.getLogger()
    before = list(root.handlers)
    trouble.start_log()
    trouble.stop_log()
    added = [handler for handler in root.handlers if handler not in before]
    trouble._qt_message(QtMsgType.QtInfoMsg, None, "propagateSizeHints: harmless")
    logging.getLogger("awardsdesk").error("坏了")
    for handler in added:
        handler.close()
        root.removeHandler(handler)
    text = (home / "logs" / "window.log").read_text("utf-8")
    assert "坏了" in text
    assert "harmless" not in text
