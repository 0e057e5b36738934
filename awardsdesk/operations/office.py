"""Whose file this is."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Office
from awardsdesk.operations.audit import operation


def office_name(session: Session) -> str:
    """Return the office's name; empty when nobody has said it yet."""
    return session.scalars(select(Office.name)).one()


def rename_office(session: Session, name: str) -> None:
    """Say whose file this is; rounds keep the organ of their own rules."""
    if not name.strip():
        raise UserError(_("请填写单位名称。"))
    with operation(session, "rename office", "office"):
        session.scalars(select(Office)).one().name = name.strip()
