"""New rows get their ids before they are written, so that many go in by one statement and none is asked for its id."""

from collections import defaultdict
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from awardsdesk.models import Base
from awardsdesk.operations.adding import numbered, write_added


def number_new_rows(session: Session) -> None:
    """Number the rows a session adds as SQLite would, from the highest id on; nobody else writes meanwhile."""
    event.listen(session, "before_flush", _number)


def _number(session: Session, _context: object, _instances: object) -> None:
    write_added(session)
    new: defaultdict[type[Base], list[Any]] = defaultdict(list)
    for row in session.new:
        new[type(row)].append(row)
    for kind, rows in new.items():
        nameless = [row for row in rows if row.id is None]
        first = numbered(session, kind, len(nameless), (row.id for row in rows if row.id is not None))
        for id_, row in enumerate(nameless, first):
            row.id = id_
