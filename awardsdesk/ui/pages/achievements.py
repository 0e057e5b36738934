"""成果登记: the register as a list with the form of the current achievement beside it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from awardsdesk.i18n import _
from awardsdesk.lists.achievements import ACHIEVEMENTS, HIDDEN, draft_of, fixed
from awardsdesk.lists.people import unit_names
from awardsdesk.operations import achievements
from awardsdesk.operations.correcting import corrections
from awardsdesk.rules.forms import forms
from awardsdesk.ui import dialogs
from awardsdesk.ui.achievement_form import draft_from, form_fields, values_of
from awardsdesk.ui.action import Action
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.duplicate_dialog import find_duplicates
from awardsdesk.ui.duplicate_line import DuplicateLine
from awardsdesk.ui.fields import Editor, RowsEditor
from awardsdesk.ui.form import Form
from awardsdesk.ui.form_detail import FormDetail
from awardsdesk.ui.form_dialog import FormDialog
from awardsdesk.ui.kept_edits import KeptEdits, left_of
from awardsdesk.ui.list_page import ListPage
from awardsdesk.ui.registration_actions import RegistrationActions
from awardsdesk.ui.registration_detail import RegistrationDetail, outdated
from awardsdesk.ui.suggestions import NameCell
from awardsdesk.ui.workbook_actions import WorkbookActions

FIELDS = form_fields()
NEW = _("新成果")
START = _("按 Ctrl+N 新建一项，按 Ctrl+I 导入工作簿；空白工作簿在右上“…”的“下载导入模板”里。")
UNIT_CELLS = {
    "units": [column.key for column in forms().unit].index("name"),
    "completers": [column.key for column in forms().completer].index("unit"),
}
"""In which column of these tables a unit is named."""


class Achievements(ListPage):
    """The register."""

    def __init__(self, desk: Desk) -> None:
        detail = FormDetail(
            desk, FIELDS, self.load, self.save, self.check, title=_("成果"), fixed=self.fixed, start=START
        )
        self._form = detail.form
        self.doubles = DuplicateLine(desk, detail.form)
        detail.form.added.connect(self._offer_units)
        steps = RegistrationActions(desk, self)
        workbooks = WorkbookActions(desk, self, self.shown, self.chosen)
        super().__init__(
            desk,
            ACHIEVEMENTS,
            [
                *steps.actions(),
                *workbooks.actions(),
                Action(_("粘贴表格"), "table", self.paste, menu=True, pastes=True),
                Action(_("查找重复"), "search", self.find_doubles, menu=True),
                Action(_("导出"), "file-spreadsheet", self.export, "Ctrl+E"),
                Action(_("导入"), "upload", self.bring, "Ctrl+I"),
                Action(_("新建成果"), "plus", self.new, "Ctrl+N", primary=True),
            ],
            RegistrationDetail(desk, detail),
            hidden=HIDDEN,
        )
        self.panel.selection_changed.connect(lambda: steps.allow(self.panel))
        self.back = QPushButton(_("回到重复列表"), autoDefault=False)
        self.back.setToolTip("F3")
        self.back.setShortcut(QKeySequence("F3"))
        self.back.setProperty("look", "link")
        self.back.clicked.connect(self.go_back_to_doubles)
        self.back.hide()
        self.header.row.insertWidget(2, self.back)

    def show_record(self, record: int) -> None:
        """Bring a record into view, and tell the way back to the list of doubles it was opened from."""
        super().show_record(record)
        self.back.setVisible(self.desk.back_to_doubles is not None)
        if self.desk.back_to_doubles:
            self.say(_("看完后按 F3 回到重复列表，从原处继续。"))

    def reload(self) -> None:
        """Read the list anew, and tell of a new achievement that an earlier session left unsaved."""
        begun = self._shown is not None
        super().reload()
        if not begun and left_of(self.desk.db.path, NEW):
            self.say(_("上次新建的成果没有保存，按 Ctrl+N 可以恢复。"))

    def new(self, _ids: Any) -> None:
        """Register one achievement by hand."""
        if not self.may_leave():
            return
        fields = [field for field in FIELDS if not field.read_only]
        made: list[int] = []
        form = Form(
            fields,
            lambda values: made.append(self.save(None, values, form)),
            self.check,
            title=NEW,
            fresh=True,
            codes=self.desk.codes,
        )
        DuplicateLine(self.desk, form)
        form.added.connect(self._offer_units)
        KeptEdits(form, self.desk.db.path, form.title).watch("new")
        dialog = FormDialog(self, _("新建成果"), form)
        dialog.resize(720, self.window().height() - 40)
        if dialogs.user.show(dialog):
            self.panel.reload()
            self.show_record(made[0])
            self._form.hints = form.hints
            self._form.show_problems(form.hints)

    def _offer_units(self, made: Editor) -> None:
        """Offer the file's units where one is typed among the completing units and beside a person."""
        if isinstance(made, RowsEditor) and (place := UNIT_CELLS.get(made.field.key)) is not None:
            made.table.write_with(place, NameCell(self._units, made.table.table))

    def _units(self, text: str) -> list[str]:
        with self.desk.db.read() as session:
            return unit_names(session, text)

    def bring(self, _ids: Any) -> None:
        """Take workbooks in."""
        from awardsdesk.ui.import_action import import_workbooks

        if self.may_leave():
            import_workbooks(self.desk, self)

    def paste(self, _ids: Any) -> None:
        """Take a rectangle from the clipboard in."""
        from awardsdesk.ui.paste_action import paste

        if self.may_leave():
            paste(self.desk, self, self.panel.table.shown_columns())

    def find_doubles(self, _ids: Any) -> None:
        """Look the chosen rows through for what may be one; with none or one chosen all that the list shows."""
        if self.may_leave():
            self.panel.table.setFocus()  # else the keys come back to the button of the menu
            chosen = self.panel.table.selected_ids()
            ids = chosen if len(chosen) > 1 else self.shown()
            find_duplicates(self.desk, self, lambda _session: ids)

    def go_back_to_doubles(self) -> None:
        """Show the list of doubles again where it was left."""
        if self.desk.back_to_doubles and self.may_leave():
            self.panel.table.setFocus()  # the button may be gone after it
            self.desk.back_to_doubles()
            self.back.setVisible(self.desk.back_to_doubles is not None)

    def shown(self) -> Sequence[int]:
        """Return the ids of everything the list asks for, in its order."""
        return self.panel.model.all_ids()

    def chosen(self) -> Sequence[int]:
        """Return the ids of the rows that are chosen."""
        return self.panel.table.selected_ids()

    def export(self, _ids: Any) -> None:
        """Write the list as it is seen."""
        from awardsdesk.ui.export_action import export_list

        export_list(self.panel, self)

    def load(self, record: int) -> dict[str, Any]:
        """Return an achievement's values for the form."""
        self.doubles.watch(record)
        with self.desk.db.read() as session:
            return values_of(draft_of(session, record))

    def fixed(self, record: int) -> str:
        """Say why an achievement's form may only be read."""
        with self.desk.db.read() as session:
            return fixed(session, record)

    def check(self, values: dict[str, Any]) -> list[Any]:
        """Return what is wrong with what the form holds."""
        return achievements.check_whole(draft_from(values), self.desk.codes)

    def save(self, record: int | None, values: dict[str, Any], form: Form | None = None) -> int:
        """Save a new or an amended achievement, asking why what is newly doubtful in an identifier is right; return its id."""
        draft = draft_from(values)
        with self.desk.db.read() as session:
            known = draft_of(session, record) if record else None
        reason = dialogs.grounds(form or self, achievements.doubtful_identifiers(draft, known))
        with self.desk.db.write() as session:
            saved = achievements.save(session, draft, record, reason)
        with self.desk.db.read() as session:
            told = outdated(corrections(session, [saved]))
        if told:
            self.say(told)
        return saved


def page(desk: Desk) -> Achievements:
    """Make the screen."""
    return Achievements(desk)
