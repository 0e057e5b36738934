"""The dialog of a step of registration: which achievements, and what the step has to be told."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from awardsdesk.errors import Problem
from awardsdesk.i18n import _, joined
from awardsdesk.operations.correcting import DAY
from awardsdesk.operations.registration import numbers_given, take_step
from awardsdesk.rules.registrar import Reason, RegistrationRules, check_term, reasons_for, term_end
from awardsdesk.rules.registration import MOVES, Move, Statement, Verb, check_statement
from awardsdesk.ui import dialogs
from awardsdesk.ui.action import Ids
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.form_dialog import FormDialog
from awardsdesk.ui.label import label


class StepDialog(FormDialog):
    """Says which achievements, and asks for day, reasons, document and term as the step needs them."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        verb: Verb,
        ids: Ids,
        told: str,
        rules: RegistrationRules,
        asked: Sequence[Problem],
        known: Values,
    ) -> None:
        self._desk, self._verb, self._ids, self._rules, self._asked = desk, verb, ids, rules, asked
        self.outcome = ""
        move, day = MOVES[verb], today()
        self._reasons = reasons = reasons_for(rules, verb) if move.codes else []
        self._end = term_end(rules, verb, day)
        button = _("{verb} {count} 项").format(verb=move.title, count=len(ids))
        form = Form(
            fields(move, reasons, moves=bool(known.get(DAY))),
            self._take,
            self._check,
            title=move.title,
            verb=button,
            fresh=True,
        )
        form.fill({"day": day, "until": self._end} | known)
        super().__init__(parent, move.title, form)
        if move.until:
            form.editors["day"].changed.connect(self._follow)
        head = label(told, "strong", wrap=True)
        head.setContentsMargins(16, 8, 16, 4)
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(form)
        layout.addWidget(head)
        if move.final:
            fate = label(_("办理后不能撤销（Ctrl+Z），只能再更正或注销。"), "warning", wrap=True)
            fate.setContentsMargins(16, 0, 16, 4)
            layout.addWidget(fate)
        layout.addWidget(form)
        self.resize(560, 640 if reasons else 420)

    def reject(self) -> None:
        """Ask before what is filled in is thrown away; 保存, as of a record, would take the step."""
        question = _("放弃办理“{verb}”？填的内容不会保留。").format(verb=MOVES[self._verb].title)
        if not self.form.dirty() or dialogs.user.ask(self, question, _("放弃办理"), danger=True):
            self.form.revert()
            super().reject()

    def said(self, values: Values) -> Statement:
        """Return what the form holds."""
        codes = tuple(reason.code for reason in self._reasons if values.get(f"code {reason.code}"))
        return Statement(
            day=values["day"],
            reason=values.get("reason", ""),
            codes=codes,
            document_no=values.get("document_no", ""),
            until=values.get("until"),
            objector=values.get("objector", ""),
            registered_on=values.get(DAY),
            unticked=bool(self._asked),
        )

    def _follow(self) -> None:
        """Let the term begin with the day, unless its end was changed by hand."""
        values = self.form.values()
        if "day" in values and values["day"] and values.get("until") == self._end:
            self._end = term_end(self._rules, self._verb, values["day"])
            self.form.editors["until"].put(self._end)

    def _check(self, values: Values) -> list[Problem]:
        first = f"code {self._reasons[0].code}" if self._reasons else ""
        said = self.said(values)
        problems = [*check_statement(self._verb, said, today()), *check_term(self._rules, self._verb, said)]
        return [
            replace(problem, field=first) if problem.field == "codes" else problem
            for problem in (*problems, *self._asked)
        ]

    def _take(self, values: Values) -> None:
        with self._desk.db.write() as session:
            rows = take_step(session, self._verb, self._ids, self.said(values))
            self.outcome = joined(numbers_given(session, rows))


def fields(move: Move, reasons: Sequence[Reason], *, moves: bool = False) -> list[Field]:
    """Return what a step is asked for, in the order a clerk thinks of it."""
    made = [
        Field(
            f"code {reason.code}",
            _("理由"),
            Entry.CHECK,
            help=f"{reason.code}　{reason.text}",
            section="" if place else _("理由"),
            wide=True,
        )
        for place, reason in enumerate(reasons)
    ]
    lacking = {
        problem.field: problem.sentence for problem in check_statement(move.verb, Statement(day=today()), today())
    }
    made.append(
        Field("reason", _("说明"), Entry.LONG, required=move.reason, lines=3, lacking=lacking.get("reason", ""))
    )
    if moves:
        told = _("登记号和日期是导入的，日期有误的在这里改正")
        made.append(Field(DAY, _("登记日期"), Entry.DATE, required=True, help=told))
    if move.objector:
        told = _("姓名或单位及联系方式；只在本程序内可见")
        made.append(Field("objector", _("异议人"), required=True, help=told, lacking=lacking["objector"]))
    made.append(Field("day", _("登记日期") if move.verb is Verb.REGISTER else _("办理日期"), Entry.DATE, required=True))
    if move.until:
        longer = move.verb is Verb.OPEN_NOTICE
        told = _("按本单位的公示期算出，只能延长") if longer else _("按本单位的期限算出，可以改")
        made.append(Field("until", _("截止日期"), Entry.DATE, required=True, help=told))
    made.append(Field("document_no", _("文号"), required=move.document, lacking=lacking.get("document_no", "")))
    return made


def today() -> dt.date:
    """Return the day on the clerk's calendar."""
    return dt.datetime.now().astimezone().date()
