"""Writes tables as a workbook. The only file that knows XlsxWriter, which is imported when a file is written."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from awardsdesk.documents.files import Target, replacing
from awardsdesk.documents.table import Cell, TableData, TableRow
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.printable import clean

FONT = "宋体"
_OPTIONS = {  # user text is text: never a formula, a link or a number
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_MM_PER_CHARACTER = 1.9


def write_workbook(
    tables: Sequence[TableData], target: Target, progress: Progress | None = None, *, long: bool = False
) -> None:
    """Write tables as sheets of one .xlsx; the same tables give the same bytes. Of `long` ones no row is kept in memory."""
    with replacing(target) as file, TemporaryDirectory() as folder:
        book = _book(file, {"constant_memory": True, "tmpdir": folder} if long else {"in_memory": True})
        book.set_properties({"title": clean(tables[0].title), "author": "", "company": "", "created": _EPOCH})
        if long:
            from awardsdesk.documents.long_sheet import LongSheet

            book.worksheet_class = LongSheet
        names: set[str] = set()
        try:
            for table in tables:
                name = _sheet_name(table.name or table.title, names)
                _Sheet(book, book.add_worksheet(name), table).write(progress)
            book.close()
        finally:
            if long:  # a workbook that was given up leaves the files of its rows open
                for sheet in book.worksheets():
                    sheet.row_data_fh.close()


def _book(file: BinaryIO, options: dict[str, Any]) -> Any:
    from xlsxwriter import Workbook

    return Workbook(file, _OPTIONS | options)


class _Sheet:
    """One worksheet being written, row by row."""

    def __init__(self, book: Any, sheet: Any, table: TableData) -> None:
        self.book, self.sheet, self.table = book, sheet, table
        self.row, self.last = 0, len(table.columns) - 1
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.looks: dict[tuple[int, bool, str, str], Any] = {}

    def write(self, progress: Progress | None) -> None:
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
        for row in progress.each(_("正在写出"), table.rows) if progress else table.rows:
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
        self.sheet.write_string(self.row, 0, _plain(clean(text)), form)
        self.row += 1

    def _row(self, row: TableRow) -> None:
        """Write one row of the table."""
        for first, count, cell in row.spans():
            kind = self.table.columns[first].kind
            key = first, count > 1, row.role, _number_format(cell, kind)
            look = self.looks.get(key) or self.looks.setdefault(key, self._look(*key))
            if count > 1:
                self.sheet.merge_range(self.row, first, self.row, first + count - 1, "", look)
            self._put(first, cell, kind, look)
        self.row += 1

    def _look(self, first: int, spread: bool, role: str, number_format: str) -> Any:
        """Return the format of a cell."""
        align = self.table.columns[first].alignment
        if spread:
            align = "left" if role == "group" else "center"
        form = {"num_format": number_format} if number_format else {}
        return self._format(border=1, valign="vcenter", text_wrap=True, bold=role != "row", align=align, **form)

    def _put(self, place: int, cell: Cell, kind: str, look: Any) -> None:
        match cell:
            case str():
                self.sheet.write_string(self.row, place, _plain(clean(cell)), look)
            case None:
                self.sheet.write_blank(self.row, place, None, look)
            case dt.date():
                self.sheet.write_datetime(self.row, place, cell, look)
            case int() if kind == "money":
                self.sheet.write_number(self.row, place, Decimal(cell) / 100, look)
            case _:
                self.sheet.write_number(self.row, place, cell, look)

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


def _plain(text: str) -> str:
    """Return a text as XlsxWriter takes it: one between these marks it would write as they stand, and Excel not open."""
    rich = text.startswith("<r>") and text.endswith("</r>")
    return f'<r><t xml:space="preserve">{escape(text)}</t></r>' if rich else text


def _number_format(cell: Cell, kind: str) -> str:
    """Return how a cell's value is shown; empty: as the program likes."""
    match cell:
        case str():
            return "@" if kind == "code" else ""
        case dt.date():
            return "yyyy-mm-dd"
        case int():
            return "#,##0.00" if kind == "money" else "0"
        case Decimal():
            places = max(0, -int(cell.as_tuple().exponent))
            return f"0.{'0' * places}" if places else "0"
        case None:
            return ""


def _sheet_name(wanted: str, used: set[str]) -> str:
    """Return a name that Excel takes for a sheet: 31 characters, no mark with a meaning in paths, not used yet."""
    stem = re.sub(r"[\[\]:*?/\\]", " ", clean(wanted)).strip(" '")[:28] or "Sheet"
    name, number = stem, 2
    while name.casefold() in used:
        name, number = f"{stem} {number}", number + 1
    used.add(name.casefold())
    return name
