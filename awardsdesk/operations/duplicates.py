"""What a clerk decided about two achievements that look like one; it stands in the audit trail and nowhere else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Event
from awardsdesk.operations.audit import note
from awardsdesk.operations.undo import undone

VERB = "not duplicate"


def settle(session: Session, one: int, other: int, reason: str) -> bool:
    """Put on record that two achievements are two, and why; False where that is on record already."""
    if not reason.strip():
        raise UserError(_("请写明为什么不是重复，没有记录。"))
    if one == other:
        raise UserError(_("这是同一项成果，没有记录；请给出两项成果。"))
    low, high = sorted((session.get_one(Achievement, one).id, session.get_one(Achievement, other).id))
    if (low, high) in settled(session):
        return False
    note(session, VERB, f"achievements:{low},{high}", reason.strip())
    return True


def settled(session: Session) -> frozenset[tuple[int, int]]:
    """Return the pairs that were found to be two, the lower id first; a decision taken back counts no more."""
    standing = select(Event.subject).where(Event.verb == VERB, Event.uid.not_in(undone()))
    pairs = (subject.partition(":")[2].split(",") for subject in session.scalars(standing))
    return frozenset((int(one), int(other)) for one, other in pairs)
