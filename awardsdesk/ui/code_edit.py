"""Codes of an official list: typed by code, name or pinyin, taken from a list that opens below, named beside."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.i18n import _
from awardsdesk.rules.codes import FORMER, SEPARATOR, CodeTable, ListedCode, Standing
from awardsdesk.ui.fields import Codes, Editor, Field
from awardsdesk.ui.label import label
from awardsdesk.ui.rows_edit import Index, Typing
from awardsdesk.ui.theme import mark, set_icon, theme

ROW, SHOWN, OFFERED, WIDTH, PAD = 30, 9, 60, 440, 10
PATH = " \u203a "
TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}


class CodeEditor(Editor):
    """At most `limit` codes of the list that `choices` names; its value is the codes joined by ；."""

    def __init__(self, field: Field, codes: Codes) -> None:
        super().__init__(field)
        self._limit = field.limit or 1
        self._table = partial(codes, field.choices[0])
        self.line = CodeLine(self._table, self._limit)
        self.take(self.line)
        self.names = label("", "faint", wrap=True)
        self.names.hide()
        self.column.addWidget(self.names)
        self.offer = self.line.offer
        self.line.textChanged.connect(self._changed)
        self.line.left.connect(self._tidy)
        self.line.taken.connect(lambda: self._name(editing=False))
        self._add_arrow()
        self.lock(False)

    def lock(self, locked: bool) -> None:
        """Let the codes be read only, or be typed."""
        fixed = locked or self.field.read_only
        self.line.setReadOnly(fixed)
        for arrow in self.line.actions():
            arrow.setVisible(not fixed)

    def value(self) -> str:
        """Return the codes; what is in no list stays as it was written."""
        if not self.line.text():  # a list is read when there is something to find in it
            return ""
        table = self._table()
        return SEPARATOR.join(dict.fromkeys(table.resolve(part) for part in table.parts(self.line.text())))

    def put(self, value: object) -> None:
        """Show codes."""
        self.line.setText(str(value) if value else "")
        self.line.setCursorPosition(0)
        self.offer.hide()
        self._name(editing=False)

    def tells(self, sentence: str) -> bool:
        """Tell whether the names below the line say it."""
        return sentence in self.names.text()

    def keeps_enter(self) -> bool:
        """Tell whether Enter takes what is offered."""
        return self.offer.isVisible()

    def _add_arrow(self) -> None:
        arrow = QAction(_("列出代码"), self.line)
        set_icon(arrow, "chevron-down")
        arrow.triggered.connect(self._toggle)
        self.line.addAction(arrow, QLineEdit.ActionPosition.TrailingPosition)

    def _toggle(self) -> None:
        self.line.setFocus()
        if self.offer.isVisible():
            self.offer.hide()
        else:
            self.line.show_offer(self.line.part())

    def _tidy(self) -> None:
        """Write the codes plainly once the field is left."""
        self.offer.hide()
        if not self.line.isReadOnly() and (value := self.value()) != self.line.text():
            self.line.setText(value)
        self._name(editing=False)

    def _changed(self) -> None:
        self._name(editing=self.line.hasFocus())
        self.changed.emit()

    def _name(self, *, editing: bool) -> None:
        """Name the codes below the line; say of what is in no list that it wants a look, once it is written out."""
        written = [part for part in self.value().split(SEPARATOR) if part]
        if not written:
            self.names.hide()
            return
        table = self._table()
        lines = [line for part in written if (line := told(table, part))]
        doubts = (
            []
            if editing
            else [_("核实：{what}").format(what=doubt) for part in written if (doubt := table.doubt(part))]
        )
        if len(written) > self._limit:
            doubts.append(_("核实：最多填 {limit} 个代码").format(limit=self._limit))
        self.names.setText("\n".join(lines + doubts))
        self.names.setVisible(bool(lines or doubts))
        mark(self.names, "role", "warning" if doubts else "faint")


def told(table: CodeTable, code: str) -> str:
    """Return a code's name with what lies above it; empty where there is nothing to add to the code."""
    item = table.by_code.get(code)
    if item:
        return "" if item.code == item.name else PATH.join(str(each) for each in (*table.path(code), item))
    match table.standing(code):
        case Standing.FORMER:
            return FORMER.format(code=code, name=table.former[code])
        case Standing.UNCHECKED:
            above = PATH.join(map(str, table.path(code)))
            return _("{above} {arrow} {code}（现有代码表没有收到这一级，未核对）").format(
                above=above, arrow=PATH.strip(), code=code
            )
    return ""


