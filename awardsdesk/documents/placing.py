"""Setting text into the boxes of a certificate: alignment, justification, and fields with labels of one width."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from awardsdesk.documents.layouts import Box
from awardsdesk.documents.pdf import MM, Line
from awardsdesk.documents.text import Fitted, Paragraph, break_lines, fit, spaced_name, steps, width

ASCENT = 0.88
"""From the baseline to the top of a Chinese character, in em; the same in all our fonts."""

_BLANK = " \u3000"
# More than this between characters looks torn: such a line stays ragged.
_WIDEST_GAP = 0.25


@dataclass(frozen=True, slots=True)
class Placed:
    """Lines in their places, the size they came to, and whether all fitted."""

    lines: tuple[Line, ...]
    size: float
    fits: bool


@lru_cache(maxsize=512)  # most parts of a certificate say the same on the whole batch
def place_text(text: str, box: Box, page: float) -> Placed:
    """Place a title, an organ or a number: lines of their own, balanced when one must be broken."""
    paragraphs = [Paragraph(part.strip(_BLANK), box.style) for part in text.split("\n") if part.strip(_BLANK)]
    # The letter space is part of the width; one character's worth too much is a safe side to err on.
    room = (box.w * MM / (1 + box.space), box.h * MM)
    wanted = box.lines and max(box.lines, len(paragraphs))
    fitted = fit(paragraphs, room, steps(box.size, box.minimum), box.leading, lines=wanted, balance=True)
    texts = [line for part in fitted.lines for line in part]
    space = box.space * fitted.size
    lines = []
    for text_line, y in zip(texts, _baselines(box, page, fitted), strict=True):
        wide = width(text_line, box.style, fitted.size) + space * (len(text_line) - 1)
        lines.append(Line(_left(box, wide), y, text_line, box.style, fitted.size, space, box.colour))
    return Placed(tuple(lines), fitted.size, fitted.fits)


@lru_cache(maxsize=512)
def place_paragraphs(text: str, box: Box, page: float) -> Placed:
    """Place running text: paragraphs indented by two characters, a first one ending in ： as the salutation."""
    parts = [part.strip(_BLANK) for part in text.split("\n") if part.strip(_BLANK)]
    paragraphs = [Paragraph(part, box.style, 2) for part in parts]
    if len(parts) > 1 and parts[0][-1] in "：:":
        paragraphs[0] = Paragraph(parts[0], box.label_style or box.style)
    fitted = fit(paragraphs, (box.w * MM, box.h * MM), steps(box.size, box.minimum), box.leading, lines=box.lines)
    baselines = iter(_baselines(box, page, fitted))
    lines = []
    for paragraph, broken in zip(paragraphs, fitted.lines, strict=False):
        for place, text_line in enumerate(broken):
            indent = paragraph.indent * fitted.size if place == 0 else 0
            last = place == len(broken) - 1 or box.align != "justify"
            space = 0 if last else _justify(text_line, paragraph.style, fitted.size, box.w * MM - indent)
            lines.append(
                Line(box.x * MM + indent, next(baselines), text_line, paragraph.style, fitted.size, space, box.colour)
            )
    return Placed(tuple(lines), fitted.size, fitted.fits)


def place_fields(
    fields: Sequence[tuple[str, str]], box: Box, page: float, holder: str, whole: frozenset[str] = frozenset()
) -> Placed:
    """Place fields below each other, all in one size: labels stretched to one width, values hanging beside them.

    `whole` names are not torn at the end of a line.
    """
    style = box.label_style or box.style
    ems = max(width(label, style, 1) for label, _value in fields)
    size, broken, fits = _fit_fields([value for _label, value in fields], ems + 1, box, whole)
    count = sum(map(len, broken))
    tall = size * (1 + box.leading * (count - 1) + box.gap * (len(fields) - 1))
    y = page * MM - box.y * MM - max(0, box.h * MM - tall) / 2 - ASCENT * size
    left = box.x * MM
    lines = []
    for (label, value), parts in zip(fields, broken, strict=True):
        stretch = (ems - width(label, style, 1)) / max(1, len(label) - 1) * size
        lines.append(Line(left, y, label, style, size, stretch, box.colour))
        lines.append(Line(left + ems * size, y, "：", style, size, 0, box.colour))
        space = spaced_name(value) * size if value == holder else 0
        for part in parts:
            lines.append(Line(left + (ems + 1) * size, y, part, box.style, size, space, box.colour))
            y -= box.leading * size
        y -= box.gap * size
    return Placed(tuple(lines), size, fits)


def _fit_fields(
    values: Sequence[str], hang: float, box: Box, whole: frozenset[str]
) -> tuple[float, list[tuple[str, ...]], bool]:
    """Return the largest size at which all values fit, their lines, and whether any size does."""
    broken: list[tuple[str, ...]] = []
    for size in steps(box.size, box.minimum):
        ems = box.w * MM / size - hang
        broken = [break_lines(value, box.style, ems, whole=whole) or ("",) for value in values]
        tall = size * (1 + box.leading * (sum(map(len, broken)) - 1) + box.gap * (len(values) - 1))
        if tall <= box.h * MM:
            return size, broken, True
    return box.minimum, broken, False


def _baselines(box: Box, page: float, fitted: Fitted) -> list[float]:
    """Return the height of each line's baseline from the foot of the page."""
    step = box.leading * fitted.size
    spare = max(0, box.h * MM - fitted.size - step * (fitted.count - 1))
    top = (page - box.y) * MM - {"top": 0, "middle": spare / 2, "bottom": spare}[box.valign]
    return [top - ASCENT * fitted.size - step * line for line in range(fitted.count)]


def _left(box: Box, wide: float) -> float:
    """Return where a line of width `wide` begins."""
    return box.x * MM + {"left": 0, "center": (box.w * MM - wide) / 2, "right": box.w * MM - wide}[box.align]


def _justify(text: str, style: str, size: float, room: float) -> float:
    """Return the space between characters that makes a line as wide as its room."""
    gap = (room - width(text, style, size)) / max(1, len(text) - 1)
    return gap if gap <= _WIDEST_GAP * size else 0
