"""What a reading says about cells, and the row in hand while it is being read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from awardsdesk.exchange.cells import as_text
from awardsdesk.exchange.sheetxml import column_letters
from awardsdesk.exchange.workbook import Value
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.rules.codes import CodeTable
from awardsdesk.rules.registrar import Registrar


class Severity(StrEnum):
    """What became of a cell or row: warnings and refusals are shown to the user."""

    ACCEPT = "accept"
    """Taken in after normalising, no question asked."""
    WARN = "warn"
    """Taken in, and the user is told."""
    REFUSE = "refuse"
    """The row is not taken in."""
    SKIP = "skip"
    """Not data."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth saying about one cell; `value` is what is stored, lists as tuples of text, None is blank."""

    sheet: str
    cell: str
    severity: Severity
    sentence: str
    written: str = ""
    value: Any = None


Registration = tuple[tuple[UnitDraft, ...], tuple[CompleterDraft, ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An achievement that the file holds, for a row that speaks of it."""

    draft: AchievementDraft
    state: str
    on_paper: bool
    """What its certificate says is frozen."""
    base: str | None = None
    """For a row of another office's package, the mark of its row in the package before; empty when there is none."""


Records = Mapping[str, Kept]
"""By uid, and by registration number."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the office's file knows already; `registrations` is None when nothing is to be compared."""

    counties: frozenset[str] = frozenset()
    registrations: Callable[[str], Registration | None] | None = None
    codes: Mapping[str, CodeTable] = field(default_factory=dict)
    """The code lists in force, by key."""
    registrars: tuple[Registrar, ...] = ()
    """Whose registration numbers the office holds."""
    year: int = 0
    """The year in which numbers are given."""
    serials: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """The last serial of that year, by registrar and class."""
    records: Callable[[Sequence[str], Sequence[str]], Records] | None = None
    """Looks achievements up by uids and by registration numbers; None when rows are not compared with the file."""
    corrected: Mapping[str, str] = field(default_factory=dict)
    """The workbook of the same batch that corrects a record already, by the record's uid."""
    foreign: bool = False
    """The rows bear the marks of another office's file."""


@dataclass(slots=True)
class Line:
    """A row in hand: its values by field, where they stand, and what was found."""

    sheet: str
    number: int
    places: Mapping[str, int]
    """Columns from 0."""
    values: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Value] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    kept: Kept | None = None
    """The achievement that the row bears the mark or number of."""
    standing: frozenset[str] = frozenset()
    """Fields whose cells stand as they went out."""
    outdated: int = 0
    """How many of them the record has outgrown since."""
    same: bool = False
    """The whole row stands as it went out."""

    @property
    def refused(self) -> bool:
        """Tell whether the row is kept out."""
        return any(finding.severity is Severity.REFUSE for finding in self.findings)

    def cell(self, name: str = "") -> str:
        """Return the address of a field's cell; of the row's first cell without a field."""
        return f"{column_letters(self.places.get(name, 0) + 1)}{self.number}"

    def say(self, severity: Severity, sentence: str, name: str = "") -> None:
        """Add a finding about a field's cell, or about the row."""
        value = shown(self.values.get(name)) if severity is not Severity.REFUSE else None
        written = as_text(self.written.get(name))
        self.findings.append(Finding(self.sheet, self.cell(name), severity, sentence, written, value))


def shown(value: Any) -> Any:
    """Show a value as a finding holds it: blanks as None, lists as tuples of text."""
    if value in ("", ()):
        return None
    if isinstance(value, tuple):
        return tuple(map(item_text, value))
    return value


def item_text(item: Decimal | str | UnitDraft | CompleterDraft | None) -> str:
    """Write one item of a list as a cell holds it."""
    if isinstance(item, CompleterDraft) and item.unit is not None:
        return f"{item.name}（{item.unit}）"
    if isinstance(item, UnitDraft | CompleterDraft):
        return item.name
    return str(item)
