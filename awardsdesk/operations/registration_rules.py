"""Change what an office fixes for its register: checked as a whole, on record, and undone like anything else."""

import re
from codecs import BOM_UTF8

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, NumberSeries, Office
from awardsdesk.operations.audit import operation
from awardsdesk.operations.numbering import NumberBook, rules_of
from awardsdesk.rules.registrar import EVERY_CLASS, RegistrationRules, decode, encode, number_of
from awardsdesk.rules.registrar_checks import faults
from awardsdesk.terms import RegistrationState

_PLACE = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<where>.*)`)?", re.DOTALL)
_SAID = (
    (re.compile(r"Expected `([^`]*)`, got `(.*)`"), _("应为 {}，写的是 {}")),
    (re.compile(r"Object missing required field `(.*)`"), _("缺少 {}")),
    (re.compile(r"Object contains unknown field `(.*)`"), _("没有名为 {} 的规则，请核对拼写")),
    (re.compile(r"Invalid enum value (.*)"), _("没有 {} 这种写法")),
    (re.compile(r"Expected `int` (.*)"), _("数字应 {}")),
    (re.compile(r"Invalid RFC3339 encoded date"), _("日期请写成 2026-10-01 的样子")),
    (re.compile(r"Expected `str` matching .*"), _("写法不对")),
    (re.compile(r"Expected `array` of .*"), _("至少要有一项")),
)
"""What the decoder says of a faulty part, and how a clerk is told."""
_TYPES = {"int": _("整数"), "str": _("文字"), "bool": "true/false", "array": "[ ]", "object": "{ }", "null": "null"}


def decoded(text: bytes) -> RegistrationRules:
    """Read rules that a person wrote as JSON; raises UserError naming the faulty part."""
    try:
        return decode(text.removeprefix(BOM_UTF8))
    except msgspec.ValidationError as error:
        raise UserError(_("登记规则没有改动：{why}。").format(why=_told(str(error)))) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UserError(_("登记规则没有改动：文件不是完整的 JSON（UTF-8），请核对括号、引号和逗号。")) from None
    except UserError as error:  # a pattern tells itself what is wrong with it
        raise UserError(_("登记规则没有改动：{why}。").format(why=error)) from None


def doubts(session: Session, rules: RegistrationRules) -> list[Problem]:
    """Return what is wrong with rules for this register: in themselves, and beside the numbers it holds."""
    return [*faults(rules), *_beside_numbers(session, rules)]


def set_rules(session: Session, rules: RegistrationRules, reason: str = "") -> bool:
    """Keep rules; tells whether they differ from those in force. What is registered keeps what it says."""
    if wrong := [problem for problem in doubts(session, rules) if problem.severity == "error"]:
        told = "；".join(problem.sentence for problem in wrong)
        raise UserError(_("登记规则没有改动：{why}。").format(why=told))
    if rules == rules_of(session):
        return False
    with operation(session, "set registration rules", "office", reason.strip()):
        session.scalars(select(Office)).one().registration_rules = encode(rules)
        _adopt(session, rules)
    return True


def _adopt(session: Session, rules: RegistrationRules) -> None:
    """Let numbers that came in before their registrar was known be its numbers."""
    numbers = NumberBook(session, rules)
    strange = select(Achievement).where(Achievement.registration_no.is_not(None), Achievement.registrar == "")
    for row in session.scalars(strange):
        row.registrar = numbers.count(row.registration_no or "")
        if row.registrar and row.state == RegistrationState.REGISTERED_ELSEWHERE:
            row.state = RegistrationState.REGISTERED


def _beside_numbers(session: Session, rules: RegistrationRules) -> list[Problem]:
    """A registrar that has given numbers stays known, and its next number must fit its pattern."""
    found = []
    known = {each.code: each for each in rules.registrars}
    for series in session.scalars(select(NumberSeries).order_by(NumberSeries.registrar, NumberSeries.year)):
        registrar = known.get(series.registrar)
        if registrar is None:
            sentence = _("登记机构“{code}”已有登记号，不能去掉；新的机构请写在它前面")
            found.append(Problem("registrars", sentence.format(code=series.registrar)))
            continue
        try:
            if series.last and bool(series.klass) == registrar.by_class:  # else it is of an earlier format
                number_of(registrar, series.year, series.klass, series.last)
        except UserError:
            sentence = _("{year} 年“{klass}”已登记到第 {last} 号，登记号格式“{pattern}”容不下")
            told = sentence.format(
                year=series.year, klass=series.klass or EVERY_CLASS, last=series.last, pattern=registrar.number
            )
            found.append(Problem("registrars", told))
    return list(dict.fromkeys(found))


def _told(message: str) -> str:
    """Return the decoder's sentence in the clerk's language, the place first."""
    found = _PLACE.fullmatch(message)
    assert found is not None
    what, where = found["what"], found["where"] or ""
    for shape, sentence in _SAID:
        if said := shape.fullmatch(what):
            what = sentence.format(*(_TYPES.get(word, word) for word in said.groups()))
            break
    return f"{where}：{what}" if where else what
