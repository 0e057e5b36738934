"""Ctrl+Z: take the last operation back after saying which one it is."""

from functools import partial

from PySide6.QtWidgets import QWidget

from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.jobs import Job


def undo_last(desk: Desk, parent: QWidget) -> None:
    """Name the last operation, ask, and take it back."""
    from awardsdesk.lists.events import recent_step  # opening the window does not need it

    with desk.db.read() as session:
        step = recent_step(session)
    if step is None:
        from awardsdesk.operations.undo import NOTHING

        dialogs.user.tell(parent, NOTHING)
        return
    question = _("撤销“{what}”？涉及 {rows:,} 行数据，恢复到这一步之前的样子。").format(what=step.what, rows=step.rows)
    if dialogs.user.ask(parent, question, _("撤销")):
        Job(partial(_undo, desk), parent, _("正在撤销")).start()


def _undo(desk: Desk, progress: Progress) -> None:
    from awardsdesk.operations.undo import undo

    progress.start(_("正在撤销"))
    with desk.db.write() as session:
        undo(session)
        progress.check()
