"""What an office fixes for its register, as data: numbers, public notice, checklists, reasons, the words of certificate and letters."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from string import Formatter
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _, joined
from awardsdesk.paths import resource
from awardsdesk.rules.numbers import CLASS_LETTERS, RegistrationNumber, fill
from awardsdesk.rules.registration import Statement, Verb
from awardsdesk.rules.rulebook import Base, CertificateRules
from awardsdesk.terms import AchievementClass

EVERY_CLASS = _("各类")


class Registrar(Base, frozen=True, kw_only=True):
    """Who gives numbers, under which name, and how a number looks; {class} is Y, J or R, without it all are one series."""

    code: str
    name: str
    number: str = "{registrar}{year}{class}{serial:04}"

    def __post_init__(self) -> None:
        _pattern(self)

    @property
    def by_class(self) -> bool:
        """Tell whether each class has a series of numbers of its own."""
        return "class" in _pattern(self).groupindex

    def series(self, klass: str) -> str:
        """Return whose series the numbers of a class are: its own, or all classes' (empty)."""
        return klass if self.by_class else ""


class Term(Base, frozen=True, kw_only=True):
    """The public notice: how many days, of which kind; `required` False: an accepted one may be registered at once."""

    days: Annotated[int, Meta(ge=0)]
    calendar: Literal["natural", "working"] = "natural"
    required: bool = True


class Calendar(Base, frozen=True, kw_only=True):
    """Days off on weekdays, and weekends that are worked, as the State Council announces them each year."""

    holidays: frozenset[dt.date] = frozenset()
    workdays: frozenset[dt.date] = frozenset()


class Item(Base, frozen=True, kw_only=True):
    """One line of a checklist; of items with a `route`, those of one route are enough."""

    name: str
    required: bool = True
    route: str = ""


class Checklist(Base, frozen=True, kw_only=True):
    """The materials of one class of achievements."""

    klass: AchievementClass
    items: tuple[Item, ...]


class Reason(Base, frozen=True, kw_only=True):
    """A reason to return or refuse an application; `verbs` are the steps it may stand for."""

    code: str
    text: str
    verbs: tuple[Verb, ...] = (Verb.RETURN, Verb.REJECT)


class Letter(Base, frozen=True, kw_only=True):
    """The words of a letter to the unit, around its points: {unit}, {title}, {day}, and how many there are, {count}."""

    title: str
    opening: str
    closing: str


class Completion(Letter, frozen=True, kw_only=True):
    """补正通知书: {until}, too."""

    missing: str
    """Names a material, {item}, that was not received."""


class PublicNotice(Letter, frozen=True, kw_only=True):
    """公示: {day}, {until} and {count} around what is listed."""

    to: str
    entry: str
    """What is told of each achievement: {title}, {klass}, {units}, {completers}."""


class Letters(Base, frozen=True, kw_only=True):
    """The words of all letters; those that were sent keep theirs."""

    completion: Completion
    refusal: Letter
    public: PublicNotice


class _Shipped(Struct, frozen=True):
    letters: Letters


@cache
def shipped_letters() -> Letters:
    """Return the words of rules that have none of their own."""
    return msgspec.json.decode(resource("registration", "office.json").read_bytes(), type=_Shipped).letters


class RegistrationRules(Base, frozen=True, kw_only=True):
    """The rules of one office; the first registrar is its own, others are those whose numbers it holds."""

    registrars: Annotated[tuple[Registrar, ...], Meta(min_length=1)]
    notice: Term
    completion_days: Annotated[int, Meta(ge=1)]
    """Working days a unit has to complete its materials."""
    calendar: Calendar = Calendar()
    checklists: tuple[Checklist, ...]
    reasons: tuple[Reason, ...]
    certificate: CertificateRules
    """{number}, {title}, {klass}, {units}, {completers}, {date}; the registrar's name is its organ when `organ` is empty."""
    letters: Letters = msgspec.field(default_factory=shipped_letters)


