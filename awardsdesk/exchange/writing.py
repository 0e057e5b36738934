"""Writes the workbooks that go back and forth between offices; the only file that knows openpyxl."""

import io
import re
import warnings
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from awardsdesk.errors import UserError, reason
from awardsdesk.exchange.cells import OLD_BREAKS, UNSEEN
from awardsdesk.exchange.sheetxml import column_letters
from awardsdesk.i18n import _
from awardsdesk.rules.forms import CELL

Book = Any
"""A workbook of openpyxl, which ships no types."""
Sheet = Any
FONT = "宋体"
ERROR, WARNING, NEEDED, HEAD = "FFC7CE", "FFEB9C", "FCE4D6", "F2F2F2"
TEXT, GENERAL = "@", "General"
LIST_LIMIT = 255
"""Excel takes no longer list of choices in a cell's validation."""
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""How a workbook begins to write a sign by its number."""
NOTE_WIDTH, NOTE_LINE = 320, 20
"""Pixels."""


def new_book(*, streaming: bool = False) -> Book:
    """Return an empty workbook without sheets; a streaming one keeps only the row in hand."""
    from openpyxl import Workbook

    book = Workbook(write_only=streaming)
    if not streaming:
        book.remove(book.active)
    return book


@contextmanager
def streaming() -> Iterator[Book]:
    """Give a workbook of which only the row in hand is kept; one that is given up leaves no file of its rows behind."""
    book = new_book(streaming=True)
    try:
        yield book
    finally:
        for sheet in book.worksheets:
            if sheet._writer is not None and not sheet.closed:  # noqa: SLF001 - openpyxl closes only what it saves
                sheet.close()
                sheet._writer.cleanup()  # noqa: SLF001


def open_copy(data: bytes) -> Book:
    """Open a checked workbook to be written on; values stand in place of formulas, which nobody has looked at."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():  # what it cannot keep is decoration
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), data_only=True, keep_links=False)


def sheet_name(book: Book, wanted: str) -> str:
    """Return a name that Excel takes for a new sheet of a book."""
    stem = re.sub(r"[\[\]:*?/\\]", " ", UNSEEN.sub("", wanted)).strip(" '")[:28] or "Sheet"
    used = {name.casefold() for name in book.sheetnames}
    return next(
        name
        for number in range(1, len(used) + 2)
        for name in [stem if number == 1 else f"{stem} {number}"]
        if name.casefold() not in used
    )


def put(sheet: Sheet, row: int, column: int, value: object, fill: str = "", *, bold: bool = False) -> None:
    """Write a value into a cell (from 1); text stays text whatever it begins with."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = sheet.cell(row, column)
    cell.value = _text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", TEXT
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.font = Font(name=FONT, size=10.5, bold=bold)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)


def put_row(sheet: Sheet, row: int, values: Iterable[object], fill: str = "", *, bold: bool = False) -> None:
    """Write values side by side."""
    for column, value in enumerate(values, 1):
        put(sheet, row, column, value, fill, bold=bold)


def append(
    sheet: Sheet, values: Iterable[str], marks: Mapping[int, tuple[str, str]], confined: Container[int] = ()
) -> None:
    """Write the next row as text; `marks` gives cells (columns from 1) a colour and a note; what is blank is no cell.

    The text of `confined` columns does not run over into blank neighbours.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, PatternFill

    row: list[Any] = []
    for column, value in enumerate(values, 1):
        if not value and column not in marks:
            row.append(None)
            continue
        cell = WriteOnlyCell(sheet, _text(value))
        cell.data_type, cell.number_format = "s", TEXT
        if column in marks:
            fill, note = marks[column]
            cell.fill = PatternFill("solid", fgColor=fill)
            _note(cell, note)
        if column in confined:
            cell.alignment = Alignment(horizontal="fill")
        row.append(cell)
    sheet.append(row)


def fits(text: str) -> bool:
    """Tell whether a cell of Excel holds a text whole."""
    return 2 * len(text) <= CELL or len(text.encode("utf-16-le")) <= 2 * CELL


def _text(value: str) -> str:
    """Return a text as Excel holds it: no controls, and what looks like its sign for one is only text."""
    text = OLD_BREAKS.sub("\n", UNSEEN.sub("", value))
    if not fits(text):
        text = text.encode("utf-16-le")[: 2 * CELL].decode("utf-16-le", "ignore")
    return ESCAPED.sub("_x005F_", text)


def tint(sheet: Sheet, row: int, column: int, fill: str, note: str) -> None:
    """Colour a cell that is there and give it a note; of merged cells the first one holds both."""
    from openpyxl.styles import PatternFill

    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            row, column = merged.min_row, merged.min_col
    cell = sheet.cell(row, column)
    cell.fill = PatternFill("solid", fgColor=fill)
    _note(cell, note)


def _note(cell: Any, text: str) -> None:
    from openpyxl.comments import Comment

    if not text:
        return
    if cell.comment is not None:
        text = f"{text}\n{cell.comment.text}"
    lines = sum(1 + len(line) // 20 for line in text.splitlines())
    cell.comment = Comment(text, "awardsdesk", height=NOTE_LINE * (lines + 1), width=NOTE_WIDTH)


def widths(sheet: Sheet, characters: Sequence[float], formats: Sequence[str] = ()) -> None:
    """Set the columns' widths, and the format of cells not yet filled."""
    for place, width in enumerate(characters, 1):
        column = sheet.column_dimensions[column_letters(place)]
        column.width = width
        if formats:
            column.number_format = formats[place - 1]


def offer(sheet: Sheet, column: int, first: int, last: int, choices: Sequence[str]) -> None:
    """Let Excel offer the words of a list in the cells of a column, where its kind of list can hold them."""
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(choices)
    if not choices or len(words) > LIST_LIMIT - 2 or '"' in words or len(words.split(",")) > len(choices):
        return
    rule = DataValidation("list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle = _("请从列表中选择")
    rule.error = "、".join(choices)[:LIST_LIMIT]
    sheet.add_data_validation(rule)
    rule.add(f"{column_letters(column)}{first}:{column_letters(column)}{last}")


def save(book: Book, out: Path) -> None:
    """Write a workbook whole or not at all."""
    part = out.with_name(f"{out.name}.part")
    try:
        book.save(part)
        part.replace(out)
    except PermissionError as error:
        raise UserError(
            _("无法写入“{}”：没有权限，或文件正被其他程序打开。请核对权限，或关闭它后重试。").format(out.name)
        ) from error
    except OSError as error:
        raise UserError(_("无法写入“{}”：{}。").format(out, reason(error))) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
