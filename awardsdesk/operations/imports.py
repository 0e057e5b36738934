"""Take a batch of drafts into the file: in the order they depend on each other, all in one operation."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import FieldError, UserError
from awardsdesk.i18n import _, joined
from awardsdesk.models import Programme, Round
from awardsdesk.operations.achievements import Register
from awardsdesk.operations.adding import flush
from awardsdesk.operations.attachments import Scan
from awardsdesk.operations.audit import Original, explain, operation
from awardsdesk.operations.directory import Directory
from awardsdesk.operations.drafts import (
    AchievementDraft,
    ApplicationDraft,
    BallotDraft,
    Draft,
    MeetingDraft,
    NominationDraft,
    ScoreSheetDraft,
    VerificationDraft,
    VetoDraft,
)
from awardsdesk.operations.entries import EntryBook
from awardsdesk.operations.receiving import Beside, Parcel, receive
from awardsdesk.operations.rounds import by_code, require_open, touch
from awardsdesk.operations.taking import Change
from awardsdesk.progress import Progress
from awardsdesk.terms import ProgrammeKind, Stage

KINDS: dict[type[Any], tuple[str, Stage | None]] = {
    AchievementDraft: ("成果登记", None),
    ApplicationDraft: ("企业申报", Stage.ENTRY),
    NominationDraft: ("奖励提名", Stage.ENTRY),
    VerificationDraft: ("部门核实", Stage.VERIFICATION),
    VetoDraft: ("一票否决", Stage.VERIFICATION),
    ScoreSheetDraft: ("专家评分", Stage.REVIEW),
    MeetingDraft: ("评审会议", Stage.DECISION),
    BallotDraft: ("表决", Stage.DECISION),
}
"""What each kind of draft is called and which stage its arrival begins, in the order they depend on each other."""

SCANS = "附件"
"""What the scans of a package are called, which come beside the rows."""


BLOCK = 500
"""So many rows are looked up and written at a time: who cancels waits no longer than for them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A draft the file cannot take; `index` is its place in the batch."""

    index: int
    sentence: str
    field: str = ""


@dataclass(slots=True)
class Outcome:
    """What a batch did: counts by kind and change, and what was refused."""

    counts: Counter[tuple[str, Change]] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    taken: list[tuple[int, Change, str]] = field(default_factory=list)
    """Place in the batch, change, and the uid of an achievement."""
    images: list[dict[str, Any]] = field(default_factory=list)
    """The rows before and after, as the trail keeps them; while the session holds them."""
    beside: list[tuple[int, Beside]] = field(default_factory=list)
    """By place in the batch, what came in a package beside a row."""

    @property
    def changes(self) -> int:
        """How many records were added or changed."""
        return sum(
            count for (kind, change), count in self.counts.items() if change is not Change.SAME and kind != SCANS
        )

    def let_go(self) -> None:
        """Forget the images part by part: at once, or by who looks for garbage, it would hold up the window."""
        while self.images:
            del self.images[-BLOCK:]


@dataclass(frozen=True, slots=True)
class Batched:
    """One draft of a batch; `award` says for a score sheet which kind of round it belongs to."""

    draft: Draft
    award: bool = False
    same: bool = False
    """An achievement's row that stands as it went out of the register, and says nothing new."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What lies in the folder by now: the scans of a package by digest, and the files as they were handed in."""

    scans: Mapping[str, Scan] = field(default_factory=dict)
    originals: Sequence[Original] = ()


def take(
    session: Session,
    batch: Sequence[Batched],
    source: str,
    round_code: str = "",
    progress: Progress | None = None,
    doing: str = "",
    parcel: Parcel | None = None,
    originals: Sequence[Original] = (),
) -> Outcome:
    """Take a batch in as one operation; `source` names the workbooks; drafts that do not fit are in `refusals`.

    `doing` says what a progress dialog calls it; `parcel` is the package that the rows came in;
    `originals` are the files as they were handed in, if they were kept.

    The caller rolls back when it wants all or nothing and anything was refused.
    """
    progress = progress or Progress()
    progress.start(doing or _("正在写入"), len(batch))
    outcome = Outcome()
    with operation(session, "import", source, progress=progress, originals=originals):
        taker = _Taker(session, round_code, batch, keep_uids=parcel is not None)
        ordered = sorted(enumerate(batch), key=lambda pair: _order(pair[1].draft))
        for start in range(0, len(ordered), BLOCK):
            _take_block(taker, ordered[start : start + BLOCK], outcome, progress)
            flush(session)
            progress.check()
        taker.finish()
        if parcel:
            _unpack(session, parcel, outcome, progress)
        outcome.images = session.info["changes"]
        explain(session, "；".join(describe(outcome.counts.items())))
    return outcome