def decode(text: str | bytes) -> RegistrationRules:
    """Read an office's rules from JSON; raises msgspec.ValidationError naming the faulty field."""
    return msgspec.json.decode(text, type=RegistrationRules)


def encode(rules: RegistrationRules) -> str:
    """Write an office's rules as JSON, keys in declared order and days sorted, so that equal rules give equal text."""
    return msgspec.json.format(msgspec.json.encode(rules, order="deterministic"), indent=1).decode()


def number_of(registrar: Registrar, year: int, klass: str, serial: int) -> str:
    """Make a registration number; raises UserError when the serial no longer fits the pattern's width."""
    number = _filled(registrar, registrar.number, year, klass, serial)
    if read_number([registrar], number) is None:
        sentence = _("{year} 年“{klass}”的序号 {serial} 超出登记号的位数，请先修改登记号格式。")
        raise UserError(sentence.format(year=year, klass=klass or EVERY_CLASS, serial=serial))
    return number


def start_of_numbers(registrar: Registrar, year: int, klass: str) -> str:
    """Return what all numbers of a series begin with."""
    return _filled(registrar, registrar.number.partition("{serial")[0], year, klass, 0)


def _filled(registrar: Registrar, pattern: str, year: int, klass: str, serial: int) -> str:
    letter = next((letter for letter, each in CLASS_LETTERS.items() if each == klass), "")
    fields: dict[str, str | int] = {"registrar": registrar.code, "year": year, "class": letter, "serial": serial}
    return fill(pattern, **fields)


def read_number(registrars: Sequence[Registrar], text: str) -> RegistrationNumber | None:
    """Take a number apart by the pattern of the registrar that gave it; None when it is none of theirs."""
    for registrar in registrars if text else ():
        if found := _pattern(registrar).fullmatch(text):
            said = found.groupdict()
            klass = CLASS_LETTERS[said["class"]] if "class" in said else ""
            return RegistrationNumber(registrar.code, int(said["year"]), klass, int(said["serial"]))
    return None


def ranges(registrars: Sequence[Registrar], numbers: Iterable[str]) -> list[str]:
    """Return numbers by registrar, year and class as `first — last`, broken where one is missing."""
    read = {number: read_number(registrars, number) for number in numbers}
    series: dict[tuple[str, int, str], list[tuple[int, str]]] = {}
    for number, parts in read.items():
        if parts is not None:
            series.setdefault((parts.registrar, parts.year, parts.klass), []).append((parts.serial, number))
    told = []
    for given in series.values():
        run: list[tuple[int, str]] = []
        for each in sorted(given):
            if run and each[0] > run[-1][0] + 1:
                told.append(run)
                run = []
            run.append(each)
        told.append(run)
    return [run[0][1] if len(run) == 1 else f"{run[0][1]} — {run[-1][1]}" for run in told]


@lru_cache(64)
def _pattern(registrar: Registrar) -> re.Pattern[str]:
    """Return what a registrar's numbers look like; year and serial once, class at most, so that none is lost."""
    known = {"registrar": re.escape(registrar.code), "year": "(?P<year>[0-9]{4})", "class": "(?P<class>[YJR])"}
    made, seen = "", set()
    fill(registrar.number, registrar=registrar.code, year=2000, serial=1, **{"class": "Y"})
    for text, name, width, _conversion in Formatter().parse(registrar.number):
        made += re.escape(text)
        if name == "serial":
            made += f"(?P<serial>[0-9]{{{int(width or 1)}{'' if width else ',9'}}})"
        elif name:
            made += known[name]
        if name in seen:
            raise ValueError(_("登记号格式中 {name} 只能写一次").format(name=name))
        if name and name != "registrar":
            seen.add(name)
    if missing := {"year", "serial"} - seen:
        raise ValueError(_("登记号格式缺少 {names}").format(names=joined(sorted(missing))))
    return re.compile(made)


