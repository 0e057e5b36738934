"""Pages of a PDF as pictures, drawn by pdfium in a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage

from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _
from awardsdesk.store.pdfium import ALONE

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
        if self._closed:
            return
        try:
            sizes = self._load()
        except RuntimeError:  # pdfium's own
            self.failed.emit(_("不是完好的 PDF"))
            return
        except (UserError, OSError) as error:
            self.failed.emit(reason(error))
            return
        self.opened.emit(sizes)

    def _draw(self, wish: Wish) -> None:
        if self._closed or wish not in self._wanted:
            return
        try:
            picture = self._picture(wish)
        except (UserError, OSError) as error:
            self.failed.emit(reason(error))
            return
        if not picture.isNull():
            self.drawn.emit(wish, picture)

    def _close(self) -> None:
        self._release()
        self._gone.emit()

    def _load(self) -> list[Size]:
        import pypdfium2

        with ALONE:
            self._document = pypdfium2.PdfDocument(self._source)
            return [self._document.get_page_size(number) for number in range(len(self._document))]

    def _picture(self, wish: Wish) -> QImage:
        if self._document is None:
            return QImage()
        with ALONE:
            return _drawn(self._document, wish.page, wish.scale)

    def _release(self) -> None:
        if self._document is not None:
            with ALONE:
                self._document.close()
            self._document = None


def _drawn(document: Any, number: int, scale: float) -> QImage:
    page = document[number]
    finer = FINER if scale < COARSE else 1
    bitmap = page.render(scale=scale * finer, rev_byteorder=False, prefer_bgrx=True)
    picture = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
    page.close()
    if finer > 1:
        picture = picture.scaled(picture.size() / finer, mode=Qt.TransformationMode.SmoothTransformation)
    return picture


def first_page(path: Path, longest: int) -> QImage:
    """Return the first page of a PDF as a picture with a longer side of so many pixels; for the worker thread."""
    import pypdfium2

    with ALONE:
        document = pypdfium2.PdfDocument(path)
        try:
            return _drawn(document, 0, longest / max(*document.get_page_size(0), 1))
        finally:
            document.close()


def queue(task: QRunnable) -> None:
    """Run a short task in the thread that draws pages."""
    _pool.start(task)


def finish(milliseconds: int = 3000) -> bool:
    """Wait until nothing is being drawn."""
    return _pool.waitForDone(milliseconds)
