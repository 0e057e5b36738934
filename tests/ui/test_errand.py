import threading

import pytest
from PySide6.QtCore import QObject

from awardsdesk.errors import UserError
from awardsdesk.ui import jobs
from awardsdesk.ui.errand import Errand


@pytest.fixture
def errand(qapp):
    parent = QObject()
    yield Errand(parent)
    jobs.stop_all()


def test_the_answer_arrives_on_the_gui_thread(errand, qtbot):
    arrived = []
    errand.done.connect(lambda answer: arrived.append((answer, threading.current_thread())))
    errand.ask(threading.current_thread)
    qtbot.waitUntil(lambda: bool(arrived))
    worked, shown = arrived[0]
    assert worked is not threading.main_thread()
    assert shown is threading.main_thread()


def test_only_the_answer_to_the_latest_question_arrives(errand, qtbot):
    gate, begun, arrived = threading.Event(), [], []
    errand.done.connect(arrived.append)

    def slow(name):
        begun.append(name)
        gate.wait(5)
        return name

    errand.ask(lambda: slow("first"))
    qtbot.waitUntil(lambda: begun == ["first"])
    errand.ask(lambda: slow("second"))
    errand.ask(lambda: slow("third"))
    gate.set()
    qtbot.waitUntil(lambda: arrived == ["third"])
    assert begun == ["first", "third"]


def test_expected_trouble_is_a_sentence(errand, qtbot):
    def refuse():
        raise UserError("没有这一届。")

    with qtbot.waitSignal(errand.failed) as told:
        errand.ask(refuse)
    assert told.args == ["没有这一届。"]


def test_unexpected_trouble_reaches_the_catcher(errand, qtbot):
    with qtbot.captureExceptions() as caught:
        errand.ask(lambda: 1 / 0)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_a_page_that_is_gone_gets_no_answer(qapp, qtbot):
    gate, arrived = threading.Event(), []
    parent = QObject()
    errand = Errand(parent)
    errand.done.connect(arrived.append)
    errand.ask(lambda: gate.wait(5))
    parent.deleteLater()
    del errand
    qtbot.wait(20)
    gate.set()
    assert jobs.stop_all()
    qtbot.wait(20)
    assert arrived == []
