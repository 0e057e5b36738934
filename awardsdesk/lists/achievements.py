"""The register of achievements as a list."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from awardsdesk.i18n import _, either
from awardsdesk.lists import achievement_columns as further
from awardsdesk.lists.conditions import Expression, Narrowed, needles, of_rows
from awardsdesk.lists.listing import Column, Filter, Kind, Listing, Query, Row
from awardsdesk.lists.queries import distinct, every_id, in_order, narrowed, sorted_ids, years
from awardsdesk.models import Achievement, AchievementCompleter, AchievementSearch, AchievementStep, AchievementUnit
from awardsdesk.operations.achievements import PLAIN, approved_by
from awardsdesk.operations.blocks import among, blocks
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.searching import FOUND, matching
from awardsdesk.rules.forms import forms
from awardsdesk.rules.registrar import RegistrationRules
from awardsdesk.terms import RegistrationState as State

TONES: dict[str, str] = {
    State.DRAFT: "mute",
    State.SUBMITTED: "warn",
    State.CHECKED_BY_COUNTY: "warn",
    State.RETURNED_FOR_COMPLETION: "err",
    State.REJECTED: "mute",
    State.ACCEPTED: "info",
    State.IN_PUBLIC_NOTICE: "info",
    State.OBJECTION_PENDING: "err",
    State.REGISTERED: "ok",
    State.CERTIFICATE_ISSUED: "ok",
    State.REGISTERED_ELSEWHERE: "info",
    State.CANCELLED: "mute",
}

KLASS = next(either(field.label, field.english) for field in forms().fields if field.key == "klass")
COLUMNS = (
    Column("registration_no", _("登记号"), 120, Kind.CODE, public=True),
    Column("title", _("成果名称"), 380, public=True),
    Column("state", _("状态"), 104, Kind.STATE, tones=TONES),
    Column("klass", KLASS, 84, public=True),
    Column("level", _("水平"), 84, public=True),
    Column("unit", _("第一完成单位"), 220, public=True),
    Column("completers", _("完成人"), 220, public=True),
    Column("registered_on", _("登记日期"), 100, Kind.DATE, public=True),
    Column("due", _("补正期限"), 100, Kind.DATE),
    Column("units", _("完成单位"), 260),
    *further.COLUMNS,
)
KEYS = frozenset(column.key for column in COLUMNS)
HIDDEN = ("level", "completers", "registered_on", "due", "units", *further.KEYS)
"""Columns that wait to be asked for."""
DUE = (
    select(AchievementStep.until)
    .where(AchievementStep.achievement_id == Achievement.id, Achievement.state == State.RETURNED_FOR_COMPLETION)
    .order_by(AchievementStep.id.desc())
    .limit(1)
    .correlate(Achievement)
    .scalar_subquery()
)
"""The last day for what was returned for completion; none once it came back."""
SORTS = {
    "registration_no": Achievement.registration_no,
    "title": AchievementSearch.title_key,
    "klass": Achievement.klass,
    "level": Achievement.level,
    "unit": AchievementSearch.unit_key,
    "completers": AchievementSearch.person_key,
    "registered_on": Achievement.registered_on,
    "state": Achievement.state,
    "due": DUE,
    "units": AchievementSearch.unit_key,
    **further.SORTS,
}
ASKED: dict[str, Narrowed] = {
    "registration_no": Achievement.registration_no,
    "title": Achievement.title,
    "klass": Achievement.klass,
    "level": Achievement.level,
    "unit": of_rows(
        Achievement.id,
        select(AchievementUnit.achievement_id).where(AchievementUnit.position == 1),
        AchievementUnit.name,
    ),
    "completers": of_rows(Achievement.id, select(AchievementCompleter.achievement_id), AchievementCompleter.name),
    "registered_on": Achievement.registered_on,
    "state": Achievement.state,
    "due": DUE,
    "units": of_rows(Achievement.id, select(AchievementUnit.achievement_id), AchievementUnit.name),
    **further.ASKED,
}
"""What a condition on a column asks; of completers, whether one of them is so."""
SEARCHED = frozenset({"registration_no", "title", "unit", "completers", "units", "keywords"})
"""Columns whose texts the search index holds."""
PARTIES = selectinload(Achievement.units), selectinload(Achievement.completers)
SPOKEN = {"title", "unit", "completers", "units"}
"""Columns that an index holds as they are read aloud; several names by the first."""


UNITS = select(AchievementUnit.achievement_id, AchievementUnit.name).order_by(
    AchievementUnit.achievement_id, AchievementUnit.position
)
FIRSTS = UNITS.where(AchievementUnit.position == 1)
PERSONS = select(AchievementCompleter.achievement_id, AchievementCompleter.name).order_by(
    AchievementCompleter.achievement_id, AchievementCompleter.position
)
ROWS = select(
    Achievement.id,
    Achievement.registration_no,
    Achievement.title,
    Achievement.klass,
    Achievement.level,
    Achievement.registered_on,
    Achievement.state,
    DUE,
)


def _ids(session: Session, query: Query) -> Sequence[int]:
    if query == Query(scope=query.scope):
        return every_id(session, Achievement.id)
    statement, id_ = _source(session, query)
    # turned round as a whole, so that the same index is read backwards
    return sorted_ids(session, statement, query, SORTS, [id_.desc() if query.descending else id_])


def _source(session: Session, query: Query) -> tuple[Select[int], Expression]:
    """Return what a query selects, and the id in it: no table that it does not need, so that indexes suffice."""
    asked = ASKED | further.asked_of(session, query.conditions)
    found = matching(session, " ".join([query.text, *needles(query.conditions, SEARCHED)]))
    spoken = query.sort in SPOKEN
    if found is None and spoken and query.conditions:
        inner = narrowed(select(Achievement.id), query, SORTS, asked)
        # + 0: the index of the sort key is walked, each id looked up in the set; else each of the set's rows is read
        return select(AchievementSearch.id).where((AchievementSearch.id + 0).in_(inner)), AchievementSearch.id
    if found is not None:
        id_: Expression = FOUND
        statement = select(FOUND).where(found)
        if spoken:
            statement = statement.join(AchievementSearch, AchievementSearch.id == FOUND)
    else:
        id_ = AchievementSearch.id if spoken else Achievement.id
        statement = select(id_)
    own = bool(query.conditions) or any(query.filters.values()) or bool(query.sort and not spoken)
    if own and id_ is not Achievement.id:
        statement = statement.join(Achievement, Achievement.id == id_)
    return narrowed(statement, query, SORTS, asked), id_


def _rows(session: Session, ids: Sequence[int], keys: Collection[str]) -> list[Row]:
    read = session.connection().execute  # plain rows: they come with every keystroke of a search
    units: defaultdict[int, list[str]] = defaultdict(list)
    for id_, name in read((UNITS if "units" in keys else FIRSTS).where(AchievementUnit.achievement_id.in_(ids))).all():
        units[id_].append(name)
    persons: defaultdict[int, list[str]] = defaultdict(list)
    for id_, name in read(PERSONS.where(AchievementCompleter.achievement_id.in_(ids))).all():
        persons[id_].append(name)
    more, shown = further.cells(session, keys)
    found = {}
    rows = read(ROWS.add_columns(*more).where(Achievement.id.in_(ids))).all()
    for id_, number, title, klass, level, day, state, due, *stored in rows:
        own = units[id_]
        parties = "".join(own[:1]), "、".join(persons[id_])
        found[id_] = (number, title, state, klass, level, *parties, day, due, "、".join(own), *shown(stored))
    return in_order(ids, found)


def _count(session: Session, _scope: str) -> int:
    return session.scalar(select(func.count()).select_from(Achievement)) or 0


ACHIEVEMENTS = Listing(
    key="achievements",
    title=_("成果登记"),
    columns=COLUMNS,
    ids=_ids,
    rows=partial(_rows, keys=KEYS),
    some=_rows,
    count=_count,
    filters=(
        Filter("klass", KLASS, lambda session, _scope: distinct(session, Achievement.klass), above=False),
        Filter("level", _("水平"), lambda session, _scope: distinct(session, Achievement.level), above=False),
        Filter("state", _("状态"), lambda _session, _scope: tuple(State)),
        Filter("registered_on", _("年份"), lambda session, _scope: years(session, Achievement.registered_on)),
        *further.choices(),
    ),
    changes_with=frozenset(
        {
            "achievement",
            "achievement_unit",
            "achievement_completer",
            "organization_name",
            "person_name",
            "code_list",
            "code_item",
        }
    ),
    empty=_("还没有成果。导入“成果登记”工作簿，或按 Ctrl+N 新建一项。"),
    hint=_("搜索登记号、名称、单位、人员、关键词，或拼音首字母"),
    sortable=frozenset(SORTS),
    scanned=frozenset(further.SORTS),
    narrowable=frozenset(ASKED),
)


def draft_of(session: Session, achievement_id: int) -> AchievementDraft:
    """Return an achievement as the form shows it."""
    return _draft(session.get_one(Achievement, achievement_id), rules_of(session))


def fixed(session: Session, achievement_id: int) -> str:
    """Say why an achievement's form may only be read; nothing where it may be changed."""
    if session.get_one(Achievement, achievement_id).state != State.CANCELLED:
        return ""
    return _("已经注销，登记表照原样保留，只能查看。")


