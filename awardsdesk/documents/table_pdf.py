"""Draws a table on A4: header on each page, page x of y; only a row taller than a page goes on to the next.

Cell text is broken before pages are filled.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import stop_on_errors
from awardsdesk.documents.pdf import MM, Ink, Line, Paper, paper
from awardsdesk.documents.table import TableColumn, TableData, TableRow, check_table, column_widths, shown
from awardsdesk.documents.text import balanced, break_lines, width
from awardsdesk.i18n import _
from awardsdesk.progress import Progress

SIZE, LEADING, PAD = 10.5, 14.0, 3.0
ASCENT = 0.88
TITLE, TITLE_LEADING = 20.0, 30.0

LEAST = 5 * LEADING
"""Of a row taller than a page that is begun or ended on one."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""Not torn at the end of a line."""
_STYLES = {"row": "song", "group": "hei", "subtotal": "song-bold", "total": "song-bold", "header": "hei"}


@dataclass(frozen=True, slots=True)
class _Page:
    """The sheet of paper: its size and the text area, in points from the bottom left."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell ready to draw: its place in the row, its lines and how they stand."""

    x: float
    width: float
    lines: tuple[str, ...]
    style: str
    align: str


@dataclass(frozen=True, slots=True)
class _Strip:
    """A row ready to draw."""

    cells: tuple[_Box, ...]
    height: float


def draw_table(table: TableData, target: Target, progress: Progress | None = None) -> None:
    """Draw one table as a PDF."""
    draw_tables([table], target, progress)


def draw_tables(tables: Sequence[TableData], target: Target, progress: Progress | None = None) -> None:
    """Draw tables one after another, each from a new page, in one PDF."""
    progress = progress or Progress()
    for table in tables:
        stop_on_errors(check_table(table, progress))
    first = _page(tables[0].landscape)
    with paper(target, tables[0].title, (first.width, first.height)) as sheet:
        for table in tables:
            _draw(sheet, table, progress)


def _draw(sheet: Paper, table: TableData, progress: Progress) -> None:
    """Fill and draw the pages of one table."""
    page = _page(table.landscape)
    sheet.size(page.width, page.height)
    widths = column_widths(table, page.right - page.left, SIZE, PAD)
    header, strips = _header(table, widths), _strips(table, widths, progress)
    pages = _paginate(table, page, header, strips)
    progress.start(_("生成表格"), len(pages))
    for number, rows in enumerate(pages, 1):
        lines: list[Line] = []
        grid = Ink()
        grid.pen("#333333", 0.6)
        if not table.approved:
            sheet.unapproved()
        y = page.top
        if number == 1:
            above, used = _above(table, page)
            lines += above
            y -= used
        grid.polyline([(page.left, y), (page.right, y)])
        for strip in (header, *rows):
            _put(strip, page.left, y, lines, grid)
            y -= strip.height
        if number == len(pages):
            lines += _below(table, page, y)
        lines += _foot(table, page, number, len(pages))
        sheet.ink(grid)
        sheet.text(lines)
        sheet.end_page()
        progress.step()


def _paginate(table: TableData, page: _Page, header: _Strip, strips: Sequence[_Strip]) -> list[list[_Strip]]:
    """Deal the rows to pages: a heading stays with its first row, the last rows with the total and what is below it."""
    whole = page.top - page.bottom - header.height
    room = first = whole - _above(table, page)[1]
    kept, after = [0.0] * len(strips), _below_height(table)
    for place in range(len(strips) - 1, -1, -1):
        last = place == len(strips) - 1
        stays = last or table.rows[place].role == "group" or table.rows[place + 1].role == "total"
        kept[place] = after if stays else 0
        tall = strips[place].height > first
        after = LEAST if tall else strips[place].height + kept[place]
    pages: list[list[_Strip]] = [[]]
    for place, strip in enumerate(strips):
        if strip.height > first:
            if room < LEAST:
                pages.append([])
                room = whole
            *pieces, strip = _cut(strip, room, whole, kept[place])  # noqa: PLW2901 - what is left of it
            for piece in pieces:
                pages[-1].append(piece)
                pages.append([])
                room = whole
        elif strip.height + kept[place] > room and pages[-1]:
            pages.append([])
            room = whole
        pages[-1].append(strip)
        room -= strip.height
    return pages


