"""单位与人员: who the achievements and entries belong to, under which names, and where each of them stands."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from awardsdesk.i18n import _
from awardsdesk.lists.people import ORGANIZATIONS, PERSONS
from awardsdesk.ui import dialogs, merge_dialog
from awardsdesk.ui.action import Action, Needs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.list_page import ListPage
from awardsdesk.ui.people_detail import OrganizationDetail, PersonDetail
from awardsdesk.ui.tabbed_page import TabbedPage


class People(TabbedPage):
    """Organizations and persons."""

    def __init__(self, desk: Desk) -> None:
        actions = (
            Action(_("导出列表"), "file-spreadsheet", self.export, "Ctrl+E"),
            Action(_("导入"), "upload", self.bring, "Ctrl+I", primary=True),
        )
        units = ListPage(
            desk,
            ORGANIZATIONS,
            (*actions, *self._merging(merge_dialog.ORGANIZATIONS)),
            OrganizationDetail(desk),
            title="",
            hidden=("uscc", "industry_code", "contact", "phone"),
        )
        merging = self._merging(merge_dialog.PERSONS)
        persons = ListPage(desk, PERSONS, (*actions, *merging), PersonDetail(desk), title="")
        super().__init__(desk, _("单位与人员"), ((_("单位"), units), (_("人员"), persons)))

    def _merging(self, kind: merge_dialog.Kind) -> tuple[Action, ...]:
        return (
            Action(_("合并"), "users", partial(self.merge, kind), needs=Needs.ANY, menu=True),
            Action(_("查找重复"), "search", partial(self.find_doubles, kind), menu=True),
            Action(_("合并记录"), "clock", partial(self.show_merges, kind), menu=True),
        )

    def merge(self, kind: merge_dialog.Kind, ids: Sequence[int]) -> None:
        """Make one of the two rows that are selected."""
        seen = self.current()
        assert isinstance(seen, ListPage)
        if self.may_leave():
            merge_dialog.merge_selected(self.desk, seen, kind, ids)
            seen.setFocus()  # else the keys stay with the button of the menu

    def find_doubles(self, kind: merge_dialog.Kind, _ids: Any) -> None:
        """Offer rows that are likely to be one."""
        seen = self.current()
        assert isinstance(seen, ListPage)
        if self.may_leave():
            merge_dialog.merge_doubles(self.desk, seen, kind)

    def show_merges(self, kind: merge_dialog.Kind, _ids: Any) -> None:
        """List the merges, so that one can be taken back."""
        from awardsdesk.ui.merges_dialog import MergesDialog

        if self.may_leave():
            dialogs.user.show(MergesDialog(self.desk, self, kind.subject))

    def export(self, _ids: Any) -> None:
        """Write the list that is seen to a workbook."""
        from awardsdesk.ui.export_action import export_list

        seen = self.current()
        assert isinstance(seen, ListPage)
        export_list(seen.panel, self)

    def bring(self, _ids: Any) -> None:
        """Import workbooks."""
        from awardsdesk.ui.import_action import import_workbooks

        if self.may_leave():
            import_workbooks(self.desk, self)

    def show_record(self, record: int) -> None:
        """Bring an organization into view."""
        if self.open_tab(0):
            self.current().show_record(record)


def page(desk: Desk) -> People:
    """Make the screen."""
    return People(desk)
