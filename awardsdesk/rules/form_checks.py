"""What a careful reader would say of a filled-in form: 强制 stops it, 核实 asks, 人工 leaves it to a person's judgement."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from msgspec import Struct

from awardsdesk.errors import Problem
from awardsdesk.i18n import _, joined
from awardsdesk.rules.codes import REGION, CodeTable
from awardsdesk.rules.dates import is_year_month
from awardsdesk.rules.forms import CELL, SEVERAL, FormField, amount, forms
from awardsdesk.rules.identifiers import (
    clean_unit,
    email_problems,
    patent_problems,
    phone_problems,
    postcode_problems,
    private_use,
    uscc_problems,
)

T = TypeVar("T")
IDLE = ("应用后停用", "未应用")
UNRATED = ("", "未评价")
AND_OTHERS = re.compile(r".+等[\d一二三四五六七八九十几多余]*(?:[人名位]|同志)+|..+等")
"""How a list of persons is cut short."""
YEAR = re.compile("(19|20)[0-9]{2}(年度?)?")
UNIT_RULES = {
    "uscc": uscc_problems,
    "phone": phone_problems,
    "postcode": postcode_problems,
    "email": email_problems,
}
"""What is doubted of each unit: a person may confirm it."""


class Party(Struct, frozen=True):
    """A unit or person as the form lists it; `confirmed` is the seal or the signature, `said` what else is said."""

    name: str
    unit: str = ""
    confirmed: bool | None = None
    said: Mapping[str, str] | None = None


def form_problems(
    values: Mapping[str, Any], units: Sequence[Party], completers: Sequence[Party], today: dt.date
) -> list[Problem]:
    """Return what is doubtful in a form; `values` by the keys of its fields."""
    found = [*_fields(values), *_sums(values), *_use(values), *_dates(values, today)]
    found += identifier_problems(values, units)
    found += [*_repeated_units(units), *_repeated_persons(completers), *_confirmed(units, completers)]
    texts = _texts(values, units, completers)
    found += _otherwise_than_seals(units, completers)
    return [*found, *_persons(completers, today), *_signs(texts), *_too_long(texts)]


def _fields(values: Mapping[str, Any]) -> Iterator[Problem]:
    klass = values.get("klass", "")
    for field in _limited(klass):
        said = values.get(field.key)
        if not said:
            continue
        if field.kind == "choice" and said not in field.words(klass) and field.key != "klass":
            sentence = _("“{said}”不在“{klass}”登记表的选项中，请核对")
            yield Problem(field.key, sentence.format(said=said, klass=klass), "warning")
        if field.limit and len(said) > field.limit:
            sentence = _("超过 {limit} 字（现有 {count} 字）")
            yield Problem(field.key, sentence.format(limit=field.limit, count=len(said)), "warning")
        if field.kind == "words" and field.at_most and len(said) > field.at_most:
            sentence = _("最多 {count} 个，现有 {many} 个")
            yield Problem(field.key, sentence.format(count=field.at_most, many=len(said)), "warning")
        yield from _figures(field, said)


def code_problems(
    values: Mapping[str, Any], units: Sequence[Party], codes: Callable[[str], CodeTable]
) -> Iterator[Problem]:
    """Doubt the codes that are in no list; `codes` gives the lists in force."""
    for field in forms().of(values.get("klass", "")):
        if field.codes and (said := values.get(field.key)):
            table = codes(field.codes)
            written = table.scheme.split(said)
            doubts = [doubt for part in written if (doubt := table.doubt(table.resolve(part)))]
            if len(written) > field.at_most:
                doubts.append(_("最多填 {limit} 个代码").format(limit=field.at_most))
            for doubt in doubts:
                yield Problem(field.key, doubt, "warning")
    for unit in units:
        region = (unit.said or {}).get("region", "")
        if region and (doubt := codes(REGION).doubt(codes(REGION).resolve(region))):
            yield Problem("units", _("“{name}”：{doubt}").format(name=unit.name, doubt=doubt), "warning")


@cache
def _limited(klass: str) -> tuple[FormField, ...]:
    """Return the fields of a class's form that not every answer fits: an import asks for them row by row."""
    kinds = {"choice", "amount", "rows"}
    return tuple(field for field in forms().of(klass) if field.kind in kinds or field.limit or field.at_most)


