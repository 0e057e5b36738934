"""名册: choose a document of the round, look at the real pages, take it away in the formats it comes in."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from awardsdesk.i18n import _
from awardsdesk.ui.action import Action, Deed
from awardsdesk.ui.desk import Desk, Page
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.list_page import Header
from awardsdesk.ui.panels import Card
from awardsdesk.ui.paper_view import PaperView
from awardsdesk.ui.round_picker import RoundPicker

if TYPE_CHECKING:
    from awardsdesk.documents.papers import Paper

LISTS = (
    Line(_("获奖名单（公开）"), _("可以公开 · Word Excel PDF"), icon="scroll-text"),
    Line(_("获奖名单（内部）"), _("内部资料 · Word Excel PDF"), icon="scroll-text"),
    Line(_("奖金发放表"), _("内部资料 · Excel PDF"), icon="wallet"),
    Line(_("牌匾清单"), _("交制作单位 · Excel PDF"), icon="medal"),
)
"""What is offered, in the order of documents.papers.LISTS, which is imported only when a paper is made."""


class Rosters(Page):
    """The documents at the left, the one chosen at the right."""

    changes_with = frozenset({"round", "computed_result", "award", "certificate", "plaque", "entry", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.picker = RoundPicker(desk)
        self.view = PaperView(desk)
        self.view.ready.connect(self._fit_actions)
        self.choice = Lines(_("名册"), chooser=True)
        self.choice.put(LISTS)
        self.choice.setCurrentRow(0)
        self.choice.currentRowChanged.connect(self._show)
        self.deeds = [
            Deed(action, lambda: (), self)
            for action in (
                Action(_("打印"), "printer", lambda _ids: self.view.print_out(), "Ctrl+P"),
                Action(_("导出 Word"), "file-text", lambda _ids: self.view.export("docx")),
                Action(_("导出 Excel"), "file-spreadsheet", lambda _ids: self.view.export("xlsx")),
                Action(_("导出 PDF"), "file-down", lambda _ids: self.view.export("pdf"), "Ctrl+E", primary=True),
            )
        ]
        self.addActions(self.deeds)
        self._lay_out()

    def _lay_out(self) -> None:
        header = Header(_("名册"), self.deeds)
        header.row.insertWidget(1, self.picker)
        left = Card(flush=True)
        left.body.addWidget(self.choice)
        left.setFixedWidth(240)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(left)
        row.addWidget(self.view, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(header)
        layout.addLayout(row, 1)
        self.setFocusProxy(self.choice)
        self.setTabOrder(self.choice, self.view.preview.view)

    def reload(self) -> None:
        """Read the rounds and the paper that is shown anew."""
        self.picker.reload()
        self._show()

    def _show(self) -> None:
        if self.desk.round:
            self.view.show_paper(partial(_paper, self.choice.currentRow()), self.desk.round)
        else:
            self.view.show_no_round()

    def _fit_actions(self) -> None:
        """Offer the formats the paper comes in."""
        prepared = self.view.prepared
        empty = prepared is None or not prepared.count
        for deed, kind in zip(self.deeds, ("pdf", "docx", "xlsx", "pdf"), strict=True):
            lacks = prepared is not None and kind not in prepared.paper.kinds
            deed.forbid(_("没有内容") if empty else _("这份文件没有这种格式") if lacks else "")

    def search(self) -> None:
        """Put the cursor into the choice of documents."""
        self.choice.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _paper(place: int) -> "Paper":
    from awardsdesk.documents.papers import LISTS as PAPERS

    return PAPERS[place]


def page(desk: Desk) -> Rosters:
    """Make the screen."""
    return Rosters(desk)
