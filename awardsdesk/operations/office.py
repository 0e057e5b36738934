"""Whose file this is."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Office
from awardsdesk.operations.audit import operation
from awardsdesk.operations.numbering import rules_of


def office_name(session: Session) -> str:
    """Return the office's name; empty when nobody has said it yet."""
    return session.scalars(select(Office.name)).one()


def rename_office(session: Session, name: str) -> None:
    """Say whose file this is; rounds keep the organ of their own rules."""
    if not name.strip():
        raise UserError(_("请填写单位名称。"))
    with operation(session, "rename office", "office"):
        session.scalars(select(Office)).one().name = name.strip()


def foreign_registrar(session: Session) -> str:
    """Say that the rules give numbers in another office's name, as those of a new file do; empty when it is this one's."""
    own, office = rules_of(session).registrars[0], office_name(session)
    if own.name == office:
        return ""
    sentence = _(
        "登记机构是“{code} {registrar}”，本单位是“{office}”；公示、登记号和证书用的是登记机构的，请先在“设置”里改好登记规则"
    )
    return sentence.format(code=own.code, registrar=own.name, office=office or _("（未填）"))