@cache
def _patents() -> tuple[FormField, ...]:
    return tuple(field for field in forms().fields if field.reference == "patent")


@cache
def _summed() -> dict[str, tuple[str, ...]]:
    """Map each field that says a sum to its parts."""
    sums = dict.fromkeys(field.sum for field in forms().fields if field.sum)
    return {total: tuple(field.key for field in forms().fields if field.sum == total) for total in sums}


def _figures(field: FormField, said: Any) -> Iterator[Problem]:
    written = [said] if field.kind == "amount" else []
    if field.kind == "rows":
        written = [row[place] for row in said for place in field.figures if place < len(row) and row[place]]
    if wrong := [each for each in written if (read := amount(each)) is None or read < 0]:
        yield Problem(field.key, _("“{said}”应是不小于 0 的数字").format(said="”“".join(wrong)), "warning")


def _sums(values: Mapping[str, Any]) -> Iterator[Problem]:
    for key, parts in _summed().items():
        if not values.get(key):
            continue
        total = amount(values[key])
        read = [amount(values.get(part) or "0") for part in parts]
        figures = [each for each in read if each is not None]
        if total is not None and len(figures) == len(read) and sum(figures) != total:
            sentence = _("各项合计为 {sum}，这里写的是 {total}")
            yield Problem(key, sentence.format(sum=sum(figures), total=total), "warning")


def _use(values: Mapping[str, Any]) -> Iterator[Problem]:
    state, reason = values.get("application_state") or "", values.get("idle_reason") or ""
    if state in IDLE and not reason:
        yield Problem("idle_reason", _("应用状态为“{state}”，请填写原因").format(state=state), "warning")
    if reason and state and state not in IDLE:
        yield Problem("idle_reason", _("应用状态为“{state}”，不应有停用原因").format(state=state), "warning")
    evaluated = any(values.get(key) for key in ("evaluation_method", "evaluator", "evaluations"))
    if values.get("level") not in (*UNRATED, None) and not evaluated:
        yield Problem("evaluation_method", _("有成果水平，却没有评价方式和评价单位"), "warning")


def _dates(values: Mapping[str, Any], today: dt.date) -> Iterator[Problem]:
    for key in ("started", "ended"):
        if (said := values.get(key)) and not is_year_month(said):
            yield Problem(key, _("请按 2021-03 的样子填写年月"))
        elif said and said > today.isoformat()[:7]:
            yield Problem(key, _("{month} 还没有到").format(month=said), "warning")
    year = values.get("plan_year") or ""
    if year and not all(YEAR.fullmatch(part) for part in SEVERAL.split(year)):
        yield Problem("plan_year", _("请按 2021 的样子填写年度，现为“{said}”").format(said=year), "warning")
    for key in ("evaluated_on", "registered_on"):
        if (day := values.get(key)) and day > today:
            level = "error" if key == "registered_on" else "warning"  # no step could be taken before that day
            yield Problem(key, _("日期 {day} 还没有到").format(day=day), level)


def identifier_problems(values: Mapping[str, Any], units: Sequence[Party]) -> list[Problem]:
    """Return what is doubtful in the numbers and addresses of a form: who keeps one says why it is right."""
    return [*_numbers(values), *_of_units(units)]


