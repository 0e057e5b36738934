"""A registration from draft to certificate and cancellation: on record, all or nothing, numbers never twice."""

import datetime as dt
import sqlite3
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import event, func, select

from awardsdesk.errors import UserError
from awardsdesk.lists.achievements import titles_of
from awardsdesk.models import Achievement, AchievementCompleter, AchievementStep, AchievementUnit, Event, Organization
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation, verify_chain
from awardsdesk.operations.correcting import corrections, day_to_correct
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, OrganizationDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.materials import MaterialLine, keep_materials, materials_of
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.organizations import amend_organization
from awardsdesk.operations.registration import Refused, obstacles, take_step, unticked
from awardsdesk.operations.registration_rules import set_rules
from awardsdesk.operations.steps import chosen_rows, last_step, taken_by
from awardsdesk.operations.undo import undo
from awardsdesk.rules.registrar import Registrar, checklist
from awardsdesk.rules.registration import MOVES, Statement, Verb
from awardsdesk.store.database import Database
from awardsdesk.terms import AchievementClass

DAY = dt.date(2008, 7, 1)
SAID = Statement(day=DAY, unticked=True)
NOTICE = Statement(day=DAY, until=dt.date(2008, 7, 31))
AFTER = Statement(day=dt.date(2008, 8, 1))
CORRECT = Statement(day=dt.date(2009, 1, 5), reason="报送时写错")
CANCEL = Statement(day=dt.date(2009, 1, 5), reason="成果造假", document_no="澄科〔2009〕1号")
DRAFT = AchievementDraft(
    title="永磁电机",
    klass="应用技术",
    units=(UnitDraft("甲公司"), UnitDraft("乙大学")),
    completers=(CompleterDraft("张三"),),
)


def made(database: Database, count: int = 1, klass: str = "应用技术") -> list[int]:
    """Save drafts and submit them."""
    with database.write() as session:
        ids = [save(session, replace(DRAFT, title=f"成果{place}", klass=klass)) for place in range(count)]
    return step(database, Verb.SUBMIT, ids, SAID)


def step(database: Database, verb: Verb, ids: list[int], said: Statement) -> list[int]:
    with database.write() as session:
        take_step(session, verb, ids, said)
    return ids


def in_notice(database: Database, count: int = 1, klass: str = "应用技术") -> list[int]:
    return step(database, Verb.OPEN_NOTICE, step(database, Verb.ACCEPT, made(database, count, klass), SAID), NOTICE)


def registered(database: Database, count: int = 1) -> list[int]:
    return step(database, Verb.REGISTER, in_notice(database, count), AFTER)


def states(database: Database) -> Counter[str]:
    with database.read() as session:
        return Counter(session.scalars(select(Achievement.state)))


def numbers(database: Database) -> list[str]:
    with database.read() as session:
        statement = select(Achievement.registration_no).where(Achievement.registration_no.is_not(None))
        return list(session.scalars(statement.order_by(Achievement.id)))


def test_the_whole_way_is_on_record(database: Database) -> None:
    ids = made(database)
    step(database, Verb.CHECK, ids, replace(SAID, document_no="东科〔2008〕2号"))
    step(database, Verb.RETURN, ids, replace(SAID, codes=("01",), reason="缺研制报告", until=dt.date(2008, 7, 15)))
    step(database, Verb.SUBMIT, ids, SAID)
    step(database, Verb.ACCEPT, ids, SAID)
    step(database, Verb.OPEN_NOTICE, ids, NOTICE)
    step(database, Verb.LODGE_OBJECTION, ids, replace(SAID, reason="排序不符", objector="李四 13900000000"))
    step(database, Verb.SETTLE_OBJECTION, ids, replace(SAID, reason="经核实排序无误"))
    step(database, Verb.REGISTER, ids, AFTER)
    step(database, Verb.ISSUE, ids, AFTER)
    step(database, Verb.CANCEL, ids, CANCEL)
    with database.read() as session:
        row = session.get_one(Achievement, ids[0])
        assert (row.state, row.registration_no, row.registered_on) == ("已注销", "9412008Y0001", AFTER.day)
        assert row.snapshot is not None
        assert row.snapshot["units"] == ["甲公司", "乙大学"]
        steps = session.scalars(select(AchievementStep).order_by(AchievementStep.id)).all()
        assert [one.to_state for one in steps] == [
            "已提交", "县区已审", "补正", "已提交", "已受理", "公示中", "异议处理", "公示中", "已登记", "已发证", "已注销",
        ]  # fmt: skip
        assert all(one.to_state == other.from_state for one, other in pairwise(steps))
        assert {one.actor for one in steps} == {"测试员"}
        assert (steps[-1].reason, steps[-1].document_no) == ("成果造假", "澄科〔2009〕1号")
        events = session.scalars(select(Event).order_by(Event.id)).all()
        assert [event.verb for event in events][2:] == [one.verb for one in steps]
        assert events[4].reason == "材料不齐全；缺研制报告"
        assert verify_chain(session) == []


