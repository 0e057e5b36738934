import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QWidget

from awardsdesk import progress as turns
from awardsdesk.errors import UserError
from awardsdesk.progress import the_windows_turn
from awardsdesk.ui import jobs
from awardsdesk.ui.jobs import Job, ProgressDialog
from tests.ui.conftest import add_units, count


class Heard:
    """What a job said, and in which thread."""

    def __init__(self, job):
        self.said = []
        job.done.connect(lambda result: self.said.append(("done", result, threading.current_thread())))
        job.failed.connect(lambda sentence: self.said.append(("failed", sentence, threading.current_thread())))
        job.cancelled.connect(lambda: self.said.append(("cancelled", None, threading.current_thread())))


@pytest.fixture
def parent(qtbot, user):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    jobs.stop_all()


def run(qtbot, parent, work):
    job = Job(work, parent, "测试")
    heard = Heard(job)
    job.start()
    qtbot.waitUntil(lambda: bool(heard.said))
    qtbot.wait(20)
    assert len(heard.said) == 1
    assert heard.said[0][2] is threading.main_thread()
    assert not jobs.busy()
    return heard.said[0][:2]


def test_the_result_arrives_in_the_windows_thread(qtbot, parent):
    assert run(qtbot, parent, lambda progress: threading.current_thread() is threading.main_thread()) == ("done", False)


def test_expected_trouble_is_told_as_its_sentence(qtbot, parent, user):
    def work(progress):
        raise UserError("磁盘空间不足。")

    assert run(qtbot, parent, work) == ("failed", "磁盘空间不足。")
    assert user.told == [("warn", "磁盘空间不足。")]


def test_the_unexpected_is_told_with_details(qtbot, parent, user, expected_log):
    run(qtbot, parent, lambda progress: 1 / 0)
    assert user.told[0][0] == "crash"
    assert "ZeroDivisionError" in user.told[0][1]


def test_cancel_rolls_back(qtbot, desk, parent):
    begun = threading.Event()

    def work(progress):
        with desk.db.write():
            progress.start("写入", 1000)
            for _each in range(1000):
                begun.set()
                progress.step()
                threading.Event().wait(0.01)

    job = Job(work, parent, "写入")
    heard = Heard(job)
    job.start()
    begun.wait(2)
    job.progress.cancel()
    qtbot.waitUntil(lambda: bool(heard.said))
    assert heard.said[0][0] == "cancelled"
    assert count(desk.db) == 30


def test_what_a_cancelled_job_held_is_let_go_of_at_once(qtbot, parent):
    """Else who looks for garbage goes through all its rows, and the window stands still."""
    held = []

    def work(progress):
        rows = {"of a job"}
        held.append(weakref.ref(rows))
        progress.cancel()
        progress.check()

    gc.disable()
    try:
        assert run(qtbot, parent, work) == ("cancelled", None)
        assert [each() for each in held] == [None]
    finally:
        gc.enable()


def test_a_dialog_comes_for_slow_work_only_and_cancels_it(qtbot, parent, monkeypatch):
    monkeypatch.setattr(jobs, "DIALOG_AFTER", 30)
    go_on = threading.Event()

    def work(progress):
        progress.start("正在绘制证书", 10)
        progress.step(3)
        while True:
            progress.check()
            go_on.wait(0.01)

    job = Job(work, parent, "证书")
    heard = Heard(job)
    job.start()
    qtbot.waitUntil(lambda: parent.findChild(ProgressDialog).isVisible())
    dialog = parent.findChild(ProgressDialog)
    qtbot.waitUntil(lambda: dialog._count.text() == "3 / 10")
    assert dialog._label.text() == "正在绘制证书"
    dialog.close()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: bool(heard.said))
    assert heard.said[0][0] == "cancelled"
    qtbot.waitUntil(lambda: parent.findChild(ProgressDialog) is None)


def test_a_second_job_is_refused_politely(qtbot, parent):
    gate = threading.Event()
    job = Job(lambda progress: gate.wait(5), parent, "甲")
    heard = Heard(job)
    job.start()
    with pytest.raises(UserError, match="还没有完成"):
        Job(lambda progress: None, parent, "乙").start()
    gate.set()
    qtbot.waitUntil(lambda: bool(heard.said))


def test_two_hundred_in_a_row(qtbot, parent):
    for number in range(200):
        assert run_fast(qtbot, parent, number) == number


def run_fast(qtbot, parent, number):
    job = Job(lambda progress: number, parent, "")
    with qtbot.waitSignal(job.done) as caught:
        job.start()
    return caught.args[0]


def test_pages_hear_of_a_commit_made_by_the_worker(qtbot, desk, parent):
    heard = []
    desk.changed.connect(lambda tables: heard.append((tables, threading.current_thread())))
    run(qtbot, parent, lambda progress: add_units(desk.db, 31, 1))
    qtbot.waitUntil(lambda: bool(heard))
    assert "organization" in heard[0][0]
    assert heard[0][1] is threading.main_thread()


def test_who_is_waited_for_is_not_held_back(parent, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 60)
    job = Job(lambda progress: progress.step(), parent, "测试")
    with the_windows_turn():
        job.start(briefly=True)
        assert job.over.is_set()
