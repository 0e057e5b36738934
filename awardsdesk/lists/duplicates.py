"""Achievements, units and persons that may be in the file twice.

Rows worth comparing are found by indexes: the folded title, the first unit, the persons, numbers of projects and patents.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Select, distinct, func, select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _, either
from awardsdesk.lists.achievements import draft_of, drafts_of
from awardsdesk.models import (
    Achievement,
    AchievementCompleter,
    AchievementReference,
    AchievementSearch,
    AchievementUnit,
    Organization,
    Person,
)
from awardsdesk.operations.blocks import among, blocks
from awardsdesk.operations.drafts import OWN, AchievementDraft
from awardsdesk.operations.duplicates import settled
from awardsdesk.operations.search_words import title_fold
from awardsdesk.progress import Progress
from awardsdesk.rules.duplicates import TEAM, WHOLE_TEAM, Candidate, Work, candidates, near, patents
from awardsdesk.rules.forms import FormField, forms, references

NEW = 0
"""The key of a draft that is not in the file yet."""
FEW, SOME = 200, 1000
MOST = 20
"""So many likely doubles of one achievement are told at once."""
MANY = 4000
"""So many achievements are read at a time to be compared: in smaller parts the persons asked for would be sent too often."""
START = 4
"""Characters of a folded title in which similar ones begin alike."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of two achievements beside each other."""

    field: str
    left: str
    right: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two achievements that may be one, and why; `one` is NEW for a draft."""

    one: int
    other: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What tells an achievement from another one in a line."""

    title: str
    number: str
    unit: str


def candidates_of(
    session: Session, subject: AchievementDraft | int, limit: int = MOST, record: int | None = None
) -> list[Candidate]:
    """Return which achievements may be the same as a draft or a record; `record` is the one the draft amends.

    Pairs a clerk has decided upon are left out.
    """
    if isinstance(subject, int):
        record, subject = subject, draft_of(session, subject)
    work = work_of(subject, record or NEW)
    others = works(session, _worth_comparing(session, work, partial(_of_unit, session)), [work])
    return _open(work, others, settled(session))[:limit]


def _open(work: Work, others: Iterable[Work], apart: frozenset[tuple[int, int]]) -> list[Candidate]:
    """Return which others may be the same, without those that were found to be two."""
    return [each for each in candidates(work, others) if _pair(work.key, each.key) not in apart]


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def open_pairs(session: Session, ids: Sequence[int], progress: Progress) -> list[Pair]:
    """Return the pairs, one of which is asked for, that may be one and nobody decided upon; the most alike first."""
    apart, there = settled(session), _by_first_unit(session, ids)
    of_unit = lru_cache(1)(partial(_of_unit, session))
    found: dict[tuple[int, int], Candidate] = {}
    progress.start(_("正在查找重复"), len(there))
    for block in blocks(there):
        near_each: list[tuple[Work, set[int]]] = []
        for id_, draft in zip(block, drafts_of(session, block), strict=True):
            progress.step()
            work = work_of(draft, id_)
            near_each.append((work, _worth_comparing(session, work, of_unit)))
        asked = {key for _work, keys in near_each for key in keys}
        others = {each.key: each for each in works(session, asked, [work for work, _keys in near_each])}
        for work, keys in near_each:
            for each in _open(work, (others[key] for key in keys), apart)[:MOST]:
                found.setdefault(_pair(work.key, each.key), each)
    ordered = sorted(found.items(), key=lambda each: (-len(each[1].reasons), -each[1].likeness, each[0]))
    return [Pair(*pair, each.reasons) for pair, each in ordered]


def _by_first_unit(session: Session, ids: Sequence[int]) -> Sequence[int]:
    """Return achievements without those that are gone, a unit's together: what it has is then read once."""
    first = (AchievementUnit.achievement_id == Achievement.id) & (AchievementUnit.position == 1)
    statement = select(Achievement.id).outerjoin(AchievementUnit, first).where(among(Achievement.id, ids))
    return session.scalars(statement.order_by(AchievementUnit.name, Achievement.id)).all()