def test_forty_are_accepted_at_once_or_none(database: Database) -> None:
    ids = made(database, 40)
    step(database, Verb.ACCEPT, ids[7:8], SAID)
    with database.write() as session:
        keep_materials(session, ids[3], [MaterialLine(item="研制报告", received=True)])
    with pytest.raises(Refused, match="所选 40 项中有 2 项不能受理，没有改动任何内容") as refused:
        step(database, Verb.ACCEPT, ids, SAID)
    assert {obstacle.achievement_id for obstacle in refused.value.obstacles} == {ids[3], ids[7]}
    assert states(database) == {"已提交": 39, "已受理": 1}
    others = [id_ for id_ in ids if id_ not in {ids[3], ids[7]}]
    step(database, Verb.ACCEPT, others, SAID)
    assert states(database) == {"已提交": 1, "已受理": 39}
    with database.write() as session:
        undo(session)
    assert states(database) == {"已提交": 39, "已受理": 1}
    with database.read() as session:
        assert session.scalar(select(func.count(AchievementStep.id))) == 41


def test_a_complete_checklist_may_be_accepted(database: Database) -> None:
    ids = made(database)
    with database.read() as session:
        lines = materials_of(session, session.get_one(Achievement, ids[0]), rules_of(session))
    with database.write() as session:
        keep_materials(session, ids[0], [replace(line, received=line.required, form="原件", pages=3) for line in lines])
    step(database, Verb.ACCEPT, ids, SAID)
    with database.read() as session:
        kept = materials_of(session, session.get_one(Achievement, ids[0]), rules_of(session))
    assert [(line.item, line.received, line.pages) for line in kept] == [
        (line.item, line.required, 3) for line in lines
    ]


def test_no_number_before_the_notice_has_ended(database: Database) -> None:
    ids = step(database, Verb.ACCEPT, made(database), SAID)
    with pytest.raises(Refused, match="还没有公示"):
        step(database, Verb.REGISTER, ids, AFTER)
    step(database, Verb.OPEN_NOTICE, ids, NOTICE)
    with database.read() as session:
        notice = last_step(session, ids[0], Verb.OPEN_NOTICE)
        assert notice is not None
        assert notice.until == NOTICE.until
    with pytest.raises(Refused, match="公示到 2008-07-31 为止"):
        step(database, Verb.REGISTER, ids, Statement(day=dt.date(2008, 7, 31)))
    assert numbers(database) == []
    step(database, Verb.REGISTER, ids, AFTER)
    assert numbers(database) == ["9412008Y0001"]


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        (dt.date(2008, 7, 2), "公示：公示期为 30 天，2008-07-01 开始公示的不能早于 2008-07-31 截止。"),
        (dt.date(2008, 7, 30), "公示：公示期为 30 天，2008-07-01 开始公示的不能早于 2008-07-31 截止。"),
        (dt.date(2008, 7, 31), ""),
        (dt.date(2008, 9, 1), ""),
    ],
)
def test_a_notice_is_never_shorter_than_the_office_says(database: Database, until: dt.date, refused: str) -> None:
    ids = step(database, Verb.ACCEPT, made(database), SAID)
    said = Statement(day=DAY, until=until)
    if not refused:
        step(database, Verb.OPEN_NOTICE, ids, said)
        return
    with pytest.raises(UserError) as told:
        step(database, Verb.OPEN_NOTICE, ids, said)
    assert str(told.value) == refused
    assert states(database) == {"已受理": 1}


def test_no_step_is_taken_on_a_day_to_come_or_before_the_step_before(database: Database) -> None:
    today = dt.datetime.now().astimezone().date()
    ids = made(database)
    early, late = DAY - dt.timedelta(days=1), today + dt.timedelta(days=1)
    steps: list[tuple[Verb, Statement, str]] = [
        (Verb.CHECK, SAID, "提交"),
        (Verb.ACCEPT, SAID, "县区审核"),
        (Verb.OPEN_NOTICE, NOTICE, "受理"),
        (Verb.LODGE_OBJECTION, replace(SAID, reason="排序", objector="李四"), "公示"),
        (Verb.SETTLE_OBJECTION, replace(SAID, day=AFTER.day, reason="无误"), "提出异议"),
        (Verb.REGISTER, AFTER, "异议办结"),
        (Verb.ISSUE, AFTER, "登记发号"),
        (Verb.CANCEL, CANCEL, "发证"),
    ]
    before = DAY
    for verb, said, last in steps:
        with pytest.raises(UserError) as told:
            step(database, verb, ids, replace(said, day=late, until=said.until and late + dt.timedelta(days=90)))
        sentence = "登记日期是发号的当天，不能晚于今天" if verb is Verb.REGISTER else "办理日期不能晚于今天"
        assert str(told.value) == f"{MOVES[verb].title}：{sentence}。"
        early = before - dt.timedelta(days=1)
        with pytest.raises(Refused) as refused:
            step(database, verb, ids, replace(said, day=early))
        assert refused.value.obstacles[0].sentence == f"上一步“{last}”在 {before} 办理，本步不能早于这一天。"
        step(database, verb, ids, said)
        before = said.day
    assert states(database) == {"已注销": 1}


def test_what_was_registered_elsewhere_is_not_cancelled_before(database: Database) -> None:
    with database.write() as session:
        take(session, [Batched(replace(DRAFT, registration_no="9412008Y0007", registered_on=AFTER.day))], "x")
    with pytest.raises(Refused, match="2008-08-01 登记，本步不能早于这一天"):
        step(database, Verb.CANCEL, [1], replace(CANCEL, day=DAY))
    step(database, Verb.CANCEL, [1], CANCEL)


