"""Quiet work for what is shown: no dialog, and only the answer to the latest question arrives."""

import itertools
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, Signal, Slot

from awardsdesk.errors import UserError
from awardsdesk.ui import jobs

_tickets = itertools.count(1)


class _Post(QObject):
    """Brings answers to the GUI thread; lives for ever, for nothing of Qt may die in the worker."""

    arrived = Signal(int, object, object)


_post = _Post()
_wanted: set[int] = set()


class _Call(QRunnable):
    def __init__(self, ticket: int, work: Callable[[], Any]) -> None:
        super().__init__()
        self._ticket, self._work = ticket, work

    def run(self) -> None:
        if self._ticket not in _wanted:
            return
        try:
            answer, error = self._work(), None
        except BaseException as caught:  # noqa: BLE001 - told on the GUI thread
            answer, error = None, caught
        _post.arrived.emit(self._ticket, answer, error)


class Errand(QObject):
    """`ask(work)`: `done` brings what work returns, `failed` the sentence of a UserError; `work` knows no widget."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticket = 0
        _post.arrived.connect(self._arrived, Qt.ConnectionType.QueuedConnection)

    def ask(self, work: Callable[[], Any]) -> None:
        """Ask anew; what was asked before and has not begun is not done any more."""
        self.forget()
        self._ticket = next(_tickets)
        _wanted.add(self._ticket)
        jobs.queue(_Call(self._ticket, work))

    def forget(self) -> None:
        """Want no answer any more."""
        _wanted.discard(self._ticket)
        self._ticket = 0

    @Slot(int, object, object)
    def _arrived(self, ticket: int, answer: object, error: BaseException | None) -> None:
        if ticket != self._ticket:
            return
        self.forget()
        if error is None:
            self.done.emit(answer)
        elif isinstance(error, UserError):
            self.failed.emit(str(error))
        else:
            raise error
