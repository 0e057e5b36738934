"""附件: the scans of one achievement; they come by button, drop and clipboard, and go out as copies only."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSignalBlocker, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _, joined
from awardsdesk.lists.attachments import ScanLine, scans_of
from awardsdesk.operations import attachments
from awardsdesk.operations.attachments import Scan
from awardsdesk.operations.materials import checklist_of
from awardsdesk.paths import home
from awardsdesk.progress import Progress
from awardsdesk.store.attachments import PDF, copy_out, file_name, keep_all, scan_path
from awardsdesk.store.restoring import Restored, recover
from awardsdesk.ui import dialogs, trouble
from awardsdesk.ui.action import Action, ActionBar, Deed, Ids, Needs
from awardsdesk.ui.clipboard import held
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.lending import lend
from awardsdesk.ui.panels import Banner, Blank
from awardsdesk.ui.pdf_pages import PdfPages
from awardsdesk.ui.pdf_preview import PdfPreview
from awardsdesk.ui.picture_pages import PicturePages
from awardsdesk.ui.scan_list import ScanList

if TYPE_CHECKING:
    from awardsdesk.store.database import Database

NAMED = 5
"""So many names in a question or a telling."""


class AttachmentsPanel(QWidget):
    """The scans of the achievement that is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._record, self._noted = desk, -1, -1
        self.setAcceptDrops(True)
        self.scans = ScanList(desk.db.path)
        self.deeds = [Deed(action, self._ids, self) for action in self._actions()]
        for deed in self.deeds:  # the list beside has keys of its own
            deed.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addActions(self.deeds)
        self.news, self.blank = Banner(), Blank()
        self.item, self.note = QComboBox(), QLineEdit()
        self.item.setAccessibleName(_("对应材料"))
        self.item.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.note.setAccessibleName(_("备注"))
        self.scans.itemSelectionChanged.connect(self._selected)
        self.scans.opened.connect(self.deeds[2].trigger)
        self.item.activated.connect(self._assign)
        self.note.editingFinished.connect(self._write_note)
        desk.changed.connect(self._tables_changed)
        self._lay_out()

    def _actions(self) -> list[Action]:
        return [
            Action(_("添加"), "plus", self.add, "Ctrl+Shift+A", primary=True),
            Action(_("粘贴"), "copy", self.paste, "Ctrl+V", menu=True),
            Action(_("预览"), "eye", self.preview, needs=Needs.ONE),
            Action(_("用系统程序打开"), "folder-open", self.open, "Ctrl+Shift+O", needs=Needs.ONE, menu=True),
            Action(_("另存为"), "file-down", self.save_copy, "Ctrl+Shift+S", needs=Needs.ONE, menu=True),
            Action(_("从备份找回"), "redo-2", self.recover, menu=True),
            Action(_("移除"), "trash-2", self.remove, "Del", needs=Needs.ANY, menu=True),
        ]

    def _lay_out(self) -> None:
        foot = QGridLayout()
        foot.setContentsMargins(12, 8, 12, 12)
        foot.setSpacing(8)
        foot.setColumnStretch(1, 1)
        for row, (name, editor) in enumerate(((_("对应材料"), self.item), (_("备注"), self.note))):
            foot.addWidget(label(name, "muted"), row, 0)
            foot.addWidget(editor, row, 1)
        self._full = QWidget()
        full = QVBoxLayout(self._full)
        full.setContentsMargins(0, 0, 0, 0)
        full.setSpacing(0)
        full.addWidget(self.scans, 1)
        full.addWidget(hairline())
        full.addLayout(foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._full)
        self.stack.addWidget(self.blank)
        sentence = _("还没有附件。把扫描件拖到这里，或按 Ctrl+V 粘贴；可以是 PDF、JPEG、PNG 或 TIFF。")
        self.blank.tell("file-up", sentence, _("添加附件"), partial(self.add, ()))
        bar = ActionBar(self.deeds)
        bar.setContentsMargins(8, 8, 8, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (bar, hairline(), self.news):
            layout.addWidget(part)
        layout.addWidget(self.stack, 1)

    # showing

    def show_record(self, record: int) -> None:
        """Show the scans of an achievement."""
        if record != self._record:
            self.news.tell("info", "")
        self._record = record
        with self._desk.db.read() as session:
            scans = scans_of(session, record)
            items = [line.item for line in checklist_of(session, record)]
        with QSignalBlocker(self.item):
            self.item.clear()
            self.item.addItem(_("未对应材料"), "")
            for item in items:
                self.item.addItem(item, item)
        with QSignalBlocker(self.scans):
            self.scans.put(scans)
        self.stack.setCurrentWidget(self._full if scans else self.blank)
        self.setFocusProxy(self.scans if scans else self.blank.button)
        self._selected()

    def _tables_changed(self, tables: frozenset[str]) -> None:
        if "attachment" in tables and self.isVisible() and self._record >= 0:
            self.show_record(self._record)

    def _selected(self) -> None:
        chosen = self.scans.chosen()
        for deed in self.deeds:
            deed.fit(len(chosen))
        self.deeds[5].forbid("" if self.scans.lost() else _("没有缺少的附件"))
        self.item.setEnabled(bool(chosen))
        self.note.setEnabled(len(chosen) == 1)
        if not chosen:
            self.item.setCurrentIndex(0)
            self.note.clear()
            return
        if self.item.findData(chosen[0].item) < 0:  # a line that the checklist has no more
            self.item.addItem(chosen[0].item, chosen[0].item)
        same = len({scan.item for scan in chosen}) == 1
        self.item.setCurrentIndex(self.item.findData(chosen[0].item) if same else -1)
        typing = self.note.hasFocus() and self.note.isModified() and self._noted == chosen[0].id
        self._noted = chosen[0].id
        if not typing:
            self.note.setText(chosen[0].note if len(chosen) == 1 else "")

    def _ids(self) -> Ids:
        return [scan.id for scan in self.scans.chosen()]

    def _one(self) -> ScanLine:
        return self.scans.chosen()[0]

    # coming in

    def add(self, _ids: Ids) -> None:
        """Choose files and attach them."""
        kinds = _("扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)")
        self.take(dialogs.user.open_files(self, _("添加附件"), kinds, many=True))

    def paste(self, _ids: Ids) -> None:
        """Attach the files or the picture on the clipboard."""
        self._take_from(held())

    def take(self, sources: Sequence[Path]) -> None:
        """Attach files."""
        if sources and self._record >= 0:
            job = Job(partial(_add, self._desk.db, self._record, sources), self, _("添加附件"))
            job.done.connect(self._added)
            job.start()

    def _take_from(self, given: QMimeData) -> None:
        if files := _files(given):
            self.take(files)
        elif given.hasImage():
            job = Job(
                partial(_add_picture, self._desk.db, self._record, QImage(given.imageData())), self, _("添加附件")
            )
            job.done.connect(self._added)
            job.start()
        else:
            raise UserError(_("剪贴板上没有文件或图片；请先复制扫描件。"))

    def _added(self, answer: tuple[int, list[Scan], list[str]]) -> None:
        count, doubles, refusals = answer
        lost = {scan.digest for scan in self.scans.lost()}  # as the clerk sees it still
        mended, known = _("“{name}”不见了的文件已经补上。"), _("“{name}”本来就有，内容相同。")
        said = _("已添加 {count} 个附件。").format(count=count) if count else ""
        said += "".join((mended if one.digest in lost else known).format(name=one.name) for one in doubles[:NAMED])
        self.news.tell("ok" if count else "info", said)
        self._write_note()  # one that is being typed belongs to what is selected still
        self.show_record(self._record)
        if count:  # what is assigned or noted next is meant for them
            self.scans.choose_last(count)
        if refusals:
            dialogs.user.warn(self, "\n".join(refusals[:NAMED]))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if _files(event.mimeData()) or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        event.acceptProposedAction()
        try:
            self._take_from(event.mimeData())
        except UserError as error:
            trouble.tell(error, self)

    # on record

    def _assign(self) -> None:
        ids, item = self._ids(), self.item.currentData()
        if ids and item is not None:
            self._amend(ids, item=item)

    def _write_note(self) -> None:
        chosen = self.scans.chosen()
        if len(chosen) == 1 and self.note.text().strip() != chosen[0].note:
            self._amend([chosen[0].id], note=self.note.text())

    def _amend(self, ids: Ids, *, item: str | None = None, note: str | None = None) -> None:
        try:
            with self._desk.db.write() as session:
                attachments.amend(session, ids, item=item, note=note)
        except UserError as error:
            trouble.tell(error, self)
        self.show_record(self._record)

    def remove(self, ids: Ids) -> None:
        """Take the selected scans off after asking."""
        names = [scan.name for scan in self.scans.chosen()]
        told = joined(names[:NAMED]) + (" …" if len(names) > NAMED else "")
        question = _("移除 {count} 个附件：{names}？可以用 Ctrl+Z 撤销。").format(count=len(names), names=told)
        if dialogs.user.ask(self, question, _("移除"), danger=True):
            with self._desk.db.write() as session:
                attachments.detach(session, ids)
            self.news.tell("info", "")
            self.show_record(self._record)

    # going out

    def preview(self, _ids: Ids) -> None:
        """Show a scan in a window of its own."""
        scan = self._one()
        path = scan_path(self._desk.db.path, scan.digest)
        if not path.exists():
            self.show_record(self._record)  # it may have gone since the list was shown
            raise UserError(_("附件的文件不见了；请从备份找回，或重新添加原文件。"))
        dialogs.user.show(ScanPreview(self, scan, path))

    def open(self, _ids: Ids) -> None:
        """Let the system's viewer show a copy that it cannot write."""
        scan = self._one()
        name = f"{scan.digest[:8]} {file_name(scan.name, scan.media_type)}"
        lend(self, _("打开附件"), name, partial(copy_out, self._desk.db.path, scan.digest))

    def save_copy(self, _ids: Ids) -> None:
        """Write a copy where the clerk says."""
        scan = self._one()
        name = file_name(scan.name, scan.media_type)
        target = dialogs.user.save_file(self, _("另存为"), name, dialogs.kind_of(name))
        if target is not None:
            job = Job(partial(copy_out, self._desk.db.path, scan.digest, target), self, _("另存为"))
            job.done.connect(lambda: self.news.tell("ok", _("已导出 {name}").format(name=target.name)))
            job.start()

    def recover(self, _ids: Ids) -> None:
        """Bring lost files back from the backups."""
        digests = [scan.digest for scan in self.scans.lost()]
        job = Job(lambda progress: recover(self._desk.db.path, progress, digests), self, _("找回附件"))
        job.done.connect(self._recovered)
        job.start()

    def _recovered(self, restored: Restored) -> None:
        sentence = _("找回 {count:,} 个附件。").format(count=restored.scans)
        self.news.tell("warn" if restored.lacks else "ok", " ".join((sentence, *restored.lacks[:1])))
        self.show_record(self._record)


class ScanPreview(QDialog):
    """One scan, with page and zoom; Esc closes it."""

    def __init__(self, parent: QWidget, scan: ScanLine, path: Path) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(scan.name)
        self.resize(900, 760)
        self.preview = PdfPreview()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.preview)
        self.preview.show_pages(PdfPages(path) if scan.media_type == PDF else PicturePages(path))
        self.preview.setFocus()
        self.finished.connect(lambda _result: self.preview.show_pages(None))


def _files(given: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in given.urls() if url.isLocalFile()]


def _add(db: "Database", record: int, sources: Sequence[Path], progress: Progress) -> tuple[int, list[Scan], list[str]]:
    """Keep files and attach them; return how many, those that were on record already, and what was refused."""
    kept, refusals = keep_all(db.path, sources, progress)
    doubles: list[Scan] = []
    if kept:
        with db.write() as session:
            doubles = attachments.attach(session, record, kept)
    return len(kept) - len(doubles), doubles, refusals


def _add_picture(db: "Database", record: int, image: QImage, progress: Progress) -> tuple[int, list[Scan], list[str]]:
    folder = home() / "paste"
    folder.mkdir(exist_ok=True)
    path = folder / f"{_('剪贴板')} {dt.datetime.now().astimezone():%Y-%m-%d %H%M%S}.png"
    try:
        image.save(str(path))
        return _add(db, record, [path], progress)
    finally:
        path.unlink(missing_ok=True)
