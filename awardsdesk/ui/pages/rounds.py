"""评选: a round from what was filed to the approved result, with what is due on top."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.deciding import open_ties, prospect
from awardsdesk.lists.rounds import CHANGES, RoundState, round_state, round_states
from awardsdesk.lists.why import Section, WhySheet
from awardsdesk.operations.approval import approve
from awardsdesk.operations.results import compute, decide_tie, validity
from awardsdesk.operations.rounds import book_of, by_code, open_round
from awardsdesk.operations.samples import sample_books
from awardsdesk.progress import Progress
from awardsdesk.rules.money import yuan
from awardsdesk.store.backup import back_up, lacking
from awardsdesk.terms import ProgrammeKind, Stage
from awardsdesk.ui import dialogs
from awardsdesk.ui.action import Action, Deed
from awardsdesk.ui.desk import Desk, Page
from awardsdesk.ui.export_action import export_list
from awardsdesk.ui.import_action import import_workbooks
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.label import label
from awardsdesk.ui.list_page import Header, ListPage
from awardsdesk.ui.panels import Banner, Nothing, StageBar
from awardsdesk.ui.round_dialogs import ApprovalDialog, NewRound, Source, TieDialog
from awardsdesk.ui.round_picker import RoundPicker
from awardsdesk.ui.round_tabs import ENTRIES, RESULT, SCORES, RoundTabs
from awardsdesk.ui.sheet_dialog import SheetDialog

STAGES = list(Stage)
TAB_OF = {Stage.ENTRY: ENTRIES, Stage.VERIFICATION: ENTRIES, Stage.REVIEW: SCORES}
"""Where the matter of a stage is seen; of the later ones in the result."""

ROOMY = 980


class Rounds(Page):
    """One round at a time: its stage, what is due, its lists, and what can be done."""

    changes_with = CHANGES | {"tie_decision", "certificate"}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.state: RoundState | None = None
        self.warnings: list[str] = []
        self._ties = 0
        self.picker = RoundPicker(desk)
        self.stages = StageBar(STAGES)
        self.stages.setMinimumWidth(600)
        self.stages.chosen.connect(self._go_to_stage)
        self.counts = label("", "muted")
        self.notes = QPushButton()
        self.notes.setProperty("look", "link")
        self.notes.clicked.connect(self.show_warnings)
        self.banner, self.done = Banner(), Banner()
        self.deeds = {key: Deed(action, tuple, self) for key, action in self._actions().items()}
        self.addActions(list(self.deeds.values()))
        self.header = Header(_("评选"), list(self.deeds.values()))
        self._rooms: dict[ProgrammeKind, RoundTabs] = {}
        self._lay_out()

    def _actions(self) -> dict[str, Action]:
        def action(text: str, icon: str, run: Callable[[], Any], keys: str, *, primary: bool = False) -> Action:
            return Action(text, icon, lambda _ids: self._begin(run), keys, primary=primary)

        return {
            "new": action(_("新建评选"), "plus", self.new, "Ctrl+N"),
            "export": action(_("导出"), "file-spreadsheet", self.export, "Ctrl+E"),
            "import": action(_("导入"), "upload", self.take_in, "Ctrl+I"),
            "tie": action(_("决定并列"), "scale", self.decide, "Ctrl+D"),
            "compute": action(_("计算"), "calculator", self.compute, "F9"),
            "approve": action(_("批准"), "stamp", self.approve, "Ctrl+Shift+A", primary=True),
        }

    def _begin(self, run: Callable[[], Any]) -> None:
        """Do something new: what was told of the last thing goes."""
        self.done.tell("info", "")
        run()

    def _lay_out(self) -> None:
        self.header.row.insertWidget(1, self.picker)
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(self.stages, 1)
        line.addWidget(self.counts)
        line.addWidget(self.notes)
        self._stack = QStackedWidget()
        sentence = _("还没有评选。一次评选的规则取自示例或往年的评选。")
        self._stack.addWidget(Nothing("trophy", sentence, _("新建评选"), self.deeds["new"].trigger))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        for part in (self.header, self._line, self.banner, self.done):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)
        turning = QShortcut(QKeySequence("Ctrl+Tab"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        turning.activated.connect(self._turn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the stages where there is little."""
        super().resizeEvent(event)
        self.counts.setVisible(event.size().width() >= ROOMY)

    # what is shown

    def reload(self) -> None:
        """Read the round in hand anew; its lists look after themselves."""
        code = self.picker.reload()
        self.state = None
        if code:
            with self.desk.db.read() as session:
                self.state = round_state(session, code)
                summary = validity(session, by_code(session, code)).summary
            self.warnings, self._ties = summary.get("warnings", []), len(summary.get("undecided", ()))
        self._line.setVisible(bool(code))
        self._allow()
        self._announce()
        if self.state is None:
            self._stack.setCurrentIndex(0)
            return
        stage = STAGES.index(self.state.stage)
        passed_over = map(STAGES.index, self.state.passed_over)
        self.stages.put(stage + 1 if self.state.stage is Stage.APPROVAL else stage, passed_over=passed_over)
        self.counts.setText(summed_up(self.state))
        self.notes.setText(_("{count:,} 条提示").format(count=len(self.warnings)))
        self.notes.setVisible(bool(self.warnings))
        self._stack.setCurrentWidget(self.room())
        self.setFocusProxy(self.room())

    def _room(self, kind: ProgrammeKind) -> RoundTabs:
        if kind not in self._rooms:
            plain = {key: replace(deed.action, shortcut="", primary=True) for key, deed in self.deeds.items()}
            room = RoundTabs(self.desk, kind, plain["import"], plain["compute"])
            room.status.connect(self.status)
            room.turning.setEnabled(False)  # the whole page answers Ctrl+Tab
            self._rooms[kind] = room
            self._stack.addWidget(room)
        return self._rooms[kind]

    def room(self) -> RoundTabs:
        """Return the lists of the round in hand."""
        assert self.state is not None
        return self._room(self.state.kind)

    def _allow(self) -> None:
        """Allow what can be done now; the others say why not."""
        state = self.state
        reason = "" if state else _("还没有评选")
        self.deeds["export"].forbid(reason)
        if state and state.approved:
            reason = _("已批准（{no}），数据已封存").format(no=state.document_no)
        self.deeds["import"].forbid(reason)
        if state and not state.entries:
            reason = _("还没有申报")
        self.deeds["compute"].forbid(reason)
        self.deeds["approve"].forbid(reason)
        self.deeds["tie"].forbid(reason or ("" if self._ties else _("没有待定的并列")))

    def _announce(self) -> None:
        """Say the one thing that matters most now, with the button that does it."""
        state = self.state
        if state is None:
            self.banner.tell("info", "")
        elif state.approved:
            sentence = _("已批准：{no}，{date}。数据已封存。").format(no=state.document_no, date=state.document_date)
            self.banner.tell("ok", sentence, _("看证书"), partial(self.desk.go, "certificates"), "lock")
        elif state.stale:
            sentence = _("计算之后数据有变动，结果已失效。")
            self.banner.tell("warn", sentence, _("重新计算"), self.compute)
        elif self._ties:
            self.banner.tell("warn", "".join(state.due), _("决定并列"), self.decide)
        elif state.computed and state.due == (_("结果已计算，可以批准"),):
            self.banner.tell("ok", _("结果已计算，可以批准。"))
        elif state.computed:
            self.banner.tell("warn", "".join(state.due))
        elif state.entries and state.sheets:
            self.banner.tell("info", _("申报和评分都已导入，可以计算。"), _("计算"), self.compute)
        else:
            self.banner.tell("info", "；".join(state.due) + "。", _("导入"), self.take_in)

    def _go_to_stage(self, number: int) -> None:
        if STAGES[number] is Stage.ISSUE:
            self.desk.go("certificates")
        else:
            self.room().open_tab(TAB_OF.get(STAGES[number], RESULT))

    def show_record(self, record: int) -> None:
        """Bring an entry into view."""
        if self._stale:
            self.refresh()
        if self.state and self.room().open_tab(ENTRIES):
            self.room().entries.show_record(record)

    def refresh(self) -> None:
        """Read the page and the list that is seen anew."""
        super().refresh()
        if self.state:
            self.room().refresh()

    def _turn(self) -> None:
        if self.state:
            self.room().turn()

    def search(self) -> None:
        """Put the cursor into the search box."""
        if self.state:
            self.room().search()

    def show_warnings(self) -> None:
        """List what the computation noticed."""
        rows = tuple((str(number), text) for number, text in enumerate(self.warnings, 1))
        title = _("计算时的提示")
        sheet = WhySheet("", title, _("不妨碍批准，请逐条核实。"), (Section("", (), rows),))
        dialogs.user.show(SheetDialog(self, title, sheet))

    # what is done

    def new(self) -> None:
        """Open a round with rules copied from another or from the samples."""
        with self.desk.db.read() as session:
            states = round_states(session)
            sources = [
                Source(
                    f"{each.code}　{each.title}",
                    each.code,
                    each.year,
                    each.year + 1,
                    book_of(by_code(session, each.code)),
                )
                for each in states
            ]
        for code, book in sample_books().items():
            year = int(code.split("-")[0])
            sources.append(Source(_("示例规则　{title}").format(title=book.title), code, year, year, book))
        dialog = NewRound(self, sources, [each.code for each in states])
        if dialogs.user.show(dialog):
            values = dialog.values
            with self.desk.db.write() as session:
                open_round(session, values["code"], int(values["year"]), dialog.source().book, values["title"])
            self.desk.take_round(values["code"])

    def take_in(self) -> None:
        """Import workbooks into this round."""
        code = self.state.code if self.state else ""
        import_workbooks(self.desk, self, round_code=code, tell=partial(self.done.tell, "ok"))

    def export(self) -> None:
        """Write the list that is seen to a workbook."""
        tab = self.room().current()
        if self.state and isinstance(tab, ListPage):
            title = f"{self.state.title}　{tab.panel.listing.title}"
            approved = self.state.approved or tab is not self.room().result
            export_list(tab.panel, self, title, approved=approved, done=self._exported)

    def _exported(self, path: Path) -> None:
        self.done.tell("ok", _("已导出 {name}").format(name=path.name))

    def compute(self) -> None:
        """Compute the result and show it."""
        if self.state:
            self._start(partial(_compute, self.desk, self.state.code), _("计算"))

    def decide(self) -> None:
        """Record a decision on each tie across a cut, then offer to compute anew."""
        if self.state is None:
            return
        code = self.state.code
        with self.desk.db.read() as session:
            ties = open_ties(session, code)
        decided = 0
        for tie in ties:
            dialog = TieDialog(self, tie)
            if not dialogs.user.show(dialog):
                break
            with self.desk.db.write() as session:
                decide_tie(session, by_code(session, code), tie.cut, dialog.above(), dialog.reason.toPlainText())
            decided += 1
        if decided and dialogs.user.ask(self, _("决定已记录，结果要重新计算才生效。"), _("现在计算")):
            self.compute()

    def approve(self) -> None:
        """Show what approving would do, and do it under a document's number and date."""
        if self.state is None:
            return
        with self.desk.db.read() as session:
            wanted = prospect(session, self.state.code)
        dialog = ApprovalDialog(self, self.state.title, wanted)
        if dialogs.user.show(dialog):
            number, day = dialog.values["document_no"], dialog.values["day"]
            self._start(partial(_approve, self.desk, self.state.code, number, day), _("批准"))

    def _start(self, work: Callable[[Progress], Any], title: str) -> None:
        job = Job(work, self, title)
        job.done.connect(self._show_result)
        job.start()

    def _show_result(self, lacks: tuple[str, ...] | None) -> None:
        self.refresh()
        self.room().open_tab(RESULT)
        self.room().result.panel.table.setFocus()
        if lacks:
            dialogs.user.warn(self, lacking(lacks))


