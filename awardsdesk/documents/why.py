"""The why-sheet on paper: everything that led to one entry's place, on one page, for objections and audits."""

from collections.abc import Iterator, Sequence

from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding, glyph_findings, stop_on_errors
from awardsdesk.documents.pdf import MM, Ink, Line, paper
from awardsdesk.documents.text import break_lines, width
from awardsdesk.lists.why import Section, WhySheet

WIDE, HIGH = 297 * MM, 210 * MM
LEFT, TOP, FOOT, GUTTER = 16 * MM, HIGH - 14 * MM, 12 * MM, 8 * MM
COLUMN = (WIDE - 2 * LEFT - GUTTER) / 2
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""The largest at which the sheet is one page is taken."""
SHARES = {2: (0.62, 0.38), 3: (0.4, 0.3, 0.3), 4: (0.26, 0.30, 0.14, 0.30)}
"""How a step's columns share its width."""


def check(sheet: WhySheet) -> list[Finding]:
    """Return characters that no font draws."""
    texts = [sheet.name, sheet.verdict]
    texts += [cell for section in sheet.sections for row in section.rows for cell in row]
    return [finding for text in texts for finding in glyph_findings(sheet.key, sheet.name, text, "song")]


def draw(sheet: WhySheet, target: Target, title: str, *, approved: bool) -> None:
    """Write a why-sheet as PDF; `title` is the round's."""
    stop_on_errors(check(sheet))
    size = next((size for size in SIZES if _rest(sheet.sections, size)), SIZES[-1])
    with paper(target, f"{sheet.key} 得分推演单", (WIDE, HIGH)) as page:
        if not approved:
            page.unapproved()
        page.text(_head(sheet, title))
        for x, sections in zip((LEFT, LEFT + COLUMN + GUTTER), _columns(sheet.sections, size), strict=True):
            y = _top()
            for section in sections:
                ink = Ink()
                ink.pen("#B8B8B8", 0.4)
                lines, y = _block(section, x, y, size, ink)
                page.ink(ink)
                page.text(lines)
        page.end_page()


def _top() -> float:
    return TOP - 22 - 16 - 18


def _head(sheet: WhySheet, title: str) -> Iterator[Line]:
    heading = f"{title}　得分推演单"
    yield Line((WIDE - width(heading, "song-bold", 16)) / 2, TOP - 14, heading, "song-bold", 16)
    yield Line(LEFT, TOP - 36, f"{sheet.key}　{sheet.name}", "hei", 10)
    yield Line(LEFT, TOP - 51, sheet.verdict, "song-bold", 10)
    note = "内部资料　不得公开"
    yield Line(WIDE - LEFT - width(note, "hei", 8), TOP - 36, note, "hei", 8)


def _columns(sections: Sequence[Section], size: float) -> tuple[list[Section], list[Section]]:
    """Deal the steps to two columns, each to the shorter one, in order."""
    columns: tuple[list[Section], list[Section]] = ([], [])
    heights = [0.0, 0.0]
    for section in sections:
        place = 0 if heights[0] <= heights[1] else 1
        columns[place].append(section)
        heights[place] += _height(section, size)
    return columns


def _rest(sections: Sequence[Section], size: float) -> bool:
    """Tell whether both columns end above the foot of the page."""
    room = _top() - FOOT
    return all(sum(_height(section, size) for section in column) <= room for column in _columns(sections, size))


def _height(section: Section, size: float) -> float:
    return _block(section, 0, 0, size, Ink())[1] * -1


def _block(section: Section, x: float, y: float, size: float, ink: Ink) -> tuple[list[Line], float]:
    """Set one step below `y`: its heading, its column titles, its rows; return the lines and where it ends."""
    leading = size * 1.45
    lines = [Line(x, y - size * 1.15, section.title, "hei-bold", size + 0.5)]
    y -= size * 1.7
    ink.polyline([(x, y), (x + COLUMN, y)])
    for number, row in enumerate((section.columns, *section.rows)):
        style = "hei" if number == 0 else "song"
        cells = [
            (start, break_lines(text, style, (wide - 4) / size))
            for text, (start, wide) in zip(row, _cells(len(row)), strict=True)
        ]
        for start, broken in cells:
            for place, text in enumerate(broken):
                lines.append(Line(x + start + 2, y - size * 1.1 - place * leading, text, style, size))
        y -= max(1, *(len(broken) for _start, broken in cells)) * leading
        ink.polyline([(x, y), (x + COLUMN, y)])
    return lines, y - size * 0.7


def _cells(count: int) -> list[tuple[float, float]]:
    """Return where each of `count` columns begins and how wide it is, in points."""
    wides = [share * COLUMN for share in SHARES[count]]
    return [(sum(wides[:place]), wide) for place, wide in enumerate(wides)]
