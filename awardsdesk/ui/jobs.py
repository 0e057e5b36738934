"""Long work beside the window: one worker thread, a dialog after half a second, cancel, and a result by signal."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton, QVBoxLayout, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.progress import Cancelled, Progress, let_workers_go, the_windows_turn
from awardsdesk.ui import dialogs, trouble
from awardsdesk.ui.label import label

Work = Callable[[Progress], Any]

DIALOG_AFTER = 500
POLL = 100
SWITCH = 0.00002
"""Seconds after which the worker gives way: a picture is drawn in hundreds of small turns, each of which waits for it."""

_pool = QThreadPool()
_pool.setMaxThreadCount(1)
_running: set["Job"] = set()


class _Task(QRunnable):
    """Carries the work to the worker thread; its outcome comes back through a queued signal of the job."""

    def __init__(self, job: "Job", work: Work) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._job, self._work = job, work

    def run(self) -> None:
        result: object = None
        error: BaseException | None = None
        try:
            with _giving_way():
                result = self._work(self._job.progress)
        except Cancelled:  # without the way it came, on which all lies that was given up
            error = Cancelled()
        except BaseException as caught:  # noqa: BLE001 - told on the GUI thread
            error = caught
        self._job.ended.emit(result, error)
        self._job.over.set()


@contextmanager
def _giving_way() -> Iterator[None]:
    """Let the window go on beside the worker."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


class Job(QObject):
    """`work(progress)` in the worker thread; the signals arrive on the GUI thread, exactly one of them, once."""

    done = Signal(object)
    failed = Signal(str)
    cancelled = Signal()
    ended = Signal(object, object)

    def __init__(self, work: Work, parent: QWidget, title: str, stop: str = "") -> None:
        super().__init__()
        self.progress = Progress()
        self.over = threading.Event()
        self._parent, self._title, self._stop = parent, title, stop
        self._task = _Task(self, work)
        self._dialog: ProgressDialog | None = None
        self._delay = QTimer(self, singleShot=True, interval=DIALOG_AFTER)
        self.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def start(self, *, briefly: bool = False) -> "Job":
        """Begin; refuses while another job of the user is under way, so that a double click starts nothing twice.

        What is mostly done `briefly` is waited for till its dialog would be due: the window shows nothing in between.
        """
        if _running:
            raise UserError(_("上一项工作还没有完成，请稍候。"))
        # made before the worker begins: beside it each of its hundred small calls would wait for a turn
        self._dialog = ProgressDialog(self._parent, self._title, self.progress, self._stop)
        self._delay.timeout.connect(self._dialog.come_up)
        _running.add(self)
        self._delay.start()
        _pool.start(self._task)
        if briefly and self._is_over_soon():
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        return self

    def _is_over_soon(self) -> bool:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        let_workers_go()  # the window waits for this one, in whosever turn it asked
        try:
            return self.over.wait(DIALOG_AFTER / 1000)
        finally:
            QApplication.restoreOverrideCursor()

    @Slot(object, object)
    def _end(self, result: object, error: BaseException | None) -> None:
        self._delay.stop()
        if self._dialog:
            self._dialog.finish()
        _pool.waitForDone()  # the worker may still hold the task, and a QObject must not die there
        del self._task
        _running.discard(self)
        if error is None:
            self.done.emit(result)
        elif isinstance(error, Cancelled):
            self.cancelled.emit()
        else:
            self.failed.emit(str(error))
            trouble.tell(error, self._parent)


def busy() -> bool:
    """Tell whether a job is under way."""
    return bool(_running)


def queue(task: QRunnable) -> None:
    """Run a short task in the worker thread after what is under way; one thread draws all paper."""
    _pool.start(task)


def stop_all(milliseconds: int = 5000) -> bool:
    """Cancel what is under way and wait for it; False when it did not stop in time."""
    for job in _running:
        job.progress.cancel()
    return _pool.waitForDone(milliseconds)


class ProgressDialog(dialogs.Dialog):
    """What a job is doing and how far it is; closing it cancels, an Enter that was still under way does not."""

    def __init__(self, parent: QWidget, title: str, progress: Progress, stop: str = "") -> None:
        super().__init__(parent.window())
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(400)
        self._progress = progress
        self._label = label(title, "strong")
        self._count = label("", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(title)
        self._bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cancel = QPushButton(stop or _("取消"), autoDefault=False)
        self._cancel.clicked.connect(self._ask_to_stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(8)
        for widget in (self._label, self._bar, self._count):
            layout.addWidget(widget)
        layout.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignRight)
        self._poll = QTimer(self, interval=POLL)
        self._poll.timeout.connect(self._look)
        self._bar.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Say from now on how far it is."""
        self._look()
        self._poll.start()
        super().showEvent(event)

    @Slot()
    def come_up(self) -> None:
        """Open beside the work, which stands still till the dialog says how far it is."""
        with the_windows_turn():
            self.open()

    @Slot()
    def _look(self) -> None:
        progress = self._progress
        with the_windows_turn():
            self._bar.setRange(0, progress.total)
            self._bar.setValue(min(progress.done, progress.total))
            self._label.setText(progress.label or self.windowTitle())
            self._count.setText(f"{progress.done:,} / {progress.total:,}" if progress.total else "")

    @Slot()
    def _ask_to_stop(self) -> None:
        self._progress.cancel()
        self._cancel.setEnabled(False)
        self._cancel.setText(_("正在停止……"))

    def finish(self) -> None:
        """Close without cancelling; the work has ended."""
        self._poll.stop()
        self.done(0)
        self.setParent(None)  # gone at once for who looks for it
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc cancels the work, not merely the dialog."""
        if event.key() == Qt.Key.Key_Escape:
            self._ask_to_stop()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing cancels; the dialog goes when the work has ended."""
        event.ignore()
        self._ask_to_stop()
