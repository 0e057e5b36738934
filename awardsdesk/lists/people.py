"""Organizations and persons as lists."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from awardsdesk.i18n import _
from awardsdesk.lists.conditions import Expression, Narrowed, of_rows
from awardsdesk.lists.listing import Column, Filter, Kind, Listing, Query, Row
from awardsdesk.lists.queries import choices_of, every_id, ids_of, in_order
from awardsdesk.models import (
    AchievementCompleter,
    AchievementUnit,
    Entry,
    EntryCompleter,
    EntryUnit,
    Organization,
    OrganizationSearch,
    Person,
    PersonSearch,
)
from awardsdesk.operations.indexing import Index
from awardsdesk.operations.people_searching import PERSONS as PERSONS_INDEX
from awardsdesk.operations.people_searching import UNITS


def _count_of(column: Expression, of: Expression, *also: Expression) -> Expression:
    """Count the rows of another table that name each one here."""
    return select(func.count()).where(column == of, *also).correlate(of.class_).scalar_subquery()


ALONE = ~select(EntryUnit.id).where(EntryUnit.entry_id == Entry.id).exists()
"""A firm applies for itself."""
ORGANIZATION_SORTS: dict[str, Expression] = {
    "name": OrganizationSearch.name_key,
    "uscc": func.nullif(Organization.uscc, ""),
    "county": func.nullif(Organization.county, ""),
    "industry_code": func.nullif(Organization.industry_code, ""),
    "contact": func.spoken(Organization.contact, 1),
    "phone": func.nullif(Organization.phone, ""),
    "achievements": _count_of(AchievementUnit.organization_id, Organization.id),
    "entries": _count_of(Entry.organization_id, Organization.id, ALONE)
    + _count_of(EntryUnit.organization_id, Organization.id),
}
ORGANIZATION_ASKED: dict[str, Narrowed] = {
    key: getattr(Organization, key) for key in ("name", "uscc", "county", "industry_code", "contact", "phone")
}


INDEXED = {"name", "unit"}
"""Columns that an index holds as they are read aloud; the lists are sorted by others row by row."""


def _organization_ids(session: Session, query: Query) -> Sequence[int]:
    return _ids(session, query, UNITS, ORGANIZATION_SORTS, {"county": Organization.county}, ORGANIZATION_ASKED)


def _ids(
    session: Session,
    query: Query,
    index: Index,
    sorts: dict[str, Expression],
    filters: dict[str, Expression],
    columns: dict[str, Narrowed],
) -> Sequence[int]:
    """Answer a query from no table that it does not need, so that indexes suffice."""
    if query == Query(scope=query.scope):
        return every_id(session, index.of.id)
    found = index.matching(query.text)
    id_: Expression = index.of.id if found is None else index.found
    statement = select(id_) if found is None else select(id_).where(found)
    spoken = query.sort in INDEXED
    if spoken:
        statement = statement.join(index.keys, index.keys.id == id_)
    own = bool(query.conditions) or any(query.filters.values()) or (query.sort and not spoken)
    if found is not None and own:
        statement = statement.join(index.of, index.of.id == id_)
    return ids_of(session, statement, query, filters=filters, columns=columns, sorts=sorts, order=[id_])


def _organization_rows(session: Session, ids: Sequence[int]) -> list[Row]:
    achievements = _counts(session, AchievementUnit.organization_id, ids)
    entries = _applications(session, ids)
    found = {
        row.id: (
            row.name,
            row.uscc,
            row.county,
            row.industry_code,
            row.contact,
            row.phone,
            achievements.get(row.id, 0),
            entries.get(row.id, 0),
        )
        for row in session.scalars(select(Organization).where(Organization.id.in_(ids)))
    }
    return in_order(ids, found)


def _applications(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Count the entries that name organizations: as completing units, or as the firm that applies for itself."""
    applied = _counts(session, Entry.organization_id, ids, ALONE)
    joined = _counts(session, EntryUnit.organization_id, ids)
    return {id_: applied.get(id_, 0) + joined.get(id_, 0) for id_ in ids}


