"""Small pictures of scans, made in the thread that draws pages and kept in memory, never in the office's folder."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, Qt, Signal, Slot
from PySide6.QtGui import QImage

from awardsdesk.store.attachments import PDF
from awardsdesk.ui import pdf_pages
from awardsdesk.ui.picture_pages import as_image

SIDE = 112
"""Pixels of the longer side: sharp at twice the size shown."""
MOST = 400


class _Making(QRunnable):
    def __init__(self, digest: str, path: Path, media_type: str) -> None:
        super().__init__()
        self._digest, self._path, self._media_type = digest, path, media_type

    def run(self) -> None:
        try:
            if self._media_type == PDF:
                image = pdf_pages.first_page(self._path, SIDE)
            else:
                image = as_image(self._path, 0, SIDE, SIDE)
        except Exception:  # noqa: BLE001 - what cannot be drawn has a sign in its place
            image = QImage()
        thumbnails.arrived.emit(self._digest, image)


class Thumbnails(QObject):
    """`get` gives what is at hand and asks for the rest; `made` tells which has come."""

    made = Signal(str)
    arrived = Signal(str, QImage)

    def __init__(self) -> None:
        super().__init__()
        self._images: OrderedDict[str, QImage] = OrderedDict()
        self._asked: set[str] = set()
        self.arrived.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def get(self, digest: str, path: Path, media_type: str) -> QImage | None:
        """Return a small picture, or None until it is made."""
        if digest in self._images:
            self._images.move_to_end(digest)
            return self._images[digest]
        if digest not in self._asked:
            self._asked.add(digest)
            pdf_pages.queue(_Making(digest, path, media_type))
        return None

    @Slot(str, QImage)
    def _keep(self, digest: str, image: QImage) -> None:
        self._asked.discard(digest)
        self._images[digest] = image
        while len(self._images) > MOST:
            self._images.popitem(last=False)
        self.made.emit(digest)


thumbnails = Thumbnails()
