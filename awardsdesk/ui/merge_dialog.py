"""Merge two rows of a list: which one stays, what moves, why; and which rows are likely to be one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QLabel, QPlainTextEdit, QRadioButton, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.double_people import Double, double_organizations, double_persons
from awardsdesk.lists.listing import Listing, Row
from awardsdesk.operations.merging import (
    Moves,
    merge_organizations,
    merge_persons,
    moves_of_organizations,
    moves_of_persons,
)
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.dialogs import Frame
from awardsdesk.ui.label import label
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.list_page import ListPage


@dataclass(frozen=True, slots=True)
class Kind:
    """What is merged: how to look before, how to do it, how to find what is likely to be one. All take a session."""

    subject: str
    """What the trail calls it."""
    moves: Callable[[Any, int, int], Moves]
    merge: Callable[[Any, int, int, str], None]
    doubles: Callable[[Any], list[Double]]


Group = tuple[Double, Sequence[Line]]
"""Rows that are likely to be one, and what the list says of each."""

ORGANIZATIONS = Kind("organization", moves_of_organizations, merge_organizations, double_organizations)
PERSONS = Kind("person", moves_of_persons, partial(merge_persons, despite=True), double_persons)


class MergeDialog(Frame):
    """Says which of the two stays and what moves to it; 合并 waits for a reason."""

    def __init__(self, parent: QWidget, both: Sequence[Moves]) -> None:
        doubt, asked = both[0].doubt, _("合并后只留下一个，另一个的成果和申报都归它。选择留下哪一个：")
        super().__init__(parent, asked, "warn" if doubt else "ask", _("合并"))
        self._both = both
        if doubt:
            warned = _("{doubt}；确是同一人的，请在原因中写明依据。").format(doubt=doubt)
            self.body.addWidget(label(warned, "warning", wrap=True))
        self.keeps = QButtonGroup(self)
        for place, moves in enumerate(both):
            button = QRadioButton(moves.keep.replace("&", "&&"))
            self.keeps.addButton(button, place)
            self.body.addWidget(button)
            known = label(moves.known, "muted", wrap=True)
            known.setContentsMargins(24, 0, 0, 0)
            self.body.addWidget(known)
        self.preview: QLabel = label("", "muted", wrap=True)
        self.body.addWidget(self.preview)
        self.body.addWidget(label(_("已填报的内容、证书和快照中的名称不变；可以撤销。"), "faint", wrap=True))
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self.reason.setPlaceholderText(_("请写明原因，将记入操作记录"))
        self.reason.setAccessibleName(_("原因"))
        self.body.addWidget(self.reason)
        self.add_button(_("取消"), "")
        self.go = self.add_button(_("合并"), "yes", "danger" if doubt else "primary")
        self.go.setEnabled(False)
        self.reason.textChanged.connect(lambda: self.go.setEnabled(bool(self.reason.toPlainText().strip())))
        self.keeps.idToggled.connect(self._tell)
        self.keeps.button(0).setChecked(True)
        self.reason.setFocus()

    def kept(self) -> int:
        """Return which of the two stays: 0 or 1."""
        return self.keeps.checkedId()

    def _tell(self) -> None:
        moves = self._both[self.kept()]
        what = "；".join(_("{what} {count:,} 项").format(what=what, count=count) for what, count in moves.counts)
        self.preview.setText(
            _("“{gone}”并入“{keep}”：{what}。").format(gone=moves.gone, keep=moves.keep, what=what or _("没有要转移的"))
        )


def merge_selected(desk: Desk, page: ListPage, kind: Kind, ids: Sequence[int]) -> None:
    """Merge the two rows chosen, and say so. Raises UserError when they cannot be one."""
    if len(ids) != 2:
        raise UserError(_("请在列表中选中两项（按住 Ctrl 点击）再合并。"))
    one, other = ids
    with desk.db.read() as session:
        both = [kind.moves(session, one, other), kind.moves(session, other, one)]
    dialog = MergeDialog(page, both)
    if not dialogs.user.show(dialog) or dialog.answer != "yes":
        return
    keep, gone = (one, other) if dialog.kept() == 0 else (other, one)
    with desk.db.write() as session:
        kind.merge(session, keep, gone, dialog.reason.toPlainText())
    done = both[dialog.kept()]
    page.say(_("合并：“{gone}”已并入“{keep}”").format(gone=done.gone, keep=done.keep))


class DoublesDialog(Frame):
    """Groups of rows that are likely to be one, and below them the rows of the current group, two of them chosen."""

    def __init__(self, parent: QWidget, groups: Sequence[Group], place: int) -> None:
        super().__init__(parent, _("下列各项可能重复输入。选一项查看并决定是否合并："), "info", _("查找重复"))
        self._groups = groups
        self.groups, self.rows = Lines(_("查找重复"), chooser=True), Lines(_("要合并的两项"), chooser=True)
        self.setMinimumWidth(568)
        self.groups.setMinimumHeight(200)
        self.rows.setMinimumHeight(152)
        self.rows.setSelectionMode(Lines.SelectionMode.ExtendedSelection)
        self.body.addWidget(self.groups)
        self.body.addWidget(label(_("合并下面选中的两项；多于两项的，一次合并两项（按住 Ctrl 点击另选）："), wrap=True))
        self.body.addWidget(self.rows)
        self.add_button(_("关闭"), "")
        self.go = self.add_button(_("合并"), "yes", "primary")
        self.groups.currentRowChanged.connect(self._show_rows)
        self.rows.itemSelectionChanged.connect(lambda: self.go.setEnabled(len(self._selected()) == 2))
        self.groups.put([Line(_title(rows), double.reason, run=self.go.click) for double, rows in groups])
        self.groups.setCurrentRow(min(place, len(groups) - 1))

    def place(self) -> int:
        """Return which group is looked at."""
        return self.groups.currentRow()

    def chosen(self) -> tuple[int, ...]:
        """Return the ids of the two rows chosen."""
        ids = self._groups[self.place()][0].ids
        return tuple(ids[row] for row in self._selected())

    def _selected(self) -> list[int]:
        return sorted(index.row() for index in self.rows.selectedIndexes())

    def _show_rows(self, group: int) -> None:
        self.rows.put(self._groups[group][1])
        self.rows.clearSelection()
        for row in range(2):
            self.rows.item(row).setSelected(True)


def _title(rows: Sequence[Line]) -> str:
    return " ／ ".join(row.title for row in rows)


def merge_doubles(desk: Desk, page: ListPage, kind: Kind) -> None:
    """Offer rows that are likely to be one, two at a time, until none are left or the clerk has seen enough."""
    listing = page.panel.listing
    groups, place = _find(desk, kind, listing), 0
    if not groups:
        dialogs.user.tell(page, _("没有发现可能重复的项。"))
    while groups:
        dialog = DoublesDialog(page, groups, place)
        if not dialogs.user.show(dialog) or dialog.answer != "yes":
            return
        place = dialog.place()
        try:
            merge_selected(desk, page, kind, dialog.chosen())
        except UserError as error:  # of this pair; another may be one
            dialogs.user.warn(page, str(error))
        groups = _find(desk, kind, listing)


def _find(desk: Desk, kind: Kind, listing: Listing) -> list[Group]:
    with desk.db.read() as session:
        return [
            (double, [_line(listing, row) for row in listing.rows(session, double.ids)])
            for double in kind.doubles(session)
        ]


def _line(listing: Listing, row: Row) -> Line:
    """Say what the list says of a row, so that namesakes are told apart."""
    told = zip(listing.columns[1:], row[1:], strict=True)
    return Line(str(row[0]), "　".join(f"{column.title} {value}" for column, value in told if value))