def test_a_checklist_left_alone_is_asked_about_and_goes_on_record(database: Database) -> None:
    ids = made(database, 3)
    with database.write() as session:
        every = [MaterialLine(item=item.name, received=True) for item in checklist(rules_of(session), "应用技术")]
        keep_materials(session, ids[0], every)
    with database.read() as session:
        assert unticked(session, ids) == (2, 16)
    with pytest.raises(Refused) as refused:
        step(database, Verb.ACCEPT, ids, Statement(day=DAY))
    assert [(each.achievement_id, each.sentence) for each in refused.value.obstacles] == [
        (id_, "材料清单共 8 项，一项也没有勾选。") for id_ in ids[1:]
    ]
    step(database, Verb.ACCEPT, ids, replace(SAID, reason="已收纸质件"))
    with database.read() as session:
        steps = session.scalars(select(AchievementStep).where(AchievementStep.verb == "accept")).all()
        assert [one.reason for one in steps] == ["已收纸质件", *["已收纸质件；材料清单未勾选"] * 2]


def test_an_objection_holds_the_number_back(database: Database) -> None:
    ids = in_notice(database)
    step(database, Verb.LODGE_OBJECTION, ids, replace(SAID, reason="权属争议", objector="李四"))
    with pytest.raises(Refused, match="“异议处理”的成果不能登记发号；可以办理：退回补正、不予登记、异议办结、撤回"):
        step(database, Verb.REGISTER, ids, AFTER)


CHANGES = [
    {"title": "改名"},
    {"klass": "软科学"},
    {"units": (UnitDraft("乙大学"), UnitDraft("甲公司"))},
    {"completers": (CompleterDraft("张三"), CompleterDraft("王五"))},
    {"completers": (CompleterDraft("张三", "乙大学"),)},
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_public_was_told_stays_until_it_is_told_anew(database: Database, change: dict[str, Any]) -> None:
    (id_,) = ids = in_notice(database)
    noticed = replace(DRAFT, title="成果0")
    changed = replace(noticed, **change)
    told = "《成果0》已经公示，名称、类别、完成单位和完成人不能再改；确需改动的，请先退回补正，改后重新公示。"
    with database.write() as session, pytest.raises(UserError) as refused:
        save(session, changed, id_)
    assert str(refused.value) == told
    with database.write() as session:
        save(session, replace(noticed, phone="0391-8888888"), id_)
    if changed.title == noticed.title and changed.units[0] == noticed.units[0]:  # a workbook means the same one
        with database.write() as session:
            outcome = take(session, [Batched(changed), Batched(replace(DRAFT, title="另一项"))], "x")
        assert [(each.index, each.sentence) for each in outcome.refusals] == [(0, told)]
    back = Statement(day=dt.date(2008, 7, 10), codes=("07",), until=dt.date(2008, 7, 24))
    step(database, Verb.RETURN, ids, back)
    with database.write() as session:
        save(session, changed, id_)
    again = replace(SAID, day=dt.date(2008, 7, 12))
    step(database, Verb.ACCEPT, step(database, Verb.SUBMIT, ids, again), again)
    with pytest.raises(Refused, match="还没有公示"):
        step(database, Verb.REGISTER, ids, AFTER)


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_cancelled_stays_as_the_register_says_it(database: Database, change: dict[str, Any]) -> None:
    (id_,) = ids = in_notice(database)
    step(database, Verb.REGISTER, ids, AFTER)
    known = replace(DRAFT, title="成果0")
    step(database, Verb.CANCEL, ids, replace(AFTER, reason="剽窃", document_no="1号"))
    with database.write() as session, pytest.raises(UserError) as refused:
        save(session, replace(known, **change), id_)
    assert str(refused.value) == "《成果0》已经注销，名称、类别、完成单位和完成人照原样保留，不能再改。"
    with database.write() as session:
        save(session, replace(known, phone="0391-8888888"), id_)
        assert session.get_one(Achievement, id_).phone == "0391-8888888"


def test_no_workbook_gives_a_number_past_an_objection(database: Database) -> None:
    ids = in_notice(database)
    step(database, Verb.LODGE_OBJECTION, ids, replace(SAID, reason="权属争议", objector="李四"))
    numbered = replace(DRAFT, title="成果0", registration_no="9412008Y0007", registered_on=DAY)
    with database.write() as session:
        outcome = take(session, [Batched(numbered)], "x")
    assert [each.sentence for each in outcome.refusals] == [
        "《成果0》正在办理登记（异议处理），不能由工作簿给登记号；请办理登记发号，或先撤回。"
    ]
    assert (states(database), numbers(database)) == ({"异议处理": 1}, [])


def test_who_objected_is_in_no_event_and_comes_back_with_an_undo(database: Database) -> None:
    ids = in_notice(database)
    step(database, Verb.LODGE_OBJECTION, ids, replace(SAID, reason="权属争议", objector="李四 13900000000"))
    step(database, Verb.SETTLE_OBJECTION, ids, replace(SAID, reason="无误"))
    with database.read() as session:
        assert all("李四" not in str(event.changes) for event in session.scalars(select(Event)))
        lodged = last_step(session, ids[0], Verb.LODGE_OBJECTION)
        assert lodged is not None
        assert lodged.objector == "李四 13900000000"
        assert verify_chain(session) == []
    with database.write() as session:
        undo(session)
    assert states(database) == {"异议处理": 1}


def test_what_a_step_needs_is_asked_for(database: Database) -> None:
    ids = made(database)
    with pytest.raises(UserError, match="退回补正：请至少选择一项理由"):
        step(database, Verb.RETURN, ids, SAID)
    with pytest.raises(UserError) as told:
        step(database, Verb.LODGE_OBJECTION, ids, SAID)
    assert str(told.value) == ("提出异议：请写明原因，将记入办理记录；请填写异议人及联系方式：匿名异议不予受理。")
    with pytest.raises(UserError, match="请先选择成果"):
        step(database, Verb.ACCEPT, [], SAID)
    with pytest.raises(UserError, match="已经不在文件里"):
        step(database, Verb.ACCEPT, [*ids, 999], SAID)


MARKED = [
    {"level": "机密"},
    {"abstract": "本项目密级：绝密"},
    {"contact": "秘密★5年"},
    {"keywords": ("电机", "机密")},
    {"details": {"benefits": (("2007", "密级：秘密"),)}},
    {"units": (UnitDraft("甲公司", details={"address": "绝密"}),)},
    {"completers": (CompleterDraft("张三", contribution="附机密★件"),)},
]


@pytest.mark.parametrize("said", MARKED)
def test_a_classified_form_is_not_kept(database: Database, said: dict[str, Any]) -> None:
    with database.write() as session:
        id_ = save(session, DRAFT)
    for record in (None, id_):
        with database.write() as session, pytest.raises(UserError, match="：涉密成果不得用本程序登记。$"):
            save(session, replace(DRAFT, **said), record)
    with database.read() as session:
        assert session.scalar(select(func.count(Achievement.id))) == 1


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Achievement, {"abstract": "密级：机密"}),
        (Achievement, {"details": {"benefits": [["2007", "秘密"]]}}),
        (AchievementUnit, {"details": {"address": "绝密"}}),
        (AchievementCompleter, {"contribution": "秘密★"}),
    ],
)
def test_what_an_older_file_holds_classified_takes_no_step_on(
    database: Database, kind: type[Any], values: dict[str, Any]
) -> None:
    ids = made(database)
    with database.write() as session, operation(session, "amend", "x"):
        last = session.scalars(select(kind).order_by(kind.id.desc())).first()
        for key, value in values.items():
            setattr(last, key, value)
    with pytest.raises(Refused, match="涉密成果不得用本程序登记"):
        step(database, Verb.ACCEPT, ids, SAID)
    step(database, Verb.REJECT, ids, replace(SAID, codes=("11",)))


