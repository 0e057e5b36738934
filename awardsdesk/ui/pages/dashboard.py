"""工作台: the year at a glance: each round with its stages, figures and what is due; the register; what was done last."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists import events
from awardsdesk.lists.conditions import Condition, How
from awardsdesk.lists.listing import Column, Kind, shown
from awardsdesk.lists.rounds import CHANGES, RegisterState, RoundState, register_state, round_states
from awardsdesk.operations.office import office_name
from awardsdesk.terms import ProgrammeKind, Stage
from awardsdesk.ui.action import Action, Deed
from awardsdesk.ui.desk import Desk, Page
from awardsdesk.ui.label import label
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.list_page import Header
from awardsdesk.ui.panels import Card, Columns, FigureCard, StageBar, scrolled
from awardsdesk.ui.saved_filters import SavedFilter
from awardsdesk.ui.theme import mark, set_icon

RECENT = 8
SIDE_WIDTH = 320
NARROW = 960
MONEY = Column("bonus", "", kind=Kind.MONEY)


class RoundCard(Card):
    """One round: stages, figures, and what is due as lines that lead there."""

    def __init__(self, state: RoundState, go: Callable[[str], Any]) -> None:
        super().__init__(flush=True)
        self.heading.hide()
        self.stages = StageBar(list(Stage))
        self.stages.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        stage = list(Stage).index(Stage.ISSUE if state.approved else state.stage)
        self.stages.put(stage, passed_over=map(list(Stage).index, state.passed_over))
        self.stages.chosen.connect(lambda _number: go("rounds"))
        self.due = Lines(_("{title}待办").format(title=state.title), links=True, fit=True)
        self.due.put(_due(state, go))
        for part in (self._head(state), self.stages, _figures(state)):
            self.add(part)
        self.body.addWidget(self.due)

    def _head(self, state: RoundState) -> QWidget:
        word, tone = _progress(state)
        pill = label(word, "pill")
        mark(pill, "tone", tone)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(label(state.title, "heading"))
        row.addWidget(label(state.code, "faint"))
        row.addStretch(1)
        if state.approved:
            row.addWidget(label(f"{state.document_no}　{state.document_date}", "faint"))
        row.addWidget(pill)
        return head


def _progress(state: RoundState) -> tuple[str, str]:
    if state.approved:
        return _("已批准"), "ok"
    if state.stale:
        return _("须重新计算"), "warn"
    return (_("已计算"), "info") if state.computed else (_("进行中"), "mute")


def _figures(state: RoundState) -> QWidget:
    """Return the figures of a round; what a kind of round does not have is left out."""
    evaluation = state.kind is ProgrammeKind.EVALUATION
    figures = (
        (_("申报企业") if evaluation else _("提名项目"), state.entries),
        (_("部门核实"), state.verifications) if evaluation else (_("表决"), state.ballots),
        (_("评分表"), state.sheets),
        (_("获奖"), state.awards),
        (_("证书"), state.certificates),
        (_("奖金（元）"), state.bonus_fen),
    )
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 8)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(0)
    for place, (caption, figure) in enumerate(figures):
        text = shown(MONEY, figure) if caption == figures[-1][0] else f"{figure:,}"
        grid.addWidget(label(text if figure else "—", "count"), 0, place)
        grid.addWidget(label(caption, "faint"), 1, place)
        grid.setColumnStretch(place, 1)
    return made


def _due(state: RoundState, go: Callable[[str], Any]) -> list[Line]:
    if not state.approved:
        ready = state.computed and not state.stale and len(state.due) == 1
        return [Line(each, tone="info" if ready else "warn", run=partial(go, "rounds")) for each in state.due]
    sheets = _("核对并打印 {count:,} 张证书").format(count=state.certificates)
    return [
        Line(sheets, tone="info", icon="award", run=partial(go, "certificates")),
        Line(_("导出获奖名单和奖金发放表"), tone="info", icon="scroll-text", run=partial(go, "rosters")),
    ]


class Steps(Card):
    """What a fresh file wants, in order."""

    def __init__(self, go: Callable[[str], Any], bring: Callable[[], Any]) -> None:
        super().__init__(_("从这里开始"))
        self.body.setSpacing(16)
        steps: tuple[tuple[str, str, str, Callable[[], Any]], ...] = (
            (_("新建评选"), _("一届评选带着自己的全部规则：指标、名额、奖金、编号和证书文字。"), "plus", partial(go, "rounds")),
            (_("导入工作簿"), _("成果登记、企业申报、奖励提名、部门核实、专家评分和表决，先看问题，再一次写入。"), "upload", bring),
            (_("计算并批准"), _("得分、名次、等级、奖金一并算出；批准后才有编号、证书和牌匾。"), "calculator", partial(go, "rounds")),
        )  # fmt: skip
        self.buttons: list[QPushButton] = []
        for number, (title, text, icon, run) in enumerate(steps, 1):
            self._add(number, title, text, icon, run)

    def _add(self, number: int, title: str, text: str, icon: str, run: Callable[[], Any]) -> None:
        button = QPushButton(title)
        button.setMinimumWidth(120)
        if number == 1:
            button.setProperty("look", "primary")
        set_icon(button, icon, "on_accent" if number == 1 else "muted")
        button.clicked.connect(lambda *_checked: run())
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(f"{number}　{title}", "strong"))
        words.addWidget(label(text, "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.buttons.append(button)
        self.body.addLayout(row)


class Dashboard(Page):
    """Rounds of the newest year at the left, older ones below, the register and recent operations at the right."""

    changes_with = CHANGES | events.CHANGES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        deeds = [Deed(Action(_("导入"), "upload", self.bring, "Ctrl+I", primary=True), lambda: (), self)]
        self.addActions(deeds)
        self.header = Header(_("工作台"), deeds)
        self.register = FigureCard(_("成果登记"), "file-text")
        self.register.clicked.connect(partial(desk.go, "achievements"))
        self.overdue = Lines(_("补正逾期"), links=True, fit=True)
        self.recent = Lines(_("最近操作"), fit=True)
        self._lay_out()

    def _lay_out(self) -> None:
        log = Card(_("最近操作"), flush=True)
        log.body.addWidget(self.recent)
        columns = Columns(NARROW)
        self.left = columns.add(())
        self._waiting = Card(flush=True)
        self._waiting.heading.hide()
        self._waiting.body.addWidget(self.overdue)
        columns.add((self.register, log), SIDE_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.header)
        layout.addWidget(self._waiting)  # above what is scrolled: a term that has passed is seen in every window
        layout.addWidget(scrolled(columns), 1)

    def reload(self) -> None:
        """Show what the file says now."""
        with self.desk.db.read() as session:
            states, register = round_states(session), register_state(session, _today())
            happenings, office = events.recent(session, RECENT), office_name(session)
        self.header.note.setText(office)
        self.recent.put([_told(happening) for happening in happenings])
        self._show_register(register)
        while item := self.left.takeAt(0):
            if old := item.widget():
                old.deleteLater()
        newest = [state for state in states if state.year == states[0].year]
        for state in newest:
            self.left.addWidget(RoundCard(state, partial(self._go, state.code)))
        if not states:
            self.left.addWidget(Steps(self.desk.go, partial(self.bring, ())))
        if older := states[len(newest) :]:
            self.left.addWidget(self._older(older))
        self.left.addStretch(1)

    def _show_register(self, register: RegisterState) -> None:
        waiting = register.achievements - register.registered
        note = _("已登记 {done:,}，待登记 {waiting:,}").format(done=register.registered, waiting=waiting)
        self.register.put(f"{register.achievements:,}", note if register.achievements else _("还没有成果"))

        self.overdue.put([
            Line(_("补正逾期未交 {count:,} 项").format(count=register.overdue), tone="err", run=self._show_overdue)
        ])  # fmt: skip
        self._waiting.setVisible(register.overdue > 0)

    def _show_overdue(self) -> None:
        passed = Condition(How.BETWEEN, ("", str(_today() - dt.timedelta(1))))
        self.desk.go("achievements", SavedFilter(_("补正逾期"), sort="due", conditions={"due": passed}))

    def _older(self, states: list[RoundState]) -> Card:
        card = Card(_("往年"), flush=True)
        lines = Lines(_("往年"), links=True, fit=True)
        lines.put([
            Line(state.title, end=_progress(state)[0], run=partial(self._go, state.code, "rounds")) for state in states
        ])  # fmt: skip
        card.body.addWidget(lines)
        return card

    def _go(self, code: str, key: str) -> None:
        """Put a round in hand and go where it is shown."""
        self.desk.take_round(code)
        self.desk.go(key)

    def bring(self, _ids: Any) -> None:
        """Import workbooks."""
        from awardsdesk.ui.import_action import import_workbooks

        import_workbooks(self.desk, self)


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _told(happening: events.Happening) -> Line:
    title = f"{happening.what}　{happening.subject}" if happening.subject else happening.what
    note = " · ".join(filter(None, (happening.actor, happening.reason)))
    at, today = happening.at, _today()
    when = f"{at:%H:%M}" if at.date() == today else f"{at:%m-%d}" if at.year == today.year else f"{at:%Y-%m-%d}"
    return Line(title, note or _("系统"), when)


def page(desk: Desk) -> Dashboard:
    """Make the screen."""
    return Dashboard(desk)
