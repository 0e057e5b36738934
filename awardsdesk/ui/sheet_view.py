"""A sheet of sections as one quiet text: everything on it can be selected and copied, nothing is read as markup."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetrics,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from awardsdesk.i18n import _
from awardsdesk.lists.why import Section, WhySheet
from awardsdesk.ui.theme import theme

NUMBER = re.compile(r"[-\d.,]*")
BREAKS = re.compile(r"[　\n]")
"""Where a column title may be broken."""
MARGIN, GAP, LEAST = 16, 10, 40


class SheetView(QTextEdit):
    """Shows a WhySheet: its name, the verdict, and each section as a table."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: WhySheet | None = None
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("sheet")
        self.setAccessibleName(_("详情"))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._resized = QTimer(self, singleShot=True, interval=60)
        self._resized.timeout.connect(self._draw)
        theme.changed.connect(self._draw)

    def show_sheet(self, sheet: WhySheet) -> None:
        """Show a sheet; the same entry shown anew stays scrolled where it was."""
        fresh = self._sheet is None or self._sheet.key != sheet.key
        self._sheet = sheet
        self._draw()
        if fresh:
            self.verticalScrollBar().setValue(0)

    def _draw(self) -> None:
        if self._sheet is None:
            return
        bar = self.verticalScrollBar()
        place = bar.value()
        self.clear()
        self.document().setDocumentMargin(MARGIN)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # else the whole text is laid out anew for each cell
        cursor.setBlockFormat(_block(0, 4))
        cursor.insertText(self._sheet.name, _ink("text", 14, bold=True))
        if self._sheet.verdict:
            _line(cursor, self._sheet.verdict, _ink("text", 13), 4)
        for section in self._sheet.sections:
            _line(cursor, section.title, _ink("muted", 13, bold=True), 12)
            self._table(cursor, section)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        bar.setValue(place)

    def _table(self, cursor: QTextCursor, section: Section) -> None:
        head = [tuple(BREAKS.sub("\n", title) for title in section.columns)] if section.columns else []
        rows = (*head, *(tuple(cell.replace("　", "  ") for cell in row) for row in section.rows))
        shape = QTextTableFormat()
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        shape.setCellSpacing(0)
        shape.setCellPadding(0)
        shape.setBorderCollapse(True)
        right = [_numeric([row[column] for row in section.rows]) for column in range(len(rows[0]))]
        shape.setColumnWidthConstraints(self._widths(rows, right))
        table = cursor.insertTable(len(rows), len(rows[0]), shape)
        for row, cells in enumerate(rows):
            if _spreads(cells, 0):
                table.mergeCells(row, 0, 1, 2)
            for column, text in enumerate(cells):
                # The labels of a table without titles are its first column.
                title = row < len(head) or (not head and column == 0)
                cell = table.cellAt(row, column)
                if not text and cell.column() != column:
                    continue
                cell.setFormat(_cell())
                inside = cell.firstCursorPosition()
                if head and right[column]:
                    inside.setBlockFormat(_to_the_right())
                inside.insertText(text, _ink("muted" if title else "text", 12))
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _widths(self, rows: Sequence[tuple[str, ...]], rigid: Sequence[bool]) -> list[QTextLength]:
        """Give each column what its cells need; where that is too much, the widest ones but numbers give way."""
        font = QFont(self.font())
        font.setPixelSize(12)
        advance = QFontMetrics(font).horizontalAdvance
        columns = len(rows[0])
        wanted = [
            max(advance(line) for row in rows if not _spreads(row, column) for line in row[column].split("\n"))
            + GAP
            + 3
            for column in range(columns)
        ]
        # Qt adds a border to each cell, and the bar may yet appear.
        room = self.width() - 2 * MARGIN - self.verticalScrollBar().sizeHint().width() - 2 * columns
        widths, cap = wanted, max(wanted)
        while sum(widths) > room and cap > LEAST:
            cap -= 2
            widths = [width if fixed else min(width, cap) for width, fixed in zip(wanted, rigid, strict=True)]
        # Numbers stand at the right edge; texts that are read across stand close to each other.
        widths[widths.index(max(widths)) if columns > 2 and any(rigid) else -1] += max(room - sum(widths), 0)
        return [QTextLength(QTextLength.Type.FixedLength, width) for width in widths]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew when it changes."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._resized.start()


def _line(cursor: QTextCursor, text: str, look: QTextCharFormat, above: int) -> None:
    cursor.insertBlock(_block(above, 4), look)
    cursor.insertText(text, look)


def _block(above: int, below: int) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(above)
    made.setBottomMargin(below)
    return made


def _to_the_right() -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made


def _ink(token: str, size: int, *, bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(theme.color(token))
    made.setProperty(QTextCharFormat.Property.FontPixelSize, size)
    made.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


def _cell() -> QTextTableCellFormat:
    made = QTextTableCellFormat()
    made.setBottomBorder(1)
    made.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    made.setBottomBorderBrush(QBrush(theme.color("line")))
    made.setTopPadding(5)
    made.setBottomPadding(5)
    made.setLeftPadding(0)
    made.setRightPadding(GAP)
    return made


def _spreads(cells: tuple[str, ...], column: int) -> bool:
    """Tell whether a row's label may spread over the empty cell after it."""
    return column == 0 and len(cells) > 2 and not cells[1]


def _numeric(cells: list[str]) -> bool:
    return any(cells) and all(NUMBER.fullmatch(cell) for cell in cells)