def test_numbers_follow_the_order_given_by_class_and_year(database: Database) -> None:
    ids = in_notice(database, 3)
    soft = in_notice(database, 1, "软科学")
    step(database, Verb.REGISTER, list(reversed(ids)), AFTER)
    step(database, Verb.REGISTER, soft, Statement(day=dt.date(2009, 1, 2)))
    assert numbers(database) == ["9412008Y0003", "9412008Y0002", "9412008Y0001", "9412009R0001"]


def test_numbers_of_a_series_follow_their_days(database: Database) -> None:
    registered(database)
    one, other = in_notice(database, 2)
    (soft,) = in_notice(database, 1, "软科学")
    step(database, Verb.REGISTER, [one], Statement(day=dt.date(2008, 8, 20)))
    with pytest.raises(Refused, match="2008-08-20 已经发过这一类的登记号 9412008Y0002，登记日期不能早于这一天。$"):
        step(database, Verb.REGISTER, [other], Statement(day=dt.date(2008, 8, 19)))
    step(database, Verb.REGISTER, [soft], AFTER)
    step(database, Verb.REGISTER, [other], Statement(day=dt.date(2008, 8, 20)))
    assert numbers(database) == ["9412008Y0001", "9412008Y0002", "9412008Y0003", "9412008R0001"]


@pytest.mark.parametrize("lacking", [{"units": (), "completers": ()}, {"completers": ()}])
def test_what_names_nobody_is_not_made_public(database: Database, lacking: dict[str, Any]) -> None:
    with database.write() as session:
        ids = [save(session, replace(DRAFT, **lacking))]
    for verb, said in ((Verb.SUBMIT, SAID), (Verb.ACCEPT, replace(SAID, unticked=True))):
        step(database, verb, ids, said)
    with pytest.raises(Refused) as told:
        step(database, Verb.OPEN_NOTICE, ids, NOTICE)
    assert [each.sentence for each in told.value.obstacles] == ["没有完成单位或完成人，请补上后再公示。"]


NO_SIGN = "没有字体能打印“\ue000”（U+E000，自造字），请核对或改用可打印的字。"


