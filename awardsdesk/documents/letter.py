"""Letters of an office on A4, set as GB/T 9704 sets documents: 22 lines of 28 characters, the seal's place kept clear."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding, glyph_findings, stop_on_errors
from awardsdesk.documents.pdf import MM, Line, paper
from awardsdesk.documents.text import balanced, break_lines, width
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.printable import clean

WIDE, HIGH = 210 * MM, 297 * MM
LEFT, RIGHT, TOP = 28 * MM, 26 * MM, HIGH - 37 * MM
SIZE, PITCH, TITLE = 16.0, 225 * MM / 22, 22.0
ROWS = 22
BODY, HEAD = "song", "song-bold"
INSET = 4 * SIZE
"""The date ends four characters from the right."""
FOOT, FOOT_Y = 14.0, TOP - 225 * MM - 7 * MM - 14
"""Size and place of a page's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything one letter says; a paragraph is indented by two characters."""

    record: str
    """How findings call it."""
    title: str
    number: str = ""
    to: str
    paragraphs: tuple[str, ...]
    organ: str
    date_text: str
    names: tuple[frozenset[str], ...] = ()
    """Of each paragraph, those that are not torn at the end of a line."""
    layout: int = 2
    """1, of letters sent by the first versions, numbers no pages, and its organ ends where the date does."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the grid: its text, where it starts, how it looks; empty text leaves the line free."""

    text: str = ""
    x: float = LEFT
    style: str = BODY
    size: float = SIZE


def check(letters: Iterable[Letter]) -> list[Finding]:
    """Return what is empty or cannot be printed."""
    findings = []
    for letter in letters:
        parts = (
            (_("标题"), letter.title, HEAD),
            (_("收件单位"), letter.to, BODY),
            (_("正文"), "\n".join(letter.paragraphs), BODY),
            (_("发文机关"), letter.organ, BODY),
            (_("日期"), letter.date_text, BODY),
        )
        for field, text, style in parts:
            if not text.strip():
                findings.append(Finding(letter.record, field, "error", _("没有内容。")))
            findings += glyph_findings(letter.record, field, clean(text).replace("\n", ""), style)
        findings += glyph_findings(letter.record, _("文号"), clean(letter.number), BODY)
    return findings


def draw(letters: Sequence[Letter], target: Target, progress: Progress | None = None, title: str = "") -> None:
    """Draw letters one after another, each from a new page, in one PDF."""
    progress = progress or Progress()
    progress.start(_("生成文书"), len(letters))
    stop_on_errors(check(letters))
    with paper(target, title or letters[0].title, (WIDE, HIGH)) as sheet:
        for letter in letters:
            pages = list(_pages(letter))
            for number, rows in enumerate(pages, 1):
                sheet.text(_placed(rows))
                if len(pages) > 1 and letter.layout > 1:
                    sheet.text([_page_number(number)])
                sheet.end_page()
            progress.step()


def _pages(letter: Letter) -> Iterator[list[_Row]]:
    """Deal a letter's lines to pages; organ and date never stand alone on one."""
    rows = [*_head(letter), *_body(letter)]
    close = [_Row(), _Row(), *_signed(letter)]
    while len(rows) + len(close) > ROWS:
        fill = min(ROWS, len(rows) - 2)
        yield rows[:fill]
        rows = rows[fill:]
    yield rows + close


def _head(letter: Letter) -> Iterator[_Row]:
    room = WIDE - LEFT - RIGHT
    for text in balanced(clean(letter.title), HEAD, room / TITLE):
        yield _Row(text, _middle(text, HEAD, TITLE), HEAD, TITLE)
    if letter.number:
        yield _Row(clean(letter.number), _middle(clean(letter.number), BODY, SIZE))
    yield _Row()
    for text in break_lines(clean(letter.to) + "：", BODY, room / SIZE):
        yield _Row(text)


def _body(letter: Letter) -> Iterator[_Row]:
    ems = (WIDE - LEFT - RIGHT) / SIZE
    none = repeat(frozenset[str]())
    for paragraph, whole in zip(letter.paragraphs, chain(letter.names, none), strict=False):
        for place, text in enumerate(break_lines(clean(paragraph), BODY, ems, 2, whole, listed=False)):
            yield _Row(text, LEFT + (2 * SIZE if place == 0 else 0))


def _signed(letter: Letter) -> Iterator[_Row]:
    """Set the organ over the middle of the date, that the seal covers both."""
    organ, day = clean(letter.organ), clean(letter.date_text)
    end, half = WIDE - RIGHT - INSET, width(day, BODY, SIZE) / 2
    for text in balanced(organ, BODY, (WIDE - LEFT - RIGHT) / SIZE) if letter.layout > 1 else (organ,):
        wide = width(text, BODY, SIZE)
        beyond = min(wide / 2 - half, INSET) if letter.layout > 1 else 0
        yield _Row(text, end + beyond - wide)
    yield _Row(day, end - 2 * half)


def _page_number(number: int) -> Line:
    """Return the number of a page, on the outer side."""
    text = f"— {number} —"
    return Line(WIDE - RIGHT - FOOT - width(text, BODY, FOOT) if number % 2 else LEFT + FOOT, FOOT_Y, text, BODY, FOOT)


def _middle(text: str, style: str, size: float) -> float:
    return LEFT + (WIDE - LEFT - RIGHT - width(text, style, size)) / 2


def _placed(rows: Sequence[_Row]) -> Iterator[Line]:
    for number, row in enumerate(rows):
        if row.text:
            yield Line(row.x, TOP - number * PITCH - row.size, row.text, row.style, row.size)
