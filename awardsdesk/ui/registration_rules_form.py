"""An office's registration rules as a form shows them, there and back; what the form does not show stays."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, TypeVar

from msgspec.structs import replace

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _, joined
from awardsdesk.rules.registrar import (
    Calendar,
    Checklist,
    Item,
    Letter,
    Letters,
    Reason,
    Registrar,
    RegistrationRules,
    Term,
)
from awardsdesk.rules.registrar_checks import LETTER_WORDS, letter_part
from awardsdesk.rules.registration import MOVES, Verb
from awardsdesk.terms import AchievementClass
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form import Values
from awardsdesk.ui.typed import read_day

Cells = tuple[str, ...]
Made = TypeVar("Made")

NATURAL, WORKING = _("自然日"), _("工作日")
OFF, WORKED = _("放假"), _("上班")
YES, NO = _("是"), _("否")
GIVEN = {MOVES[verb].title: verb for verb in (Verb.RETURN, Verb.REJECT)}
YEAR = 366
SHOWN_AT = {"notice": "notice_days", "calendar": "days", "checklists": "items", "certificate": "body"}
"""Where the form shows a part of the rules that it does not call by the rules' own name."""

LETTERS = {"completion": _("补正通知书"), "refusal": _("不予登记通知书"), "public": _("公示")}
PARTS = {
    "title": _("标题"),
    "to": _("收件单位"),
    "opening": _("开头"),
    "missing": _("缺少的材料"),
    "entry": _("每项成果"),
    "closing": _("结尾"),
}


def _letter_fields() -> Iterator[Field]:
    for letter, name in LETTERS.items():
        for place, (part, known) in enumerate(LETTER_WORDS[letter].items()):
            words = joined(f"{{{word}}}" for word in known)
            yield Field(
                letter_part(letter, part),
                PARTS[part],
                Entry.WRAPPED if known else Entry.TEXT,
                required=True,
                lines=2,
                section="" if place else name,
                help=_("可写：{words}").format(words=words) if words else "",
            )


FIELDS = (
    Field(
        "registrars",
        _("登记机构"),
        Entry.ROWS,
        required=True,
        choices=(_("代码"), _("名称"), _("登记号格式")),
        widths=(64, 200, 296),
        section=_("登记号"),
        help=_(
            "由第一行的机构发号。格式里 {year}、{serial:04} 各写一次，04 是序号位数；{class} 是类别字母，不写就各类一起编号；{registrar} 是代码"
        ),
    ),
    Field("notice_days", _("公示天数"), Entry.NUMBER, required=True, section=_("期限"), help=_("从公示次日起算")),
    Field("notice_kind", _("公示按"), Entry.CHOICE, required=True, choices=(NATURAL, WORKING)),
    Field("notice_required", _("公示"), Entry.CHECK, help=_("不公示不得登记")),
    Field("completion_days", _("补正天数"), Entry.NUMBER, required=True, help=_("工作日")),
    Field(
        "days",
        _("放假和调休上班"),
        Entry.ROWS,
        choices=(_("放假或上班"), _("从"), _("到")),
        section=_("节假日"),
        help=_("按国务院办公厅每年的通知填写；只有一天的，“到”可以空着"),
    ),
    Field(
        "items",
        _("材料"),
        Entry.ROWS,
        choices=(_("成果类别"), _("材料"), _("必交"), _("途径")),
        widths=(80, 344, 56, 80),
        section=_("材料清单"),
        help=_("写了途径的，同一途径的材料交齐即可"),
    ),
    Field(
        "reasons",
        _("退回和不予登记的理由"),
        Entry.ROWS,
        required=True,
        choices=(_("代码"), _("理由"), _("用于")),
        widths=(56, 344, 160),
        section=_("理由"),
        help=_("用于：退回补正、不予登记；空着表示两者"),
    ),
    Field("organ", _("证书落款"), section=_("登记证书"), help=_("空着用登记机构的名称")),
    Field("body", _("证书正文"), Entry.LONG, required=True, lines=3),
    *_letter_fields(),
    Field("why", _("修改依据"), section=_("记录"), help=_("如文号；记入操作记录")),
)


def values_of(rules: RegistrationRules) -> Values:
    """Return what the form shows of the rules."""
    return {
        "registrars": tuple((each.code, each.name, each.number) for each in rules.registrars),
        "notice_days": Decimal(rules.notice.days),
        "notice_kind": WORKING if rules.notice.calendar == "working" else NATURAL,
        "notice_required": rules.notice.required,
        "completion_days": Decimal(rules.completion_days),
        "days": tuple(
            sorted((*_spans(rules.calendar.holidays, OFF), *_spans(rules.calendar.workdays, WORKED)), key=_from)
        ),
        "items": tuple(
            (each.klass.value, item.name, YES if item.required else NO, item.route)
            for each in rules.checklists
            for item in each.items
        ),
        "reasons": tuple(
            (each.code, each.text, "、".join(MOVES[verb].title for verb in each.verbs)) for each in rules.reasons
        ),
        "organ": rules.certificate.organ,
        "body": rules.certificate.body,
        "why": "",
    } | {
        letter_part(letter, part): getattr(getattr(rules.letters, letter), part)
        for letter, parts in LETTER_WORDS.items()
        for part in parts
    }