@pytest.mark.parametrize(
    ("odd", "there", "said", "where"),
    [
        (Verb.RETURN, {}, {"document_no": "\ue000号"}, {"文号"}),
        (Verb.RETURN, {}, {"reason": "“\ue000”字有误"}, {"说明"}),
        (Verb.RETURN, {"title": "\ue000机", "completers": (CompleterDraft("张\ue000"),)}, {}, {"成果名称"}),
        (Verb.REJECT, {"units": (UnitDraft("\ue000公司"), UnitDraft("\ue000大学"))}, {}, {"完成单位"}),
        (Verb.OPEN_NOTICE, {"units": (UnitDraft("甲"), UnitDraft("\ue000大学"))}, {}, {"完成单位"}),
        (Verb.OPEN_NOTICE, {"title": "\ue000机", "completers": (CompleterDraft("张\ue000"),)}, {}, {"成果名称", "完成人"}),
        (Verb.REGISTER, {"completers": (CompleterDraft("张\ue000"),)}, {}, {"完成人"}),
        (Verb.ISSUE, {"title": "\ue000机"}, {"document_no": "\ue000"}, {"文号"}),
        (Verb.CORRECT, {"title": "\ue000机"}, {}, {"成果名称"}),
        (Verb.CANCEL, {"title": "\ue000机"}, {"document_no": "\ue000"}, {"文号"}),
    ],
)  # fmt: skip
def test_what_no_font_draws_is_told_before_paper_says_it_for_ever(
    database: Database, odd: Verb, there: dict[str, Any], said: dict[str, Any], where: set[str]
) -> None:
    way = [Verb.ACCEPT, Verb.OPEN_NOTICE, Verb.REGISTER, Verb.ISSUE]
    before = {Verb.RETURN: 0, Verb.REJECT: 0, Verb.OPEN_NOTICE: 1, Verb.REGISTER: 1, Verb.ISSUE: 3}.get(odd, 4)
    with database.write() as session:
        rules = rules_of(session)
        set_rules(session, structs.replace(rules, notice=structs.replace(rules.notice, required=False)))
    ids = made(database)
    statement = replace(NOTICE, day=DAY, unticked=True, codes=("02",) if odd in {Verb.RETURN, Verb.REJECT} else ())
    for verb in way[:before]:
        if verb is not Verb.OPEN_NOTICE:
            step(database, verb, ids, replace(statement, codes=()))
    amended(database, ids[0], **({"title": "成果0"} | there))
    needed = {Verb.CORRECT: "笔误", Verb.CANCEL: "造假"}
    full = {"reason": needed.get(odd, ""), "document_no": "1号"} | said
    with pytest.raises(Refused) as told:
        step(database, odd, ids, replace(statement, **full))
    assert {each.sentence for each in told.value.obstacles} == {f"{field}：{NO_SIGN}" for field in where}
    plain = replace(statement, reason=full["reason"].replace("\ue000", ""), document_no="1号")
    amended(database, ids[0], title="成果1")
    step(database, odd, ids, plain)


def test_a_number_of_a_workbook_is_certified_in_signs_there_are(database: Database) -> None:
    draft = replace(DRAFT, title="\ue000机", registration_no="9412008Y0007", registered_on=DAY)
    with database.write() as session:
        take(session, [Batched(draft)], "册.xlsx")
    with pytest.raises(Refused) as told:
        step(database, Verb.ISSUE, [1], SAID)
    assert [each.sentence for each in told.value.obstacles] == [f"成果名称：{NO_SIGN}"]
    amended(database, 1, title="永磁机")
    step(database, Verb.ISSUE, [1], SAID)


def test_who_got_a_number_later_is_looked_for_by_the_day(database: Database) -> None:
    """By its class half a register would be looked at, for each of those to be registered."""
    ids = in_notice(database)
    with database.read() as session:
        connection, asked = session.connection(), []
        event.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
        assert obstacles(session, Verb.REGISTER, ids, AFTER) == []
        (query,) = [each for each in asked if "ORDER BY achievement.registered_on DESC" in each[0]]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query[0]}", query[1]).all()
    assert [step[-1] for step in plan] == [
        "SEARCH achievement USING INDEX ix_achievement_registered_on (registered_on>? AND registered_on<?)"
    ]


@pytest.mark.parametrize("before", [[], [Verb.ISSUE], [Verb.CANCEL], [Verb.ISSUE, Verb.CANCEL]])
def test_a_number_that_came_with_a_wrong_day_is_named_and_put_right(database: Database, before: list[Verb]) -> None:
    (waits,) = in_notice(database)
    wrong = dt.date(2008, 10, 8)
    (id_,) = imported(database)
    with database.write() as session, operation(session, "a wrong day", "x"):
        session.get_one(Achievement, id_).registered_on = wrong
    for verb in before:
        step(database, verb, [id_], replace(CANCEL, day=wrong))
    with pytest.raises(Refused) as told:
        step(database, Verb.REGISTER, [waits], AFTER)
    assert [each.sentence for each in told.value.obstacles] == [
        "2008-10-08 已经发过这一类的登记号 9412008Y0007，登记日期不能早于这一天。",
        "《导入的》的登记号 9412008Y0007 是导入的；它的登记日期有误的，请先办理“更正”，改正登记日期。",
    ]
    with database.read() as session:
        frozen = session.get_one(Achievement, id_).snapshot
    step(database, Verb.CORRECT, [id_], replace(CORRECT, registered_on=dt.date(2008, 1, 7)))
    with database.read() as session:
        row, last = session.get_one(Achievement, id_), last_step(session, id_)
        assert last is not None
        assert last.reason == "报送时写错；登记日期由“2008-10-08”更正为“2008-01-07”"
        if Verb.CANCEL in before:  # what was certified stays, and is printed no more
            assert (row.state, row.snapshot) == ("已注销", frozen)
    step(database, Verb.REGISTER, [waits], AFTER)
    assert numbers(database) == ["9412008Y0008", "9412008Y0007"]


