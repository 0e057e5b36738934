"""Rows of a batch that look like an achievement of the file, or like an earlier row: to be told, never to be refused."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.lists.duplicates import work_of, works
from awardsdesk.models import Achievement, AchievementReference, AchievementSearch, AchievementUnit, Organization
from awardsdesk.operations.blocks import blocks
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.operations.searching import title_fold
from awardsdesk.progress import Progress
from awardsdesk.rules.duplicates import ALIKE_BY_ONE_TEAM, Candidate, Work, candidates, fold

LATEST = 200
"""How many works of one unit or one first person a row is compared with, the latest ones."""
_Kept = tuple[int, str, str | None, str]
"""Id, title, number and first unit of an achievement of the file."""
_COLUMNS = Achievement.id, Achievement.title, Achievement.registration_no, AchievementUnit.name
_FIRST = select(*_COLUMNS).join(AchievementUnit).where(AchievementUnit.position == 1)


@dataclass(slots=True)
class _Shelf:
    titles: list[str] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)

    def put(self, title: str, work: Work) -> None:
        """Add a work under its folded title."""
        self.titles.append(title)
        self.works.append(work)

    def near(self, title: str) -> Iterator[Work]:
        from rapidfuzz import fuzz, process

        titles, works_ = self.titles[-LATEST:], self.works[-LATEST:]
        for _title, _score, place in process.extract(
            title, titles, scorer=fuzz.ratio, score_cutoff=ALIKE_BY_ONE_TEAM, limit=None
        ):
            yield works_[place]


class Doubles:
    """Compares row after row with what is in the file (keys below 0: -id) and with the rows before (keys from 1)."""

    def __init__(self, session: Session, drafts: Sequence[AchievementDraft], progress: Progress) -> None:
        self._session = session
        self._shelves: defaultdict[Hashable, _Shelf] = defaultdict(_Shelf)
        self._numbered: defaultdict[str, list[Work]] = defaultdict(list)
        self._own = _Own(session, drafts)
        asked = {fold(draft.title) for draft in drafts}
        for id_, title, unit in _kept(session, drafts, self._own):
            progress.check()
            folded = fold(title)
            work = Work(-id_, title, unit)
            self._shelves["unit", unit].put(folded, work)
            if folded in asked:  # hundreds of thousands of titles that no row bears are no shelf's worth
                self._shelves["title", folded].put(folded, work)

    def compare(self, drafts: Mapping[int, AchievementDraft]) -> Iterator[tuple[int, list[Candidate]]]:
        """Tell of each row by its key what it may repeat; rows come in the batch's order and are remembered."""
        for block in blocks(drafts.items()):
            rows = [(work_of(draft, key), draft) for key, draft in block]
            self._look_up({number for work, _draft in rows for number in work.numbers})
            near = [(work, self._near(work, draft)) for work, draft in rows]
            kept = works(self._session, {-key for _work, others in near for key in others if key < 0})
            whole = {-other.key: replace(other, key=-other.key) for other in kept}
            for work, others in near:
                yield work.key, candidates(work, [whole.get(key, other) for key, other in others.items()])
        while self._shelves:  # one by one: to let go of all at once would hold up the window
            self._shelves.popitem()

    def _near(self, work: Work, draft: AchievementDraft) -> dict[int, Work]:
        """Return works with a title like the row's, and remember the row."""
        title, first = fold(work.title), draft.completers[0].name if draft.completers else ""
        if not title:
            return {}
        near = {other.key: other for place in _places(work, title, first) for other in self._shelves[place].near(title)}
        for number in work.numbers:
            near |= {other.key: other for other in self._numbered[number]}
            self._numbered[number].append(work)
        self._remember(work, first)
        return near

    def _look_up(self, numbers: set[str]) -> None:
        """Find what the file has under numbers that were not asked for yet."""
        statement = (
            select(AchievementReference.number, *_COLUMNS)
            .join(Achievement, AchievementReference.achievement_id == Achievement.id)
            .join(AchievementUnit)
            .where(AchievementUnit.position == 1)
        )
        for block in blocks(numbers - self._numbered.keys()):
            found = self._session.execute(statement.where(AchievementReference.number.in_(block)))
            for number, id_, title, registered, unit in found:
                if not self._own.amends(id_, title, registered, unit):
                    self._numbered[number].append(Work(-id_, title, unit))

    def _remember(self, work: Work, first: str) -> None:
        title = fold(work.title)
        for place in _places(work, title, first):
            self._shelves[place].put(title, work)


def _places(work: Work, title: str, first: str) -> Iterator[Hashable]:
    yield "title", title
    if work.unit:
        yield "unit", work.unit
    if first:
        yield "first person", first


class _Own:
    """Knows which achievements of the file the rows of a batch would amend: those are no doubles of them."""

    def __init__(self, session: Session, drafts: Sequence[AchievementDraft]) -> None:
        self.numbers = {draft.registration_no for draft in drafts if draft.registration_no}
        self.named = {(draft.title, draft.units[0].name) for draft in drafts if draft.units}
        self._free = {
            (draft.title, draft.units[0].name) for draft in drafts if draft.units and not draft.registration_no
        }
        uids = {draft.uid for draft in drafts if draft.uid}
        self._ids = {
            id_
            for block in blocks(uids)
            for id_ in session.scalars(select(Achievement.id).where(Achievement.uid.in_(block)))
        }

    def amends(self, id_: int, title: str, number: str | None, unit: str) -> bool:
        """Tell whether an achievement is one of them."""
        known = number in self.numbers if number else (title, unit) in self.named
        return known or (title, unit) in self._free or id_ in self._ids


def _kept(session: Session, drafts: Sequence[AchievementDraft], own: _Own) -> Iterator[tuple[int, str, str]]:
    """Return what the file has of the batch's first units and titles, without what the rows themselves would amend."""
    seen: set[int] = set()
    for id_, title, number, unit in chain(
        _of_units(session, {name for _title, name in own.named}), _of_titles(session, drafts)
    ):
        if id_ not in seen and not own.amends(id_, title, number, unit):
            seen.add(id_)
            yield id_, title, unit


def _of_units(session: Session, names: Iterable[str]) -> Iterator[_Kept]:
    """Read the latest works of each unit, which the index of units has in order."""
    for block in blocks(names):
        ids = select(Organization.id, Organization.name).where(Organization.name.in_(block))
        for organization, name in session.execute(ids).all():
            statement = _FIRST.where(AchievementUnit.organization_id == organization)
            latest = statement.order_by(AchievementUnit.id.desc()).limit(LATEST)
            rows = session.execute(latest).all()
            yield from ((id_, title, number, name) for id_, title, number, _unit in reversed(rows))


def _of_titles(session: Session, drafts: Sequence[AchievementDraft]) -> Iterator[_Kept]:
    statement = _FIRST.join(AchievementSearch, AchievementSearch.id == Achievement.id)
    for block in blocks({title_fold(draft.title) for draft in drafts}):
        found = session.execute(statement.where(AchievementSearch.title_fold.in_(block))).all()
        yield from ((id_, title, number, unit) for id_, title, number, unit in found)
