"""How long work tells how far it is, learns that it shall stop, and gives way to the window; knows no Qt."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

PAUSE, OFTEN, LONGEST = 0.00015, 0.005, 0.05
"""Seconds: what the window's thread needs to ask for Python's lock, how often it may, and how long a worker waits for it."""
_idle = threading.Event()
_idle.set()
_mine = threading.local()
"""When this worker gave way last."""


@contextmanager
def the_windows_turn() -> Iterator[None]:
    """Hold workers back while the window reads or draws: it takes hundreds of small steps, and each would wait for them."""
    _idle.clear()
    try:
        yield
    finally:
        _idle.set()


def give_way() -> None:
    """Let the window have its turn, from within work that gives Python's lock up and takes it again row after row.

    SQLite's module does so, and has the lock back before a thread that waits for it is awake. Who holds it for a while
    is asked for it, and then has to wait till it was taken; a sleep would often be over before.
    """
    if threading.current_thread() is threading.main_thread():
        return
    if time.perf_counter() - getattr(_mine, "gave_way", 0) > OFTEN:
        end = time.perf_counter() + PAUSE
        while time.perf_counter() < end:
            pass
        _mine.gave_way = time.perf_counter()
    _idle.wait(LONGEST)


def _let_the_window() -> None:
    if not _idle.is_set() and threading.current_thread() is not threading.main_thread():
        _idle.wait(LONGEST)


class Cancelled(Exception):  # noqa: N818 - a wish of the user, not an error
    """The user asked to stop; whoever catches it must leave things as they were."""


class Progress:
    """Shared by a worker, which reports steps, and a dialog, which polls and may cancel."""

    def __init__(self) -> None:
        self.label = ""
        self.done = 0
        self.total = 0
        self._cancel = threading.Event()
        self._halt: Callable[[], object] | None = None
        self._halting = threading.Lock()

    def start(self, label: str, total: int = 0) -> None:
        """Begin a stretch of `total` steps (0: unknown)."""
        self.check()
        self.label, self.done, self.total = label, 0, total

    def step(self, count: int = 1) -> None:
        """Count `count` steps done; raises Cancelled when the user asked to stop."""
        self.check()
        self.done += count

    def each(self, label: str, things: Sequence[T]) -> Iterator[T]:
        """Yield things as a stretch of their own, a step each."""
        self.start(label, len(things))
        for thing in things:
            self.step()
            yield thing

    def check(self) -> None:
        """Raise Cancelled when the user asked to stop."""
        _let_the_window()
        if self._cancel.is_set():
            raise Cancelled

    @contextmanager
    def halting(self, halt: Callable[[], object]) -> Iterator[None]:
        """Have `halt` called, too, when the user asks to stop: by work in one long step."""
        self._halt = halt
        try:
            self.check()
            yield
        finally:
            with self._halting:  # what would be halted may be closed now
                self._halt = None

    def cancel(self) -> None:
        """Ask the worker to stop at its next step."""
        self._cancel.set()
        with self._halting:
            if self._halt:
                self._halt()
