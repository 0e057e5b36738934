import pytest
from sqlalchemy import select

from awardsdesk.lists import dossiers
from awardsdesk.lists.people import ORGANIZATIONS, PERSONS
from awardsdesk.models import (
    AchievementCompleter,
    AchievementUnit,
    Award,
    Entry,
    EntryCompleter,
    EntryUnit,
    Organization,
    Person,
)
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, OrganizationDraft, UnitDraft
from awardsdesk.operations.organizations import amend_organization


def test_a_unit_stands_where_it_is_named_with_its_place(approved):
    with approved.read() as session:
        unit = session.scalars(select(EntryUnit).where(EntryUnit.position == 2)).first()
        found = dossiers.mentions_of_organization(session, unit.organization_id)
        here = next(each for each in found if each.record == unit.entry_id and each.round)
        assert (here.round, here.role) == ("2008-J", "第 2 完成单位")
        registered = session.scalars(
            select(AchievementUnit).where(AchievementUnit.organization_id == unit.organization_id)
        ).all()
        assert {each.record for each in found if not each.round} == {each.achievement_id for each in registered}


def test_an_applicant_stands_once_with_its_highest_honour(approved):
    with approved.read() as session:
        entry = session.scalars(select(Entry).join(Award).where(Award.title == "技术创新示范企业")).first()
        found = dossiers.mentions_of_organization(session, entry.organization_id)
        here = [each for each in found if each.round and each.record == entry.id]
    assert [(each.role, each.outcome) for each in here] == [("申报企业", "技术创新示范企业")]


@pytest.mark.parametrize(
    ("listing", "mentions", "kind"),
    [
        (ORGANIZATIONS, dossiers.mentions_of_organization, Organization),
        (PERSONS, dossiers.mentions_of_person, Person),
    ],
)
def test_the_list_counts_what_stands_beside_it(approved, listing, mentions, kind):
    achievements, entries = ([each.key for each in listing.columns].index(key) for key in ("achievements", "entries"))
    with approved.read() as session:
        ids = session.scalars(select(kind.id)).all()
        counted = {
            one: (row[achievements], row[entries]) for one, row in zip(ids, listing.rows(session, ids), strict=True)
        }
        told = {one: mentions(session, one) for one in ids}
    assert counted == {
        one: (sum(not each.round for each in found), sum(bool(each.round) for each in found))
        for one, found in told.items()
    }


def test_a_payee_is_not_taken_for_an_applicant(approved):
    with approved.read() as session:
        for organization in session.scalars(select(Organization.id)).all():
            found = [
                (each.record, each.role)
                for each in dossiers.mentions_of_organization(session, organization)
                if each.round == "2008-J"
            ]
            assert all("完成单位" in role for _record, role in found)
            assert len(found) == len(set(found))


def test_a_person_stands_where_he_is_named(approved):
    with approved.read() as session:
        for person in session.scalars(select(Person).limit(40)):
            found = dossiers.mentions_of_person(session, person.id)
            entered = session.scalars(select(EntryCompleter).where(EntryCompleter.person_id == person.id)).all()
            registered = session.scalars(
                select(AchievementCompleter).where(AchievementCompleter.person_id == person.id)
            ).all()
            assert len(found) == len(entered) + len(registered)
            assert {each.role for each in found} == {f"第 {each.position} 完成人" for each in (*entered, *registered)}
        draft = dossiers.person_draft(session, person.id)
        assert (draft.name, draft.unit) == (person.name, person.organization.name)


def test_former_names_stand_in_the_order_they_were_borne(database):
    with database.write() as session, operation(session, "register", "organization"):
        row = Organization(name="第一研究所")
        session.add(row)
        session.flush()
        record = row.id
    for name in ("第二研究所", "第三研究所"):
        with database.write() as session:
            amend_organization(session, record, OrganizationDraft(name=name))
    with database.read() as session:
        draft = dossiers.organization_draft(session, record)
        assert [each.name for each in draft.former] == ["第一研究所", "第二研究所"]
        assert draft.uscc == ""


def test_of_a_unit_that_stands_everywhere_the_latest_places_are_read(database, monkeypatch):
    monkeypatch.setattr(dossiers, "MOST", 2)
    for title in "一二三":
        draft = AchievementDraft(
            title=title, klass="应用技术", units=(UnitDraft("甲所"),), completers=(CompleterDraft("张三"),)
        )
        with database.write() as session:
            save(session, draft)
    with database.read() as session:
        assert [each.title for each in dossiers.mentions_of_organization(session, 1)] == ["三", "二"]
        assert [each.title for each in dossiers.mentions_of_person(session, 1)] == ["三", "二"]
