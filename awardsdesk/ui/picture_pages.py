"""Scanned pictures as pages, shown like those of a PDF; a file of several pictures has several pages."""

from pathlib import Path

from PySide6.QtGui import QImage

from awardsdesk.store import pictures
from awardsdesk.ui.pdf_pages import PdfPages, Size, Wish

POINTS = 72 / 96
"""A pixel of the picture is one of the screen at full size."""


class PicturePages(PdfPages):
    """The pictures of one file."""

    def __init__(self, source: Path) -> None:
        super().__init__(source)
        self._path = source
        self._pixels: list[tuple[int, int]] = []

    def _load(self) -> list[Size]:
        self._pixels = pictures.sizes(self._path)
        return [(width * POINTS, height * POINTS) for width, height in self._pixels]

    def _picture(self, wish: Wish) -> QImage:
        width, height = self._pixels[wish.page]
        scale = min(wish.scale * POINTS, 1)
        return as_image(self._path, wish.page, round(width * scale), round(height * scale))

    def _release(self) -> None:
        self._pixels = []


def as_image(path: Path, page: int, width: int, height: int) -> QImage:
    """Return one picture of a file within a width and height."""
    wide, high, data = pictures.drawn(path, page, max(width, 1), max(height, 1))
    return QImage(data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()