def drafts_of(session: Session, ids: Sequence[int]) -> Iterator[AchievementDraft]:
    """Yield achievements in the order asked for; those that are gone are left out."""
    rules = rules_of(session)
    for block in blocks(ids):
        rows = session.scalars(select(Achievement).where(Achievement.id.in_(block)).options(*PARTIES))
        found = {row.id: row for row in rows}
        yield from (_draft(found[id_], rules) for id_ in block if id_ in found)


def known_drafts(
    session: Session, by: InstrumentedAttribute[Any], values: Sequence[str]
) -> Iterator[tuple[AchievementDraft, str, bool]]:
    """Yield achievements by uid or number, with their state and whether a certificate has frozen what paper says."""
    rules = rules_of(session)
    for block in blocks(values):
        rows = session.scalars(select(Achievement).where(by.in_(block)).options(*PARTIES))
        yield from ((_draft(row, rules), row.state, row.snapshot is not None) for row in rows)


def _draft(row: Achievement, rules: RegistrationRules) -> AchievementDraft:
    first = row.units[0].name if row.units else ""
    plain = {key: getattr(row, key) for key in PLAIN}
    return AchievementDraft(
        **plain,
        keywords=tuple(row.keywords),
        registration_no=row.registration_no or "",
        approved_by=approved_by(rules, row),
        units=tuple(UnitDraft(unit.name, unit.sealed or None, unit.details or None) for unit in row.units),
        completers=tuple(
            CompleterDraft(
                completer.name,
                None if completer.unit == first else completer.unit,
                completer.contribution or None,
                completer.signed or None,
                completer.details or None,
            )
            for completer in row.completers
        ),
        details=dict(row.details),
        uid=row.uid,
    )


def titles_of(session: Session, ids: Sequence[int]) -> list[str]:
    """Return the titles of some achievements in the order asked for."""
    rows = session.execute(select(Achievement.id, Achievement.title).where(among(Achievement.id, ids)))
    found = {id_: title for id_, title in rows}  # noqa: C416 - rows are no pairs to a type checker
    return [found[id_] for id_ in ids if id_ in found]
