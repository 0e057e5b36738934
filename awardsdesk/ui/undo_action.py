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

    with desk.db.read() as session:
        step = recent_step(session)
    if step is None:
        dialogs.user.tell(parent, NOTHING)
        return
    question = _("撤销“{what}”？恢复到这一步之前的样子。"), _("撤销“{what}”？涉及 {touched}，恢复到这一步之前的样子。")
    if dialogs.user.ask(parent, _asked(step, question), _("撤销")):
        Job(partial(_turn, desk, undo, _("正在撤销")), parent, _("正在撤销")).start()


def redo_last(desk: Desk, parent: QWidget) -> None:
    """Name what was undone last, ask, and do it again."""
    from awardsdesk.lists.events import recently_undone
    from awardsdesk.operations.undo import NOTHING_UNDONE, redo

    with desk.db.read() as session:
        step = recently_undone(session)
    if step is None:
        dialogs.user.tell(parent, NOTHING_UNDONE)
        return
    question = _("重做“{what}”？恢复到撤销之前的样子。"), _("重做“{what}”？涉及 {touched}，恢复到撤销之前的样子。")
    if dialogs.user.ask(parent, _asked(step, question), _("重做")):
        Job(partial(_turn, desk, redo, _("正在重做")), parent, _("正在重做")).start()


def _asked(step: "NamedStep", question: tuple[str, str]) -> str:
    return question[bool(step.touched)].format(what=step.what, touched=step.touched)


def _turn(desk: Desk, operation: Callable[..., Any], label: str, progress: Progress) -> None:
    progress.start(label)
    with desk.db.write() as session:
        operation(session)
        progress.check()
