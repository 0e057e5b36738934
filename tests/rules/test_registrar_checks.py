"""What would go wrong under an office's rules, each told once and by the field it belongs to."""

import datetime as dt

import pytest
from msgspec.structs import replace

from awardsdesk.paths import resource
from awardsdesk.rules.registrar import Calendar, Checklist, Item, Reason, Registrar, RegistrationRules, Term, decode
from awardsdesk.rules.registrar_checks import faults
from awardsdesk.rules.registration import Verb
from awardsdesk.terms import AchievementClass

RULES = decode(resource("registration", "office.json").read_bytes())
OWN = RULES.registrars[0]
DAY = dt.date(2026, 10, 10)
FORM = Item(name="登记表")


def told(rules: RegistrationRules) -> list[tuple[str, str]]:
    return [(problem.field, problem.sentence) for problem in faults(rules)]


def test_the_shipped_rules_are_sound() -> None:
    assert told(RULES) == []


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (replace(RULES, registrars=(OWN, OWN)), ("registrars", "登记机构代码“941”写了 2 次")),
        (replace(RULES, registrars=(replace(OWN, name=" "),)), ("registrars", "登记机构的代码和名称都要填写")),
        (
            replace(RULES, registrars=(Registrar(code="9", name="省", number="{year}{class}{serial:4}"),)),
            ("registrars", "登记号格式“{year}{class}{serial:4}”的序号位数要以 0 开头，如 :04"),
        ),
        (
            replace(RULES, registrars=(replace(OWN, number="某" * 33 + "{year}{serial:04}"),)),
            ("registrars", "登记号有 41 字，太长，最多 40 字：请缩短登记号格式"),
        ),
        (replace(RULES, notice=Term(days=9999)), ("notice", "期限 9,999 天太长，最多 3,660 天")),
        (replace(RULES, completion_days=9999), ("completion_days", "期限 9,999 天太长，最多 3,660 天")),
        (
            replace(RULES, calendar=Calendar(holidays=frozenset({DAY}), workdays=frozenset({DAY}))),
            ("calendar", "2026-10-10 既是放假又是上班"),
        ),
        (
            replace(RULES, checklists=(Checklist(klass=AchievementClass.SOFT, items=(FORM, FORM)),)),
            ("checklists", "“软科学”的材料“登记表”写了 2 次"),
        ),
        (
            replace(RULES, checklists=(Checklist(klass=AchievementClass.SOFT, items=(Item(name=""),)),)),
            ("checklists", "材料名称不能为空"),
        ),
        (replace(RULES, checklists=RULES.checklists[:1] * 2), ("checklists", "成果类别“应用技术”写了 2 次")),
        (replace(RULES, reasons=(*RULES.reasons, RULES.reasons[0])), ("reasons", "理由代码“01”写了 2 次")),
        (replace(RULES, reasons=(*RULES.reasons, Reason(code="98", text=""))), ("reasons", "理由的代码和文字都要填写")),
        (
            replace(RULES, reasons=(Reason(code="01", text="不齐", verbs=(Verb.RETURN,)),)),
            ("reasons", "“不予登记”至少要有一项理由"),
        ),
        (
            replace(RULES, certificate=replace(RULES.certificate, layout="none@1")),
            ("certificate", "没有证书版式“none@1”"),
        ),
    ],
)
def test_a_fault_is_told(rules: RegistrationRules, found: tuple[str, str]) -> None:
    assert told(rules) == [found]


def test_a_word_the_certificate_does_not_know_is_told() -> None:
    rules = replace(RULES, certificate=replace(RULES.certificate, body="兹证明{who}"))
    assert [field for field, _sentence in told(rules)] == ["certificate"]
    assert "“who”不是可用的项" in told(rules)[0][1]


@pytest.mark.parametrize(
    ("letter", "part", "text", "sentence"),
    [
        ("refusal", "closing", " ", "文书的文字不能为空"),
        (
            "refusal",
            "closing",
            "请于{until}前提出。",
            "“请于{until}前提出。”中的“until”不是可用的项，可用：{unit}、{title}、{day}",
        ),
        ("public", "opening", "下列 {count:02} 项", "“下列 {count:02} 项”中“count”的格式不对，只能写位数，如 :03"),
        ("completion", "missing", "未收到：{item", "“未收到：{item”的花括号不成对"),
    ],
)
def test_a_letter_without_words_or_with_unknown_ones_is_told(letter: str, part: str, text: str, sentence: str) -> None:
    words = replace(getattr(RULES.letters, letter), **{part: text})
    rules = replace(RULES, letters=replace(RULES.letters, **{letter: words}))
    assert told(rules) == [(f"letters.{letter}.{part}", sentence)]


def test_what_no_font_draws_is_told_of_the_offices_own_words() -> None:
    public = replace(RULES.letters.public, to="\ue000界")
    rules = replace(
        RULES,
        registrars=(replace(OWN, name="\ue000局"),),
        reasons=(*RULES.reasons, Reason(code="98", text="\ue000")),
        letters=replace(RULES.letters, public=public),
    )
    assert [field for field, _sentence in told(rules)] == ["registrars", "reasons", "letters.public.to"]
    assert {sentence for _field, sentence in told(rules)} == {
        "没有字体能打印“\ue000”（U+E000，自造字），请核对或改用可打印的字"
    }
