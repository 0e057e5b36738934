"""Find, add and amend the units and persons that achievements and entries name."""

import datetime as dt
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _
from awardsdesk.models import Organization, OrganizationName, Person, PersonName
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import OrganizationDraft, PersonDraft
from awardsdesk.operations.pinyin import pinyin_problems
from awardsdesk.rules.identifiers import (
    account_problems,
    clean_credit_code,
    email_problems,
    phone_problems,
    postcode_problems,
    private_problems,
    uscc_problems,
)


def check(draft: OrganizationDraft) -> list[Problem]:
    """Return what is wrong with a draft; a credit code may be unknown, never misshapen."""
    problems = private_problems(draft.name) if draft.name else [Problem("name", _("单位名称不能为空"))]
    rules = (
        ("uscc", uscc_problems),
        ("phone", phone_problems),
        ("postcode", postcode_problems),
        ("email", email_problems),
        ("account", account_problems),
    )
    problems += [problem for key, rule in rules if (said := getattr(draft, key)) for problem in rule(said, key)]
    return problems + pinyin_problems(draft.name, draft.pinyin)


def amend_organization(session: Session, organization_id: int, draft: OrganizationDraft, reason: str = "") -> None:
    """Change what is true of an organization today; entries, awards and papers keep the words of their day.

    A former name stays in the history; the reason says why something doubtful is right.
    """
    organization = session.get_one(Organization, organization_id)
    draft = replace(draft, uscc=clean_credit_code(draft.uscc))
    _require_alone(session, organization_id, draft)
    with operation(session, "amend", f"organization:{draft.name}", reason):
        put_former(organization, OrganizationName, draft)
        values = {field.name: getattr(draft, field.name) for field in fields(draft) if field.name != "former"}
        for key, value in (values | {"uscc": draft.uscc or None}).items():
            setattr(organization, key, value)


def put_former(
    row: Organization | Person,
    kind: type[OrganizationName] | type[PersonName],
    draft: OrganizationDraft | PersonDraft,
) -> None:
    """Give a unit or person the former names a draft says.

    With a new name the old one is added as borne till today, unless the draft says itself until when it was.
    """
    names: list[Any] = row.names
    known = {(each.name, each.until): each for each in names}
    told = row.name == draft.name
    if draft.former is not None:
        wanted = dict.fromkeys((each.name, each.until) for each in draft.former)
        told = told or any(name == row.name for name, _until in wanted.keys() - known.keys())
        names[:] = [known.get(each) or kind(name=each[0], until=each[1]) for each in wanted]
    if not told:
        names.append(kind(name=row.name, until=dt.datetime.now().astimezone().date()))


def _require_alone(session: Session, organization_id: int, draft: OrganizationDraft) -> None:
    """Refuse a credit code another organization has, and a name that nothing would tell from another's."""
    alike = Organization.name == draft.name
    if draft.uscc:
        alike = or_(Organization.uscc == draft.uscc, alike & Organization.uscc.is_(None))
    other = session.scalar(select(Organization).where(Organization.id != organization_id, alike).limit(1))
    if other is None:
        return
    if draft.uscc and other.uscc == draft.uscc:
        raise UserError(_("代码 {uscc} 已属于“{name}”，没有保存；请核对。").format(uscc=draft.uscc, name=other.name))
    raise UserError(_("已有名称相同的单位“{name}”，没有信用代码无法区分，没有保存。").format(name=other.name))