def test_of_what_was_cancelled_nothing_else_is_corrected(database: Database) -> None:
    (given,) = registered(database)
    (came,) = imported(database)
    for id_ in (given, came):
        step(database, Verb.CANCEL, [id_], CANCEL)
        with pytest.raises(Refused) as told:
            step(database, Verb.CORRECT, [id_], CORRECT)
        assert [each.sentence for each in told.value.obstacles] == ["已经注销，能更正的只有导入的登记号的登记日期。"]
    with pytest.raises(Refused) as told:
        step(database, Verb.CORRECT, [given], replace(CORRECT, registered_on=DAY))
    assert [each.sentence for each in told.value.obstacles] == [
        "登记号 9412008Y0001 是本单位发的，登记日期就是发号的当天，不能更正。"
    ]


def test_a_number_and_a_certificate_are_final(database: Database) -> None:
    ids = registered(database)
    for final in (Verb.REGISTER, Verb.ISSUE):
        with database.write() as session, pytest.raises(UserError, match="没有可以撤销的操作"):
            undo(session)
        if final is Verb.REGISTER:
            step(database, Verb.ISSUE, ids, AFTER)
    step(database, Verb.CANCEL, ids, CANCEL)
    with database.write() as session:
        undo(session)
    assert states(database) == {"已发证": 1}


def test_the_snapshot_keeps_the_names_of_the_day(database: Database) -> None:
    ids = registered(database)
    renamed = replace(
        DRAFT, title="改名的成果", units=(UnitDraft("丙公司"),), registration_no="9412008Y0001", registered_on=AFTER.day
    )
    with database.write() as session:
        save(session, renamed, ids[0])
    with database.read() as session:
        row = session.get_one(Achievement, ids[0])
        assert row.title == "改名的成果"
        assert row.snapshot is not None
        assert (row.snapshot["title"], row.snapshot["units"]) == ("成果0", ["甲公司", "乙大学"])
        assert row.snapshot["sheet"]["date_text"] == "二〇〇八年八月一日"
        assert row.state == "已登记"


def amended(database: Database, id_: int, **fields: Any) -> None:
    with database.write() as session:
        save(session, replace(DRAFT, **{"title": "成果0"} | fields), id_)


def test_a_correction_says_what_it_changes_and_is_final(database: Database) -> None:
    ids = registered(database)
    amended(database, ids[0], units=(UnitDraft("甲公司"), UnitDraft("丙大学")), completers=(CompleterDraft("章三"),))
    step(database, Verb.CORRECT, ids, CORRECT)
    with database.read() as session:
        row = session.get_one(Achievement, ids[0])
        assert (row.state, row.registration_no, row.registered_on) == ("已登记", "9412008Y0001", AFTER.day)
        assert row.snapshot is not None
        assert (row.snapshot["units"], row.snapshot["completers"]) == (["甲公司", "丙大学"], ["章三"])
        done = last_step(session, ids[0])
        assert done is not None
        assert (done.verb, done.from_state, done.to_state, done.day) == ("correct", "已登记", "已登记", CORRECT.day)
        told = "报送时写错；完成单位由“甲公司、乙大学”更正为“甲公司、丙大学”；完成人由“张三”更正为“章三”"
        assert done.reason == told
        assert corrections(session, ids) == []
    with database.write() as session, pytest.raises(UserError, match="没有可以撤销的操作"):
        undo(session)


def test_a_correction_needs_something_to_correct(database: Database) -> None:
    ids = registered(database)
    nothing = "登记表与证书一致；请先在登记表中改好名称、完成单位或完成人，保存后再办理更正。"
    with pytest.raises(Refused, match=nothing):
        step(database, Verb.CORRECT, ids, CORRECT)
    amended(database, ids[0], abstract="证书上没有的")
    with pytest.raises(Refused, match=nothing):
        step(database, Verb.CORRECT, ids, CORRECT)
    with database.write() as session:
        unit = session.scalars(select(Organization).where(Organization.name == "甲公司")).one()
        amend_organization(session, unit.id, OrganizationDraft(name="甲集团"))
    with pytest.raises(Refused, match=nothing):
        step(database, Verb.CORRECT, ids, CORRECT)
    amended(database, ids[0], klass="软科学")
    with pytest.raises(Refused, match="登记号 9412008Y0001 按类别编号，更正不能改类别"):
        step(database, Verb.CORRECT, ids, CORRECT)
    amended(database, ids[0], title="成果零")
    with pytest.raises(UserError, match="更正：请写明原因"):
        step(database, Verb.CORRECT, ids, replace(CORRECT, reason=" "))
    with pytest.raises(Refused, match="2008-08-01 办理，本步不能早于这一天"):
        step(database, Verb.CORRECT, ids, replace(CORRECT, day=DAY))
    step(database, Verb.CORRECT, ids, CORRECT)


