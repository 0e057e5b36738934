"""常用筛选: what a clerk asks of a list again and again, kept under a name: search, filters and order."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.lists.conditions import Condition, How, from_saved
from awardsdesk.lists.listing import Listing, Query
from awardsdesk.ui import dialogs
from awardsdesk.ui.fields import Field
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.form_dialog import FormDialog
from awardsdesk.ui.preferences import Preferences
from awardsdesk.ui.theme import set_icon


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """One question to a list under a name."""

    name: str
    text: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    conditions: dict[str, Condition] = field(default_factory=dict)


class SavedFilters(QAction):
    """The sign at the end of the search box (Ctrl+Shift+F): choose, save or remove; `show` gets the one chosen."""

    def __init__(
        self,
        box: QLineEdit,
        listing: Listing,
        preferences: Preferences,
        ask: Callable[[], Query],
        show: Callable[[SavedFilter], Any],
    ) -> None:
        super().__init__(_("常用筛选"), box)
        self._box, self._listing, self._preferences = box, listing, preferences
        self._ask, self._show = ask, show
        self.setShortcut(QKeySequence("Ctrl+Shift+F"))
        self.setToolTip(_("常用筛选  Ctrl+Shift+F"))
        set_icon(self, "filter")
        box.addAction(self, QLineEdit.ActionPosition.TrailingPosition)
        self.triggered.connect(self._open)

    def saved(self) -> list[SavedFilter]:
        """Return what was saved for this list; what an older program or another hand wrote wrongly is left out."""
        kept = self._preferences.get(self._key, [])
        read = (_read(each, self._listing) for each in kept if isinstance(each, dict)) if isinstance(kept, list) else ()
        return [each for each in read if each is not None]

    def menu(self) -> QMenu:
        """Return what can be done now."""
        menu = QMenu(self._box)
        saved = self.saved()
        for each in saved:
            menu.addAction(each.name.replace("&", "&&")).triggered.connect(partial(self._show, each))
        if saved:
            menu.addSeparator()
        query = self._ask()
        keep = menu.addAction(_("保存当前筛选……"))
        keep.setEnabled(query.narrowed or bool(query.sort))
        keep.triggered.connect(self.keep)
        if saved:
            rename, remove = menu.addMenu(_("改名")), menu.addMenu(_("删除"))
            for each in saved:
                shown = each.name.replace("&", "&&")
                rename.addAction(shown).triggered.connect(partial(self.rename, each.name))
                remove.addAction(shown).triggered.connect(partial(self.remove, each.name))
        return menu

    def keep(self) -> None:
        """Ask for a name and save what is asked for now; a name that is there already is replaced."""
        form = Form([Field("name", _("名称"), required=True)], self._keep, title=_("常用筛选"), fresh=True)
        self._ask_name(_("保存当前筛选"), form)

    def _keep(self, values: Values) -> None:
        query = self._ask()
        chosen, asked = dict(query.filters), dict(query.conditions)
        made = SavedFilter(values["name"], query.text, chosen, query.sort, query.descending, asked)
        others = [each for each in self.saved() if each.name != made.name]
        self._put([*others, made])

    def rename(self, name: str, *_clicked: object) -> None:
        """Ask for another name; one that is there already is refused."""
        fields = [Field("name", _("名称"), required=True)]
        form = Form(fields, partial(self._rename, name), partial(self._taken, name), title=_("常用筛选"), fresh=True)
        form.fill({"name": name})
        self._ask_name(_("改名"), form)

    def _ask_name(self, title: str, form: Form) -> None:
        dialog = FormDialog(self._box, title, form)
        dialog.setMinimumSize(440, 160)
        dialog.resize(440, 160)
        dialogs.user.show(dialog)

    def _taken(self, name: str, values: Values) -> list[Problem]:
        taken = values["name"] != name and values["name"] in {each.name for each in self.saved()}
        return [Problem("name", _("已有同名的常用筛选，请换一个名称"))] if taken else []

    def _rename(self, name: str, values: Values) -> None:
        self._put([replace(each, name=values["name"]) if each.name == name else each for each in self.saved()])

    def remove(self, name: str, *_clicked: object) -> None:
        """Forget one, after asking."""
        if dialogs.user.ask(self._box, _("删除常用筛选“{name}”？").format(name=name), _("删除"), danger=True):
            self._put([each for each in self.saved() if each.name != name])

    def _put(self, saved: list[SavedFilter]) -> None:
        self._preferences.set(self._key, [asdict(each) for each in saved])

    @property
    def _key(self) -> str:
        return f"filters {self._listing.key}"

    def _open(self) -> None:
        self.menu().popup(self._box.mapToGlobal(QPoint(0, self._box.height())))


def _read(kept: dict[str, Any], listing: Listing) -> SavedFilter | None:
    """Return a saved filter without what no column or choice of the list is known for."""
    name, filters = kept.get("name"), kept.get("filters")
    if not isinstance(name, str) or not name:
        return None
    known = {each.key: each.above for each in listing.filters}
    chosen = {
        key: value
        for key, value in (filters if isinstance(filters, dict) else {}).items()
        if key in known and isinstance(value, str)
    }
    moved = {key: Condition(How.ONE_OF, (value,)) for key, value in chosen.items() if not known[key]}
    sort = kept.get("sort")
    return SavedFilter(
        name,
        str(kept.get("text") or ""),
        {key: value for key, value in chosen.items() if known[key]},
        sort if isinstance(sort, str) and sort in listing.sortable else "",
        bool(kept.get("descending")),
        moved | _conditions(kept.get("conditions"), listing),
    )


def _conditions(kept: object, listing: Listing) -> dict[str, Condition]:
    asked = kept if isinstance(kept, dict) else {}
    known = {column.key for column in listing.columns}
    read = {key: from_saved(value) for key, value in asked.items() if key in known}
    return {key: condition for key, condition in read.items() if condition is not None}
