"""A copy of what lies beside the file, shown by the system's own program, which cannot write it."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from awardsdesk.i18n import _
from awardsdesk.paths import home
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs
from awardsdesk.ui.jobs import Job


def lend(parent: QWidget, doing: str, name: str, copy: Callable[[Path, Progress], object]) -> None:
    """Have a copy made under a name, and the system open it."""
    job = Job(partial(_lend, name, copy), parent, doing)
    job.done.connect(partial(_show, parent))
    job.start()


def _lend(name: str, copy: Callable[[Path, Progress], object], progress: Progress) -> Path:
    """Return the copy; copies lent before go unless they are still open."""
    folder = home() / "view"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        with suppress(OSError):
            old.chmod(0o644)
            old.unlink()
    target = folder / name
    copy(target, progress)
    target.chmod(0o444)
    return target


def _show(parent: QWidget, path: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        dialogs.user.warn(parent, _("系统没有打开“{path}”，请自行打开它。").format(path=path))