def test_a_number_of_a_workbook_is_corrected_in_the_words_it_was_certified_with(database: Database) -> None:
    there = replace(DRAFT, title="成果0", registration_no="9412008Y0007", registered_on=DAY)
    with database.write() as session:
        take(session, [Batched(there)], "x")
    with database.write() as session:
        unit = session.scalars(select(Organization).where(Organization.name == "甲公司")).one()
        amend_organization(session, unit.id, OrganizationDraft(name="甲集团"))
    amended(database, 1, units=(UnitDraft("甲集团"), UnitDraft("乙大学")))
    with pytest.raises(Refused, match="还没有发证，证书就是登记表现在的内容，不用更正"):
        step(database, Verb.CORRECT, [1], CORRECT)
    step(database, Verb.ISSUE, [1], CORRECT)
    amended(database, 1, title="成果零", units=(UnitDraft("甲集团"), UnitDraft("乙大学")))
    step(database, Verb.CORRECT, [1], CORRECT)
    with database.read() as session:
        row = session.get_one(Achievement, 1)
        assert row.state == "已发证"
        assert (row.snapshot or {})["units"] == ["甲集团", "乙大学"]
        done = last_step(session, 1)
        assert done is not None
        assert done.reason == "报送时写错；成果名称由“成果0”更正为“成果零”"


AFTER_IMPORT = Statement(day=dt.date(2008, 8, 20))
RIGHT = replace(CORRECT, registered_on=dt.date(2008, 7, 10))


def imported(database: Database, number: str = "9412008Y0007") -> list[int]:
    draft = replace(DRAFT, title="导入的", registration_no=number, registered_on=dt.date(2008, 8, 10))
    with database.write() as session:
        take(session, [Batched(draft)], "册.xlsx")
    with database.read() as session:
        return list(session.scalars(select(Achievement.id).where(Achievement.registration_no == number)))


@pytest.mark.parametrize("issued", [False, True])
def test_the_day_of_an_imported_number_is_corrected_on_record(database: Database, issued: bool) -> None:
    ids = imported(database)
    if issued:
        step(database, Verb.ISSUE, ids, AFTER_IMPORT)
    step(database, Verb.CORRECT, ids, RIGHT)
    with database.read() as session:
        row = session.get_one(Achievement, ids[0])
        done = last_step(session, ids[0])
        assert row.registered_on == dt.date(2008, 7, 10)
        assert done is not None
        assert done.reason == "报送时写错；登记日期由“2008-08-10”更正为“2008-07-10”"
        kept = row.snapshot or {"replaced": []}
        days = [each["sheet"]["date_text"] for each in (*kept["replaced"], kept) if each.get("sheet")]
        assert days == (["二〇〇八年八月十日", "二〇〇八年七月十日"] if issued else [])
        assert verify_chain(session) == []


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.date(2008, 8, 10), "登记表与证书一致；请先在登记表中改好名称、完成单位或完成人，保存后再办理更正。"),
        (dt.date(2007, 7, 10), "登记号 9412008Y0007 是 2008 年的，登记日期应在这一年。"),
        (dt.date(2008, 8, 21), "2008-08-20 已经发证或更正，登记日期不能晚于这一天。"),
    ],
)
def test_a_day_that_cannot_be_is_not_put_right(database: Database, day: dt.date, told: str) -> None:
    ids = imported(database)
    step(database, Verb.ISSUE, ids, AFTER_IMPORT)
    with pytest.raises(Refused) as refused:
        step(database, Verb.CORRECT, ids, replace(CORRECT, registered_on=day))
    assert [each.sentence for each in refused.value.obstacles] == [told]
    with pytest.raises(UserError) as late:
        step(database, Verb.CORRECT, ids, replace(CORRECT, registered_on=dt.date(2009, 1, 6)))
    assert str(late.value) == "更正：登记日期晚于办理日期。"


def test_the_day_of_a_number_given_here_is_the_day_it_was_given(database: Database) -> None:
    ids, other = registered(database), imported(database)
    with pytest.raises(Refused, match="登记号 9412008Y0001 是本单位发的，登记日期就是发号的当天，不能更正。"):
        step(database, Verb.CORRECT, ids, RIGHT)
    with database.read() as session:
        assert day_to_correct(session, ids) is None
        assert day_to_correct(session, other) == dt.date(2008, 8, 10)
        assert day_to_correct(session, [*other, *ids]) is None


def test_imported_numbers_count_and_lead_to_a_certificate(database: Database) -> None:
    there = replace(DRAFT, registration_no="9412008Y0007", registered_on=DAY)
    foreign = replace(DRAFT, title="外地", registration_no="4202008Y0009", registered_on=DAY)
    with database.write() as session:
        take(session, [Batched(there), Batched(foreign), Batched(replace(DRAFT, title="新报"))], "x")
    assert states(database) == {"已登记": 1, "外单位登记": 1, "已提交": 1}
    with database.read() as session:
        assert session.scalars(select(Achievement.registrar).order_by(Achievement.id)).all() == ["941", "", ""]
    registered(database)
    assert numbers(database)[-1] == "9412008Y0008"
    with database.read() as session:
        first = session.scalars(select(Achievement.id).order_by(Achievement.id)).first()
    step(database, Verb.ISSUE, [first or 0], AFTER)
    with database.read() as session:
        assert (session.get_one(Achievement, first).snapshot or {})["sheet"]["number"] == "9412008Y0007"


