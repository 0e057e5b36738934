"""The register: what is one achievement and what are two; numbers once given stay."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from awardsdesk.errors import Problem, UserError
from awardsdesk.lists.achievements import draft_of
from awardsdesk.models import Achievement, AchievementReference, Organization, Person
from awardsdesk.operations.achievements import Register, approved_by, check, save
from awardsdesk.operations.directory import Directory
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.imports import Batched, Outcome, take
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.taking import Change
from awardsdesk.store.database import Database

DRAFT = AchievementDraft(
    title="耐高温氯化聚乙烯",
    klass="应用技术",
    started="2006-01",
    ended="2007-12",
    units=(UnitDraft("乙公司"), UnitDraft("甲公司")),
    completers=(CompleterDraft("张三"), CompleterDraft("李四", "甲公司"), CompleterDraft("张三", "甲公司")),
    keywords=("电缆", "橡胶"),
)
OTHERS = {"source_other": "省企联合", "research_form": "其他", "research_form_other": "联盟"}
NUMBERED = replace(DRAFT, registration_no="9412008Y0001", registered_on=dt.date(2008, 3, 1))


def bring(database: Database, *drafts: AchievementDraft) -> list[Change]:
    with database.write() as session:
        outcome: Outcome = take(session, [Batched(draft) for draft in drafts], "x")
    return [change for (_kind, change), count in outcome.counts.items() for _ in range(count)]


def drafts(database: Database) -> list[AchievementDraft]:
    with database.read() as session:
        return [draft_of(session, id_) for id_ in session.scalars(select(Achievement.id).order_by(Achievement.id))]


def test_a_draft_survives_the_file_unchanged(database: Database) -> None:
    assert bring(database, NUMBERED) == [Change.ADDED]
    assert drafts(database) == [NUMBERED]


def test_namesakes_of_different_units_are_two_persons(database: Database) -> None:
    bring(database, DRAFT)
    with database.read() as session:
        people = session.scalars(select(Person).order_by(Person.id)).all()
        assert [(person.name, person.organization.name if person.organization else "") for person in people] == [
            ("张三", "乙公司"),
            ("李四", "甲公司"),
            ("张三", "甲公司"),
        ]
        assert session.scalars(select(Organization.name).order_by(Organization.id)).all() == ["乙公司", "甲公司"]


def test_a_new_order_is_a_change_and_is_kept(database: Database) -> None:
    bring(database, NUMBERED)
    turned = replace(NUMBERED, completers=tuple(reversed(NUMBERED.completers)))
    assert bring(database, turned) == [Change.CHANGED]
    assert drafts(database) == [turned]


def test_two_rows_of_one_batch_are_two_achievements(database: Database) -> None:
    assert bring(database, NUMBERED, DRAFT) == [Change.ADDED, Change.ADDED]
    assert bring(database, NUMBERED, DRAFT) == [Change.SAME, Change.SAME]
    assert bring(database, DRAFT, NUMBERED) == [Change.SAME, Change.SAME]
    assert drafts(database) == [NUMBERED, DRAFT]


def test_an_unregistered_row_finds_the_registered_achievement_and_never_takes_its_number(database: Database) -> None:
    bring(database, NUMBERED)
    assert bring(database, replace(DRAFT, level="国内领先")) == [Change.CHANGED]
    assert drafts(database) == [replace(NUMBERED, level="国内领先")]


def test_a_title_written_otherwise_or_of_another_unit_is_another_achievement(database: Database) -> None:
    others = (
        replace(DRAFT, title="耐高温，氯化聚乙烯"),
        replace(DRAFT, units=(UnitDraft("甲公司"), UnitDraft("乙公司"))),
        replace(DRAFT, title="耐高温的氯化聚乙烯"),
    )
    bring(database, DRAFT)
    assert bring(database, *others) == [Change.ADDED] * 3
    assert bring(database, DRAFT, *others) == [Change.SAME] * 4


def test_another_number_is_another_achievement(database: Database) -> None:
    bring(database, NUMBERED)
    other = replace(NUMBERED, registration_no="9412008Y0002")
    assert bring(database, other) == [Change.ADDED]
    assert drafts(database) == [NUMBERED, other]


def test_the_form_saves_new_and_amended(database: Database) -> None:
    with database.write() as session:
        id_ = save(session, DRAFT)
    amended = replace(DRAFT, title="新名称", units=(UnitDraft("甲公司"),), completers=(CompleterDraft("李四"),))
    with database.write() as session:
        assert save(session, amended, id_) == id_
    assert drafts(database) == [amended]


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, []),
        ({"title": ""}, [Problem("title", "成果名称不能为空")]),
        ({"klass": "其他"}, [Problem("klass", "成果类别“其他”不是三类之一")]),
        ({"units": ()}, [Problem("units", "至少要有一个完成单位")]),
        ({"completers": ()}, [Problem("completers", "至少要有一名完成人")]),
        ({"ended": "2005-12"}, [Problem("ended", "研究终止早于研究起始")]),
        ({"registration_no": "9"}, [Problem("registered_on", "登记号与登记日期应同时填写", "warning")]),
    ],
)
def test_check(change: dict[str, object], problems: list[Problem]) -> None:
    plain = replace(DRAFT, completers=DRAFT.completers[:2])
    assert check(replace(plain, **change)) == problems  # type: ignore[arg-type]


WHOLE = replace(
    DRAFT,
    units=(UnitDraft("乙公司", True, {"uscc": "91", "branch": "研究院"}), UnitDraft("甲公司")),
    completers=(
        CompleterDraft("张三", None, "总体设计", True, {"sex": "男", "born": "1970-05"}),
        CompleterDraft("李四", "甲公司"),
    ),
    details={
        "recommender": "澄东区科技局",
        "plan_no": "2019YFB 123",
        "funding_own": "12.50",
        "patents": [["发明", "授权", "ZL 2008 1 0012345.6", "方法"]],
    },
)


def references(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(row.kind, row.number) for row in session.scalars(select(AchievementReference))]


def test_the_whole_form_survives_the_file(database: Database) -> None:
    assert bring(database, WHOLE) == [Change.ADDED]
    assert drafts(database) == [WHOLE]
    assert references(database) == [("project", "2019YFB123"), ("patent", "ZL2008100123456")]
    assert bring(database, WHOLE) == [Change.SAME]


def test_a_row_that_speaks_of_less_wipes_nothing_also_in_a_new_order(database: Database) -> None:
    bring(database, WHOLE)
    assert bring(database, DRAFT) == [Change.CHANGED]
    units = DRAFT.units[0], UnitDraft("丙公司"), DRAFT.units[1]
    less = replace(DRAFT, units=units, completers=(CompleterDraft("王五"), CompleterDraft("张三")))
    assert bring(database, replace(less, level="国内先进")) == [Change.CHANGED]
    [kept] = drafts(database)
    assert kept.units == (WHOLE.units[0], *units[1:])
    assert kept.completers == (CompleterDraft("王五"), WHOLE.completers[0])
    assert kept.details == WHOLE.details


def test_what_the_form_leaves_blank_goes(database: Database) -> None:
    with database.write() as session:
        id_ = save(session, WHOLE)
    blank = replace(
        WHOLE,
        units=(UnitDraft("乙公司", False, {"uscc": "", "branch": "研究院"}), UnitDraft("甲公司", False, {})),
        completers=(CompleterDraft("张三", None, "", False, {"sex": ""}), WHOLE.completers[1]),
        details={"recommender": "", "plan_no": "", "patents": []},
    )
    with database.write() as session:
        save(session, blank, id_)
    [kept] = drafts(database)
    assert kept.units == (UnitDraft("乙公司", None, {"branch": "研究院"}), UnitDraft("甲公司"))
    assert kept.completers == (CompleterDraft("张三", None, None, None, {"born": "1970-05"}), WHOLE.completers[1])
    assert kept.details == {"funding_own": "12.50"}
    assert references(database) == []


@pytest.mark.parametrize(
    "change",
    [
        {"details": {"recommender": "机密★"}},
        {"details": {"patents": [["发明", "授权", "", "机密★"]]}},
        {"completers": (CompleterDraft("张三", None, "机密★"),)},
        {"units": (UnitDraft("乙公司", None, {"branch": "绝密"}),)},
    ],
)
def test_classified_words_anywhere_are_refused(database: Database, change: dict[str, object]) -> None:
    with pytest.raises(UserError, match="涉密成果不得用本程序登记"), database.write() as session:
        Register(session, Directory(session)).take(replace(DRAFT, **change))  # type: ignore[arg-type]


def test_openness_is_kept(database: Database) -> None:
    bring(database, replace(DRAFT, secrecy="内部"))
    assert drafts(database) == [replace(DRAFT, details={"secrecy": "内部"})]


def test_the_body_that_registers_is_the_rules_and_then_that_of_the_certificate(database: Database) -> None:
    with database.read() as session:
        rules = rules_of(session)
    told = {"approved_by": "某省科学技术厅"}
    ours = {"registrar": "941", "registration_no": "9412020Y0001"}
    for said, body in (
        ({"registrar": ""}, "澄川市科学技术局"),
        ({"registrar": "", "details": told}, "某省科学技术厅"),
        (ours | {"details": told}, "澄川市科学技术局"),
        (ours | {"snapshot": {"sheet": {"organ": "澄川市科委"}}}, "澄川市科委"),
        ({"registrar": "", "registration_no": "7"}, ""),
    ):
        assert approved_by(rules, Achievement(**{"details": {}} | said)) == body


@pytest.mark.parametrize(
    ("then", "kept"),
    [
        ({"source": "自选"}, {"research_form": "其他", "research_form_other": "联盟"}),
        ({"source": "", "unspoken": frozenset({"source"})}, OTHERS),
        ({"source": ""}, {"research_form": "其他", "research_form_other": "联盟"}),
        ({"source": "自选", "details": {"source_other": "横向联合"}}, OTHERS | {"source_other": "横向联合"}),
        ({"details": {"research_form": "独立研究"}}, {"research_form": "独立研究", "source_other": "省企联合"}),
    ],
)
def test_what_a_choice_was_said_to_be_goes_when_another_is_made(
    database: Database, then: dict[str, object], kept: dict[str, str]
) -> None:
    bring(database, replace(DRAFT, source="其他", details=OTHERS))
    bring(database, replace(DRAFT, **{"source": "其他", **then}))
    (draft,) = drafts(database)
    assert draft.details == kept
