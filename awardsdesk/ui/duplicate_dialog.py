"""Achievements that may be one: the pairs with their reasons, the current one beside each other, and why it is none."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.duplicates import NEW, Difference, Named, Pair, named, open_pairs, side_by_side
from awardsdesk.lists.why import Section, WhySheet
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.operations.duplicates import settle, settled
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs, trouble
from awardsdesk.ui.action import Ids
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.sheet_view import SheetView

AT_MOST = 5000
"""So many achievements are looked through at once: of a register of a million in some minutes."""


class DuplicateDialog(dialogs.Dialog):
    """Pairs with their reasons; below, the current one field by field. Who decides upon a pair stays with the others.

    With a draft all pairs are of the record in hand, or of the draft where that is none yet.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, pairs: Sequence[Pair], draft: AchievementDraft | None = None, note: str = ""
    ) -> None:
        super().__init__(parent.window())
        self._desk, self._draft = desk, draft
        self._pairs = list(pairs)
        self.chosen: int | None = None
        self.setWindowTitle(_("可能重复的成果") if draft else _("查找重复"))
        self.resize(*((760, 600) if draft else (960, 680)))
        self.lines = Lines(_("可能重复的成果"), chooser=True)
        self.lines.currentRowChanged.connect(self._compare)
        self.sheet = SheetView()
        self.hint = label("", "muted", wrap=True)
        self._note = note + _("名称相同不等于重复。不是重复的，请写明原因；是重复的，只登记一项。")
        self.apart = QPushButton(_("不是重复…"), autoDefault=False)
        kept = all(pair.one != NEW for pair in pairs)
        self.apart.setEnabled(kept)
        self.apart.setToolTip("" if kept else _("新成果保存之后才能记录"))
        self.apart.clicked.connect(self.settle)
        self.go_first = QPushButton(_("转到前一项"), autoDefault=False)
        self.go_first.setHidden(bool(draft))
        self.go_first.clicked.connect(lambda: self._choose(first=True))
        self.go = QPushButton(_("转到该成果") if draft else _("转到后一项"), autoDefault=False)
        self.go.clicked.connect(lambda: self._choose(first=False))
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        close = QPushButton(_("关闭"))
        close.setProperty("look", "primary")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self.apart)
        foot.addWidget(self.go_first)
        foot.addWidget(self.go)
        foot.addStretch(1)
        foot.addWidget(close)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.lines)
        parts.addWidget(self.sheet)
        parts.setSizes([150, 400] if self._draft else [240, 360])
        self.hint.setContentsMargins(16, 12, 16, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.hint)
        layout.addWidget(parts, 1)
        layout.addWidget(hairline())
        layout.addLayout(foot)
        self.lines.setFocus()

    def _show(self) -> None:
        with self._desk.db.read() as session:
            names = named(session, {id_ for pair in self._pairs for id_ in (pair.one, pair.other)})
        self._pairs = [pair for pair in self._pairs if pair.other in names and (self._draft or pair.one in names)]
        place = max(self.lines.currentRow(), 0)
        self.lines.put([self._line(pair, names) for pair in self._pairs])
        self.lines.setCurrentRow(min(place, len(self._pairs) - 1))
        self._count()

    def come_back(self) -> bool:
        """Be ready to be shown again where one was: what was decided or is gone since is left out; False if all is."""
        self.chosen = None
        with self._desk.db.read() as session:
            apart = settled(session)
        self._pairs = [pair for pair in self._pairs if tuple(sorted((pair.one, pair.other))) not in apart]
        self._show()
        return bool(self._pairs)

    def _count(self) -> None:
        count = "" if self._draft else _("{count:,} 对可能重复。").format(count=len(self._pairs))
        self.hint.setText(count + self._note)

    def _line(self, pair: Pair, names: dict[int, Named]) -> Line:
        """Say of the record in hand only what it may repeat, of two others what either is."""
        reasons, other = "；".join(pair.reasons), names[pair.other]
        if self._draft:
            return Line(other.title, reasons, other.number, run=self.apart.click)
        both = names[pair.one], other
        titles = dict.fromkeys(each.title for each in both)
        known = " ／ ".join("　".join(filter(None, (each.number or _("未发号"), each.unit))) for each in both)
        return Line(" ／ ".join(titles), f"{known}\n{reasons}", run=self.apart.click)

    def _compare(self, row: int) -> None:
        if not 0 <= row < len(self._pairs):
            return
        pair = self._pairs[row]
        heads = (_("本项成果"), _("对照的成果")) if self._draft else (_("前一项"), _("后一项"))
        with self._desk.db.read() as session:
            here = self._draft if self._draft and pair.one == NEW else pair.one
            rows = side_by_side(session, here, pair.other)
        self.sheet.show_sheet(_sheet(f"{pair.one},{pair.other}", self.lines.lines()[row].title, heads, rows))

    def settle(self) -> None:
        """Put on record why the current pair is two achievements."""
        row = self.lines.currentRow()
        if row < 0:
            return
        pair, title = self._pairs[row], self.lines.lines()[row].title
        told = _("“{title}”与本项成果不是重复，为什么？") if self._draft else _("“{title}”不是重复，为什么？")
        reason = dialogs.user.ask_reason(self, told.format(title=title), _("不是重复"))
        if reason is None:
            return
        try:
            with self._desk.db.write() as session:
                settle(session, pair.one, pair.other, reason)
        except UserError as error:
            trouble.tell(error, self)
            return
        self.lines.takeItem(row)  # shows the next pair, whose place is still the one behind
        del self._pairs[row]
        self._count()
        if not self._pairs:
            self.reject()

    def _choose(self, *, first: bool) -> None:
        """Go to an achievement of the current pair."""
        row = self.lines.currentRow()
        if row >= 0:
            pair = self._pairs[row]
            self.chosen = pair.one if first else pair.other
            self.accept()


