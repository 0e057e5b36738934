"""Expected trouble, said in one sentence a clerk can act on."""

from dataclasses import dataclass


class UserError(Exception):
    """Trouble that was expected: what happened, what is safe, what to do. Shown as it is, never as a traceback."""


class FieldError(UserError):
    """Expected trouble with one field of a draft."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one field of a draft."""

    field: str
    sentence: str
    severity: str = "error"
    """`error` stops the record, `warning` lets it pass once it was looked at, `hint` only asks a person to judge."""
