"""Writes tables as a workbook. The only file that knows XlsxWriter, which is imported when a file is written."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from awardsdesk.documents.files import Target, replacing
from awardsdesk.documents.fonts import clean
from awardsdesk.documents.table import Cell, TableData, TableRow

FONT = "宋体"
_OPTIONS = {  # user text is text: never a formula, a link or a number
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_MM_PER_CHARACTER = 1.9


def write_workbook(tables: Sequence[TableData], target: Target, *, long: bool = False) -> None:
    """Write tables as sheets of one .xlsx; the same tables give the same bytes. Of `long` ones no row is kept in memory."""
    from xlsxwriter import Workbook

    with replacing(target) as file:
        book = Workbook(file, _OPTIONS | ({"constant_memory": True} if long else {"in_memory": True}))
        book.set_properties({"title": clean(tables[0].title), "author": "", "company": "", "created": _EPOCH})
        names: set[str] = set()
        for table in tables:
            name = _sheet_name(table.name or table.title, names)
            _Sheet(book, book.add_worksheet(name), table).write()
        book.close()


class _Sheet:
    """One worksheet being written, row by row."""

    def __init__(self, book: Any, sheet: Any, table: TableData) -> None:
        self.book, self.sheet, self.table = book, sheet, table
        self.row, self.last = 0, len(table.columns) - 1
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        """Write everything, then say how it prints."""
        table = self.table
        for column, place in zip(table.columns, range(self.last + 1), strict=True):
            self.sheet.set_column(place, place, column.width / _MM_PER_CHARACTER)
        self._above()
        header = self.row
        for place, column in enumerate(table.columns):
            look = self._format(bold=True, border=1, align="center", text_wrap=True, bg_color="#F2F2F2")
            self.sheet.write_string(header, place, clean(column.title), look)
        self.row += 1
        for row in table.rows:
            self._row(row)
        self._below()
        self._print(header)

    def _above(self) -> None:
        """Write what stands above the table, each line merged over all columns."""
        table = self.table
        if table.attachment:
            self._line(table.attachment, 20, font_size=16, font_name="黑体")
        self._line(table.title, 36, bold=True, font_size=18, align="center", text_wrap=True)
        if table.subtitle:
            self._line(table.subtitle, 20, align="center")
        if not table.approved:
            self._line("未批准", 24, bold=True, font_size=14, align="center", font_color="#C00000")
        if table.left or table.right:
            self._line("　　".join(filter(None, (table.left, table.right))), 18)

    def _below(self) -> None:
        for note in self.table.notes:
            self._line(note, 18)
        if self.table.signatures:
            self._line("　　　　　　".join(self.table.signatures), 30)

    def _line(self, text: str, height: float, **look: Any) -> None:
        """Write one line over all columns."""
        form = self._format(**({"valign": "vcenter"} | look))
        self.sheet.set_row(self.row, height)
        if self.last:
            self.sheet.merge_range(self.row, 0, self.row, self.last, "", form)
        self.sheet.write_string(self.row, 0, clean(text), form)
        self.row += 1

    def _row(self, row: TableRow) -> None:
        """Write one row of the table."""
        for first, count, cell in row.spans():
            column = self.table.columns[first]
            look: dict[str, Any] = {"border": 1, "valign": "vcenter", "text_wrap": True, "bold": row.role != "row"}
            look["align"] = column.alignment if count == 1 else "left" if row.role == "group" else "center"
            write, form = self._writer(cell, column.kind)
            look = self._format(**look, **form)
            if count > 1:
                self.sheet.merge_range(self.row, first, self.row, first + count - 1, "", look)
            write(self.row, first, look)
        self.row += 1

    def _writer(self, cell: Cell, kind: str) -> tuple[Any, dict[str, str]]:
        """Return how to write a cell, and its number format."""

        def put(how: str, value: Any, row: int, place: int, look: Any) -> None:
            getattr(self.sheet, how)(row, place, value, look)

        match cell:
            case None:
                return lambda row, place, look: self.sheet.write_blank(row, place, None, look), {}
            case str():
                return partial(put, "write_string", clean(cell)), {"num_format": "@"} if kind == "code" else {}
            case dt.date():
                return partial(put, "write_datetime", cell), {"num_format": "yyyy-mm-dd"}
            case int() if kind == "money":
                return partial(put, "write_number", Decimal(cell) / 100), {"num_format": "#,##0.00"}
            case int():
                return partial(put, "write_number", cell), {"num_format": "0"}
            case Decimal():
                places = max(0, -int(cell.as_tuple().exponent))
                return partial(put, "write_number", cell), {"num_format": f"0.{'0' * places}" if places else "0"}

    def _print(self, header: int) -> None:
        """Say how the sheet scrolls and prints."""
        sheet, table = self.sheet, self.table
        sheet.freeze_panes(header + 1, 0)
        sheet.set_paper(9)  # A4
        if table.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(header)
        sheet.print_area(0, 0, self.row - 1, self.last)
        sheet.center_horizontally()
        sheet.set_margins(left=0.7, right=0.6, top=0.7, bottom=0.8)
        profile = table.profile.replace("&", "&&")
        sheet.set_footer(f"&L&9{profile}&C&9" + "第 {} 页　共 {} 页".format("&P", "&N"))

    def _format(self, **look: Any) -> Any:
        """Return the format of a look, made once a workbook."""
        look = {"font_name": FONT, "font_size": 10.5} | look
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]


def _sheet_name(wanted: str, used: set[str]) -> str:
    """Return a name that Excel takes for a sheet: 31 characters, no mark with a meaning in paths, not used yet."""
    stem = re.sub(r"[\[\]:*?/\\]", " ", clean(wanted)).strip(" '")[:28] or "Sheet"
    name, number = stem, 2
    while name.casefold() in used:
        name, number = f"{stem} {number}", number + 1
    used.add(name.casefold())
    return name
