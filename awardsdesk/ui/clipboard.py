"""Rows on the clipboard as Excel and WPS take them: tab-separated text, and a table that keeps codes as text."""

import csv
import html
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from awardsdesk.lists.listing import Column, Kind, Row, shown

if TYPE_CHECKING:
    from awardsdesk.ui.table_view import TableView

NUMBERS = frozenset({Kind.COUNT, Kind.NUMBER, Kind.MONEY})


def held() -> QMimeData:
    """Return what the clipboard holds; Qt has nothing at all to show where it is empty."""
    found: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return QMimeData() if found is None else found


def copy_rows(view: "TableView") -> None:
    """Copy the selected rows, visible columns only, in the order shown, with their titles."""
    columns, seen = view.rows.listing.columns, view.seen()
    rows = [tuple(row[number] for number in seen) for row in view.rows.rows(view.selected_rows())]
    if rows:
        put([columns[number] for number in seen], rows)


def put(columns: list[Column], rows: list[Row]) -> None:
    """Put a table on the clipboard."""
    data = QMimeData()
    data.setText(as_tsv(columns, rows))
    data.setHtml(as_html(columns, rows))
    QGuiApplication.clipboard().setMimeData(data)


def as_tsv(columns: list[Column], rows: list[Row]) -> str:
    """Return tab-separated lines; cells with line breaks are quoted as Excel does."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow([column.title for column in columns])
    writer.writerows([shown(column, value) for column, value in zip(columns, row, strict=True)] for row in rows)
    return out.getvalue()


def as_html(columns: list[Column], rows: list[Row]) -> str:
    """Return a table whose text cells are declared text: an 18-digit code or a leading = stays what it is."""

    def cell(column: Column, value: object) -> str:
        style = "" if column.kind in NUMBERS else " style=\"mso-number-format:'\\@'\""
        return f"<td{style}>{html.escape(shown(column, value))}</td>"

    head = "".join(f"<th>{html.escape(column.title)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(cell(column, value) for column, value in zip(columns, row, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<meta charset='utf-8'><table><tr>{head}</tr>{body}</table>"
