"""Waiting in tests of the window: as long as it takes on a busy machine, and without keeping the worker from its work."""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot


def until(condition: Callable[[], object], seconds: float = 40) -> None:
    """Let the program run until something is so; pytest-qt's own loop would hold the interpreter most of the time."""
    if condition():
        return
    loop, timer, limit = QEventLoop(), QTimer(interval=10), QTimer(singleShot=True, interval=int(seconds * 1000))
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    limit.timeout.connect(loop.quit)
    timer.start()
    limit.start()
    loop.exec()
    timer.stop()
    limit.stop()
    assert condition()


class PatientBot(QtBot):
    """The bot of pytest-qt that waits for conditions as above."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = 40_000) -> None:  # noqa: N802 - pytest-qt's name
        """Wait until `callback` is true, at least 40 seconds: the machine may be busy."""
        until(callback, max(timeout / 1000, 40))
