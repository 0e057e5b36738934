"""One registration beside the register: its form, what was done to it, its materials, its certificate."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QRect, QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.errors import UserError
from awardsdesk.i18n import _, joined
from awardsdesk.lists.achievements import titles_of
from awardsdesk.lists.registration import history_sheet
from awardsdesk.operations.correcting import CERTIFIED, Correction, corrections
from awardsdesk.operations.materials import FORMS, MaterialLine, checklist_of, keep_materials
from awardsdesk.ui import trouble
from awardsdesk.ui.attachments_panel import AttachmentsPanel
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.errand import Errand
from awardsdesk.ui.form_detail import FormDetail
from awardsdesk.ui.label import label
from awardsdesk.ui.list_page import Detail
from awardsdesk.ui.pdf_preview import PagesView
from awardsdesk.ui.sheet_view import SheetView

if TYPE_CHECKING:
    from awardsdesk.store.database import Database

Part = TypeVar("Part", bound=QWidget)
BESIDE = 36
"""Pixels of a line of the checklist that its name has not: the tick and the margins."""
FORM, HISTORY, MATERIALS, ATTACHMENTS, CERTIFICATE = range(5)


class RegistrationDetail(Detail):
    """Shows the form it is given and, behind it, the course of the registration; tabs are made and read when turned to."""

    def __init__(self, desk: Desk, sheet: FormDetail) -> None:
        super().__init__()
        self._desk, self._record, self._drawn = desk, -1, -1
        self._sheet, self.form = sheet, sheet.form
        self._errand = Errand(self)
        self._errand.done.connect(self._show_pdf)
        self._errand.failed.connect(lambda sentence: self._show_pdf((None, sentence)))
        self.tabs = QTabBar(drawBase=False, expanding=False, usesScrollButtons=False)
        self.tabs.setObjectName("tabs")
        self.tabs.setAccessibleName(_("成果详情"))
        self.stack = QStackedWidget()
        for name in (_("登记表"), _("办理过程"), _("材料"), _("附件"), _("登记证书")):
            self.stack.addWidget(_card() if self.tabs.addTab(name) else sheet)
        self.tabs.currentChanged.connect(self._turned)
        QShortcut(QKeySequence("Ctrl+Tab"), self).activated.connect(self.turn)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.whose = label("", "strong", wrap=True)
        """The title, over a side that does not say itself whose it is."""
        self.whose.setContentsMargins(4, 0, 4, 0)
        self.whose.hide()
        layout.addWidget(self.tabs)
        layout.addWidget(self.whose)
        layout.addWidget(self.stack, 1)
        self.setFocusProxy(sheet)

    @cached_property
    def history(self) -> SheetView:
        """What was done to it."""
        return self._lay(HISTORY, SheetView())

    @cached_property
    def materials(self) -> "Materials":
        """The checklist."""
        return self._lay(MATERIALS, Materials(self._desk))

    @cached_property
    def attachments(self) -> AttachmentsPanel:
        """The scans."""
        return self._lay(ATTACHMENTS, AttachmentsPanel(self._desk))

    @cached_property
    def note(self) -> QLabel:
        """Why there is no certificate."""
        note = self._lay(CERTIFICATE, label("", "muted", wrap=True))
        note.setContentsMargins(12, 8, 12, 8)
        return note

    @cached_property
    def certificate(self) -> PagesView:
        """Its certificate's pages."""
        return self._lay(CERTIFICATE, PagesView())

    def _lay(self, place: int, part: Part) -> Part:
        card = self.stack.widget(place)
        layout = card.layout() if card else None
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(part, 0 if isinstance(part, QLabel) else 1)
        part.show()  # the keys may be led into it at once
        return part

    def show_record(self, record: int | None) -> None:
        """Show a record; its other sides are read when they are seen."""
        self._record = -1 if record is None else record
        self._sheet.show_record(record)
        self._turn()

    def explain(self, *, empty: bool) -> None:
        """Say what to do while no record is chosen; `empty` where there is none at all."""
        self._sheet.explain(empty=empty)

    def left(self) -> int | None:
        """Return the record whose edits an earlier session left unsaved."""
        return self._sheet.left()

    def may_leave(self) -> bool:
        """Keep what is typed into a cell or a note, as leaving it does; ask about unsaved edits of the form."""
        held = QApplication.focusWidget()
        if held and held is not self.tabs and self.stack.currentIndex() != FORM and self.isAncestorOf(held):
            self.tabs.setFocus()
        left = self._sheet.may_leave()
        if not left:  # what is to be edited on, or keeps the form from being saved, is seen
            self.tabs.setCurrentIndex(FORM)
        return left

    def edited(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return self._sheet.edited()

    def save(self) -> None:
        """Save what was typed into the form, if anything was; what keeps it from being saved is seen."""
        self._sheet.save()
        if self.edited():
            self.tabs.setCurrentIndex(FORM)

    def turn(self) -> None:
        """Turn to the next side, after the last to the first; keys that work in one go along."""
        keys = QApplication.focusWidget()
        inside = keys is not None and self.stack.isAncestorOf(keys)
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())
        if inside:
            self.setFocus()

    def _turned(self, place: int) -> None:
        self._turn()
        for deed in self.tabs.actions():
            self.tabs.removeAction(deed)
        if place == ATTACHMENTS:  # their keys work from the tab, too
            self.tabs.addActions(self.attachments.deeds)

    def _turn(self) -> None:
        """Show the side turned to; while there is no record, that of the form says so, and the tab stays."""
        self.stack.setCurrentIndex(FORM if self._record < 0 else self.tabs.currentIndex())
        self._fill()

    def _fill(self) -> None:
        self._errand.forget()
        place = self.stack.currentIndex()
        seen: QWidget = self._sheet
        is_nameless = place in {MATERIALS, ATTACHMENTS}
        self.whose.setVisible(is_nameless)
        if is_nameless:
            with self._desk.db.read() as session:
                self.whose.setText("".join(titles_of(session, [self._record])))
        if place == HISTORY:
            seen = self.history
            with self._desk.db.read() as session:
                self.history.show_sheet(history_sheet(session, self._record))
        elif place == MATERIALS:
            seen = self.materials
            self.materials.show_record(self._record)
        elif place == ATTACHMENTS:
            seen = self.attachments
            self.attachments.show_record(self._record)
        elif place == CERTIFICATE:
            if self._drawn != self._record:  # another's certificate does not stay while this one is drawn
                self._show_pdf((None, ""))
            self._drawn = self._record
            self._errand.ask(partial(_draw, self._desk.db, self._record))
            seen = self.certificate
        self.setFocusProxy(seen)  # else Enter in the list led into the form behind it, where one typed unseen

    def _show_pdf(self, answer: tuple[bytes | None, str]) -> None:
        pdf, note = answer
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.certificate.show_pdf(pdf)


