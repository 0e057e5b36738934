"""证书与牌匾: the sheets of a round beside their real paper, the check before printing, PDF and printer."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from awardsdesk.i18n import _
from awardsdesk.lists.certificates import CERTIFICATES, PLAQUES
from awardsdesk.lists.listing import Listing
from awardsdesk.ui.action import Action, Ids, Needs
from awardsdesk.ui.desk import Desk, Page
from awardsdesk.ui.list_page import Header
from awardsdesk.ui.list_panel import ListPanel
from awardsdesk.ui.panels import split
from awardsdesk.ui.paper_view import PaperView
from awardsdesk.ui.round_picker import RoundPicker
from awardsdesk.ui.selection_line import selection_line
from awardsdesk.ui.tabbed_page import TabbedPage

if TYPE_CHECKING:
    from awardsdesk.documents.papers import Paper


class PaperTab(Page):
    """A list of what was granted and, at its right, the paper."""

    def __init__(self, desk: Desk, listing: Listing, actions: Sequence[Action], hidden: Sequence[str]) -> None:
        super().__init__(desk)
        self.changes_with = listing.changes_with | {"computed_result"}
        self.panel = ListPanel(desk, listing, actions, scoped=True, hidden=hidden)
        self.header = Header("", self.panel.deeds)
        self.view = PaperView(desk)
        self.addActions(self.panel.deeds)
        self.setFocusProxy(self.panel.table)  # the arrows move in the list as soon as the page is shown
        self.panel.selection_changed.connect(self._selection_changed)
        self.view.ready.connect(self._fit_actions)
        layout = QVBoxLayout(self)
        layout.addWidget(self.header)
        layout.addWidget(split(Qt.Orientation.Horizontal, self.panel, self.view, (540, 500)), 1)

    def paper(self) -> "Paper":
        """Return the paper of the tab; called in the worker."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read list and paper anew; before approval there is nothing to list, and the paper is a draft."""
        self.panel.reload()
        listed = bool(len(self.panel.model.ids)) or self.panel.query().narrowed
        self.panel.setVisible(listed)
        self.setFocusProxy(self.panel.table if listed else self.view)
        self.header.note.setText(self.panel.counts() if listed else "")
        if self.desk.round:
            self.show_paper(listed)
        else:
            self.view.show_no_round()

    def show_paper(self, listed: bool) -> None:
        """Show the whole paper."""
        self.view.show_paper(self.paper, self.desk.round)

    def _fit_actions(self) -> None:
        """Offer nothing where there is no paper."""
        prepared = self.view.prepared
        for deed in self.panel.deeds:
            if deed.action.needs is Needs.NONE:
                deed.forbid("" if prepared and prepared.count else _("没有可以打印的内容"))

    def search(self) -> None:
        """Put the cursor into the search box."""
        self.panel.search()

    def _selection_changed(self) -> None:
        self.status.emit(selection_line(self.panel.table))


class CertificatesTab(PaperTab):
    """Certificates: the paper of those selected is what is seen."""

    def __init__(self, desk: Desk) -> None:
        actions = (
            Action(_("打印所选"), "printer", self.print_some, needs=Needs.ANY, menu=True),
            Action(_("导出所选 PDF"), "file-down", self.export_some, needs=Needs.ANY),
            Action(_("打印全部"), "printer", lambda _ids: self.view.print_out(), "Ctrl+P"),
            Action(_("导出全部 PDF"), "file-down", lambda _ids: self.view.export("pdf"), "Ctrl+E", primary=True),
        )
        super().__init__(desk, CERTIFICATES, actions, ("kind", "name", "issued_on"))

    def paper(self) -> "Paper":
        """Return all certificates."""
        return _certificates(None)

    def show_paper(self, listed: bool) -> None:
        """Show the drafts before approval, and after it the first certificate until others are chosen."""
        self.view.show_paper(self.paper, self.desk.round, draw=not listed)
        if listed and not self.panel.table.selected_count():
            self.panel.table.choose_row(0)
        elif listed:
            self._show_selected()

    def _selection_changed(self) -> None:
        super()._selection_changed()
        self._show_selected()

    def _show_selected(self) -> None:
        if ids := tuple(self.panel.selected()):
            self.view.show_part(partial(_certificates, ids), self.desk.round)

    def export_some(self, ids: Ids) -> None:
        """Write the selected certificates into one PDF."""
        name = f"{self.desk.round} 证书（{len(ids)} 张）.pdf"
        self.view.export_part(partial(_certificates, tuple(ids)), name)

    def print_some(self, ids: Ids) -> None:
        """Print the selected certificates."""
        self.view.print_out(partial(_certificates, tuple(ids)))


class PlaquesTab(PaperTab):
    """Plaques: the paper is the workshop's list."""

    def __init__(self, desk: Desk) -> None:
        actions = (
            Action(_("打印清单"), "printer", lambda _ids: self.view.print_out(), "Ctrl+P"),
            Action(_("导出清单 PDF"), "file-down", lambda _ids: self.view.export("pdf")),
            Action(
                _("导出清单 Excel"), "file-spreadsheet", lambda _ids: self.view.export("xlsx"), "Ctrl+E", primary=True
            ),
        )
        super().__init__(desk, PLAQUES, actions, ("county", "lines", "size"))

    def paper(self) -> "Paper":
        """Return the workshop's list."""
        from awardsdesk.documents.papers import PLAQUES as LIST

        return LIST


def _certificates(ids: tuple[int, ...] | None) -> "Paper":
    from awardsdesk.documents.papers import certificates

    return certificates(ids)


class Certificates(TabbedPage):
    """Certificates and plaques of the round in hand."""

    changes_with = frozenset({"round"})

    def __init__(self, desk: Desk) -> None:
        tabs = ((_("证书"), CertificatesTab(desk)), (_("牌匾"), PlaquesTab(desk)))
        super().__init__(desk, _("证书与牌匾"), tabs)
        self.picker = RoundPicker(desk)
        self.top.insertWidget(2, self.picker)

    def reload(self) -> None:
        """Offer the rounds there are."""
        self.picker.reload()


def page(desk: Desk) -> Certificates:
    """Make the screen."""
    return Certificates(desk)