def _unpack(session: Session, parcel: Parcel, outcome: Outcome, progress: Progress) -> None:
    """Take in what came in a package beside its rows; a row that says nothing else changes its record by that."""
    kind = KINDS[AchievementDraft][0]
    taken = {index: uid for index, _change, uid in outcome.taken}
    outcome.beside = list(receive(session, parcel, taken, progress))
    moved = {index for index, beside in outcome.beside if not beside.doubt}
    for place, (index, change, uid) in enumerate(outcome.taken):
        if change is Change.SAME and index in moved:
            outcome.taken[place] = index, Change.CHANGED, uid
            outcome.counts[kind, Change.SAME] -= 1
            outcome.counts[kind, Change.CHANGED] += 1
    outcome.counts[SCANS, Change.ADDED] = sum(beside.scans for _index, beside in outcome.beside)
    outcome.counts += Counter()  # without what is none
    flush(session)


def _take_block(taker: "_Taker", block: Sequence[tuple[int, Batched]], outcome: Outcome, progress: Progress) -> None:
    drafts = (item.draft for _index, item in block if not item.same)
    taker.look_up([draft for draft in drafts if isinstance(draft, AchievementDraft)])
    for index, item in block:
        progress.step()
        try:
            change, uid = taker.take(item)
        except UserError as error:
            outcome.refusals.append(Refusal(index, str(error), error.field if isinstance(error, FieldError) else ""))
            continue
        outcome.counts[KINDS[type(item.draft)][0], change] += 1
        outcome.taken.append((index, change, uid))


def round_for(session: Session, kind: ProgrammeKind, code: str = "") -> Round:
    """Return the round a batch belongs to: the one named, else the only open one of its kind."""
    if code:
        named = by_code(session, code)
        if named.programme.kind == kind:
            return named
    every = session.scalars(select(Round).join(Programme).where(Programme.kind == kind).order_by(Round.code)).all()
    rounds = [round_ for round_ in every if round_.approved_at is None]
    if len(rounds) == 1:
        return rounds[0]
    codes = joined(round_.code for round_ in rounds or every)
    if not every:
        raise UserError(_("本文件中还没有“{kind}”评选，没有导入；请先新建评选。").format(kind=kind))
    if not rounds:
        sentence = _("“{kind}”评选（{codes}）已经批准，不再改动，没有导入；是新一届的，请先新建评选。")
        raise UserError(sentence.format(kind=kind, codes=codes))
    raise UserError(_("有多个未批准的“{kind}”评选（{codes}），请指明导入哪一个。").format(kind=kind, codes=codes))


def _order(draft: Draft) -> int:
    return list(KINDS).index(type(draft))


class _Taker:
    """Send each draft to the record it belongs to and remember which rounds changed."""

    def __init__(self, session: Session, round_code: str, batch: Sequence[Batched], *, keep_uids: bool = False) -> None:
        self._session = session
        self._code = round_code
        self._directory = Directory(session)
        drafts = [item.draft for item in batch if isinstance(item.draft, AchievementDraft)]
        self._register = Register(session, self._directory, drafts, keep_uids=keep_uids)
        self._books: dict[ProgrammeKind, tuple[Round, EntryBook]] = {}
        self._touched: dict[int, tuple[Round, Stage]] = {}

    def look_up(self, drafts: Sequence[AchievementDraft]) -> None:
        self._register.look_up(drafts)

    def take(self, item: Batched) -> tuple[Change, str]:
        draft = item.draft
        if isinstance(draft, AchievementDraft) and item.same:
            return Change.SAME, draft.uid
        if isinstance(draft, AchievementDraft):
            uid, change = self._register.take(draft)
            return change, uid
        round_, book = self._book(_programme_kind(item))
        require_open(round_)
        change = _take_into(book, draft)
        if change is not Change.SAME:
            stage = KINDS[type(draft)][1] or Stage.ENTRY
            self._touched[round_.id] = (round_, stage)
        return change, ""

    def finish(self) -> None:
        for round_, stage in self._touched.values():
            touch(round_, stage)

    def _book(self, kind: ProgrammeKind) -> tuple[Round, EntryBook]:
        if kind not in self._books:
            round_ = round_for(self._session, kind, self._code)
            self._books[kind] = (round_, EntryBook(self._session, round_, self._directory, self._register))
        return self._books[kind]


def _programme_kind(item: Batched) -> ProgrammeKind:
    of_award = isinstance(item.draft, NominationDraft | BallotDraft | MeetingDraft) or item.award
    return ProgrammeKind.AWARD if of_award else ProgrammeKind.EVALUATION


def _take_into(book: EntryBook, draft: Draft) -> Change:
    match draft:
        case ApplicationDraft():
            return book.take_application(draft)
        case NominationDraft():
            return book.take_nomination(draft)
        case VerificationDraft():
            return book.take_verification(draft)
        case VetoDraft():
            return book.take_veto(draft)
        case ScoreSheetDraft():
            return book.take_sheet(draft)
        case MeetingDraft():
            return book.take_meeting(draft)
        case BallotDraft():
            return book.take_ballot(draft)
        case _:
            raise TypeError(draft)


def describe(counts: Iterable[tuple[tuple[str, Change], int]]) -> list[str]:
    """Return one line a kind, e.g. `企业申报：新增 119`."""
    lines: dict[str, list[str]] = {}
    for (kind, change), count in counts:
        lines.setdefault(kind, []).append(f"{change} {count}")
    return [f"{kind}：{'，'.join(parts)}" for kind, parts in lines.items()]
