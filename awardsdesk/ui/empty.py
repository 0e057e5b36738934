"""What stands in the place of a list that shows nothing."""

from typing import TYPE_CHECKING

from awardsdesk.i18n import _
from awardsdesk.ui.action import Deed
from awardsdesk.ui.panels import Blank

if TYPE_CHECKING:
    from awardsdesk.ui.list_panel import ListPanel


class Empty(Blank):
    """Says why a list is empty and offers the next step."""

    def __init__(self, panel: "ListPanel") -> None:
        super().__init__(panel)
        self._panel = panel

    def explain(self, deed: Deed | None, *, narrowed: bool) -> None:
        """Say that nothing answers the query, or that there is nothing yet and what to do."""
        if narrowed:
            self.tell("search", _("没有符合条件的项。"), _("清除条件"), self._panel.clear_query)
        else:
            sentence = self._panel.listing.empty or _("还没有内容。")
            self.tell("list", sentence, deed.text() if deed else "", deed.trigger if deed else None)