class CodeLine(QLineEdit):
    """The line that is typed into; keys go to the offer while one is open, and nothing is done to half-typed text."""

    left = Signal()
    taken = Signal()
    composing = False
    """An input method is in the middle of a word."""

    def __init__(self, table: Callable[[], CodeTable], limit: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table, self._limit = table, limit
        self.offer = Offer(self)
        self.offer.taken.connect(self._take)
        self.textEdited.connect(self._typed)

    def part(self) -> str:
        """Return what was written of the code under the cursor."""
        return self._part()[1]

    def show_offer(self, part: str) -> None:
        """Offer the codes that may be meant; none while an input method composes."""
        if self.isReadOnly() or self.composing:
            return
        table = self._table()
        found = table.find(part, OFFERED)
        if [item.code for item in found] == [part]:  # it is written already
            found = []
        self.offer.show_codes(table, found)

    def _part(self) -> tuple[int, str, int]:
        """Return where the code under the cursor begins, what was written of it, and where it ends."""
        text, cursor = self.text(), self.cursorPosition()
        if self._limit == 1:
            return 0, text.strip(), len(text)
        start = max(text.rfind(sign, 0, cursor) for sign in ";；") + 1
        ends = [at for at in (text.find(sign, cursor) for sign in ";；") if at >= 0]
        end = min(ends, default=len(text))
        return start, text[start:end].strip(), end

    def _typed(self, _text: str) -> None:
        if part := self.part():
            self.show_offer(part)
        else:
            self.offer.hide()

    def _take(self, code: str) -> None:
        """Put the code taken in the place of what was written of it."""
        start, _part, end = self._part()
        text = self.text()
        self.setText(text[:start] + code + text[end:])
        self.setCursorPosition(start + len(code))
        self.offer.hide()
        self.taken.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Keep out of the input method's way while it composes."""
        self.composing = bool(event.preeditString())
        if self.composing:
            self.offer.hide()
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab takes what is offered and goes on; Esc closes the offer and nothing else."""
        if isinstance(event, QKeyEvent) and self.offer.isVisible() and not self.composing:
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                self.offer.take()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the offer, take from it, close it, open it."""
        key, is_open = event.key(), self.offer.isVisible()
        if self.composing:
            super().keyPressEvent(event)
        elif is_open and key in STEPS:
            self.offer.step(STEPS[key])
        elif is_open and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.offer.take()
        elif is_open and key == Qt.Key.Key_Escape:
            self.offer.hide()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_F4}:
            self.show_offer("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed stays; nothing is taken that was not chosen."""
        self.composing = False
        super().focusOutEvent(event)
        self.left.emit()


class CodeCell(Typing):
    """Writes a code into a cell of a table as into a field of codes: by code, name or pinyin."""

    def __init__(self, codes: Codes, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._table = partial(codes, key)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """Return a line with an offer; a code that is clicked is taken at once."""
        line = CodeLine(self._table, parent=parent)
        line.setFrame(False)
        line.textEdited.connect(self.typed)
        line.taken.connect(lambda: self.commitData.emit(line))
        self._watch(line, line)
        return line

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write the code that is meant."""
        assert isinstance(editor, CodeLine)
        model.setData(index, self._table().resolve(editor.text()) if editor.text() else "")

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Take what is offered before Enter or Tab leaves the cell; Esc closes the offer first."""
        if isinstance(editor, CodeLine) and isinstance(event, QKeyEvent) and editor.offer.isVisible():
            if event.type() == QEvent.Type.KeyPress and event.key() in TAKING:
                editor.offer.take()
            elif event.key() == Qt.Key.Key_Escape:
                if event.type() == QEvent.Type.KeyPress:  # before it comes the question whose key it is
                    editor.offer.hide()
                event.accept()
                return True
        return super().eventFilter(editor, event)


class Offer(QFrame):
    """The codes that what was typed may mean, below the line; never takes the focus, so that input methods go on."""

    taken = Signal(str)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("offer")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._line = line
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(_("可选的代码"))
        self.list.setItemDelegate(OfferRow(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self.take())
        self.note = label("", "faint", wrap=True)
        self.note.setContentsMargins(PAD, 4, PAD, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self.note)

    def show_codes(self, table: CodeTable, found: list[ListedCode]) -> None:
        """Offer codes, the first one highlighted; nothing to offer closes the list."""
        if not found:
            self.hide()
            return
        self.list.clear()
        for item in found:
            row = QListWidgetItem(item.code)
            row.setData(Qt.ItemDataRole.UserRole, (item, PATH.join(each.name for each in table.path(item.code))))
            self.list.addItem(row)
        self.list.setCurrentRow(0)
        self.note.setText(
            "" if table.complete else _("{edition}：此表不完整，可在“设置”导入完整的。").format(edition=table.edition)
        )
        self.note.setVisible(not table.complete)
        self._place(len(found))
        self.show()

    def _place(self, rows: int) -> None:
        """Stand below the line, above it where there is no room, always on the screen."""
        self.list.setFixedHeight(min(rows, SHOWN) * ROW)
        self.setFixedWidth(max(self._line.width(), WIDTH))
        self.adjustSize()
        corner = self._line.mapToGlobal(QPoint(0, self._line.height() + 2))
        room = self._line.screen().availableGeometry()
        if corner.y() + self.height() > room.bottom():
            corner = self._line.mapToGlobal(QPoint(0, -self.height() - 2))
        self.move(max(min(corner.x(), room.right() - self.width()), room.left()), corner.y())

    def step(self, by: int) -> None:
        """Move the highlight."""
        self.list.setCurrentRow(max(0, min(self.list.currentRow() + by, self.list.count() - 1)))

    def take(self) -> None:
        """Take the highlighted code."""
        if self.list.currentRow() >= 0:
            self.taken.emit(self.list.currentItem().text())


class OfferRow(QStyledItemDelegate):
    """Code, name, and quietly what lies above it."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return one row's size."""
        return QSize(option.rect.width(), ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row; what does not fit is cut from the quiet part first."""
        item, above = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_bg"))
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        for text, ink in (
            (item.code if item.code != item.name else "", "accent"),
            (item.name, "text"),
            (above, "muted"),
        ):
            if not text or inner.width() < 2 * PAD:
                continue
            cut = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.setPen(theme.color(ink))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
            inner.setLeft(inner.left() + option.fontMetrics.horizontalAdvance(cut) + 12)