class Materials(QTableWidget):
    """The checklist: a tick for what came in, original or copy, pages, a note; kept as soon as it is changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(0, 4)
        self._desk, self._record = desk, -1
        self._lines: list[MaterialLine] = []
        self.setAccessibleName(_("材料"))
        self.setHorizontalHeaderLabels([_("材料"), _("形式"), _("页数"), _("备注")])
        self.verticalHeader().hide()
        self.setWordWrap(True)
        self.setShowGrid(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        for column, wide in ((1, 64), (2, 56), (3, 64)):
            self.setColumnWidth(column, max(wide, header.sectionSizeHint(column)))
        self.itemChanged.connect(self._changed)
        desk.changed.connect(self._tables_changed)

    def show_record(self, record: int) -> None:
        """Show the checklist of an achievement."""
        self._record = record
        with self._desk.db.read() as session:
            self._lines = checklist_of(session, record)
        with QSignalBlocker(self):
            self.setRowCount(len(self._lines))
            for row, line in enumerate(self._lines):
                self._put(row, line)
        self._give_room()

    def _tables_changed(self, tables: frozenset[str]) -> None:
        """Show what was undone; a cell one types in meanwhile stays open."""
        if "material" not in tables or self._record < 0 or not self.isVisible():
            return
        with self._desk.db.read() as session:
            lines = checklist_of(session, self._record)
        if len(lines) != len(self._lines):
            self.show_record(self._record)
            return
        with QSignalBlocker(self):
            for row, line in enumerate(lines):
                if line != self._lines[row]:
                    self._lines[row] = line
                    self._put(row, line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give long names the lines they need."""
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        room = QRect(0, 0, self.columnWidth(0) - BESIDE, 0)
        for row, line in enumerate(self._lines):  # Qt's own hint leaves out what the style keeps clear beside a text
            needed = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self._named(line)).height()
            self.setRowHeight(row, max(self.sizeHintForRow(row), needed) + 10)

    def _named(self, line: MaterialLine) -> str:
        return line.item if line.required else _("{item}（可选）").format(item=line.item)

    def _put(self, row: int, line: MaterialLine) -> None:
        item = QTableWidgetItem(self._named(line))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if line.received else Qt.CheckState.Unchecked)
        item.setToolTip(line.item)
        self.setItem(row, 0, item)
        pages = "" if line.pages is None else str(line.pages)
        for column, text in enumerate((line.form, pages, line.note), 1):
            self.setItem(row, column, QTableWidgetItem(text))

    def _changed(self, item: QTableWidgetItem) -> None:
        row = item.row()
        try:
            line = self._read(row)
            if line == self._lines[row]:
                return
            with self._desk.db.write() as session:
                keep_materials(session, self._record, [line])
            self._lines[row] = line
        except UserError as error:
            trouble.tell(error, self)
        with QSignalBlocker(self):
            self._put(row, self._lines[row])

    def _read(self, row: int) -> MaterialLine:
        """Return a row as it stands; 原 and 复 are enough for the form."""
        form, pages, note = (self._text(row, column) for column in (1, 2, 3))
        if form:
            form = next((each for each in FORMS if each.startswith(form[0])), "")
        if (form == "") != (self._text(row, 1) == ""):
            raise UserError(_("这里只能填“原件”或“复印件”。"))
        if pages and not (pages.isdecimal() and pages.isascii() and len(pages) < 6):
            raise UserError(_("页数应是数字。"))
        first = self.item(row, 0)
        received = first is not None and first.checkState() is Qt.CheckState.Checked
        count = int(pages) if pages else None
        return replace(self._lines[row], received=received, form=form, pages=count, note=note)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""


def _card() -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.setSpacing(0)
    return card


def _draw(db: "Database", record: int) -> tuple[bytes | None, str]:
    """Return the certificate as it will be printed, or why there is none."""
    from awardsdesk.documents.registration_papers import not_issued, prepare_certificates

    with db.read() as session:
        prepared = prepare_certificates(session, [record], preview=True)
        note = not_issued(session, [record]) or outdated(corrections(session, [record]))
    if faults := prepared.faults("error"):
        return None, f"{faults[0].field}：{faults[0].sentence}"
    return prepared.pdf(), note


def outdated(changed: Sequence[Correction]) -> str:
    """Say what the form says otherwise since the certificate was frozen; nothing where it says the same."""
    if not changed:
        return ""
    sentence = _("登记表后来改过{fields}，证书仍是登记时的内容；确需更正的请办理“更正”。")
    return sentence.format(fields=joined(CERTIFIED[each.field] for each in changed))
