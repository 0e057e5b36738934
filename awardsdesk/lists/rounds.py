"""The rounds of a file with what is in them and what is due: for the dashboard, the round picker and scripts."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.lists.achievements import DUE
from awardsdesk.models import (
    Achievement,
    Award,
    Ballot,
    Certificate,
    Entry,
    PublicNotice,
    Round,
    ScoreSheet,
    Verification,
)
from awardsdesk.operations.approval import obstacles
from awardsdesk.operations.results import validity
from awardsdesk.terms import ProgrammeKind, RegistrationState, Stage

CHANGES = frozenset(
    {"round", "entry", "verification", "score_sheet", "ballot", "computed_result", "award", "achievement", "objection"}
)


@dataclass(frozen=True, slots=True)
class RoundState:
    """One round at a glance; `due` says what to do next, a sentence each."""

    code: str
    title: str
    kind: ProgrammeKind
    year: int
    stage: Stage
    entries: int
    verifications: int
    sheets: int
    ballots: int
    computed: bool
    stale: bool
    approved: bool
    noticed: bool
    """Whether there was a public notice."""
    document_no: str
    document_date: dt.date | None
    awards: int
    certificates: int
    bonus_fen: int
    due: tuple[str, ...]

    @property
    def passed_over(self) -> tuple[Stage, ...]:
        """Return the stages the round left behind without a record of them."""
        return (Stage.NOTICE,) if self.approved and not self.noticed else ()


@dataclass(frozen=True, slots=True)
class RegisterState:
    """The register at a glance."""

    achievements: int
    registered: int
    overdue: int
    """How many were returned for completion and have not come back in their term."""


def round_states(session: Session) -> list[RoundState]:
    """Return all rounds, newest year first."""
    rounds = session.scalars(select(Round).order_by(Round.year.desc(), Round.code)).all()
    return [_state(session, round_) for round_ in rounds]


def round_state(session: Session, code: str) -> RoundState:
    """Return one round at a glance."""
    return _state(session, session.scalars(select(Round).where(Round.code == code)).one())


def round_titles(session: Session) -> dict[str, str]:
    """Return the titles of all rounds by code, newest year first."""
    statement = select(Round.code, Round.title).order_by(Round.year.desc(), Round.code)
    return dict(session.execute(statement).all())


def register_state(session: Session, today: dt.date) -> RegisterState:
    """Return how many achievements there are, how many are registered, and how many are overdue today."""
    total, registered = session.execute(
        select(func.count(Achievement.id), func.count(Achievement.registration_no))
    ).one()
    returned = select(func.count(Achievement.id)).where(Achievement.state == RegistrationState.RETURNED_FOR_COMPLETION)
    return RegisterState(total, registered, session.scalar(returned.where(today > DUE)) or 0)


def _state(session: Session, round_: Round) -> RoundState:
    def count(model: type[Verification | ScoreSheet | Ballot]) -> int:
        statement = select(func.count(model.id)).join(Entry, model.entry_id == Entry.id)
        return session.scalar(statement.where(Entry.round_id == round_.id)) or 0

    result = validity(session, round_)
    entries = session.scalar(select(func.count(Entry.id)).where(Entry.round_id == round_.id)) or 0
    awards, bonus = session.execute(
        select(func.count(Award.id), func.coalesce(func.sum(Award.bonus_fen), 0)).where(Award.round_id == round_.id)
    ).one()
    certificates = session.scalar(
        select(func.count(Certificate.id))
        .join(Award, Certificate.award_id == Award.id)
        .where(Award.round_id == round_.id)
    )
    sheets = count(ScoreSheet)
    return RoundState(
        code=round_.code,
        title=round_.title,
        kind=ProgrammeKind(round_.programme.kind),
        year=round_.year,
        stage=Stage(round_.stage),
        entries=entries,
        verifications=count(Verification),
        sheets=sheets,
        ballots=count(Ballot),
        computed=result.computed,
        stale=result.stale,
        approved=round_.approved_at is not None,
        noticed=session.scalar(select(PublicNotice.id).where(PublicNotice.round_id == round_.id).limit(1)) is not None,
        document_no=round_.document_no,
        document_date=round_.document_date,
        awards=awards,
        certificates=certificates or 0,
        bonus_fen=bonus or result.summary.get("bonus_fen", 0),
        due=tuple(_due(session, round_, entries, sheets)),
    )


def _due(session: Session, round_: Round, entries: int, sheets: int) -> list[str]:
    if round_.approved_at is not None:
        return []
    if not entries:
        return [_("导入申报或提名工作簿")]
    if not sheets:
        return [_("导入专家评分工作簿")]
    return obstacles(session, round_) or [_("结果已计算，可以批准")]
