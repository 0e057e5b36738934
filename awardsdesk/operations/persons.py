"""Amend the persons that achievements and entries name; their confidential data is shown on the record only."""

from dataclasses import fields, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _, joined
from awardsdesk.models import AchievementCompleter, Organization, Person, PersonName
from awardsdesk.operations.audit import note, operation
from awardsdesk.operations.drafts import PersonDraft
from awardsdesk.operations.organizations import put_former
from awardsdesk.operations.pinyin import pinyin_problems
from awardsdesk.rules.identifiers import (
    clean_code,
    clean_credit_code,
    clean_name,
    clean_orcid,
    orcid_problems,
    phone_problems,
    private_problems,
)
from awardsdesk.rules.identity import contradicts, paper_problems

REVEAL = "reveal"


def cleaned(draft: PersonDraft) -> PersonDraft:
    """Return a draft in the shape it is stored in."""
    return replace(
        draft,
        name=clean_name(draft.name),
        id_no=clean_code(draft.id_no),
        orcid=clean_orcid(draft.orcid),
        former=draft.former and tuple(replace(each, name=clean_name(each.name)) for each in draft.former),
    )


def check(session: Session, person_id: int, draft: PersonDraft) -> list[Problem]:
    """Return what is wrong with a draft; numbers are only doubted."""
    draft = cleaned(draft)
    problems = private_problems(draft.name) if draft.name else [Problem("name", _("姓名不能为空"))]
    problems += paper_problems(draft.id_type, draft.id_no)
    problems += _against_forms(session, person_id, draft)
    problems += orcid_problems(draft.orcid) if draft.orcid else []
    problems += phone_problems(draft.phone) if draft.phone else []
    problems += pinyin_problems(draft.name, draft.pinyin)
    for column, value, what in (
        (Person.id_no, draft.id_no, _("证件号码与“{name}”的相同，可能是同一人")),
        (Person.orcid, draft.orcid, _("ORCID 与“{name}”的相同，可能是同一人")),
    ):
        same = select(Person).where(column == value, Person.id != person_id).limit(1)
        if value and (other := session.scalar(same)):
            problems.append(Problem(column.key, what.format(name=named(other)), "warning"))
    return problems


def _against_forms(session: Session, person_id: int, draft: PersonDraft) -> list[Problem]:
    """Doubt a number that says another sex or month of birth than a form; what the number says stays confidential."""
    details = select(AchievementCompleter.details).where(AchievementCompleter.person_id == person_id)
    said = {(each.get("sex", ""), each.get("born", "")) for each in session.scalars(details)} if draft.id_no else ()
    against = {word for sex, born in said for word in contradicts(draft.id_type, draft.id_no, sex, born)}
    sentence = _("证件号码与登记表所填的“{said}”不符，请核对")
    return [Problem("id_no", sentence.format(said=joined(sorted(against))), "warning")] if against else []


def amend_person(session: Session, person_id: int, draft: PersonDraft, reason: str = "") -> None:
    """Change what is true of a person today; lists and papers keep the words of their day.

    A former name stays in the history; the reason says why something doubtful is right.
    """
    draft = cleaned(draft)
    person = session.get_one(Person, person_id)
    unit = _unit(session, person, draft.unit)
    _require_alone(session, person_id, draft.name, unit)
    with operation(session, "amend", f"person:{draft.name}", reason):
        put_former(person, PersonName, draft)
        for field in fields(draft):
            if field.name not in {"unit", "former"}:
                setattr(person, field.name, getattr(draft, field.name))
        person.organization = unit


def reveal(session: Session, person_id: int) -> str:
    """Return a person's number, and put on record that it was looked at."""
    person = session.get_one(Person, person_id)
    note(session, REVEAL, f"person:{person.name}", "")
    return person.id_no


def named(person: Person) -> str:
    """Return a person's name with the unit's."""
    return f"{person.name}（{person.organization.name}）" if person.organization else person.name


def _unit(session: Session, person: Person, written: str) -> Organization | None:
    """Return the unit of that name or credit code; the unit the person has needs no telling from its namesakes."""
    written = written.strip()
    if not written or (person.organization and person.organization.name == written):
        return person.organization if written else None
    alike = or_(Organization.name == written, Organization.uscc == clean_credit_code(written))
    found = session.scalars(select(Organization).where(alike).limit(2)).all()
    if not found:
        raise UserError(_("没有名为“{unit}”的单位，没有保存；请从提示中选一个，或先登记该单位。").format(unit=written))
    if len(found) > 1:
        raise UserError(_("名为“{unit}”的单位不止一个，没有保存；请填信用代码来指明。").format(unit=written))
    return found[0]


def _require_alone(session: Session, person_id: int, name: str, unit: Organization | None) -> None:
    """Refuse a name that nothing would tell from a namesake's in the same unit."""
    same = select(Person.id).where(
        Person.id != person_id, Person.name == name, Person.organization_id == (unit.id if unit else None)
    )
    if session.scalar(same.limit(1)) is not None:
        where = unit.name if unit else _("没有单位的人员")
        raise UserError(_("“{unit}”中已有“{name}”，没有保存；如是同一人，请用“合并”。").format(unit=where, name=name))
