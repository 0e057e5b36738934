"""Confidential values stay out of the audit trail: it holds a token, and the value lies apart for an undo."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from awardsdesk.models import Base, SealedValue

MARK = "sealed:"
SIDES = ("before", "after")
SEALED = {
    table.name: [column.key for column in table.columns if column.info.get("sealed")]
    for table in Base.metadata.tables.values()
}


def seal(session: Session, images: Iterable[dict[str, Any]]) -> None:
    """Replace the confidential values of rows' images by tokens, and keep the values."""
    for image in images:
        for side in filter(None, (image["before"], image["after"])):
            for key in SEALED[image["table"]]:
                if value := side.get(key):
                    side[key] = token = f"{MARK}{uuid4().hex}"
                    session.execute(insert(SealedValue).values(token=token, value=value))


def unsealed(session: Session, images: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows' images with the values that their tokens stand for; a wiped one is empty."""
    return [
        image
        | {side: image[side] and {key: _value(session, value) for key, value in image[side].items()} for side in SIDES}
        for image in images
    ]


def _value(session: Session, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(MARK):
        return value
    return session.scalar(select(SealedValue.value).where(SealedValue.token == value)) or ""