def rules_from(values: Values, rules: RegistrationRules) -> tuple[RegistrationRules, list[Problem]]:
    """Return the rules with what the form holds, and what of it cannot be read; what cannot be is left as it was."""
    problems: list[Problem] = []

    def read(key: str, make: Callable[[], Made], otherwise: Made) -> Made:
        try:
            return make()
        except (ValueError, UserError) as error:
            problems.append(Problem(key, str(error)))
            return otherwise

    kind: Literal["natural", "working"] = "working" if values["notice_kind"] == WORKING else "natural"
    notice = read(
        "notice_days",
        lambda: Term(days=_whole(values["notice_days"], 0), calendar=kind, required=values["notice_required"]),
        rules.notice,
    )
    made = replace(
        rules,
        registrars=read("registrars", lambda: tuple(_registrars(values["registrars"])), rules.registrars),
        notice=notice,
        completion_days=read("completion_days", lambda: _whole(values["completion_days"], 1), rules.completion_days),
        calendar=read("days", lambda: _calendar(values["days"]), rules.calendar),
        checklists=read("items", lambda: tuple(_checklists(values["items"])), rules.checklists),
        reasons=read("reasons", lambda: tuple(_reasons(values["reasons"])), rules.reasons),
        certificate=replace(rules.certificate, organ=values["organ"], body=values["body"]),
        letters=replace(rules.letters, **dict(_letters(values, rules.letters))),
    )
    return made, problems


def _whole(number: Decimal, least: int) -> int:
    if number != number.to_integral_value() or number < least:
        raise ValueError(_("请填不小于 {least} 的整数").format(least=least))
    return int(number)


def _registrars(rows: Sequence[Cells]) -> Iterator[Registrar]:
    for code, name, number in rows:
        yield Registrar(code=code, name=name, number=number)


def _calendar(rows: Sequence[Cells]) -> Calendar:
    days: dict[str, set[dt.date]] = {OFF: set(), WORKED: set()}
    for what, first, last in rows:
        if what not in days:
            raise ValueError(_("“{word}”读不懂，请写“{off}”或“{worked}”").format(word=what, off=OFF, worked=WORKED))
        begin, end = read_day(first), read_day(last or first)
        if begin is None or end is None:
            raise ValueError(_("有一行“{what}”没有写日期").format(what=what))
        if not 0 <= (end - begin).days < YEAR:
            raise ValueError(_("{first} 到 {last} 不是一段日期").format(first=first, last=last))
        days[what].update(begin + dt.timedelta(days=place) for place in range((end - begin).days + 1))
    return Calendar(holidays=frozenset(days[OFF]), workdays=frozenset(days[WORKED]))


def _checklists(rows: Sequence[Cells]) -> Iterator[Checklist]:
    items: dict[str, list[Item]] = {}
    for klass, name, required, route in rows:
        if klass not in set(AchievementClass):
            raise ValueError(
                _("没有成果类别“{word}”，可写：{known}").format(word=klass, known=joined(AchievementClass))
            )
        if required not in {YES, NO, ""}:
            raise ValueError(_("“必交”请写“{yes}”或“{no}”").format(yes=YES, no=NO))
        items.setdefault(klass, []).append(Item(name=name, required=required != NO, route=route))
    for klass, named in items.items():
        yield Checklist(klass=AchievementClass(klass), items=tuple(named))


def _reasons(rows: Sequence[Cells]) -> Iterator[Reason]:
    for code, text, used in rows:
        words = [word.strip() for word in re.split(r"[、，,;；]", used) if word.strip()] or list(GIVEN)
        if unknown := [word for word in words if word not in GIVEN]:
            sentence = _("“用于”里的“{word}”读不懂，可写：{known}")
            raise ValueError(sentence.format(word=unknown[0], known=joined(GIVEN)))
        yield Reason(code=code, text=text, verbs=tuple(GIVEN[word] for word in words))


def _letters(values: Values, letters: Letters) -> Iterator[tuple[str, Letter]]:
    for letter, parts in LETTER_WORDS.items():
        said = {part: values[letter_part(letter, part)] for part in parts}
        yield letter, replace(getattr(letters, letter), **said)


def _spans(days: Iterable[dt.date], what: str) -> Iterator[Cells]:
    """Give days that follow each other as one row."""
    first = last = None
    for day in [*sorted(days), None]:
        if first is not None and last is not None and (day is None or (day - last).days > 1):
            yield what, first.isoformat(), last.isoformat() if last > first else ""
            first = None
        first, last = first or day, day


def _from(row: Cells) -> str:
    return row[1]
