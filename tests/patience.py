"""Waiting in tests of the window: as long as it takes on a busy machine, and without keeping the worker from its work."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from awardsdesk.ui import jobs


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


def until_written(path: Path) -> None:
    """Let the program run until a file is there and the job that wrote it has ended: the next one would be refused."""
    until(lambda: path.exists() and not jobs.busy())


class PatientBot(QtBot):
    """The bot of pytest-qt that waits for conditions as above."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = 40_000) -> None:  # noqa: N802 - pytest-qt's name
        """Wait until `callback` is true, at least 40 seconds: the machine may be busy."""
        until(callback, max(timeout / 1000, 40))
