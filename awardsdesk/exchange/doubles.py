"""Rows of a batch that look like an achievement of the file, or like an earlier row: to be told, never to be refused."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import neg
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.lists.duplicates import work_of, works
from awardsdesk.models import Achievement, AchievementReference, AchievementSearch, AchievementUnit, Organization
from awardsdesk.operations.blocks import among, blocks
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.operations.search_words import title_fold
from awardsdesk.progress import Progress
from awardsdesk.rules.duplicates import ALIKE_BY_ONE_TEAM, WHOLE_TEAM, Candidate, Work, candidates, may_amend

LATEST = 200
"""How many works of one unit or one first person a row is compared with, the latest ones."""
LONG, FEW = 24, 20
"""Titles that begin alike for so many characters are worth comparing; so many of them, and rows of one team."""


@dataclass(slots=True)
class _Shelf:
    """Works that may be alike, by folded title and key."""

    titles: list[str] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)


class Doubles:
    """Compares row after row with what is in the file (keys below 0: -id) and with the rows before (keys from 1)."""

    def __init__(self, session: Session, drafts: Sequence[AchievementDraft], progress: Progress) -> None:
        self._session = session
        self._shelves: defaultdict[Hashable, _Shelf] = defaultdict(_Shelf)
        self._numbered: dict[str, list[int]] = {}
        self._teams: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._rows: dict[int, Work] = {}
        self._own = _Own(session, drafts)
        for place, kept in _kept(session, drafts):
            progress.check()
            shelf = self._shelves[place]
            shelf.titles += [folded for _id, folded in kept]
            shelf.keys += [-id_ for id_, _folded in kept]

    def compare(self, drafts: Mapping[int, AchievementDraft]) -> Iterator[tuple[int, list[tuple[Candidate, Work]]]]:
        """Tell of each row by its key what it may repeat; rows come in the batch's order and are remembered."""
        for block in blocks(drafts.items()):
            rows = [(work_of(draft, key), draft) for key, draft in block]
            self._look_up({number for work, _draft in rows for number in work.numbers})
            near = [(work, self._near(work, draft)) for work, draft in rows]
            others = self._others(
                {-key for _work, keys in near for key in keys if key < 0}, [work for work, _keys in near]
            )
            for work, keys in near:
                known = {key: other for key in sorted(keys) if (other := self._rows.get(key) or others.get(key))}
                yield work.key, [(found, known[found.key]) for found in candidates(work, known.values())]
        while self._shelves:  # one by one: to let go of all at once would hold up the window
            self._shelves.popitem()

    def _near(self, work: Work, draft: AchievementDraft) -> set[int]:
        """Return the keys of works with a title or a number like the row's, of rows of its team; remember the row.

        The file is not asked for teams under other titles: it has no index of them that would be quick enough.
        """
        title, first = title_fold(work.title), draft.completers[0].name if draft.completers else ""
        if not title:
            return set()
        near: set[int] = set()
        for place in _places(work, title, first):
            shelf = self._shelves[place]
            found = process.extract(
                title, shelf.titles[-LATEST:], scorer=fuzz.ratio, score_cutoff=ALIKE_BY_ONE_TEAM, limit=None
            )
            before = max(len(shelf.keys) - LATEST, 0)
            near.update(shelf.keys[before + at] for _title, _score, at in found)
            shelf.titles.append(title)
            shelf.keys.append(work.key)
        for number in work.numbers:
            near.update(self._numbered[number])
            self._numbered[number].append(work.key)
        if len(work.persons) >= WHOLE_TEAM and work.ended:
            team = self._teams[first, work.unit, work.started, work.ended]
            near.update(team[-FEW:])
            team.append(work.key)
        self._rows[work.key] = work
        return near

    def _look_up(self, numbers: set[str]) -> None:
        """Find what the file has under numbers that were not asked for yet."""
        new = numbers - self._numbered.keys()
        self._numbered |= {number: [] for number in new}
        statement = select(AchievementReference.number, AchievementReference.achievement_id)
        for number, id_ in self._session.execute(statement.where(among(AchievementReference.number, new))):
            self._numbered[number].append(-id_)

    def _others(self, ids: set[int], subjects: Sequence[Work]) -> dict[int, Work]:
        """Return achievements of the file by their keys, without those that the rows themselves would amend."""
        found = works(self._session, ids, subjects, neg)
        amended = self._own.amended(found)
        return {work.key: work for work in found if work.key not in amended}


