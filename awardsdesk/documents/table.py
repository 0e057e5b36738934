"""A table that leaves the house: what it says, the same for workbook, Word file and PDF."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from awardsdesk.documents.findings import Finding, glyph_findings
from awardsdesk.documents.text import width
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.money import yuan
from awardsdesk.rules.printable import clean

Cell = str | int | Decimal | dt.date | None

MOST = 0.7
"""Of a table's width that unbroken columns may take."""
_ALIGN = {"count": "right", "number": "right", "money": "right", "date": "center", "code": "center"}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: `kind` is text, names, code, count, number, money (whole fen) or date; `width` in mm."""

    title: str
    width: float = 30
    kind: str = "text"
    align: str = ""
    """left, center or right; empty: as its kind wants."""
    public: bool = False
    """May leave the house; a public list shows no other columns."""

    @property
    def alignment(self) -> str:
        """Return where the column's text stands."""
        return self.align or _ALIGN.get(self.kind, "left")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; in a `group` (heading), `subtotal` or `total` row a text spreads over the empty cells after it."""

    cells: tuple[Cell, ...]
    role: str = "row"

    def spans(self) -> list[tuple[int, int, Cell]]:
        """Return first column, number of columns and value of each cell as drawn."""
        if self.role == "row":
            return [(place, 1, cell) for place, cell in enumerate(self.cells)]
        spans: list[tuple[int, int, Cell]] = []
        for place, cell in enumerate(self.cells):
            if cell is None and spans and isinstance(spans[-1][2], str):
                spans[-1] = (spans[-1][0], spans[-1][1] + 1, spans[-1][2])
            else:
                spans.append((place, 1, cell))
        return spans


@dataclass(frozen=True, slots=True, kw_only=True)
class TableData:
    """A table with everything around it."""

    title: str
    columns: tuple[TableColumn, ...]
    rows: Sequence[TableRow]
    name: str = ""
    """Of the sheet in a workbook; empty: the title."""
    attachment: str = ""
    """e.g. 附件1, above the title."""
    subtitle: str = ""
    left: str = ""
    """Above the table, on the left: who made it."""
    right: str = ""
    """Above the table, on the right: the unit of money."""
    notes: tuple[str, ...] = ()
    """Below the table."""
    signatures: tuple[str, ...] = ()
    """Below the notes, with room to sign, e.g. 制表人："""
    profile: str = ""
    """In the foot of each page, e.g. 内部资料。"""
    landscape: bool = False
    approved: bool = True
    labels: tuple[str, ...] = ()
    """How findings call each row; empty: by its number."""

    def record(self, row: int) -> str:
        """Return how findings call a row."""
        return self.labels[row] if row < len(self.labels) else _("第 {} 行").format(row + 1)


def shown(cell: Cell, kind: str) -> str:
    """Return a cell as it is printed."""
    match cell:
        case None:
            return ""
        case str():
            return clean(cell)
        case dt.date():
            return cell.isoformat()[:10]
        case int() if kind == "money":
            return yuan(cell)
        case _:
            return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def column_widths(table: TableData, room: float, size: float, pad: float) -> list[float]:
    """Return the columns' widths in points: in their proportion, but no code, number, sum or date is broken."""
    needs = [_longest(table, place, column) * size + 2 * pad for place, column in enumerate(table.columns)]
    kept: dict[int, float] = {}
    while True:
        free = [column.width for place, column in enumerate(table.columns) if place not in kept]
        factor = (room - sum(kept.values())) / (sum(free) or 1)
        wide = [kept.get(place, column.width * factor) for place, column in enumerate(table.columns)]
        short = {place: need for place, need in enumerate(needs) if place not in kept and need > wide[place]}
        if not short:
            return wide
        kept |= short
        if sum(kept.values()) > room * MOST:  # the texts need some too
            return [column.width * room / sum(column.width for column in table.columns) for column in table.columns]


def _longest(table: TableData, place: int, column: TableColumn) -> float:
    """Return the width in em of what a column must not break."""
    if column.kind not in _ALIGN:
        return 0
    texts = {shown(row.cells[place], column.kind) for row in table.rows if row.role == "row"}
    longest = max(map(len, texts), default=0)
    return max((width(text, "song", 1) for text in texts if len(text) == longest), default=0)


def check_table(table: TableData, progress: Progress | None = None, style: str = "song") -> list[Finding]:
    """Return characters that no font draws, by row and column; and rows of a wrong length."""
    findings: list[Finding] = []
    around = (table.title, table.subtitle, table.left, table.right, *table.notes, *table.signatures)
    for text in around:
        findings += glyph_findings(table.title, _("标题和说明"), text, style)
    for number, row in enumerate((progress or Progress()).each(_("检查表格"), table.rows)):
        if len(row.cells) != len(table.columns):
            sentence = _("有 {} 格，应有 {} 格。").format(len(row.cells), len(table.columns))
            findings.append(Finding(table.record(number), "", "error", sentence))
            continue
        for cell, column in zip(row.cells, table.columns, strict=True):
            if isinstance(cell, str):
                findings += glyph_findings(table.record(number), column.title, cell, style)
    return findings


def public_only(table: TableData) -> TableData:
    """Return the table with its public columns alone; the cells of the others are gone, not hidden."""
    kept = [place for place, column in enumerate(table.columns) if column.public]
    rows = tuple(_kept(row, kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows)


def _kept(row: TableRow, kept: list[int]) -> TableRow:
    """Return a row with only the kept cells; the label of a heading or sum moves to the first of them."""
    cells = [row.cells[place] for place in kept]
    if row.role != "row" and cells and cells[0] is None:
        cells[0] = next((cell for cell in row.cells if isinstance(cell, str)), None)
    return TableRow(tuple(cells), row.role)
