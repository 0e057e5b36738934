"""Alembic revisions; store/upgrade.py runs them, one transaction an upgrade."""

from awardsdesk.models.search import PERSON_WORDS, UNIT_WORDS, WORDS


def compared(name: str | None, kind: str, _parents: object) -> bool:
    """Tell whether Alembic compares an object with the models: not the full-text index and its own tables."""
    return not (kind == "table" and name is not None and name.startswith((WORDS, UNIT_WORDS, PERSON_WORDS)))