def summed_up(state: RoundState) -> str:
    """Return the counts of a round in one line."""
    counts = [(_("申报"), state.entries)]
    if state.approved:
        counts += [(_("获奖"), state.awards), (_("证书"), state.certificates)]
    elif state.kind is ProgrammeKind.EVALUATION:
        counts += [(_("核实"), state.verifications), (_("评分"), state.sheets)]
    else:
        counts += [(_("评分"), state.sheets), (_("表决"), state.ballots)]
    line = "　".join(f"{name} {count:,}" for name, count in counts)
    return f"{line}　{_('奖金 {yuan} 元').format(yuan=yuan(state.bonus_fen))}" if state.bonus_fen else line


def _compute(desk: Desk, code: str, progress: Progress) -> None:
    progress.start(_("正在计算名次和奖金"))
    with desk.db.write() as session:
        compute(session, by_code(session, code))
        progress.check()


def _approve(desk: Desk, code: str, number: str, day: Any, progress: Progress) -> tuple[str, ...]:
    """Approve after a backup; return what the backup lacks."""
    progress.start(_("正在备份"))
    made = back_up(desk.db.path, "批准前", progress)
    progress.start(_("正在授予编号并封存数据"))
    with desk.db.write() as session:
        approve(session, by_code(session, code), number, day)
        progress.check()
    return made.lacks


def page(desk: Desk) -> Rounds:
    """Make the screen."""
    return Rounds(desk)
