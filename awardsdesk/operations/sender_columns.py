"""How each sender heads the columns of its workbooks: remembered, looked up, forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import HeaderMapping, Organization
from awardsdesk.operations.audit import operation


@dataclass(frozen=True, slots=True)
class SenderColumns:
    """What a sender's headings, folded, stand for in one kind of sheet; an empty field passes a column over."""

    sender: str
    kind: str
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Senders:
    """Whose headings count when a file is read: those known, and what was chosen for one of its sheets.

    `named`: the clerk said who sent it, so that the file need not tell.
    """

    known: Sequence[SenderColumns] = ()
    chosen: Mapping[str, SenderColumns] = field(default_factory=dict)
    named: bool = False


def remembered(session: Session) -> list[SenderColumns]:
    """Return what is remembered, by sender."""
    rows = session.scalars(select(HeaderMapping).order_by(HeaderMapping.sender, HeaderMapping.kind))
    return [SenderColumns(row.sender, row.kind, dict(row.headings)) for row in rows]


def columns_of_sender(session: Session, sender: str) -> Senders:
    """Return what is remembered of one sender, who is said to have sent a file."""
    return Senders([columns for columns in remembered(session) if columns.sender == sender.strip()], named=True)


def remember(session: Session, columns: SenderColumns) -> None:
    """Remember a sender's columns in place of what was remembered of the same kind of sheet."""
    sender = columns.sender.strip()
    if not sender:
        raise UserError(_("请写明寄送单位，列对应才能记住；没有改动任何内容。"))
    with operation(session, "map columns", f"columns:{sender}"):
        row = _find(session, sender, columns.kind) or HeaderMapping(sender=sender, kind=columns.kind)
        row.headings = dict(columns.headings)
        session.add(row)


def forget(session: Session, sender: str, kind: str = "") -> None:
    """Forget a sender's columns, of every kind of sheet unless one is named."""
    rows = session.scalars(select(HeaderMapping).where(HeaderMapping.sender == sender)).all()
    gone = [row for row in rows if kind in ("", row.kind)]
    if not gone:
        raise UserError(_("没有记住“{sender}”的列对应。").format(sender=sender))
    with operation(session, "forget columns", f"columns:{sender}"):
        for row in gone:
            session.delete(row)


def _find(session: Session, sender: str, kind: str) -> HeaderMapping | None:
    return session.scalars(
        select(HeaderMapping).where(HeaderMapping.sender == sender, HeaderMapping.kind == kind)
    ).one_or_none()


def known_senders(session: Session) -> list[str]:
    """Return who sends workbooks: those remembered first, then counties, then units."""
    senders = session.scalars(select(HeaderMapping.sender).order_by(HeaderMapping.sender)).all()
    counties = session.scalars(select(Organization.county).where(Organization.county != "").distinct()).all()
    units = session.scalars(select(Organization.name).order_by(Organization.name)).all()
    return list(dict.fromkeys((*senders, *sorted(filter(None, counties)), *units)))
