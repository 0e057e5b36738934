"""PDF pages: text and vector ink on a ReportLab canvas. ReportLab is imported when a page is opened."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from awardsdesk.documents.files import Target, replacing
from awardsdesk.documents.fonts import load, runs
from awardsdesk.i18n import _

MM = 72 / 25.4

BLACK = "#1A1A1A"


@dataclass(frozen=True, slots=True)
class Line:
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

    def curve(self, start: tuple[float, float], pieces: Iterable[Sequence[float]], paint: str = "S") -> None:
        """Draw Bezier pieces (two control points and an end, six numbers each) from `start`."""
        body = " ".join(" ".join(map(_n, piece)) + " c" for piece in pieces)
        self._code.append(f"{_n(start[0])} {_n(start[1])} m {body} {paint}")

    def getCode(self) -> str:  # noqa: N802 - the name Canvas.drawText calls
        """Return the operators collected."""
        return "\n".join(self._code)


class Paper:
    """A PDF being drawn, page by page."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self.pages = 0

    def text(self, lines: Iterable[Line]) -> None:
        """Draw lines of text on the current page."""
        ink, document = Ink(), self._canvas._doc  # noqa: SLF001 - ReportLab's fonts ask for it
        code = ["BT"]
        colour, space, used = "", 0.0, ""
        for line in lines:
            if line.colour != colour:
                colour = line.colour
                code.append(f"{_rgb(colour)} rg")
            if line.space != space:
                space = line.space
                code.append(f"{space:.3f} Tc")
            code.append(f"1 0 0 1 {line.x:.3f} {line.y:.3f} Tm")
            for run in runs(line.text, line.style):
                font = load(run.font)
                for subset, piece in font.splitString(run.text, document):
                    wanted = f"{font.getSubsetInternalName(subset, document)} {line.size:g} Tf"
                    if wanted != used:
                        used = wanted
                        code.append(used)
                    code.append(f"<{piece.hex()}> Tj")
        code.append("ET")
        ink.raw(" ".join(code))
        self._canvas.drawText(ink)

    def ink(self, ink: Ink) -> None:
        """Draw vector ink on the current page."""
        self._canvas.drawText(ink)

    def define(self, name: str, ink: Ink) -> None:
        """Keep ink under a name, to be stamped on many pages and stored once."""
        self._canvas.beginForm(name)
        self._canvas.drawText(ink)
        self._canvas.endForm()

    def stamp(self, name: str) -> None:
        """Draw defined ink on the current page."""
        self._canvas.doForm(name)

    def size(self, width: float, height: float) -> None:
        """Give the current page and the next ones a size in points."""
        self._canvas.setPageSize((width, height))

    def unapproved(self, width: float, height: float) -> None:
        """Lay the light diagonal mark 未批准 over the current page."""
        size = min(width, height) / 4
        mark = Line(-1.75 * size, -0.4 * size, _("未批准"), "hei-bold", size, size / 4, "#E9E9E9")
        self._canvas.saveState()
        self._canvas.translate(width / 2, height / 2)
        self._canvas.rotate(30)
        self.text([mark])
        self._canvas.restoreState()

    def end_page(self) -> None:
        """Finish the current page."""
        self._canvas.showPage()
        self.pages += 1


@contextmanager
def paper(target: Target, title: str, size: tuple[float, float]) -> Iterator[Paper]:
    """Open a PDF of pages of `size` points; it appears under its name when the block ends well."""
    first = load("NotoSerifSC-Regular")  # else an unembedded Helvetica is in every file
    from reportlab.pdfgen.canvas import Canvas

    with replacing(target) as file:
        canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1, initialFontName=first.fontName)
        canvas.setTitle(title)
        canvas.setAuthor("awardsdesk")
        canvas.setSubject(title)
        canvas.setCreator("awardsdesk")
        canvas.setProducer("awardsdesk")
        sheet = Paper(canvas)
        yield sheet
        canvas.save()


def _rgb(colour: str) -> str:
    """Return `#RRGGBB` as three numbers of a PDF."""
    return " ".join(_n(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))


def _n(value: float) -> str:
    """Return a short number, the same on every machine."""
    return f"{round(value, 3):g}" if abs(value) < 1000 else f"{value:.2f}"