def _numbers(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Doubt the phone and the patents' numbers."""
    if phone := values.get("phone"):
        yield from phone_problems(phone)
    for field in _patents():
        for row in values.get(field.key) or ():
            yield from patent_problems("".join(row[field.number_column : field.number_column + 1]), field.key)


def _of_units(units: Sequence[Party]) -> Iterator[Problem]:
    """Doubt what is said of the units."""
    for unit in units:
        said = unit.said or {}
        for doubt in chain.from_iterable(rule(said[key]) for key, rule in UNIT_RULES.items() if said.get(key)):
            sentence = _("“{name}”：{doubt}").format(name=unit.name, doubt=doubt.sentence)
            yield Problem("units", sentence, "warning")


def _repeated_units(units: Sequence[Party]) -> Iterator[Problem]:
    for name, count in _repeated([unit.name for unit in units]):
        yield Problem("units", _("完成单位“{name}”列了 {count} 次").format(name=name, count=count))


def _repeated_persons(persons: Sequence[Party]) -> Iterator[Problem]:
    listed = [(person.name, person.unit) for person in persons]
    for (name, unit), count in _repeated(listed):
        sentence = _("完成人“{name}”（{unit}）列了 {count} 次")
        yield Problem("completers", sentence.format(name=name, unit=unit, count=count))
    for name, count in _repeated([name for name, _unit in dict.fromkeys(listed)]):
        sentence = _("有 {count} 名“{name}”，单位不同：请判断是否同一人")
        yield Problem("completers", sentence.format(name=name, count=count), "hint")


def _repeated(listed: list[T]) -> list[tuple[T, int]]:
    """Return what is listed more than once, and how often: mostly nothing, and an import asks this of each of its rows."""
    if len(set(listed)) == len(listed):
        return []
    return [(each, count) for each, count in Counter(listed).items() if count > 1]


def _confirmed(units: Sequence[Party], completers: Sequence[Party]) -> Iterator[Problem]:
    """Ask for seals and signatures once some are there: a form on which none was noted yet has not been looked at."""
    for key, parties, sentence in (
        ("units", units, _("未见公章：{names}")),
        ("completers", completers, _("未见签字：{names}")),
    ):
        lacking = [party.name for party in parties if not party.confirmed]
        if lacking and len(lacking) < len(parties):
            yield Problem(key, sentence.format(names=joined(lacking)), "warning")


def _persons(completers: Sequence[Party], today: dt.date) -> Iterator[Problem]:
    for person in completers:
        if AND_OTHERS.fullmatch(person.name):
            sentence = _("“{name}”不像一个人的姓名：完成人要逐一列出，请核对")
            yield Problem("completers", sentence.format(name=person.name), "warning")
        born = (person.said or {}).get("born", "")
        if born and not ((shaped := is_year_month(born)) and born <= f"{today:%Y-%m}"):
            sentence = _("“{name}”的出生年月“{born}”应写作 1970-05，且不晚于今天")
            severity = "warning" if shaped else "error"  # of a workbook it would be left blank
            yield Problem("completers", sentence.format(name=person.name, born=born), severity)


def _otherwise_than_seals(units: Sequence[Party], completers: Sequence[Party]) -> Iterator[Problem]:
    """Doubt units' names that no seal shows so: each would be another unit than the one a workbook brings."""
    named = {("units", unit.name) for unit in units} | {("completers", person.unit) for person in completers}
    for key, name in sorted(named, reverse=True):
        if name != (likely := clean_unit(name)) and not name.isascii():
            sentence = _("“{name}”有半角括号或空格，公章上一般是“{likely}”，会被当作另一个单位，请核对")
            yield Problem(key, sentence.format(name=name, likely=likely), "warning")


def _texts(values: Mapping[str, Any], units: Sequence[Party], completers: Sequence[Party]) -> Sequence[tuple[str, str]]:
    """Return what is written, each with its field."""
    lists = {"units": units, "completers": completers}
    texts = [(key, said) for key, said in values.items() if isinstance(said, str)]
    return texts + [(key, party.name) for key, parties in lists.items() for party in parties]


def _too_long(texts: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    for key, text in texts:
        if len(text) > CELL:
            sentence = _("超过 {limit:,} 字（现有 {count:,} 字），存进去也导不出来；请删减，或作为附件另附")
            yield Problem(key, sentence.format(limit=CELL, count=len(text)))


def _signs(texts: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Name private-use signs: they are of an old system, and no other can print them."""
    if not private_use("".join(text for _key, text in texts)):  # an import asks this of each of its rows
        return
    for key, text in texts:
        if signs := private_use(text):
            points = joined(f"U+{ord(sign):04X}" for sign in dict.fromkeys(signs))
            yield Problem(key, _("含有自造字 {points}，打印前须换成标准字").format(points=points), "warning")