def _sheet(key: str, name: str, heads: tuple[str, str], rows: Sequence[Difference]) -> WhySheet:
    """Lay two achievements beside each other, what differs first; what agrees is said once."""
    apart = tuple((row.field, row.left, row.right) for row in rows if row.differs)
    alike = tuple((row.field, row.left) for row in rows if not row.differs)
    parts = Section(_("不同之处"), (_("栏目"), *heads), apart), Section(_("相同之处"), (), alike)
    return WhySheet(key, name, "", tuple(part for part in parts if part.rows))


def find_duplicates(desk: Desk, parent: QWidget, which: Callable[[Any], Ids]) -> None:
    """Look achievements through, `which` finds them in a session; the clerk decides upon the pairs that may be one."""
    job = Job(partial(_look, desk, which), parent, _("查找重复"))
    job.done.connect(partial(_offer, desk, parent))
    job.start()


def _look(desk: Desk, which: Callable[[Any], Ids], progress: Progress) -> tuple[str, list[Pair]]:
    with desk.db.read() as session:
        ids = which(session)
        looked, note = ids[:AT_MOST], ""
        if len(looked) < len(ids):
            note = _("共 {all:,} 项，查找了最前面的 {count:,} 项。").format(all=len(ids), count=len(looked))
        return note, open_pairs(session, looked, progress)


def _offer(desk: Desk, parent: QWidget, found: tuple[str, list[Pair]]) -> None:
    note, pairs = found
    if not pairs:
        dialogs.user.tell(parent, note + _("没有发现可能重复的项。"))
        return
    _decide(desk, DuplicateDialog(parent, desk, pairs, note=note))


def _decide(desk: Desk, dialog: DuplicateDialog) -> None:
    """Have the pairs decided; who goes to an achievement of one finds them again where they were left."""
    desk.back_to_doubles = None
    if dialogs.user.show(dialog) and dialog.chosen is not None:
        desk.back_to_doubles = partial(_go_on, desk, dialog)
        desk.go("achievements", dialog.chosen)
    else:
        dialog.deleteLater()


def _go_on(desk: Desk, dialog: DuplicateDialog) -> None:
    if dialog.come_back():
        _decide(desk, dialog)
        return
    desk.back_to_doubles = None
    dialogs.user.tell(dialog.parentWidget(), _("可能重复的项都已处理完。"))
    dialog.deleteLater()