def _counts(session: Session, column: "object", ids: Sequence[int], *also: Expression) -> dict[int, int]:
    statement = select(column, func.count()).where(column.in_(ids), *also).group_by(column)  # type: ignore[call-overload,attr-defined]
    return dict(session.execute(statement).all())


ORGANIZATIONS = Listing(
    key="organizations",
    title=_("单位"),
    columns=(
        Column("name", _("单位名称"), 300, public=True),
        Column("uscc", _("统一社会信用代码"), 180, Kind.CODE),
        Column("county", _("所属县区"), 90, public=True),
        Column("industry_code", _("行业代码"), 84, Kind.CODE),
        Column("contact", _("联系人"), 90),
        Column("phone", _("联系电话"), 130, Kind.CODE),
        Column("achievements", _("成果数"), 72, Kind.COUNT),
        Column("entries", _("申报"), 64, Kind.COUNT),
    ),
    ids=_organization_ids,
    rows=_organization_rows,
    filters=(Filter("county", _("县区"), choices_of(lambda _scope: select(Organization.county).distinct())),),
    changes_with=frozenset({"organization", "organization_name", "achievement_unit", "entry", "entry_unit"}),
    empty=_("还没有单位。导入成果或申报工作簿后，单位会自动列在这里。"),
    hint=_("搜索名称、曾用名、代码、电话，或拼音"),
    sortable=frozenset(ORGANIZATION_SORTS),
    scanned=frozenset(ORGANIZATION_SORTS) - INDEXED,
    narrowable=frozenset(ORGANIZATION_ASKED),
)

PERSON_SORTS: dict[str, Expression] = {
    "name": PersonSearch.name_key,
    "unit": PersonSearch.unit_key,
    "achievements": _count_of(AchievementCompleter.person_id, Person.id),
    "entries": _count_of(EntryCompleter.person_id, Person.id),
}
PERSON_ASKED: dict[str, Narrowed] = {
    "name": Person.name,
    "unit": of_rows(Person.organization_id, select(Organization.id), Organization.name),
}


def _person_ids(session: Session, query: Query) -> Sequence[int]:
    return _ids(session, query, PERSONS_INDEX, PERSON_SORTS, {}, PERSON_ASKED)


def _person_rows(session: Session, ids: Sequence[int]) -> list[Row]:
    achievements = _counts(session, AchievementCompleter.person_id, ids)
    entries = _counts(session, EntryCompleter.person_id, ids)
    statement = select(Person).where(Person.id.in_(ids)).options(joinedload(Person.organization))
    found = {
        row.id: (
            row.name,
            row.organization.name if row.organization else "",
            achievements.get(row.id, 0),
            entries.get(row.id, 0),
        )
        for row in session.scalars(statement)
    }
    return in_order(ids, found)


PERSONS = Listing(
    key="persons",
    title=_("人员"),
    columns=(
        Column("name", _("姓名"), 140, public=True),
        Column("unit", _("工作单位"), 320, public=True),
        Column("achievements", _("成果数"), 72, Kind.COUNT),
        Column("entries", _("申报"), 64, Kind.COUNT),
    ),
    ids=_person_ids,
    rows=_person_rows,
    changes_with=frozenset({"person", "person_name", "organization", "achievement_completer", "entry_completer"}),
    empty=_("还没有人员。导入成果或提名工作簿后，完成人会自动列在这里。"),
    hint=_("搜索姓名、曾用名、单位，或拼音"),
    sortable=frozenset(PERSON_SORTS),
    scanned=frozenset(PERSON_SORTS) - INDEXED,
    narrowable=frozenset(PERSON_ASKED),
)


def unit_names(session: Session, text: str, limit: int = 12) -> list[str]:
    """Return names of units that answer what was typed, for choosing one."""
    ids = _organization_ids(session, Query(text=text.strip(), limit=limit))
    rows = session.execute(select(Organization.id, Organization.name).where(Organization.id.in_(ids)))
    found = {id_: (name,) for id_, name in rows}
    return [name for (name,) in in_order(ids, found)]