def test_what_another_body_registered_gets_no_certificate_here_until_its_numbers_are_known(database: Database) -> None:
    other = Registrar(code="ABC", name="外省", number="{registrar}{year}-{class}-{serial:02}")
    rows = [
        replace(DRAFT, registration_no="ABC", registered_on=DAY),
        replace(DRAFT, title="变频器", registration_no="ABC2008-Y-07", registered_on=DAY),
    ]
    with database.write() as session:
        take(session, [Batched(row) for row in rows], "x")
    assert states(database) == {"外单位登记": 2}
    with pytest.raises(Refused, match="“外单位登记”的成果不能发证；可以办理：注销"):
        step(database, Verb.ISSUE, [1, 2], AFTER)
    with database.write() as session:
        rules = rules_of(session)
        set_rules(session, structs.replace(rules, registrars=(*rules.registrars, other)))
    with database.read() as session:
        known = session.execute(select(Achievement.registration_no, Achievement.state, Achievement.registrar)).all()
        assert [tuple(row) for row in known] == [("ABC", "外单位登记", ""), ("ABC2008-Y-07", "已登记", "ABC")]
    step(database, Verb.ISSUE, [2], AFTER)
    with database.read() as session:
        assert (session.get_one(Achievement, 2).snapshot or {})["sheet"]["organ"] == "外省"


def test_a_classified_row_of_a_workbook_is_refused_and_the_others_are_not(database: Database) -> None:
    rows = [replace(DRAFT, secrecy="机密★10年"), replace(DRAFT, title="公开的", secrecy="公开")]
    with database.write() as session:
        outcome = take(session, [Batched(row) for row in rows], "x")
    assert [(refusal.index, "涉密成果不得用本程序登记" in refusal.sentence) for refusal in outcome.refusals] == [
        (0, True)
    ]
    with database.read() as session:
        assert session.scalars(select(Achievement.title)).all() == ["公开的"]


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.sampled_from(AchievementClass), st.integers(1, 3)),
        st.tuples(st.just("cancel"), st.integers(0, 5), st.none()),
        st.tuples(st.just("import"), st.sampled_from(["Y", "J", "R"]), st.integers(1, 12)),
        st.tuples(st.just("undo"), st.none(), st.none()),
    ),
    max_size=12,
)


@given(DEEDS)
@settings(max_examples=25)
def test_numbers_are_unique_and_without_gaps_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, deeds: list
) -> None:
    database = Database.create(tmp_path_factory.mktemp("numbers") / "x.awards", actor="测试员")
    given_: list[str] = []
    highest: dict[str, int] = defaultdict(int)
    for deed, what, count in deeds:
        before = set(numbers(database))
        if deed == "register":
            step(database, Verb.REGISTER, in_notice(database, count, what), AFTER)
            new = sorted(set(numbers(database)) - before)
            prefix = {"应用技术": "9412008Y", "基础理论": "9412008J", "软科学": "9412008R"}[what]
            taken = [int(number[-4:]) for number in before if number.startswith(prefix)]
            start = max([highest[prefix], *taken])
            assert new == [f"{prefix}{start + place:04}" for place in range(1, count + 1)]
            highest[prefix] = start + count
            given_ += new
        elif deed == "cancel" and given_:
            cancel(database, given_[what % len(given_)])
        elif deed == "import":
            row = replace(DRAFT, title=f"{what}{count}", registration_no=f"9412008{what}{count:04}", registered_on=DAY)
            with database.write() as session:
                take(session, [Batched(row)], "x")
        elif deed == "undo":
            with database.write() as session:
                try:
                    undo(session)
                except UserError:
                    continue
    assert len(set(given_)) == len(given_)
    assert set(given_) <= set(numbers(database))
    database.close()


def cancel(database: Database, number: str) -> None:
    with database.read() as session:
        row = session.scalars(select(Achievement).where(Achievement.registration_no == number)).one()
        id_, state = row.id, row.state
    if state != "已注销":
        step(database, Verb.CANCEL, [id_], CANCEL)


def test_a_number_given_here_and_its_day_stay_when_the_form_is_saved_again(database: Database) -> None:
    ids = registered(database)
    other = replace(DRAFT, title="改名", registration_no="9412008Y0099", registered_on=dt.date(2020, 1, 1))
    with database.write() as session:
        save(session, other, ids[0])
    with database.read() as session:
        row = session.get_one(Achievement, ids[0])
        assert (row.title, row.registration_no, row.registered_on) == ("改名", "9412008Y0001", AFTER.day)


def test_more_may_be_chosen_than_a_statement_of_sqlite_has_room_for(database: Database) -> None:
    many = range(1, 700)
    with database.read() as session:
        file: Any = session.connection().connection.driver_connection
        file.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, len(many) - 1)
        assert titles_of(session, many) == []
        assert dict(taken_by(session, [Verb.ACCEPT], many)) == {}
        with pytest.raises(UserError) as told:
            chosen_rows(session, many)
    assert str(told.value) == "所选成果中有的已经不在文件里，没有改动任何内容；请刷新后再选。"
