"""A paper of a round on the screen: whether it is approved, the real PDF, the check-up, and the way out to a file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.paths import home
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs
from awardsdesk.ui.checkup import Checkup
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.errand import Errand
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.panels import Banner, Blank
from awardsdesk.ui.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from awardsdesk.documents.papers import Paper, Prepared
    from awardsdesk.store.database import Database

Choose = Callable[[], "Paper"]
"""Says which paper; called in the worker, where the slow libraries are imported."""

KINDS = {"pdf": _("PDF 文件 (*.pdf)"), "docx": _("Word 文档 (*.docx)"), "xlsx": _("Excel 工作簿 (*.xlsx)")}


class PaperView(QFrame):
    """Shows one paper; `show_part` shows some pages of it in its place."""

    ready = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desk = desk
        self.prepared: Prepared | None = None
        self.state, self.done = Banner(), Banner()
        self.preview, self.blank = PdfPreview(), Blank()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.preview)
        self._stack.addWidget(self.blank)
        self.setFocusProxy(self.preview)
        self.checkup = Checkup()
        self._whole, self._part = Errand(self), Errand(self)
        self._whole.done.connect(self._arrived)
        self._part.done.connect(self._part_arrived)
        for errand in (self._whole, self._part):
            errand.failed.connect(self._failed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for part in (self.state, self.done, self._stack, self.checkup):
            layout.addWidget(part, 1 if part is self._stack else 0)
        self.setMinimumWidth(280)

    # showing

    def show_paper(self, choose: Choose, code: str, *, draw: bool = True) -> None:
        """Gather and check a paper of a round, and draw it unless parts will be shown."""
        self._part.forget()
        self.done.tell("ok", "")
        self._wait(draw)
        self._whole.ask(partial(_prepare, self._desk.db, choose, code, draw))

    def show_part(self, choose: Choose, code: str) -> None:
        """Draw a part of the paper."""
        self._wait(True)
        self._part.ask(partial(_prepare, self._desk.db, choose, code, True))

    def _wait(self, on: bool) -> None:
        if on:
            self._turn_to(self.preview)
        self.preview.view.wait(on)

    def _turn_to(self, part: QWidget) -> None:
        """Show the paper or why there is none; the keys stay here: Qt hands them to what stands next in the window."""
        keys = QApplication.focusWidget()
        held = keys is not None and self._stack.isAncestorOf(keys)
        turns = part is not self._stack.currentWidget()
        self._stack.setCurrentWidget(part)
        self.setFocusProxy(part)
        if held and turns:
            part.setFocus()

    def show_nothing(self, sentence: str, button: str = "", run: Callable[[], Any] | None = None) -> None:
        """Say why there is no paper, and offer what leads to one."""
        self._whole.forget()
        self._part.forget()
        self.prepared = None
        self.state.tell("info", "")
        self.checkup.put(None)
        self._show_blank("scroll-text", sentence, button, run)
        self.ready.emit()

    def show_no_round(self) -> None:
        """Say that the file has no round yet."""
        go = partial(self._desk.go, "rounds")
        self.show_nothing(_("还没有评选。新建一届评选后，这里是它的证书和名册。"), _("去新建评选"), go)

    def _arrived(self, answer: "tuple[Prepared, bytes | None]") -> None:
        prepared, pdf = answer
        self.prepared = prepared
        self.checkup.put(prepared)
        draft = bool(prepared.count) and not prepared.approved
        self.state.tell("warn", _("尚未批准：以下是样张，每页带“未批准”标记，没有编号。") if draft else "")
        if pdf is not None or not prepared.count or prepared.faults("error"):
            self._show_pdf(prepared, pdf)
        self.ready.emit()

    def _part_arrived(self, answer: "tuple[Prepared, bytes | None]") -> None:
        self._show_pdf(*answer)

    def _show_pdf(self, prepared: "Prepared", pdf: bytes | None) -> None:
        if pdf is not None:
            self._turn_to(self.preview)
            self.preview.show_pdf(pdf)
        elif prepared.count:
            self._show_blank("triangle-alert", _("有错误，不能成页；请看下面的打印前体检。"))
        elif prepared.approved:
            self._show_blank("scroll-text", _none(prepared))
        else:
            self._show_blank("scroll-text", _none(prepared), _("去评选"), partial(self._desk.go, "rounds"))

    def _show_blank(self, icon: str, sentence: str, button: str = "", run: Callable[[], Any] | None = None) -> None:
        self._turn_to(self.blank)
        self.preview.show_pdf(None)
        self.blank.tell(icon, sentence, button, run)

    def _failed(self, sentence: str) -> None:
        self.show_nothing(sentence)

    # going out

    def export(self, kind: str) -> None:
        """Write the whole paper to a file the user names."""
        prepared = self.checkup.require()
        self._export(lambda: prepared, prepared.file_name(kind), kind)

    def export_part(self, choose: Choose, name: str) -> None:
        """Write a part of the paper as PDF."""
        code = self.checkup.require().code
        self._export(partial(_gather, self._desk.db, choose, code), name, "pdf")

    def print_out(self, choose: Choose | None = None) -> None:
        """Hand the paper, or a part of it, to the system's PDF program, which prints it."""
        prepared = self.checkup.require()
        make = partial(_gather, self._desk.db, choose, prepared.code) if choose else lambda: prepared
        job = Job(partial(_write, make, _printing(prepared.file_name("pdf")), "pdf"), self, _("准备打印"))
        job.done.connect(self._open)
        job.start()

    def _export(self, make: Callable[[], "Prepared"], name: str, kind: str) -> None:
        path = dialogs.user.save_file(self, _("导出"), name, KINDS[kind])
        if path is None:
            return
        if path.suffix.lower() != f".{kind}":
            path = path.with_name(f"{path.name}.{kind}")
            question = _("“{name}”已经存在，要替换它吗？").format(name=path.name)
            if path.exists() and not dialogs.user.ask(self, question, _("替换"), danger=True):
                return
        job = Job(partial(_write, make, path, kind), self, _("导出 {name}").format(name=path.name))
        job.done.connect(self._exported)
        job.start()

    def _exported(self, path: Path) -> None:
        self.done.tell("ok", _("已导出 {name}").format(name=path.name), _("打开"), partial(self._open, path))

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            dialogs.user.warn(self, _("系统没有打开“{path}”，请自行打开它。").format(path=path))