def _places(work: Work, title: str, first: str) -> Iterator[Hashable]:
    yield "title", title[:LONG]
    if work.unit:
        yield "unit", work.unit
    if first:
        yield "first person", first


class _Own:
    """Knows which achievements of the file the rows of a batch would amend: those are no doubles of them."""

    def __init__(self, session: Session, drafts: Sequence[AchievementDraft]) -> None:
        self._session = session
        self._named: defaultdict[tuple[str, str], list[AchievementDraft]] = defaultdict(list)
        for draft in drafts:
            if draft.units:
                self._named[draft.title, draft.units[0].name].append(draft)
        marks = {draft.uid for draft in drafts if draft.uid}, {draft.registration_no for draft in drafts}
        known = among(Achievement.uid, marks[0]), among(Achievement.registration_no, marks[1])
        self._keys = {-id_ for each in known for id_ in session.scalars(select(Achievement.id).where(each))}

    def amended(self, kept: Sequence[Work]) -> set[int]:
        """Return the keys of those that are amended: by uid, by number, as what a row speaks of unless by another number."""
        named = {
            work.key: {bool(draft.registration_no) for draft in drafts if may_amend(work_of(draft, 0), work)}
            for work in kept
            if (drafts := self._named.get((work.title, work.unit)))
        }
        numbered = among(Achievement.id, [-key for key in named]), Achievement.registration_no.is_not(None)
        others = {-id_ for id_ in self._session.scalars(select(Achievement.id).where(*numbered))}
        return self._keys | {key for key, by in named.items() if False in by or (by and key not in others)}


_Kept = tuple[Hashable, Sequence[Any]]
"""A shelf and what belongs on it: ids with folded titles."""


def _kept(session: Session, drafts: Sequence[AchievementDraft]) -> Iterator[_Kept]:
    """Return what the file has of the batch's first units and titles."""
    yield from _of_units(session, {draft.units[0].name for draft in drafts if draft.units})
    yield from _of_titles(session, {title_fold(draft.title) for draft in drafts} - {""})


def _of_units(session: Session, names: Iterable[str]) -> Iterator[_Kept]:
    """Read the latest works of each unit, which the index of units has in order."""
    works_ = (
        select(AchievementUnit.achievement_id, AchievementSearch.title_fold)
        .join(AchievementSearch, AchievementSearch.id == AchievementUnit.achievement_id)
        .where(AchievementUnit.position == 1)
        .order_by(AchievementUnit.achievement_id.desc())
        .limit(LATEST)
    )
    ids = select(Organization.id, Organization.name).where(among(Organization.name, names))
    for organization, name in session.execute(ids).all():
        rows = session.connection().execute(works_.where(AchievementUnit.organization_id == organization)).all()
        yield ("unit", name), rows[::-1]


def _of_titles(session: Session, titles: Iterable[str]) -> Iterator[_Kept]:
    """Read the works of each title; of a long one also those that begin like it."""
    folded = AchievementSearch.title_fold
    found = select(AchievementSearch.id, folded)
    asked = set(titles)
    for block in blocks(asked):
        begun: defaultdict[str, list[Any]] = defaultdict(list)
        for id_, title in session.connection().execute(found.where(among(folded, block))).all():
            begun[title[:LONG]].append((id_, title))
        yield from ((("title", start), rows) for start, rows in begun.items())
    for start in {title[:LONG] for title in asked if len(title) > LONG}:
        alike = found.where(folded.between(start, start + "\U0010ffff")).limit(FEW)
        yield ("title", start), session.connection().execute(alike).all()
