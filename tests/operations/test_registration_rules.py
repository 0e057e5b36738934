"""An office's rules changed: checked, on record, undone; what is registered keeps what it says."""

import datetime as dt

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from awardsdesk.errors import UserError
from awardsdesk.models import Achievement, Event, NumberSeries
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.registration import Refused, take_step
from awardsdesk.operations.registration_rules import decoded, doubts, set_rules
from awardsdesk.operations.undo import undo
from awardsdesk.paths import resource
from awardsdesk.rules.registrar import Calendar, Registrar, RegistrationRules, Term, encode, term_end
from awardsdesk.rules.registration import Statement, Verb
from awardsdesk.store.database import Database
from tests.operations.test_registration import AFTER, in_notice, registered

SHIPPED = resource("registration", "office.json").read_bytes()
RULES = decoded(SHIPPED)
OWN = RULES.registrars[0]


def change(database: Database, rules: RegistrationRules, reason: str = "") -> bool:
    with database.write() as session:
        return set_rules(session, rules, reason)


def in_force(database: Database) -> RegistrationRules:
    with database.read() as session:
        return rules_of(session)


def test_a_change_is_on_record_and_taken_back(database: Database) -> None:
    shorter = replace(RULES, notice=Term(days=7, calendar="working"))
    assert change(database, shorter, "澄科〔2026〕1号")
    assert not change(database, shorter)
    with database.read() as session:
        assert term_end(rules_of(session), Verb.OPEN_NOTICE, dt.date(2026, 11, 25)) == dt.date(2026, 12, 4)
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert event is not None
        assert (event.verb, event.reason) == ("set registration rules", "澄科〔2026〕1号")
    with database.write() as session:
        undo(session)
    assert in_force(database) == RULES


def test_a_new_registrar_stands_before_the_one_whose_numbers_are_kept(database: Database) -> None:
    ids = registered(database, 2)
    city = Registrar(code="澄", name="澄川市科技局", number="{registrar}科成登字〔{year}〕{class}{serial:03}号")
    with pytest.raises(UserError, match="登记机构“941”已有登记号，不能去掉"):
        change(database, replace(RULES, registrars=(city,)))
    assert in_force(database) == RULES
    assert change(database, replace(RULES, registrars=(city, OWN)))
    more = in_notice(database)
    with database.write() as session:
        take_step(session, Verb.REGISTER, more, AFTER)
    with database.read() as session:
        numbers = session.scalars(select(Achievement.registration_no).order_by(Achievement.id)).all()
        first = session.get_one(Achievement, ids[0]).snapshot
    assert numbers == ["9412008Y0001", "9412008Y0002", "澄科成登字〔2008〕Y001号"]
    assert first is not None
    assert first["sheet"]["organ"] == "澄川市科学技术局"


def test_classes_that_are_numbered_together_share_a_series(database: Database) -> None:
    registered(database, 1)
    city = Registrar(code="澄", name="澄川市科技局", number="{registrar}科成登字〔{year}〕{serial:03}号")
    assert change(database, replace(RULES, registrars=(city, OWN)))
    more = [id_ for klass in ("软科学", "应用技术", "软科学") for id_ in in_notice(database, klass=klass)]
    with database.write() as session:
        take_step(session, Verb.REGISTER, more, AFTER)
    with database.read() as session:
        assert [session.get_one(Achievement, id_).registration_no for id_ in more] == [
            "澄科成登字〔2008〕001号",
            "澄科成登字〔2008〕002号",
            "澄科成登字〔2008〕003号",
        ]
        series = session.execute(select(NumberSeries.registrar, NumberSeries.klass, NumberSeries.last)).all()
        assert {tuple(row) for row in series} == {("941", "应用技术", 1), ("澄", "", 3)}
    (early,) = in_notice(database)
    told = "2008-08-01 已经发过这一类的登记号 澄科成登字〔2008〕003号"
    with database.write() as session, pytest.raises(Refused, match=told):
        take_step(session, Verb.REGISTER, [early], Statement(day=AFTER.day - dt.timedelta(days=1)))
    by_class = replace(city, number="{registrar}科成登字〔{year}〕{class}{serial:03}号")
    assert change(database, replace(RULES, registrars=(by_class, OWN)))
    with database.write() as session:
        take_step(session, Verb.REGISTER, [early], AFTER)
        assert session.get_one(Achievement, early).registration_no == "澄科成登字〔2008〕Y001号"


def test_a_pattern_too_narrow_for_the_numbers_given_is_refused(database: Database) -> None:
    registered(database, 12)
    narrow = replace(OWN, number="{registrar}{year}{class}{serial:01}")
    with pytest.raises(UserError, match="2008 年“应用技术”已登记到第 12 号，登记号格式“.*”容不下"):
        change(database, replace(RULES, registrars=(narrow,)))


def test_a_doubtful_day_is_told_and_kept(database: Database) -> None:
    calendar = Calendar(workdays=frozenset({dt.date(2026, 11, 25)}))
    rules = replace(RULES, calendar=calendar)
    with database.read() as session:
        assert [problem.sentence for problem in doubts(session, rules)] == ["2026-11-25 不是周末，不用写成上班"]
    assert change(database, rules)
    assert in_force(database).calendar == calendar


def test_a_step_knows_the_reasons_in_force(database: Database) -> None:
    ids = in_notice(database)
    with database.write() as session, pytest.raises(UserError, match="没有理由代码“77”"):
        take_step(session, Verb.REJECT, ids, Statement(day=AFTER.day, codes=("77",)))


def test_what_is_written_is_read_again() -> None:
    assert decoded(encode(RULES).encode()) == RULES


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('"days": 30', '"days": "x"', "notice.days：应为 整数，写的是 文字"),
        ('"days": 30', '"days": -1', "notice.days：数字应 >= 0"),
        ("completion_days", "completion_day", "没有名为 completion_day 的规则，请核对拼写"),
        ('"code": "941", ', "", "registrars[0]：缺少 code"),
        ('{serial:04}"', '{serial:04}{serial}"', "registrars[0]：登记号格式中 serial 只能写一次"),
        ('"natural"', '"lunar"', "notice.calendar：没有 'lunar' 这种写法"),
        ('"holidays": []', '"holidays": ["2026-13-01"]', "calendar.holidays[0]：日期请写成 2026-10-01 的样子"),
        ("registration-landscape@3", "../x", "certificate.layout：写法不对"),
        (
            '{serial:04}"',
            '{x}"',
            "“{registrar}{year}{class}{x}”中的“x”不是可用的项，可用：{registrar}、{year}、{serial}、{class}",
        ),
    ],
)
def test_a_fault_is_told_by_its_place(right: str, wrong: str, told: str) -> None:
    text = SHIPPED.decode()
    assert right in text
    with pytest.raises(UserError) as raised:
        decoded(text.replace(right, wrong).encode())
    assert str(raised.value) == f"登记规则没有改动：{told}。"


@pytest.mark.parametrize("junk", [b"", b"{", b"\xff\xfe", "不是".encode("gbk")])
def test_junk_is_told_as_such(junk: bytes) -> None:
    with pytest.raises(UserError, match="文件不是完整的 JSON"):
        decoded(junk)
