"""What the trail keeps of a row: its values before and after, confidential ones as tokens."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import InstanceState, Session

from awardsdesk.operations.sealing import seal


def record(session: Session, images: list[dict[str, Any]]) -> None:
    """Put rows' images, before and after, into the event of the operation under way; there must be one."""
    if "changes" not in session.info:
        tables = sorted({image["table"] for image in images})
        raise AssertionError(f"rows of {tables} changed outside an operation")
    seal(session, images)
    session.info["changes"].extend(images)
    session.info.setdefault("tables", set()).update(image["table"] for image in images)


def image_of(state: InstanceState[Any], kind: str) -> dict[str, Any] | None:
    """Return the row before and after, of an amended one changed columns only; None when nothing changed."""
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    if kind == "dirty":
        before, after = _amended(state)
    else:
        before, after = (None, _whole(state)) if kind == "new" else (_whole(state) | _amended(state)[0], None)
    if not before and not after:
        return None
    return {"table": state.class_.__tablename__, "id": state.dict.get("id"), "before": before, "after": after}


def _whole(state: InstanceState[Any]) -> dict[str, Any]:
    return {column.key: plain(state.dict.get(column.key)) for column in state.mapper.column_attrs}


def _amended(state: InstanceState[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        if column.key not in state.committed_state:
            continue
        history = state.attrs[column.key].history
        if history.has_changes() and history.added:
            old, new = plain(history.deleted[0]) if history.deleted else None, plain(state.dict.get(column.key))
            if old != new:
                before[column.key], after[column.key] = old, new
    return before, after


def plain(value: Any) -> Any:
    """Return what JSON can hold; days and numbers as text."""
    if isinstance(value, dt.date | dt.datetime | Decimal):
        return str(value)
    return value