def work_of(draft: AchievementDraft, key: int) -> Work:
    """Return what a draft is compared by."""
    return Work(
        key=key,
        title=draft.title,
        unit=draft.units[0].name if draft.units else "",
        persons=frozenset(person.name for person in draft.completers),
        started=draft.started,
        ended=draft.ended,
        numbers=patents(f"{draft.title} {draft.abstract}") | {number for _kind, number in references(draft.details)},
        registration_no=draft.registration_no,
    )


def works(
    session: Session, ids: Iterable[int], subjects: Sequence[Work], key: Callable[[int], int] = int
) -> list[Work]:
    """Return what achievements are compared by with the subjects: of persons and numbers those that subjects have.

    `key` makes their keys from their ids.
    """
    connection, found = session.connection(), []  # rows by the ten thousand: the session would look at each value
    persons = frozenset[str]().union(*(each.persons for each in subjects))
    numbers = frozenset[str]().union(*(each.numbers for each in subjects))
    first = (AchievementUnit.achievement_id == Achievement.id) & (AchievementUnit.position == 1)
    plain = select(
        Achievement.id,
        Achievement.title,
        func.coalesce(AchievementUnit.name, ""),
        Achievement.started,
        Achievement.ended,
        func.coalesce(Achievement.registration_no, ""),
    ).outerjoin(AchievementUnit, first)
    for block in blocks(sorted(ids), MANY):
        names, known = _persons(connection, block, persons), _numbers(connection, block, numbers)
        teams = _teams(connection, [id_ for id_, said in names.items() if len(said) >= WHOLE_TEAM])
        found += [
            Work(
                key(id_),
                title,
                unit,
                frozenset(names.get(id_, ())),
                start,
                end,
                frozenset(known.get(id_, ())),
                teams.get(id_, 0),
                number,
            )
            for id_, title, unit, start, end, number in connection.execute(
                plain.where(among(Achievement.id, block))
            ).all()
        ]
    return found


def _teams(connection: Connection, ids: list[int]) -> dict[int, int]:
    """Return how many persons completed each achievement: asked only of those that may be one team's."""
    persons = func.count(distinct(AchievementCompleter.name))
    statement = select(AchievementCompleter.achievement_id, persons).group_by(AchievementCompleter.achievement_id)
    if not ids:
        return {}
    rows = connection.execute(statement.where(among(AchievementCompleter.achievement_id, ids)))
    return {id_: int(count) for id_, count in rows}


def _persons(connection: Connection, ids: list[int], asked: frozenset[str]) -> dict[int, set[str]]:
    """Return which of the persons asked for completed each achievement."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    is_asked = among(AchievementCompleter.achievement_id, ids), among(AchievementCompleter.name, asked)
    statement = select(AchievementCompleter.achievement_id, AchievementCompleter.name).where(*is_asked)
    for id_, name in connection.execute(statement).all():
        found[id_].add(name)
    return found


def _numbers(connection: Connection, ids: list[int], asked: frozenset[str]) -> dict[int, set[str]]:
    """Return which of the numbers asked for each achievement has, or names in its title or abstract."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    if not asked:
        return found
    is_asked = among(AchievementReference.achievement_id, ids), among(AchievementReference.number, asked)
    statement = select(AchievementReference.achievement_id, AchievementReference.number).where(*is_asked)
    for id_, number in connection.execute(statement).all():
        found[id_].add(number)
    texts = select(Achievement.id, Achievement.title, Achievement.abstract).where(among(Achievement.id, ids))
    for id_, title, abstract in connection.execute(texts).all():
        found[id_] |= patents(f"{title} {abstract}") & asked
    return found


def _worth_comparing(session: Session, work: Work, of_unit: Callable[[str], dict[int, str]]) -> set[int]:
    title = title_fold(work.title)
    if not title:
        return set()
    alike = near(title, _by_title(session, title) | of_unit(work.unit))
    return alike | set(session.scalars(_by_persons(work))) | set(session.scalars(by_numbers(work)))


