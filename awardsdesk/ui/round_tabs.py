"""What belongs to a round, beside one another: what was filed, the experts' sheets, the computed result."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from awardsdesk.i18n import _
from awardsdesk.lists.entries import APPLICANTS, NOMINATIONS
from awardsdesk.lists.entry_sheet import entry_sheet
from awardsdesk.lists.listing import Listing
from awardsdesk.lists.results import AWARD_RESULT, EVALUATION_RESULT, cut_lines, tie_spans
from awardsdesk.lists.rounds import round_state
from awardsdesk.lists.sheets import SHEETS
from awardsdesk.lists.why import WhySheet, why_standing
from awardsdesk.progress import Progress
from awardsdesk.terms import ProgrammeKind
from awardsdesk.ui import dialogs
from awardsdesk.ui.action import Action
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.errand import Errand
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.list_page import Detail, ListPage
from awardsdesk.ui.marks import Bracket
from awardsdesk.ui.sheet_view import SheetView
from awardsdesk.ui.tabbed_page import TabbedPage
from awardsdesk.ui.theme import set_icon

ENTRIES, SCORES, RESULT = range(3)
SPLIT = [636, 400]
NOT_AT_ONCE = ("nominator", "units", "completers", "registration_no", "sheets")


class SheetDetail(Detail):
    """The sheet of the current record, read beside the window; `tell(session, record)` makes it."""

    def __init__(self, desk: Desk, hint: str, tell: Callable[[Any, int], WhySheet]) -> None:
        super().__init__()
        self._desk, self._tell_sheet = desk, tell
        self.sheet: WhySheet | None = None
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(300)
        self.view = SheetView()
        nothing = label(hint, "muted", wrap=True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(nothing)
        self._stack.addWidget(self.view)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        self.column.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)
        self._errand = Errand(self)
        self._errand.done.connect(self._show)

    def show_record(self, record: int | None) -> None:
        """Show a record; what was shown stays until the new sheet is there."""
        if record is None:
            self._errand.forget()
            self._stack.setCurrentIndex(0)
            self.sheet = None
        else:
            self._errand.ask(partial(self._read, record))

    def _read(self, record: int) -> WhySheet:
        with self._desk.db.read() as session:
            return self._tell_sheet(session, record)

    def _show(self, sheet: WhySheet) -> None:
        self.sheet = sheet
        self.view.show_sheet(sheet)
        self._stack.setCurrentIndex(1)


class WhyDetail(SheetDetail):
    """Where a score came from, to be read here or taken along as one page of paper."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("选一行看它的得分从何而来"), why_standing)
        self.export = QPushButton(_("导出推演单"))
        self.export.setProperty("look", "flat")
        set_icon(self.export, "file-down")
        self.export.clicked.connect(self._export)
        self._stack.currentChanged.connect(self._allow)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 4, 8, 4)
        foot.addStretch(1)
        foot.addWidget(self.export)
        self.column.addWidget(hairline())
        self.column.addLayout(foot)
        self._allow()

    def _allow(self) -> None:
        self.export.setEnabled(self._stack.currentIndex() > 0)

    def _export(self) -> None:
        if self.sheet is None:
            return
        name = f"{self.sheet.key} 得分推演单.pdf"
        path = dialogs.user.save_file(self, _("导出推演单"), name, _("PDF 文件 (*.pdf)"))
        if path is not None:
            job = Job(partial(_draw, self._desk, self.sheet, path), self, _("导出 {name}").format(name=path.name))
            job.done.connect(self._exported)
            job.start()

    def _exported(self, path: Path) -> None:
        dialogs.user.tell(self, _("已导出 {name}").format(name=path.name))


def _draw(desk: Desk, sheet: WhySheet, path: Path, _progress: Progress) -> Path:
    from awardsdesk.documents.why import draw

    with desk.db.read() as session:
        state = round_state(session, desk.round)
    draw(sheet, path, state.title, approved=state.approved)
    return path


class SheetTab(ListPage):
    """A list of the round with the sheet of its current record."""

    def __init__(
        self, desk: Desk, listing: Listing, actions: Sequence[Action], detail: Detail | None, hidden: Sequence[str]
    ) -> None:
        super().__init__(desk, listing, actions, detail, scoped=True, hidden=hidden, title="")
        # The buttons are the page's; here they only fill the empty list.
        self.header.bar.hide()
        if detail is not None and not desk.preferences.get(f"split {listing.key}"):
            self._splitter.setSizes(SPLIT)


class ResultTab(SheetTab):
    """The result with its cut lines and ties, as long as it stands in its own order."""

    def __init__(self, desk: Desk, listing: Listing, actions: Sequence[Action], hidden: Sequence[str]) -> None:
        super().__init__(desk, listing, actions, WhyDetail(desk), hidden)
        self.panel.reloaded.connect(self._mark)

    def _mark(self) -> None:
        query = self.panel.model.query
        if query.sort or query.text or query.conditions or query.filters.keys() - {"group"} or not query.scope:
            self.panel.table.draw_cuts({})
            return
        group = query.filters.get("group", "")
        with self.desk.db.read() as session:
            lines, spans = cut_lines(session, query.scope, group), tie_spans(session, query.scope, group)
        cuts: dict[int, str] = {}
        for line in lines:
            if line.after:
                cuts[line.after - 1] = "；".join(filter(None, (cuts.get(line.after - 1), line.label)))
        brackets = [Bracket(span.first, span.last, "warn" if span.undecided else "faint") for span in spans]
        self.panel.table.draw_cuts(cuts, brackets)


class RoundTabs(TabbedPage):
    """The three lists of a round of one kind."""

    def __init__(self, desk: Desk, kind: ProgrammeKind, take: Action, compute: Action) -> None:
        firms = kind is ProgrammeKind.EVALUATION
        listing, hidden = (
            (APPLICANTS, ("contact", "phone", "industry_code", "verified")) if firms else (NOMINATIONS, NOT_AT_ONCE)
        )
        hint = _("选一行看申报、核实和评分")
        entries = SheetTab(desk, listing, (take,), SheetDetail(desk, hint, entry_sheet), hidden)
        scores = SheetTab(desk, SHEETS, (take,), None, ("unit", "remark"))
        if firms:
            result = ResultTab(
                desk, EVALUATION_RESULT, (compute,), ("key", "county", "objective", "expert", "bonus", "reason")
            )
        else:
            result = ResultTab(desk, AWARD_RESULT, (compute,), ("key", "bonus", "reason"))
        super().__init__(desk, "", [(_("申报"), entries), (_("评分"), scores), (_("结果"), result)])
        self.bar.setAccessibleName(_("申报、评分、结果"))
        if inner := self.layout():
            inner.setContentsMargins(0, 0, 0, 0)
        self.entries, self.scores, self.result = entries, scores, result
