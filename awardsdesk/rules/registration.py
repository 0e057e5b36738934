"""The life of a registration as data: which step leads from where to where, and what a clerk must say with it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _, joined
from awardsdesk.terms import RegistrationState as State


class Verb(StrEnum):
    """What is done to a registration; the value stands in the audit trail."""

    SUBMIT = "submit"
    CHECK = "check"
    RETURN = "return"
    REJECT = "reject"
    ACCEPT = "accept"
    OPEN_NOTICE = "open notice"
    LODGE_OBJECTION = "lodge objection"
    SETTLE_OBJECTION = "settle objection"
    REGISTER = "give number"
    ISSUE = "issue certificate"
    CORRECT = "correct"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step: its name, the states it starts from, the state it ends in (None: as it was), what has to be said with it."""

    verb: Verb
    title: str
    states: tuple[State, ...]
    to: State | None
    reason: bool = False
    codes: bool = False
    """At least one code of a reason, as the office's rules list them."""
    document: bool = False
    until: bool = False
    """The last day of a term."""
    objector: bool = False
    final: bool = False
    """Paper has left the house: never undone, only followed by another step."""


_MOVES = (
    Move(
        verb=Verb.SUBMIT,
        title=_("提交"),
        states=(State.DRAFT, State.RETURNED_FOR_COMPLETION, State.REJECTED),
        to=State.SUBMITTED,
    ),
    Move(verb=Verb.CHECK, title=_("县区审核"), states=(State.SUBMITTED,), to=State.CHECKED_BY_COUNTY),
    Move(
        verb=Verb.ACCEPT,
        title=_("受理"),
        states=(State.SUBMITTED, State.CHECKED_BY_COUNTY),
        to=State.ACCEPTED,
    ),
    Move(
        verb=Verb.RETURN,
        title=_("退回补正"),
        states=(
            State.SUBMITTED,
            State.CHECKED_BY_COUNTY,
            State.ACCEPTED,
            State.IN_PUBLIC_NOTICE,
            State.OBJECTION_PENDING,
        ),
        to=State.RETURNED_FOR_COMPLETION,
        codes=True,
        until=True,
    ),
    Move(
        verb=Verb.REJECT,
        title=_("不予登记"),
        states=(
            State.SUBMITTED,
            State.CHECKED_BY_COUNTY,
            State.RETURNED_FOR_COMPLETION,
            State.ACCEPTED,
            State.IN_PUBLIC_NOTICE,
            State.OBJECTION_PENDING,
        ),
        to=State.REJECTED,
        codes=True,
    ),
    Move(
        verb=Verb.OPEN_NOTICE,
        title=_("公示"),
        states=(State.ACCEPTED,),
        to=State.IN_PUBLIC_NOTICE,
        until=True,
    ),
    Move(
        verb=Verb.LODGE_OBJECTION,
        title=_("提出异议"),
        states=(State.IN_PUBLIC_NOTICE,),
        to=State.OBJECTION_PENDING,
        reason=True,
        objector=True,
    ),
    Move(
        verb=Verb.SETTLE_OBJECTION,
        title=_("异议办结"),
        states=(State.OBJECTION_PENDING,),
        to=State.IN_PUBLIC_NOTICE,
        reason=True,
    ),
    Move(
        verb=Verb.REGISTER,
        title=_("登记发号"),
        states=(State.ACCEPTED, State.IN_PUBLIC_NOTICE),
        to=State.REGISTERED,
        final=True,
    ),
    Move(
        verb=Verb.ISSUE,
        title=_("发证"),
        states=(State.REGISTERED,),
        to=State.CERTIFICATE_ISSUED,
        final=True,
    ),
    Move(
        verb=Verb.CORRECT,
        title=_("更正"),
        states=(State.REGISTERED, State.CERTIFICATE_ISSUED, State.CANCELLED),
        to=None,
        reason=True,
        final=True,
    ),
    Move(
        verb=Verb.CANCEL,
        title=_("注销"),
        states=(State.REGISTERED, State.CERTIFICATE_ISSUED, State.REGISTERED_ELSEWHERE),
        to=State.CANCELLED,
        reason=True,
        document=True,
    ),
    Move(
        verb=Verb.WITHDRAW,
        title=_("撤回"),
        states=(
            State.SUBMITTED,
            State.CHECKED_BY_COUNTY,
            State.RETURNED_FOR_COMPLETION,
            State.ACCEPTED,
            State.IN_PUBLIC_NOTICE,
            State.OBJECTION_PENDING,
        ),
        to=State.DRAFT,
        reason=True,
    ),
)
MOVES = {move.verb: move for move in _MOVES}
"""Every step there is, in the order a screen offers them."""

NUMBERED = (State.REGISTERED, State.CERTIFICATE_ISSUED, State.REGISTERED_ELSEWHERE, State.CANCELLED)
"""States of an achievement that has its number for ever."""