def by_numbers(work: Work) -> Select[int]:
    """Find achievements with a number of the work's: of a project, a patent, a software right."""
    return (
        select(AchievementReference.achievement_id)
        .where(AchievementReference.number.in_(work.numbers))
        .order_by(AchievementReference.id.desc())
        .limit(FEW)
    )


def _by_title(session: Session, title: str) -> dict[int, str]:
    """Find folded titles that are the same, and some that begin alike."""
    start, folded = title[:START], AchievementSearch.title_fold
    statement = select(AchievementSearch.id, folded).limit(FEW)
    alike = folded == title, folded.between(start, start + "\U0010ffff")
    return {id_: found for each in alike for id_, found in session.execute(statement.where(each))}


def _of_unit(session: Session, name: str) -> dict[int, str]:
    """Find the latest achievements of a first unit; asked unit by unit, so that the index gives the order."""
    statement = (
        select(AchievementUnit.achievement_id, AchievementSearch.title_fold)
        .join(AchievementSearch, AchievementSearch.id == AchievementUnit.achievement_id)
        .where(AchievementUnit.position == 1)
        .order_by(AchievementUnit.achievement_id.desc())
        .limit(SOME)
    )
    units = session.scalars(select(Organization.id).where(Organization.name == name)).all()
    asked = (statement.where(AchievementUnit.organization_id == unit) for unit in units)
    return {id_: title for each in asked for id_, title in session.execute(each)}


def _by_persons(work: Work) -> Select[int]:
    """Find achievements with persons of the same names."""
    names = func.count(distinct(Person.name))
    return (
        select(AchievementCompleter.achievement_id)
        .join(Person)
        .where(Person.name.in_(work.persons))
        .group_by(AchievementCompleter.achievement_id)
        .having(names >= TEAM)
        .order_by(names.desc())
        .limit(FEW)
    )


def side_by_side(session: Session, one: AchievementDraft | int, other: AchievementDraft | int) -> list[Difference]:
    """Return the fields in which at least one of two achievements says something."""
    left, right = (draft_of(session, each) if isinstance(each, int) else each for each in (one, other))
    shown = [(either(each.label, each.english), _shown(left, each), _shown(right, each)) for each in forms().fields]
    return [Difference(name, here, there, here != there) for name, here, there in shown if here or there]


def _shown(draft: AchievementDraft, field: FormField) -> str:
    """Return what the form says; rows as in a workbook's cell."""
    value: Any = getattr(draft, field.key) if field.key in OWN else draft.details.get(field.key)
    match field.kind:
        case "units":
            return "、".join(unit.name for unit in value)
        case "completers":
            return "、".join(f"{person.name}（{person.unit}）" if person.unit else person.name for person in value)
        case "rows":
            return "；".join("|".join(row) for row in value or ())
        case "words":
            return "；".join(value or ())
        case _:
            return str(value or "")


def named(session: Session, ids: Iterable[int]) -> dict[int, Named]:
    """Return what achievements are called, without those that are gone."""
    first = (AchievementUnit.achievement_id == Achievement.id) & (AchievementUnit.position == 1)
    columns = Achievement.id, Achievement.title, Achievement.registration_no, AchievementUnit.name
    rows = session.execute(select(*columns).outerjoin(AchievementUnit, first).where(among(Achievement.id, ids)))
    return {id_: Named(title, number or "", unit or "") for id_, title, number, unit in rows}


def duplicate_report(session: Session, latest: int | None = None) -> list[dict[str, Any]]:
    """Return the open pairs of the whole register, or of its newest achievements, as plain values."""
    ids = session.scalars(select(Achievement.id).order_by(Achievement.id.desc()).limit(latest)).all()
    pairs = open_pairs(session, ids, Progress())
    names = named(session, {id_ for pair in pairs for id_ in (pair.one, pair.other)})
    return [
        {
            "one": {"id": pair.one, **asdict(names[pair.one])},
            "other": {"id": pair.other, **asdict(names[pair.other])},
            "reasons": list(pair.reasons),
        }
        for pair in pairs
    ]
