"""What is remembered of those who send workbooks."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from awardsdesk.models.base import Base


class HeaderMapping(Base):
    """How a sender heads the columns of one kind of sheet, where that is not how we know them."""

    __tablename__ = "header_mapping"
    __table_args__ = (UniqueConstraint("sender", "kind"),)

    sender: Mapped[str]
    kind: Mapped[str]
    headings: Mapped[dict[str, Any]]
    """{the sender's heading, folded: the field it stands for, or "" for a column to be passed over}."""