def is_working(calendar: Calendar, day: dt.date) -> bool:
    """Tell whether a day is worked."""
    return day in calendar.workdays or (day.weekday() < 5 and day not in calendar.holidays)


def last_day(calendar: Calendar, first: dt.date, days: int, kind: Literal["natural", "working"]) -> dt.date:
    """Return the last day of a term that begins the day after `first`; it never ends on a day off."""
    day = first
    if kind == "natural":
        day += dt.timedelta(days=days)
        while not is_working(calendar, day):
            day += dt.timedelta(days=1)
        return day
    while days:
        day += dt.timedelta(days=1)
        days -= is_working(calendar, day)
    return day


def term_end(rules: RegistrationRules, verb: Verb, day: dt.date) -> dt.date | None:
    """Return the last day that the rules give a step's term; None when it begins none."""
    if verb is Verb.OPEN_NOTICE:
        return last_day(rules.calendar, day, rules.notice.days, rules.notice.calendar)
    if verb is Verb.RETURN:
        return last_day(rules.calendar, day, rules.completion_days, "working")
    return None


def check_term(rules: RegistrationRules, verb: Verb, said: Statement) -> list[Problem]:
    """Return what is wrong with a step's term: a public notice may be longer than the rules say, never shorter."""
    end = term_end(rules, verb, said.day)
    if verb is not Verb.OPEN_NOTICE or said.until is None or end is None or said.until >= end:
        return []
    unit = _("天") if rules.notice.calendar == "natural" else _("个工作日")
    sentence = _("公示期为 {days} {unit}，{day} 开始公示的不能早于 {end} 截止")
    told = sentence.format(days=rules.notice.days, unit=unit, day=said.day, end=end)
    return [Problem("until", told)]


def checklist(rules: RegistrationRules, klass: str) -> tuple[Item, ...]:
    """Return the materials a class needs."""
    return next((each.items for each in rules.checklists if each.klass == klass), ())


def missing(items: Sequence[Item], received: Collection[str]) -> list[str]:
    """Return the materials still missing, a line each; where several routes lead on, one line names them all."""
    lines = [item.name for item in items if item.required and not item.route and item.name not in received]
    routes: dict[str, list[str]] = {}
    for item in items:
        if item.required and item.route:
            routes.setdefault(item.route, [])
            if item.name not in received:
                routes[item.route].append(item.name)
    if routes and all(routes.values()):
        lines.append("，或".join("、".join(names) for names in routes.values()))
    return lines


def reasons_for(rules: RegistrationRules, verb: Verb) -> list[Reason]:
    """Return the reasons a step may be given."""
    return [reason for reason in rules.reasons if verb in reason.verbs]


def reason_texts(rules: RegistrationRules, codes: Collection[str]) -> list[str]:
    """Return the words of some codes; a code the rules no longer know stands as it is."""
    known = {reason.code: reason.text for reason in rules.reasons}
    return [known.get(code, code) for code in codes]


def registrar_of(rules: RegistrationRules, code: str) -> Registrar:
    """Return the registrar of a code; the office's own where no number was given yet."""
    return next((each for each in rules.registrars if each.code == code), rules.registrars[0])


def approver(rules: RegistrationRules, code: str, number: str) -> str:
    """Return who registers an achievement, from its registrar's code; nothing for a number the rules do not know."""
    return "" if number and not code else registrar_of(rules, code).name


def doubt(registrars: Sequence[Registrar], number: str, klass: str, day: dt.date | None) -> str:
    """Return what a person should look at in a number that was handed in; empty when there is nothing."""
    read = read_number(registrars, number)
    if read is None:
        return _("登记号“{number}”不合已知登记机构的格式，按外单位登记收下，不由本单位发证").format(number=number)
    if read.klass not in ("", klass):
        return _("登记号“{number}”是“{other}”的，与成果类别不符").format(number=number, other=read.klass)
    if day is not None and read.year != day.year:
        return _("登记号“{number}”是 {year} 年的，与登记日期不符").format(number=number, year=read.year)
    return ""
