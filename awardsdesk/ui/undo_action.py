"""Ctrl+Z and Ctrl+Y: take the last operation back, or do it again, after saying which one it is."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu, QWidget

from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.jobs import Job

if TYPE_CHECKING:
    from awardsdesk.lists.events import NamedStep

WIDTH = 360


class UndoMenu(QMenu):
    """What would be undone and redone, by name; looked up when it is opened."""

    def __init__(self, parent: QWidget, desk: Callable[[], Desk | None], undo: Callable[[], Any], redo: Any) -> None:
        super().__init__(parent)
        self._desk = desk
        self.undo, self.redo = (self.addAction("", run) for run in (undo, redo))
        self.aboutToShow.connect(self._name)

    @Slot()
    def _name(self) -> None:
        from awardsdesk.lists.events import redoable, undoable  # opening the window does not need it

        desk = self._desk()
        if desk is None:
            return
        with desk.db.read() as session:
            named = undoable(session), redoable(session)
        texts = (_("撤销"), _("撤销“{what}”"), "Ctrl+Z"), (_("重做"), _("重做“{what}”"), "Ctrl+Y")
        for action, what, (bare, text, key) in zip((self.undo, self.redo), named, texts, strict=True):
            short = self.fontMetrics().elidedText(what, Qt.TextElideMode.ElideRight, WIDTH).replace("&", "&&")
            action.setText(f"{text.format(what=short) if what else bare}\t{key}")
            action.setEnabled(bool(what))


def undo_last(desk: Desk, parent: QWidget) -> None:
    """Name the last operation, ask, and take it back."""
    from awardsdesk.lists.events import recent_step
    from awardsdesk.operations.undo import NOTHING, undo

    questions = _("撤销“{what}”？恢复到这一步之前的样子。"), _("撤销“{what}”？涉及 {touched}，恢复到这一步之前的样子。")
    _offer(desk, parent, (recent_step, NOTHING), questions, _("撤销"), (undo, _("正在撤销")))


def redo_last(desk: Desk, parent: QWidget) -> None:
    """Name what was undone last, ask, and do it again."""
    from awardsdesk.lists.events import recently_undone
    from awardsdesk.operations.undo import NOTHING_UNDONE, redo

    questions = _("重做“{what}”？恢复到撤销之前的样子。"), _("重做“{what}”？涉及 {touched}，恢复到撤销之前的样子。")
    _offer(desk, parent, (recently_undone, NOTHING_UNDONE), questions, _("重做"), (redo, _("正在重做")))


def _offer(
    desk: Desk,
    parent: QWidget,
    what: tuple[Callable[[Any], "NamedStep | None"], str],
    questions: tuple[str, str],
    verb: str,
    doing: tuple[Callable[..., Any], str],
) -> None:
    """Ask whether a step is to be turned back, or say that there is none; the second question counts what it touched."""
    find, nothing = what
    with desk.db.read() as session:
        step = find(session)
    if step is None:
        dialogs.user.tell(parent, nothing)
        return
    question = questions[bool(step.touched)].format(what=step.what, touched=step.touched)
    if dialogs.user.ask(parent, question, verb):
        Job(partial(_turn, desk, *doing), parent, doing[1]).start()


def _turn(desk: Desk, operation: Callable[..., Any], label: str, progress: Progress) -> None:
    progress.start(label)
    with desk.db.write() as session:
        operation(session, progress=progress)
