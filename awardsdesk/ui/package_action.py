"""导出报送包: achievements with their scans as one numbered file for the office above."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from awardsdesk.exchange.packing import send, suggested_name, told
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.packages import Manifest
from awardsdesk.store.attachments import scan_path
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.dialogs import Frame
from awardsdesk.ui.jobs import Job


def send_package(desk: Desk, parent: QWidget, shown: Sequence[int], chosen: Sequence[int]) -> None:
    """Ask which achievements go and where to, and write the package."""
    with desk.db.read() as session:
        name = suggested_name(session)
    ids = _asked(parent, shown, chosen)
    path = dialogs.user.save_file(parent, _("导出报送包"), name, _("报送包 (*.zip)")) if ids else None
    if path is not None:
        job = Job(partial(_send, desk, ids, path), parent, _("导出报送包"))
        job.done.connect(partial(_tell, parent, path))
        job.cancelled.connect(partial(_stopped, parent))
        job.start()


def _asked(parent: QWidget, shown: Sequence[int], chosen: Sequence[int]) -> Sequence[int]:
    """Let the clerk say whether what is chosen goes or all that the list shows; nothing when neither."""
    frame = Frame(parent, _("把哪些成果连同附件写进报送包？"), "ask", _("导出报送包"))
    frame.add_button(_("取消"), "")
    every = frame.add_button(_("列表中的 {count:,} 项").format(count=len(shown)), "shown", "" if chosen else "primary")
    every.setEnabled(bool(shown))
    if chosen:
        frame.add_button(_("所选的 {count:,} 项").format(count=len(chosen)), "chosen", "primary").setFocus()
    dialogs.user.show(frame)
    return {"shown": shown, "chosen": chosen}.get(frame.answer, ())


def _send(desk: Desk, ids: Sequence[int], path: Path, progress: Progress) -> Manifest:
    return send(desk.db, ids, path, partial(scan_path, desk.db.path), progress)


def _tell(parent: QWidget, path: Path, manifest: Manifest) -> None:
    dialogs.user.tell(parent, told(manifest, path))


def _stopped(parent: QWidget) -> None:
    if parent.window().isVisible():  # else it was the window's closing that stopped the work
        dialogs.user.tell(parent, _("已停止，没有导出报送包，号没有用掉。"))
