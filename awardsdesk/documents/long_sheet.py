"""A worksheet of XlsxWriter for a hundred thousand rows: writes a cell of text in one piece, half as long as the library."""

import re
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellStringTuple, Worksheet

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""How a workbook begins to write a sign by its number."""


class LongSheet(Worksheet):  # type: ignore[misc]  # the library ships no types
    """Takes texts as `fonts.clean` leaves them, without controls, in cells that have a format."""

    def _write_cell(self, row: int, column: int, cell: Any) -> None:
        if cell.__class__ is not CellStringTuple or cell.string.startswith("<r>"):
            super()._write_cell(row, column, cell)
            return
        text = escape(cell.string)
        if "_x" in text:
            text = _ESCAPED.sub("_x005F_", text)
        space = "" if text == text.strip() else ' xml:space="preserve"'
        place, form = xl_rowcol_to_cell_fast(row, column), cell.format._get_xf_index()  # noqa: SLF001
        self.fh.write(f'<c r="{place}" s="{form}" t="inlineStr"><is><t{space}>{text}</t></is></c>')
