"""Pages of a PDF as pictures, drawn by pdfium in a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage

Size = tuple[float, float]

# pdfium must not be called from two threads, so all documents share this one.
_pool = QThreadPool()
_pool.setMaxThreadCount(1)
_alive: set["PdfPages"] = set()


@dataclass(frozen=True, slots=True)
class Wish:
    """A page wanted at so many pixels a point."""

    page: int
    scale: float


class _Call(QRunnable):
    def __init__(self, run: Callable[[], None]) -> None:
        super().__init__()
        self._run = run

    def run(self) -> None:
        self._run()


COARSE, FINER = 1.5, 3
"""Pdfium draws no line thinner than a pixel: a small picture of fine lines is drawn larger and scaled down."""


class PdfPages(QObject):
    """One PDF: sizes of its pages in points when opened, pictures when wished for."""

    opened = Signal(object)
    drawn = Signal(object, object)
    failed = Signal(str)
    _gone = Signal()

    def __init__(self, source: bytes | Path) -> None:
        super().__init__()
        _alive.add(self)  # until the worker has let go: a QObject must not die in another thread
        self._gone.connect(self._bury, Qt.ConnectionType.QueuedConnection)
        self._source = source
        self._document: Any = None
        self._wanted: dict[Wish, None] = {}
        self._closed = False

    def open(self) -> None:
        """Begin, once the signals are connected."""
        _pool.start(_Call(self._open))

    def wish(self, wishes: list[Wish]) -> None:
        """Draw these pages in this order; wishes not yet begun and no longer wished for are forgotten."""
        fresh = [wish for wish in wishes if wish not in self._wanted]
        self._wanted = dict.fromkeys(wishes)
        for wish in fresh:
            _pool.start(_Call(partial(self._draw, wish)))

    def close(self) -> None:
        """Forget everything; the document is closed in its own thread."""
        self._closed = True
        _pool.start(_Call(self._close))

    @Slot()
    def _bury(self) -> None:
        _pool.waitForDone()
        _alive.discard(self)

    # in the worker thread

    def _open(self) -> None:
        import pypdfium2

        if self._closed:
            return
        try:
            self._document = pypdfium2.PdfDocument(self._source)
            sizes = [self._document.get_page_size(number) for number in range(len(self._document))]
        except (pypdfium2.PdfiumError, OSError) as error:
            self.failed.emit(str(error))
            return
        self.opened.emit(sizes)

    def _draw(self, wish: Wish) -> None:
        if self._closed or self._document is None or wish not in self._wanted:
            return
        page = self._document[wish.page]
        finer = FINER if wish.scale < COARSE else 1
        bitmap = page.render(scale=wish.scale * finer, rev_byteorder=False, prefer_bgrx=True)
        picture = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
        page.close()
        if finer > 1:
            picture = picture.scaled(picture.size() / finer, mode=Qt.TransformationMode.SmoothTransformation)
        self.drawn.emit(wish, picture)

    def _close(self) -> None:
        if self._document is not None:
            self._document.close()
            self._document = None
        self._gone.emit()


def finish(milliseconds: int = 3000) -> bool:
    """Wait until nothing is being drawn."""
    return _pool.waitForDone(milliseconds)
