"""A backup before a file is let go of, if it changed since the last one; who cannot wait need not."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs, jobs


def back_up_first(window: QWidget, path: Path, leave: Callable[[], Any]) -> bool:
    """Begin to back a file up and `leave` it afterwards; False when nothing is to be waited for."""
    from awardsdesk.store.backup import is_backed_up

    app = QGuiApplication.instance()
    shuts_down = isinstance(app, QGuiApplication) and app.isSavingSession()
    if shuts_down or jobs.busy() or is_backed_up(path):  # busy: with work that was stopped just now
        return False
    job = jobs.Job(partial(_back_up, path), window, _("关闭文件前备份"), _("不等了"))
    job.done.connect(partial(_leave, window, leave))
    job.cancelled.connect(leave)
    job.failed.connect(lambda _told: leave())
    job.start()
    return True


def _back_up(path: Path, progress: Progress) -> str:
    """Back up, and return what a clerk should know of it: trouble keeps no window open."""
    from awardsdesk.store.backup import back_up_at_closing, lacking

    try:
        return lacking(back_up_at_closing(path, progress).lacks)
    except UserError as error:
        return str(error)


def _leave(window: QWidget, leave: Callable[[], Any], trouble: str) -> None:
    if trouble:
        dialogs.user.warn(window, trouble)
    leave()
