"""PDF pages: text and vector ink. ReportLab, which keeps the fonts and the file, is imported when a file is opened."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, NamedTuple

from awardsdesk.documents.files import Target, replacing
from awardsdesk.documents.fonts import load, runs

MM = 72 / 25.4

BLACK = "#1A1A1A"


class Line(NamedTuple):
    """One line of text: its origin in points from the bottom left corner, and how it looks."""

    x: float
    y: float
    text: str
    style: str
    size: float
    space: float = 0
    """Extra space after each character in points."""
    colour: str = BLACK


class Ink:
    """Collects drawing operators of a content stream; coordinates in points."""

    def __init__(self) -> None:
        self._code: list[str] = []

    def raw(self, *operators: str) -> None:
        """Add operators as they are."""
        self._code.extend(operators)

    def pen(self, colour: str, width: float) -> None:
        """Stroke in `colour` with `width`."""
        self._code.append(f"{_rgb(colour)} RG {_n(width)} w")

    def fill(self, colour: str) -> None:
        """Fill in `colour`."""
        self._code.append(f"{_rgb(colour)} rg")

    def rectangle(self, x: float, y: float, w: float, h: float, paint: str = "S") -> None:
        """Draw a rectangle; `paint` S strokes, f fills."""
        self._code.append(f"{_n(x)} {_n(y)} {_n(w)} {_n(h)} re {paint}")

    def polyline(self, points: Sequence[tuple[float, float]], paint: str = "S") -> None:
        """Draw straight lines through points."""
        head, *tail = [f"{_n(x)} {_n(y)}" for x, y in points]
        self._code.append(f"{head} m " + " ".join(f"{point} l" for point in tail) + f" {paint}")

    def curve(self, start: tuple[float, float], pieces: Iterable[tuple[float, ...]], paint: str = "S") -> None:
        """Draw Bezier pieces (two control points and an end, six numbers each) from `start`."""
        body = "".join(["{:.2f} {:.2f} {:.2f} {:.2f} {:.2f} {:.2f} c ".format(*piece) for piece in pieces])
        self._code.append(f"{start[0]:.2f} {start[1]:.2f} m {body}{paint}")

    @property
    def code(self) -> str:
        """Return the operators collected."""
        return "\n".join(self._code)


class Paper:
    """A PDF being drawn, page by page."""

    def __init__(self, document: Any, width: float, height: float) -> None:
        self._document = document
        self._size = (width, height)
        self._page: list[str] = []
        self._forms: dict[str, str] = {}
        # Most blocks of a batch, and most lines of the others, are the same on each page.
        self._drawn = lru_cache(maxsize=64)(self._draw)
        self._encoded = lru_cache(maxsize=4096)(self._encode)

    def text(self, lines: Iterable[Line]) -> None:
        """Draw a block of text on the current page."""
        self._page.append(self._drawn(tuple(lines)))

    def _draw(self, lines: tuple[Line, ...]) -> str:
        """Return the operators of a block of text."""
        code = ["BT"]
        colour, space, used = "", 0.0, ("", 0.0)
        for line in lines:
            if line.colour != colour:
                colour = line.colour
                code.append(f"{_rgb(colour)} rg")
            if line.space != space:
                space = line.space
                code.append(f"{space:.3f} Tc")
            code.append(f"1 0 0 1 {line.x:.3f} {line.y:.3f} Tm")
            for font, glyphs in self._encoded(line.text, line.style):
                if used != (font, line.size):
                    used = (font, line.size)
                    code.append(f"{font} {line.size:g} Tf")
                code.append(f"<{glyphs}> Tj")
        if space:
            code.append("0 Tc")  # it would outlive the block
        return " ".join(code) + " ET"

    def _encode(self, text: str, style: str) -> tuple[tuple[str, str], ...]:
        """Return the fonts of this file that draw a text, each with its glyphs in hex."""
        return tuple(
            (font.getSubsetInternalName(subset, self._document), piece.hex())
            for run in runs(text, style)
            for font in (load(run.font),)
            for subset, piece in font.splitString(run.text, self._document)
        )

    def ink(self, ink: Ink) -> None:
        """Draw vector ink on the current page."""
        self._page.append(ink.code)

    def define(self, name: str, ink: Ink) -> None:
        """Keep ink under a name, to be stamped on many pages and stored once."""
        self._forms[name] = self._document.define(ink.code, self._size)

    def stamp(self, name: str) -> None:
        """Draw defined ink on the current page."""
        self._page.append(f"/{self._forms[name]} Do")

    def size(self, width: float, height: float) -> None:
        """Give the current page and the next ones a size in points."""
        self._size = (width, height)

    def unapproved(self) -> None:
        """Lay the light diagonal mark 未批准 over the current page."""
        width, height = self._size
        size = min(width, height) / 4
        mark = Line(-1.75 * size, -0.4 * size, "未批准", "hei-bold", size, size / 4, "#E9E9E9")
        # Turned by 30 degrees around the middle.
        self._page.append(f"q 0.866 0.5 -0.5 0.866 {width / 2:.2f} {height / 2:.2f} cm")
        self.text([mark])
        self._page.append("Q")

    def end_page(self) -> None:
        """Finish the current page."""
        self._document.add_page("\n".join(self._page), self._size)
        self._page.clear()


@contextmanager
def paper(target: Target, title: str, size: tuple[float, float]) -> Iterator[Paper]:
    """Open a PDF of pages of `size` points; it appears under its name when the block ends well."""
    from awardsdesk.documents.pdf_file import Document

    with replacing(target) as file:
        document = Document(title)
        yield Paper(document, *size)
        document.save(file)


@cache
def _rgb(colour: str) -> str:
    """Return `#RRGGBB` as three numbers of a PDF."""
    return " ".join(_n(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))


def _n(value: float) -> str:
    """Return a short number, the same on every machine."""
    return f"{round(value, 3):g}" if abs(value) < 1000 else f"{value:.2f}"
