"""A sheet of sections as one quiet text: everything on it can be selected and copied, nothing is read as markup."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetrics,
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
MARGIN, PAD = 16, 6
WIDEST = 200
"""A column asks for no more than this before it wraps."""


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
        theme.changed.connect(self._draw)

    def show_sheet(self, sheet: WhySheet) -> None:
        """Show a sheet; the same entry shown anew stays scrolled where it was."""
        bar = self.verticalScrollBar()
        place = bar.value() if self._sheet is not None and self._sheet.key == sheet.key else 0
        self._sheet = sheet
        self._draw()
        bar.setValue(place)

    def _draw(self) -> None:
        if self._sheet is None:
            return
        self.clear()
        self.document().setDocumentMargin(MARGIN)
        cursor = QTextCursor(self.document())
        cursor.setBlockFormat(_block(0, 4))
        cursor.insertText(self._sheet.name, _ink("text", 14, bold=True))
        if self._sheet.verdict:
            _line(cursor, self._sheet.verdict, _ink("text", 13), 4)
        for section in self._sheet.sections:
            _line(cursor, section.title, _ink("muted", 13, bold=True), 12)
            self._table(cursor, section)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _table(self, cursor: QTextCursor, section: Section) -> None:
        head = (section.columns,) if section.columns else ()
        rows = (*head, *section.rows)
        shape = QTextTableFormat()
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        shape.setCellSpacing(0)
        shape.setCellPadding(0)
        shape.setBorderCollapse(True)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setColumnWidthConstraints(self._widths(rows))
        table = cursor.insertTable(len(rows), len(rows[0]), shape)
        right = [_numeric([row[column] for row in section.rows]) for column in range(len(rows[0]))]
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                # The labels of a table without titles are its first column.
                title = row < len(head) or (not head and column == 0)
                cell = table.cellAt(row, column)
                cell.setFormat(_cell())
                inside = cell.firstCursorPosition()
                if head and right[column]:
                    inside.setBlockFormat(_to_the_right())
                inside.insertText(text, _ink("muted" if title else "text", 12))
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _widths(self, rows: tuple[tuple[str, ...], ...]) -> list[QTextLength]:
        """Share the width by what the columns hold, so that short ones do not wrap."""
        font = QFont(self.font())
        font.setPixelSize(12)
        metrics = QFontMetrics(font)
        wanted = [
            min(max(metrics.horizontalAdvance(row[column]) for row in rows), WIDEST) + 2 * PAD + 2
            for column in range(len(rows[0]))
        ]
        return [QTextLength(QTextLength.Type.PercentageLength, 100 * width / sum(wanted)) for width in wanted]


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
    made.setRightPadding(PAD * 2)
    return made


def _numeric(cells: list[str]) -> bool:
    return any(cells) and all(NUMBER.fullmatch(cell) for cell in cells)
