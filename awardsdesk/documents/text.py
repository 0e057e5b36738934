"""Chinese lines: width, breaking without forbidden starts and ends (避头尾), balance, and fitting a box."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate

from awardsdesk.documents.fonts import advances

NOSTART = frozenset("，。、；：！？）》〉」』】〕］｝’”…—·％‰℃,.;:!?)]}%")
NOEND = frozenset("（《〈「『【〔［｛‘“([{$￥＄#")

# Latin and Greek letters, figures, and what stands above or below them: Al₂O₃, 10³, μm.
_WORD = re.compile(r"[0-9A-Za-z\u00b2\u00b3\u00b5\u00b9\u00c0-\u024f\u0370-\u03ff\u2070-\u209f]")
# Rounding may not push a line over the margin that exactly fills it.
_SLACK = 1e-6
_WIDOW = 4


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text to break: first line indented by `indent` em."""

    text: str
    style: str
    indent: float = 0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit a box at one size; `fits` is False when even the smallest size did not."""

    lines: tuple[tuple[str, ...], ...]
    """The lines of each paragraph."""
    size: float
    fits: bool

    @property
    def count(self) -> int:
        """Return the number of lines."""
        return sum(map(len, self.lines))


_OPENING, _CLOSING = frozenset("“《"), frozenset("”》")
"""One character of a quoted name is not left alone at the end or the beginning of a line."""


def width(text: str, style: str, size: float) -> float:
    """Return the width of `text` in points."""
    return size * sum(map(advances(style).__getitem__, text))


@lru_cache(maxsize=4096)
def break_lines(
    text: str, style: str, ems: float, indent: float = 0, whole: frozenset[str] = frozenset(), *, listed: bool = True
) -> tuple[str, ...]:
    """Break `text` into lines of at most `ems` em, the first shorter by `indent`; only spaces at a break are lost.

    `whole` names, those `listed` or any, are broken only where one is longer than a line.
    """
    inside = _inside_names(text, whole, listed=listed)
    ends = list(accumulate(map(advances(style).__getitem__, text)))
    lines: list[str] = []
    start, used, room = 0, 0.0, ems - indent
    while start < len(text) and ends[-1] - used > room + _SLACK:
        end = _allowed(text, start, bisect_right(ends, used + room + _SLACK), inside)
        lines.append(text[start:end].rstrip(" "))
        while end < len(text) and text[end] == " ":
            end += 1
        start, used, room = end, ends[end - 1], ems
    if start < len(text):
        lines.append(text[start:])
    return _without_orphan(text, tuple(lines), inside)


def balanced(text: str, style: str, ems: float) -> tuple[str, ...]:
    """Break a title into as few lines as `ems` allows, as equal as can be."""
    lines = break_lines(text, style, ems)
    low, high = ems / 2, ems
    while len(lines) > 1 and high - low > 0.25:
        middle = (low + high) / 2
        tried = break_lines(text, style, middle)
        if len(tried) > len(break_lines(text, style, ems)):
            low = middle
        else:
            high, lines = middle, tried
    return lines


def spaced_name(name: str) -> float:
    """Return the extra space, in em, that sets a name of two characters as wide as one of three."""
    return 1.0 if len(name) == 2 and not name.isascii() else 0.0


def fit(
    paragraphs: Sequence[Paragraph], box: tuple[float, float], sizes: Sequence[float], leading: float,
    *, lines: int = 0, balance: bool = False,
) -> Fitted:  # fmt: skip
    """Fit paragraphs into `box` (width, height in points): sizes first, within `lines` lines; then more lines; else not."""
    wide, high = box
    fitted = Fitted((), sizes[-1], False)
    for limit in (lines, 0) if lines else (0,):
        for place, size in enumerate(sizes):
            fitted = _at(paragraphs, wide, size, balance)
            if size * (1 + leading * (fitted.count - 1)) > high + _SLACK or (limit and fitted.count > limit):
                continue
            if fitted.fits:
                return fitted if balance else _without_widow(fitted, paragraphs, wide, sizes[place + 1 :])
    return replace(fitted, fits=False)


def _at(paragraphs: Sequence[Paragraph], wide: float, size: float, balance: bool = False) -> Fitted:
    """Break paragraphs at one size; `fits` says that no line is too wide."""
    ems = wide / size
    broken = tuple(
        balanced(p.text, p.style, ems) if balance else break_lines(p.text, p.style, ems, p.indent) for p in paragraphs
    )
    inside = all(_inside(part, p.style, ems) for part, p in zip(broken, paragraphs, strict=True))
    return Fitted(broken, size, inside)


def _without_widow(fitted: Fitted, paragraphs: Sequence[Paragraph], wide: float, sizes: Sequence[float]) -> Fitted:
    """Take a size up to a tenth smaller when that saves a last line of a few characters."""
    if any(len(part) > 1 and len(part[-1]) <= _WIDOW for part in fitted.lines):
        for size in sizes:
            tried = _at(paragraphs, wide, size)
            if size >= fitted.size * 0.9 and tried.count < fitted.count:
                return tried
    return fitted


@cache
def steps(wanted: float, minimum: float) -> tuple[float, ...]:
    """Return the sizes to try, by half points from the wanted one down to the minimum."""
    return (*(wanted - k / 2 for k in range(int((wanted - minimum) * 2))), minimum)


def _inside(lines: Sequence[str], style: str, ems: float) -> bool:
    """Tell whether no line is wider than `ems`; only a box narrower than a character makes one."""
    return ems > 2 or all(width(line, style, 1) <= ems + _SLACK for line in lines)


def _inside_names(text: str, names: frozenset[str], *, listed: bool) -> frozenset[int]:
    """Return the places within names, of those `listed` with 、 only."""
    if not names:
        return frozenset()
    longest = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    found = re.finditer(rf"(?<![^、])(?:{longest})(?![^、等])" if listed else longest, text)
    return frozenset(place for name in found for place in range(name.start() + 1, name.end()))


def _allowed(text: str, start: int, end: int, inside: frozenset[int]) -> int:
    """Return the last place up to `end` where a line from `start` may end: first whole words, then split words."""
    for splits_words in (False, True):
        for place in range(end, start, -1):
            if (splits_words or place not in inside) and _may_break(text, place, splits_words):
                return place
    return max(end, start + 1)


def _may_break(text: str, place: int, splits_words: bool) -> bool:
    if place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if after in NOSTART or before in NOEND:
        return False
    if splits_words:
        return True
    lone = text[place - 2 : place - 1] in _OPENING or text[place + 1 : place + 2] in _CLOSING
    return not lone and not (_WORD.match(before) and _WORD.match(after))


def _without_orphan(text: str, lines: tuple[str, ...], inside: frozenset[int]) -> tuple[str, ...]:
    """Move characters down when the last line would hold a single one, or one and its punctuation."""
    if len(lines) < 2 or len(lines[-1].rstrip("".join(NOSTART))) > 1 or len(lines[-1]) > 3:
        return lines
    both = lines[-2] + lines[-1]
    if not text.endswith(both):  # a space was lost between them
        return lines
    before = len(text) - len(both)
    for place in range(len(lines[-2]) - 1, len(lines[-2]) // 2, -1):
        if before + place not in inside and _may_break(both, place, False):
            return (*lines[:-2], both[:place], both[place:])
    return lines