def _gather(db: "Database", choose: Choose, code: str) -> "Prepared":
    from awardsdesk.documents.papers import prepare

    with db.read() as session:
        return prepare(session, choose(), code)


def _none(prepared: "Prepared") -> str:
    """Say that a round has nothing for a paper, why, and what comes first."""
    told = [_("没有可以打印的{paper}。").format(paper=prepared.paper.title)]
    if not prepared.approved:
        told.append(_("请先在“评选”里录齐材料、计算结果。"))
    if prepared.paper.key == "plaques":
        told.append(_("牌匾只发给企业评价的称号，奖励项目只发证书。"))
    return "\n".join(told)


def _prepare(db: "Database", choose: Choose, code: str, draw: bool) -> "tuple[Prepared, bytes | None]":
    prepared = _gather(db, choose, code)
    drawable = draw and prepared.count and not prepared.faults("error")
    return prepared, prepared.pdf() if drawable else None


def _write(make: Callable[[], "Prepared"], path: Path, kind: str, progress: Progress) -> Path:
    make().draw(path, kind, progress)
    return path


def _printing(name: str) -> Path:
    """Return a path for what is printed; what was printed before and is not open any more goes."""
    folder = home() / "print"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.pdf"):
        _remove(old)
    return folder / name


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:  # Windows: still open in the viewer, which is no harm
        return
