"""What a certificate has no room for: it names the first ones, and sheets like it bear the whole, in order.

How it is shortened and set is part of certificates that were issued: they reprint alike for ever.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil

from msgspec import structs

from awardsdesk.documents.layouts import Box, Layout
from awardsdesk.documents.pdf import MM, Line
from awardsdesk.documents.placing import ASCENT, Placed, place_fields, place_paragraphs, place_text
from awardsdesk.documents.text import break_lines, spaced_name, steps, width

STYLE, SIZE, PITCH = "kai", 12.0, 17.0
"""Of the lists on a sheet: never smaller, the sheets become more."""
HEADING, TITLE, RULE, LISTS = 23, 35.5, 51, 51.5
"""Where the heading, the title, the flourish and the lists stand, in mm from the top."""
COLUMNS = (6, 5, 4, 3, 2, 1)
MOST = 0.9
"""Of the names that a column must hold; the longer ones stretch over the next."""
GAP = 1.0
"""Between columns, in em."""
WAYS = ((False, (4, 3, 2)), (True, (4, 3, 2)), (True, (1,)))
"""Whether a text, too, is shortened, not only names: a title stays whole while it can; and to how many lines, at each size."""


@dataclass(frozen=True, slots=True)
class Names:
    """Units or persons in order, as a text joins them by 、."""

    label: str
    names: tuple[str, ...]
    counted: str
    """e.g. 人 or 个单位."""

    @property
    def joined(self) -> str:
        """Return all as they stand in a text."""
        return "、".join(self.names)

    def first(self, count: int) -> str:
        """Return the first ones, and how many there are in all."""
        head = f"{'、'.join(self.names[:count])}等" if count else "共"
        return f"{head} {len(self.names)} {self.counted}（名单见附页）"


@dataclass(frozen=True, slots=True)
class Section:
    """What the sheets bear whole: one field of a certificate."""

    label: str
    content: Names | str


@dataclass(frozen=True, slots=True)
class _Row:
    """Text that stays together on a sheet: x from the left in points, y in lines downward."""

    lines: tuple[Line, ...]
    height: float = 1


def fit_fields(
    fields: Sequence[tuple[str, str]],
    names: Sequence[Names],
    box: Box,
    page: float,
    holder: str,
    whole: frozenset[str],
) -> tuple[Placed, list[Section]]:
    """Place fields that do not all fit: what is long is shortened; and say what the sheets bear."""
    hang = max(width(label, box.label_style or box.style, 1) for label, _value in fields) + 1
    for cut, limits in WAYS:
        for size, lines in product(steps(box.size, box.minimum), limits):
            fits = _within(lines, box.style, box.w * MM / size - hang, whole)
            short = [_shortened(label, value, names, fits, cut=cut) for label, value in fields]
            shown = [(label, text) for (label, _value), (text, _sections) in zip(fields, short, strict=True)]
            placed = place_fields(shown, structs.replace(box, size=size, minimum=size), page, holder, whole)
            if placed.fits:
                return placed, [section for _text, sections in short for section in sections]
    return place_fields(fields, box, page, holder, whole), []


def fit_body(label: str, text: str, names: Sequence[Names], box: Box, page: float) -> tuple[Placed, list[Section]]:
    """Place running text that does not fit, shortened; and say what the sheets bear."""
    short, sections = _shortened(label, text, names, lambda tried: place_paragraphs(tried, box, page).fits, cut=True)
    return place_paragraphs(short, box, page), sections


def sheets(sections: Sequence[Section], heading: str, title: str, design: Layout) -> list[tuple[Line, ...]]:
    """Return what stands on each sheet, but for the number, the organ and the date: those stand as on the certificate."""
    box, head, high = design.fields or design.body, design.heading[-1], design.page[1]
    top = structs.replace(head, y=HEADING, h=12, size=22, minimum=11, space=0.1)
    below = Box(x=box.x, y=TITLE, w=box.w, h=11, style=STYLE, size=SIZE, minimum=SIZE, align="center", leading=1.4)
    fits = _within(2, STYLE, box.w * MM / SIZE)
    told = title if fits(title) else _longest([title[:count] + "……" for count in range(len(title))], fits)
    common = [*place_text(heading, top, high).lines, *place_text(told, below, high).lines]
    room = (min(design.stamp.y, design.organ.y, design.number.y) - 2 - LISTS) * MM / PITCH
    first = (high - LISTS) * MM - ASCENT * SIZE
    pages = _pages(sections, box.w * MM, room)
    return [
        (*common, *_set(rows, box.x * MM, first), _foot(number, len(pages), design))
        for number, rows in enumerate(pages, 1)
    ]


def sheet_of(design: Layout) -> Layout:
    """Return the design of the sheets of a certificate: its frame, without what would stand behind small type."""
    rule = design.rule and structs.replace(design.rule, y=RULE, w=(design.fields or design.body).w)
    return structs.replace(design, frame=structs.replace(design.frame, underprint=""), rule=rule)


def _shortened(
    label: str, text: str, names: Sequence[Names], fits: Callable[[str], bool], *, cut: bool
) -> tuple[str, list[Section]]:
    """Return what fits of a text: of names in it the first ones, else, where it may be `cut`, its beginning; and the whole."""
    sections: list[Section] = []
    for each in names:
        if not fits(text) and len(each.names) > 1 and each.joined in text:
            sections.append(Section(label if text == each.joined else each.label, each))
            before, _joined, after = text.partition(each.joined)
            text = _longest([before + each.first(count) + after for count in range(len(each.names))], fits)
    if fits(text) or not cut:
        return text, sections
    short = _longest([text[:count] + "……（全文见附页）" for count in range(len(text))], fits)
    return short, [*sections, Section(label, text)]


def _longest(tried: Sequence[str], fits: Callable[[str], bool]) -> str:
    """Return the last that fits of texts that become longer, or the first."""
    low, high = 0, len(tried) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(tried[middle]) else (low, middle - 1)
    return tried[low]


def _within(lines: int, style: str, ems: float, whole: frozenset[str] = frozenset()) -> Callable[[str], bool]:
    return lambda text: len(break_lines(text, style, ems, whole=whole)) <= lines


def _pages(sections: Sequence[Section], wide: float, room: float) -> list[list[_Row]]:
    """Deal sections to sheets; a heading stays with what follows, and stands again where its section goes on."""
    pages: list[list[_Row]] = [[]]
    used = 0.0
    for section in sections:
        ahead = [_heading(section)]
        for row in _rows(section, wide, room):
            if used + sum(each.height for each in (*ahead, row)) > room:
                pages.append([])
                used, ahead = 0.0, ahead or [_heading(section, again=True)]
            pages[-1] += (*ahead, row)
            used += sum(each.height for each in (*ahead, row))
            ahead = []
    return pages


def _heading(section: Section, *, again: bool = False) -> _Row:
    told, whole = "（续）" if again else "", section.content
    if isinstance(whole, Names) and not again:
        told = f"（共 {len(whole.names)} {whole.counted}）"
    return _Row((Line(0, 0.5, section.label + told, "song-bold", SIZE),), 1.7)


def _rows(section: Section, wide: float, room: float) -> Iterator[_Row]:
    """Yield the rows of a section, none of them higher than a sheet."""
    if isinstance(section.content, str):
        for part in section.content.split("\n"):
            for place, text in enumerate(break_lines(part, STYLE, wide / SIZE, 2)):
                yield _Row((Line(0 if place else 2 * SIZE, 0, text, STYLE, SIZE),))
        return
    for row in _grid(section.content.names, wide / SIZE):
        if row.height + 2 <= room:
            yield row
        else:  # longer than any name
            yield from (_Row((line._replace(y=0),)) for line in row.lines)


def _grid(names: Sequence[str], ems: float) -> Iterator[_Row]:
    """Yield numbered names in columns, from left to right."""
    hang = width(f"{len(names)}.", STYLE, 1) + 0.5
    needs = [hang + width(name, STYLE, 1) + spaced_name(name) + GAP for name in names]
    columns = next(
        each for each in COLUMNS if sum(need <= ems / each for need in needs) >= MOST * len(names) or each == 1
    )
    cell, used, height = ems / columns, 0, 1
    row: list[Line] = []
    for number, (name, need) in enumerate(zip(names, needs, strict=True), 1):
        span = min(columns, ceil(need / cell))
        if used + span > columns:
            yield _Row(tuple(row), height)
            row, used, height = [], 0, 1
        start = (used * cell + hang) * SIZE
        row.append(Line(start - width(f"{number}.", STYLE, SIZE) - 0.5 * SIZE, 0, f"{number}.", STYLE, SIZE))
        for place, part in enumerate(break_lines(name, STYLE, span * cell - hang)):
            row.append(Line(start, place, part, STYLE, SIZE, spaced_name(name) * SIZE))
            height = place + 1
        used += span
    yield _Row(tuple(row), height)


def _set(rows: Sequence[_Row], left: float, first: float) -> Iterator[Line]:
    """Yield the lines of a sheet's rows in their places; the first baseline is at `first`."""
    used = 0.0
    for row in rows:
        for line in row.lines:
            yield line._replace(x=left + line.x, y=first - (used + line.y) * PITCH)
        used += row.height


def _foot(number: int, count: int, design: Layout) -> Line:
    text, (wide, _high) = f"附页　第 {number} 页　共 {count} 页", design.page
    inset = design.frame.margin + design.frame.width + 8
    return Line((wide * MM - width(text, "song", 10.5)) / 2, inset * MM, text, "song", 10.5)
