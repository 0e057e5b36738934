"""Lead achievements through their registration: one step for one or many, all or nothing, with a record of each."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _, joined
from awardsdesk.models import Achievement, AchievementStep
from awardsdesk.models.base import new_uid
from awardsdesk.operations.audit import now, operation
from awardsdesk.operations.correcting import against_correcting, corrected, corrections_of, day_to_correct, moved_of
from awardsdesk.operations.freezing import certified, notice_of, printed, snapshot_of, snapshot_on
from awardsdesk.operations.materials import missing_materials, was_checked
from awardsdesk.operations.numbering import NumberBook, rules_of
from awardsdesk.operations.steps import chosen_rows, last_step
from awardsdesk.rules.printable import unprintable
from awardsdesk.rules.registrar import (
    RegistrationRules,
    check_term,
    checklist,
    ranges,
    reason_texts,
    reasons_for,
)
from awardsdesk.rules.registration import MOVES, Statement, Verb, check_statement, require_unclassified, step
from awardsdesk.rules.wording import Notice
from awardsdesk.terms import RegistrationState as State

_TOLD = 5
"""Obstacles named in the sentence; all are in the list."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands against a step of one achievement."""

    achievement_id: int
    title: str
    sentence: str


class Refused(UserError):
    """A step that cannot be taken; nothing was changed."""

    def __init__(self, sentence: str, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(sentence)
        self.obstacles = tuple(obstacles)


def take_step(session: Session, verb: Verb, ids: Sequence[int], said: Statement) -> list[Achievement]:
    """Take one step with one or many achievements, in the order given, as one operation; returns them.

    All or nothing: raises Refused with everything that stands against it. REGISTER gives the numbers and freezes
    what the certificates say; CORRECT freezes it anew and keeps what they said. What a step's notice says is kept with it.
    """
    rules = rules_of(session)
    today = dt.datetime.now().astimezone().date()
    if problems := [*check_statement(verb, said, today), *check_term(rules, verb, said)]:
        told = "；".join(problem.sentence for problem in problems)
        raise UserError(_("{verb}：{problem}。").format(verb=MOVES[verb].title, problem=told))
    _require_known(rules, verb, said)
    chosen = chosen_rows(session, ids)
    against = [obstacle for row in chosen for obstacle in _against(session, rules, row, verb, said)]
    if against:
        raise Refused(_refusal(verb, len(chosen), against), against)
    alone = {row.id for row in chosen if verb is Verb.ACCEPT and _unticked(session, rules, row)}
    subject = chosen[0].title if len(chosen) == 1 else f"{len(chosen)} 项成果"
    with operation(session, verb, f"achievement:{subject}", _why(rules, said)):
        numbers = NumberBook(session, rules)
        paper = new_uid() if verb is Verb.OPEN_NOTICE else None  # all of one step hang on one sheet
        for row in chosen:
            noted = ["材料清单未勾选"] if row.id in alone else []
            if verb is Verb.CORRECT:
                noted = [each.noted for each in (*corrections_of(session, rules, row), *moved_of(row, said))]
            reason = "；".join(filter(None, (said.reason.strip(), *noted)))
            notice = notice_of(session, rules, row, verb, said)
            _record(session, row, verb, replace(said, reason=reason), notice, paper)
            if verb is Verb.REGISTER:
                _register(numbers, rules, row, said.day)
            elif verb is Verb.ISSUE and row.snapshot is None:  # its number came with a workbook
                row.snapshot = snapshot_of(rules, row)
            elif verb is Verb.CORRECT:
                row.registered_on = said.registered_on or row.registered_on
                row.snapshot = corrected(session, rules, row, said) if certified(row) else row.snapshot
            row.state = step(State(row.state), verb)
        session.flush()
    return chosen


def numbers_given(session: Session, rows: Sequence[Achievement]) -> list[str]:
    """Return the registration numbers of achievements as ranges, a range or more for each class."""
    return ranges(rules_of(session).registrars, [row.registration_no for row in rows if row.registration_no])


def _require_known(rules: RegistrationRules, verb: Verb, said: Statement) -> None:
    known = [reason.code for reason in reasons_for(rules, verb)]
    if unknown := [code for code in said.codes if code not in known]:
        sentence = _("{verb}没有理由代码“{codes}”，没有改动任何内容；可用：{known}。")
        told = sentence.format(verb=MOVES[verb].title, codes=joined(unknown), known=joined(known) or _("无"))
        raise UserError(told)


def obstacles(session: Session, verb: Verb, ids: Sequence[int], said: Statement) -> list[Obstacle]:
    """Return what stands against a step, for a screen that tells it before asking."""
    rules = rules_of(session)
    return [one for row in chosen_rows(session, ids) for one in _against(session, rules, row, verb, said)]


def unticked(session: Session, ids: Sequence[int]) -> tuple[int, int]:
    """Return how many of some achievements have a checklist on which nobody ticked anything, and its lines in all."""
    rules = rules_of(session)
    counts = [_unticked(session, rules, row) for row in chosen_rows(session, ids)]
    return sum(count > 0 for count in counts), sum(counts)


def _unticked(session: Session, rules: RegistrationRules, row: Achievement) -> int:
    return 0 if was_checked(session, row.id) else len(checklist(rules, row.klass))


def _against(
    session: Session, rules: RegistrationRules, row: Achievement, verb: Verb, said: Statement
) -> Iterator[Obstacle]:
    def obstacle(sentence: str) -> Obstacle:
        return Obstacle(row.id, row.title, sentence)

    try:
        step(State(row.state), verb)
        if verb in {Verb.SUBMIT, Verb.ACCEPT, Verb.OPEN_NOTICE, Verb.REGISTER, Verb.ISSUE, Verb.CORRECT}:
            require_unclassified(_form(row))
    except UserError as error:
        yield obstacle(str(error))
        return
    if sentence := _too_early(session, row, said.day):
        yield obstacle(sentence)
    for field, text in printed(row, verb, said).items():
        if sentence := unprintable(text):
            yield obstacle(f"{field}：{sentence}")
    against = {
        Verb.ACCEPT: _against_accepting,
        Verb.OPEN_NOTICE: _against_publishing,
        Verb.REGISTER: _against_registering,
        Verb.CORRECT: against_correcting,
    }
    if verb in against:
        for sentence in against[verb](session, rules, row, said):
            yield obstacle(sentence)


def _too_early(session: Session, row: Achievement, day: dt.date) -> str:
    """Say why a step cannot have been taken on a day: the one before came later."""
    last = last_step(session, row.id)
    if last is not None and day < last.day:
        title = MOVES[Verb(last.verb)].title
        return _("上一步“{step}”在 {day} 办理，本步不能早于这一天。").format(step=title, day=last.day)
    if row.registered_on is not None and day < row.registered_on:
        return _("{day} 登记，本步不能早于这一天。").format(day=row.registered_on)
    return ""


def _against_accepting(session: Session, rules: RegistrationRules, row: Achievement, said: Statement) -> Iterator[str]:
    if was_checked(session, row.id):
        for line in missing_materials(session, row, rules):
            yield _("材料未到：{line}。").format(line=line)
    elif not said.unticked and (lines := _unticked(session, rules, row)):
        yield _("材料清单共 {count} 项，一项也没有勾选。").format(count=lines)


def _against_publishing(
    _session: Session, _rules: RegistrationRules, row: Achievement, _said: Statement
) -> Iterator[str]:
    if not row.units or not row.completers:
        yield _("没有完成单位或完成人，请补上后再公示。")


def _against_registering(
    session: Session, rules: RegistrationRules, row: Achievement, said: Statement
) -> Iterator[str]:
    day = said.day
    if not row.units or not row.completers:
        yield _("没有完成单位或完成人，请补上后再登记。")
    if later := _numbered_later(session, rules, row, day):
        yield _("{day} 已经发过这一类的登记号 {number}，登记日期不能早于这一天。").format(
            day=later.registered_on, number=later.registration_no
        )
        if day_to_correct(session, [later.id]):
            mend = _("《{title}》的登记号 {number} 是导入的；它的登记日期有误的，请先办理“更正”，改正登记日期。")
            yield mend.format(title=later.title, number=later.registration_no)
    if row.state == State.ACCEPTED and rules.notice.required:
        yield _("还没有公示。")
    elif row.state == State.IN_PUBLIC_NOTICE:
        notice = last_step(session, row.id, Verb.OPEN_NOTICE)
        if notice is None or notice.until is None:
            yield _("还没有公示。")
        elif day <= notice.until:
            yield _("公示到 {end} 为止，期满后才能登记。").format(end=notice.until)


def _numbered_later(session: Session, rules: RegistrationRules, row: Achievement, day: dt.date) -> Achievement | None:
    """Return who got a number of the series latest, if after `day`: numbers follow their days."""
    own = rules.registrars[0]
    later = select(Achievement).where(
        Achievement.registered_on.between(day + dt.timedelta(days=1), dt.date(day.year, 12, 31)),
        Achievement.registrar == own.code,
    )
    if own.by_class:
        later = later.where(Achievement.klass + "" == row.klass)  # by the index of days, not by that of three classes
    return session.scalar(later.order_by(Achievement.registered_on.desc(), Achievement.id.desc()).limit(1))


def _form(row: Achievement) -> list[dict[str, Any]]:
    """Return all that the form says, of rows, units and persons too."""
    parts = (row, *row.units, *row.completers)
    return [{column.key: getattr(part, column.key) for column in inspect(part).mapper.column_attrs} for part in parts]


def _refusal(verb: Verb, count: int, against: Sequence[Obstacle]) -> str:
    named = "".join(f"《{one.title}》：{one.sentence}" for one in against[:_TOLD])
    if count == 1:
        return _("不能{verb}，没有改动任何内容。{why}").format(verb=MOVES[verb].title, why=named)
    refused = len({one.achievement_id for one in against})
    more = _("等。") if len(against) > _TOLD else ""
    return _("所选 {count} 项中有 {refused} 项不能{verb}，没有改动任何内容。{why}").format(
        count=count, refused=refused, verb=MOVES[verb].title, why=named + more
    )


def _why(rules: RegistrationRules, said: Statement) -> str:
    return "；".join(filter(None, (said.document_no.strip(), *reason_texts(rules, said.codes), said.reason.strip())))


def _record(
    session: Session, row: Achievement, verb: Verb, said: Statement, notice: Notice | None, paper: str | None
) -> None:
    taken = AchievementStep(
        achievement_id=row.id,
        at=now(),
        actor=session.info.get("actor", ""),
        verb=verb,
        from_state=row.state,
        to_state=step(State(row.state), verb),
        day=said.day,
        until=said.until,
        reason=said.reason.strip(),
        codes=list(said.codes),
        document_no=said.document_no.strip(),
        objector=said.objector.strip(),
        letter=asdict(notice) if notice else None,
        paper=paper,
    )
    session.add(taken)


def _register(numbers: NumberBook, rules: RegistrationRules, row: Achievement, day: dt.date) -> None:
    registrar = rules.registrars[0]
    row.registration_no = numbers.take(registrar, day, row.klass)
    row.registered_on, row.registrar = day, registrar.code
    row.snapshot = snapshot_on(rules, row, day)
