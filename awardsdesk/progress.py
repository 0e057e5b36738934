"""How long work tells how far it is, learns that it shall stop, and gives way to the window; knows no Qt."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

ASKING, SWITCHING = 0.00015, 0.00003
"""Seconds: what another thread needs to ask for Python's lock, and what it takes at least to have it and give it back."""
OFTEN, LONGEST = 0.005, 0.05
"""Seconds: how often the window may ask for the lock, and the longest a worker waits for it."""
_MAIN = threading.main_thread().ident
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
        let_workers_go()


def let_workers_go() -> None:
    """Have workers wait no more."""
    _idle.set()


def give_way() -> None:
    """Let the window have its turn, from within work that gives Python's lock up and takes it again row after row.

    SQLite's module does so, and has the lock back before a thread that waits for it is awake. Who holds it for a while
    is asked for it, and then has to wait till it was taken; while the window goes on asking, it goes on getting it.
    """
    if threading.get_ident() == _MAIN:
        return
    began = time.perf_counter()
    if began - getattr(_mine, "gave_way", 0) > OFTEN:
        while _was_asked() and time.perf_counter() - began < LONGEST:
            pass
        _mine.gave_way = time.perf_counter()
    if not _idle.is_set():
        _idle.wait(LONGEST)


def _was_asked() -> bool:
    """Hold Python's lock till who wants it has asked for it; tell whether another thread had it meanwhile."""
    began = last = time.perf_counter()
    asked = False
    while last - began < ASKING:
        now = time.perf_counter()
        asked = asked or now - last > SWITCHING
        last = now
    return asked


def _let_the_window() -> None:
    if not _idle.is_set() and threading.get_ident() != _MAIN:
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