def _cut(strip: _Strip, room: float, whole: float, kept: float) -> list[_Strip]:
    """Cut a row taller than a page into what fits into `room`, into `whole` pages, and with what is `kept` below it."""
    pieces = []
    while strip.height + kept > room and strip.height > 2 * LEAST:
        piece, strip = _parted(strip, int((min(room, strip.height - LEAST) - 2 * PAD) // LEADING))
        pieces.append(piece)
        room = whole
    return [*pieces, strip]


def _parted(strip: _Strip, count: int) -> tuple[_Strip, _Strip]:
    """Part a row after so many lines; what stood in one line stands again in the second part, which says 续 first."""
    above = tuple(replace(box, lines=box.lines[:count]) for box in strip.cells)
    left = max(len(box.lines) for box in strip.cells) - count
    below = []
    for box in strip.cells:
        lines = box.lines[count:] or (box.lines if len(box.lines) == 1 else ())
        if len(box.lines) > count:  # goes on from the top of the page
            lines += ("",) * (left - len(lines))
        below.append(replace(box, lines=lines))
    below[0] = replace(below[0], lines=(*strip.cells[0].lines[:1], "续"))
    return _Strip(above, count * LEADING + 2 * PAD), _Strip(tuple(below), left * LEADING + 2 * PAD)


def _page(landscape: bool) -> _Page:
    """Return A4 with the margins of the office: more on the side that is bound."""
    wide, high = 210 * MM, 297 * MM
    if landscape:
        return _Page(high, wide, 20 * MM, high - 20 * MM, wide - 24 * MM, 20 * MM)
    return _Page(wide, high, 25 * MM, wide - 20 * MM, high - 25 * MM, 22 * MM)


def _header(table: TableData, widths: Sequence[float]) -> _Strip:
    row = TableRow(tuple(column.title for column in table.columns), "header")
    return _strip(row, table.columns, widths)


def _strips(table: TableData, widths: Sequence[float], progress: Progress) -> list[_Strip]:
    return [_strip(row, table.columns, widths) for row in progress.each(_("排版"), table.rows)]


def _strip(row: TableRow, columns: Sequence[TableColumn], widths: Sequence[float]) -> _Strip:
    """Break a row's text into the lines of its cells."""
    style = _STYLES[row.role]
    boxes = []
    for first, count, cell in row.spans():
        column = columns[first]
        wide = sum(widths[first : first + count])
        text = shown(cell, column.kind)
        align = column.alignment
        if row.role == "header" or (count > 1 and row.role != "group"):
            align = "center"
        elif row.role == "group":
            align = "left"
        lines = _listed(text, style, wide) if column.kind == "names" else _wrapped(text, style, wide)
        boxes.append(_Box(sum(widths[:first]), wide, lines, style, align))
    tallest = max((len(box.lines) for box in boxes), default=1)
    return _Strip(tuple(boxes), max(1, tallest) * LEADING + 2 * PAD)


def _wrapped(text: str, style: str, wide: float) -> tuple[str, ...]:
    """Break a cell's text; its own line breaks stay."""
    ems = (wide - 2 * PAD) / SIZE
    if "\n" not in text and (len(text) <= ems or width(text, style, 1) <= ems):  # no character is wider than 1 em
        return (text,) if text else ()
    return tuple(
        line
        for part in text.split("\n")
        for line in break_lines(part, style, ems, whole=frozenset(_DAY.findall(part)), listed=False)
    )


def _listed(text: str, style: str, wide: float) -> tuple[str, ...]:
    """Break a list of names after 、 only, so that no name is torn apart; one longer than a line first after its ·."""
    room = wide - 2 * PAD
    names = (part for line in _after(text, "、", style, room) for part in _after(line, "·", style, room))
    return tuple(line for name in names for line in _wrapped(name, style, wide))


def _after(text: str, mark: str, style: str, room: float) -> list[str]:
    """Break a text that has no room in one line, after marks only."""
    if width(text, style, SIZE) <= room:
        return [text]
    lines = [""]
    for part in text.replace(mark, f"{mark}\n").split("\n"):
        if lines[-1] and width(lines[-1] + part, style, SIZE) > room:
            lines.append("")
        lines[-1] += part
    return lines


def _put(strip: _Strip, left: float, top: float, lines: list[Line], grid: Ink) -> None:
    """Add a row's text and its grid."""
    foot, last = top - strip.height, strip.cells[-1]
    right = left + last.x + last.width
    grid.polyline([(left, foot), (right, foot), (right, top)])
    for box in strip.cells:
        x = left + box.x
        grid.polyline([(x, foot), (x, top)])
        y = top - (strip.height - len(box.lines) * LEADING) / 2 - (LEADING - SIZE) / 2 - ASCENT * SIZE
        for text in box.lines:
            if text:
                lines.append(Line(_start(box, text, x), y, text, box.style, SIZE))
            y -= LEADING


def _start(box: _Box, text: str, x: float) -> float:
    """Return where a line of a cell begins."""
    if box.align == "left":
        return x + PAD
    spare = box.width - width(text, box.style, SIZE)
    return x + (spare / 2 if box.align == "center" else spare - PAD)


def _above(table: TableData, page: _Page) -> tuple[list[Line], float]:
    """Return what stands above the table, and its height."""
    wide = page.right - page.left
    lines: list[Line] = []
    y = page.top
    if table.attachment:
        lines.append(Line(page.left, y - 16 * ASCENT, table.attachment, "hei", 16))
        y -= 2 * 28
    for text in balanced(table.title, "song-bold", wide / TITLE):
        lines.append(_centred(text, y - TITLE * ASCENT, "song-bold", TITLE, page))
        y -= TITLE_LEADING
    if table.subtitle:
        lines.append(_centred(table.subtitle, y - 12 * ASCENT, "kai", 12, page))
        y -= 22
    if table.left or table.right:
        right = page.right - width(table.right, "song", SIZE)
        lines.append(Line(page.left, y - SIZE * ASCENT, table.left, "song", SIZE))
        lines.append(Line(right, y - SIZE * ASCENT, table.right, "song", SIZE))
        y -= LEADING + 3
    return lines, page.top - y + 4


def _below(table: TableData, page: _Page, y: float) -> list[Line]:
    """Return notes and signature lines below the table."""
    lines: list[Line] = []
    y -= 6
    for note in _notes(table, page):
        y -= LEADING + 2
        lines.append(Line(page.left, y, note, "song", SIZE))
    if table.signatures:
        y -= LEADING + 12
        step = (page.right - page.left) / len(table.signatures)
        for place, text in enumerate(table.signatures):
            lines.append(Line(page.left + place * step, y, text, "song", SIZE))
    return lines


def _notes(table: TableData, page: _Page) -> list[str]:
    ems = (page.right - page.left) / SIZE
    return [line for note in table.notes for line in break_lines(note, "song", ems)]


def _below_height(table: TableData) -> float:
    notes = len(_notes(table, _page(table.landscape)))
    return 6 + notes * (LEADING + 2) + (LEADING + 14 if table.signatures else 0)


def _foot(table: TableData, page: _Page, number: int, count: int) -> list[Line]:
    """Return the foot of a page: who may read it, and page x of y."""
    y = page.bottom - 24
    pages = _centred(f"第 {number} 页　共 {count} 页", y, "song", 9, page)
    if not table.profile:
        return [pages]
    return [pages, Line(page.left, y, table.profile, "hei", 9)]


def _centred(text: str, y: float, style: str, size: float, page: _Page) -> Line:
    """Return a line in the middle of the text area."""
    return Line((page.left + page.right - width(text, style, size)) / 2, y, text, style, size)
