"""From a round to what its papers say: frozen snapshots once it is approved, drafts without numbers before."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.documents.certificate import Certificate
from awardsdesk.documents.payments import Payment, PaymentSheet
from awardsdesk.documents.plaques import Plaque, PlaqueList
from awardsdesk.documents.roster import Roster, RosterGroup
from awardsdesk.documents.table import Cell, TableColumn
from awardsdesk.models import Award, Round
from awardsdesk.models import Certificate as IssuedCertificate
from awardsdesk.operations.blocks import among
from awardsdesk.operations.granting import plan
from awardsdesk.operations.results import entries_of, outcome
from awardsdesk.operations.rounds import book_of
from awardsdesk.rules.dates import numerals
from awardsdesk.rules.rulebook import EvaluationRules
from awardsdesk.terms import AwardStatus, CertificateStatus, Profile


@dataclass(frozen=True, slots=True)
class Granted:
    """One award as papers name it, approved or still a draft."""

    number: str
    title: str
    rank: int | None
    score: str
    bonus_fen: int
    plaques: tuple[tuple[tuple[str, ...], str, str, int], ...]
    """Lines, size, material, quantity."""
    snapshot: dict[str, Any]

    def text(self, key: str) -> str:
        """Return a field of the snapshot; lists as legal order has them."""
        value = self.snapshot[key]
        if key == "completers":
            return "、".join(name for name, _unit in value)
        return "、".join(value) if isinstance(value, list) else value


def certificates(session: Session, round_: Round, ids: Sequence[int] | None = None) -> list[Certificate]:
    """Return all certificates of a round, or those with these ids; drafts before approval.

    A voided certificate is not printed any more.
    """
    if round_.approved_at is None:
        computed = outcome(session, round_)
        grants = plan(round_, book_of(round_), entries_of(session, round_), computed, None)
        return [_certificate(asdict(holder.sheet), approved=False) for grant in grants for holder in grant.holders]
    statement = (
        select(IssuedCertificate.snapshot)
        .join(Award)
        .where(Award.round_id == round_.id, IssuedCertificate.status == CertificateStatus.ISSUED)
        .order_by(Award.level, Award.sequence, IssuedCertificate.id)
    )
    if ids is not None:
        statement = statement.where(among(IssuedCertificate.id, ids))
    return [_certificate(snapshot, approved=True) for snapshot in session.scalars(statement)]


def _certificate(snapshot: dict[str, Any], *, approved: bool) -> Certificate:
    return msgspec.convert(snapshot | {"approved": approved}, type=Certificate)


def granted(session: Session, round_: Round) -> list[Granted]:
    """Return the awards of a round, highest first; a draft before approval, revoked ones left out after it."""
    if round_.approved_at is None:
        return list(_drafts(session, round_))
    awards = session.scalars(
        select(Award)
        .where(Award.round_id == round_.id, Award.status == AwardStatus.GRANTED)
        .order_by(Award.level, Award.sequence)
        .options(selectinload(Award.plaques))
    )
    return [
        Granted(
            number=award.number,
            title=award.title,
            rank=award.rank,
            score=award.score,
            bonus_fen=award.bonus_fen,
            plaques=tuple((tuple(row.lines), row.size, row.material, row.quantity) for row in award.plaques),
            snapshot=award.snapshot,
        )
        for award in awards
    ]


def _drafts(session: Session, round_: Round) -> Iterator[Granted]:
    book = book_of(round_)
    for grant in plan(round_, book, entries_of(session, round_), outcome(session, round_), None):
        plaques = ((grant.plaque, book.plaque.size, book.plaque.material, 1),) if grant.plaque else ()  # type: ignore[union-attr]
        yield Granted("", grant.title, grant.rank, grant.score, grant.bonus_fen, plaques, grant.snapshot)


def plaques(session: Session, round_: Round) -> PlaqueList:
    """Return what the workshop makes."""
    return PlaqueList(
        title=round_.title,
        plaques=tuple(
            Plaque(
                lines=lines,
                name=award.text("name"),
                honour=award.title,
                size=size,
                material=material,
                county=award.text("county"),
                quantity=quantity,
            )
            for award in granted(session, round_)
            for lines, size, material, quantity in award.plaques
        ),
        organ=book_of(round_).organ,
        date_text=_day(round_.document_date),
        approved=round_.approved_at is not None,
    )


def payments(session: Session, round_: Round) -> PaymentSheet:
    """Return who is paid what, highest award first."""
    awards = [award for award in granted(session, round_) if award.bonus_fen]
    is_evaluation = isinstance(book_of(round_), EvaluationRules)
    return PaymentSheet(
        title=f"{round_.title}奖金发放表",
        payments=tuple(
            Payment(
                payee=award.text("payee"),
                bank=award.text("bank"),
                account=award.text("account"),
                subject="企业创新奖励" if is_evaluation else award.text("name"),
                tier=award.title,
                fen=award.bonus_fen,
            )
            for award in awards
        ),
        organ=book_of(round_).organ,
        date_text=_day(round_.document_date),
        counter="家" if is_evaluation else "项",
        expected_fen=outcome(session, round_).bonus_fen,
        approved=round_.approved_at is not None,
    )


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """One column of a roster: how it is printed and where its text comes from."""

    column: TableColumn
    value: Callable[[int, Granted], Cell]


def _text(key: str) -> Callable[[int, Granted], Cell]:
    return lambda _number, award: award.text(key)


def _number(number: int, _award: Granted) -> Cell:
    return number


AWARD_COLUMNS = (
    RosterColumn(TableColumn("序号", 12, "count", "center", public=True), _number),
    RosterColumn(TableColumn("奖励编号", 28, "code", public=True), lambda _number, award: award.number),
    RosterColumn(TableColumn("项目名称", 72, public=True), _text("name")),
    RosterColumn(TableColumn("完成单位", 62, public=True), _text("units")),
    RosterColumn(TableColumn("完成人", 50, "names", public=True), _text("completers")),
    RosterColumn(TableColumn("提名单位", 34, public=True), _text("nominator")),
    RosterColumn(TableColumn("专业组", 18, align="center"), _text("group")),
    RosterColumn(TableColumn("得分", 16, "number"), lambda _number, award: Decimal(award.score)),
    RosterColumn(TableColumn("奖金（元）", 24, "money"), lambda _number, award: award.bonus_fen),
)
EVALUATION_COLUMNS = (
    RosterColumn(TableColumn("排名", 14, "count", "center", public=True), lambda _number, award: award.rank),
    RosterColumn(TableColumn("企业名称", 90, public=True), _text("name")),
    RosterColumn(TableColumn("所属县区", 30, align="center", public=True), _text("county")),
    RosterColumn(TableColumn("证书号", 36, "code", public=True), lambda _number, award: award.number),
    RosterColumn(TableColumn("统一社会信用代码", 46, "code"), _text("payee_uscc")),
    RosterColumn(TableColumn("得分", 20, "number"), lambda _number, award: Decimal(award.score)),
    RosterColumn(TableColumn("奖金（元）", 28, "money"), lambda _number, award: award.bonus_fen),
)
"""Public columns hold no id, account, phone or score: figures of firms are trade data."""


def roster(session: Session, round_: Round, profile: Profile) -> Roster:
    """Return the list of winners by tier or honour."""
    is_evaluation = isinstance(book_of(round_), EvaluationRules)
    columns = EVALUATION_COLUMNS if is_evaluation else AWARD_COLUMNS
    groups: dict[str, list[Granted]] = {}
    for award in granted(session, round_):
        groups.setdefault(award.title, []).append(award)
    suffix = "" if is_evaluation else "奖"
    return Roster(
        title=f"{round_.title}获奖名单",
        columns=tuple(item.column for item in columns),
        groups=tuple(
            RosterGroup(
                f"{title}{suffix}",
                tuple(tuple(item.value(number, award) for item in columns) for number, award in enumerate(awards, 1)),
            )
            for title, awards in groups.items()
        ),
        profile=profile,
        counter="家" if is_evaluation else "项",
        subtitle=round_.document_no,
        organ=book_of(round_).organ,
        date_text=_day(round_.document_date),
        approved=round_.approved_at is not None,
    )


def _day(day: dt.date | None) -> str:
    return numerals(day) if day else ""