TOLD_TO_UNIT = (Verb.RETURN, Verb.REJECT)
"""Steps of which the unit is sent a notice."""
FREEZING = (Verb.REGISTER, Verb.ISSUE)
"""Steps after which a certificate says what it says for ever."""
NAMING = (Verb.OPEN_NOTICE, Verb.REGISTER)
"""Steps that say in the registrar's name what cannot be unsaid."""
PUBLISHED = (State.IN_PUBLIC_NOTICE, State.OBJECTION_PENDING)
"""States in which the public has been told what is to be registered."""
UNDER_WAY = (State.CHECKED_BY_COUNTY, State.RETURNED_FOR_COMPLETION, State.ACCEPTED, *PUBLISHED)
"""States of an application that the office has in hand: no workbook gives it a number past objections."""


def step(state: State, verb: Verb) -> State:
    """Return the state a step leads to; raises UserError when it does not start from `state`."""
    move = MOVES[verb]
    if state not in move.states:
        possible = joined(MOVES[other].title for other in possible_steps(state)) or _("无")
        sentence = _("“{state}”的成果不能{verb}；可以办理：{possible}。")
        raise UserError(sentence.format(state=state, verb=move.title, possible=possible))
    return move.to or state


def possible_steps(state: State) -> tuple[Verb, ...]:
    """Return the steps that start from a state."""
    return tuple(move.verb for move in MOVES.values() if state in move.states)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a clerk says with a step; `day` is the day it takes effect."""

    day: dt.date
    reason: str = ""
    codes: tuple[str, ...] = ()
    document_no: str = ""
    until: dt.date | None = None
    objector: str = ""
    """Name and contact; confidential."""
    registered_on: dt.date | None = None
    """Of a correction: the right day of registration, where number and day came with a workbook."""
    unticked: bool = False
    """Of an acceptance: that a checklist on which nothing is ticked is known and does not stand against it."""


def check_statement(verb: Verb, said: Statement, today: dt.date) -> list[Problem]:
    """Return what a step still needs to be told, and what cannot be so."""
    move = MOVES[verb]
    found = []
    if move.codes and not said.codes:
        found.append(Problem("codes", _("请至少选择一项理由")))
    if move.reason and not said.reason.strip():
        found.append(Problem("reason", _("请写明原因，将记入办理记录")))
    if move.document and not said.document_no.strip():
        found.append(Problem("document_no", _("请填写文号：没有文件不能办理")))
    if move.objector and not said.objector.strip():
        found.append(Problem("objector", _("请填写异议人及联系方式：匿名异议不予受理")))
    if move.until and said.until is None:
        found.append(Problem("until", _("请填写截止日期")))
    if said.day > today:  # else a notice could be outrun by a date
        late = _("登记日期是发号的当天，不能晚于今天") if verb is Verb.REGISTER else _("办理日期不能晚于今天")
        found.append(Problem("day", late))
    if said.until is not None and said.until < said.day:
        found.append(Problem("until", _("截止日期早于办理日期")))
    if said.registered_on is not None and said.registered_on > said.day:
        found.append(Problem("registered_on", _("登记日期晚于办理日期")))
    return found


# 商业秘密 and 国家秘密法 are fair words of a title: only a mark of classification counts, alone, with ★ or after 密级.
_MARK = re.compile(r"(秘密|机密|绝密)级?(\s*[★☆*].*)?")
_MARK_INSIDE = re.compile(r"密级\s*[:：]?\s*(秘密|机密|绝密)|(秘密|机密|绝密)级?\s*★")


def classified(said: Any) -> str:
    """Return the first mark of classification in what a form says, however deep; empty when there is none."""
    if not _may_be_classified(said):
        return ""
    left = [said]
    while left:
        part = left.pop()
        if isinstance(part, str):
            found = "密" in part and (_MARK.fullmatch(part.strip()) or _MARK_INSIDE.search(part))
            if found:
                return found[0]
        elif isinstance(part, list | tuple):
            left += reversed(part)
        elif isinstance(part, Mapping):
            left += reversed([*part.values()])
        elif is_dataclass(kind := type(part)):
            left += [value for name in _backwards(kind) if (value := getattr(part, name))]
    return ""


def _may_be_classified(said: Any) -> bool:
    """Tell whether the sign all marks have stands anywhere: an import asks this of each of its rows."""
    try:
        return "密".encode() in msgspec.json.encode(said)
    except UnicodeEncodeError:  # half a sign, which cannot be encoded
        return True


@cache
def _backwards(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in reversed(fields(kind)))


def require_unclassified(said: Any) -> None:
    """Raise UserError when a form bears a mark of classification."""
    if mark := classified(said):
        raise UserError(_("内容带有密级标志“{mark}”：涉密成果不得用本程序登记。").format(mark=mark))
