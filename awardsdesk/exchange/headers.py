"""Finds the header of a sheet: below titles, in one row or several, in any order of columns, never by file name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from awardsdesk.exchange.cells import as_text, narrow
from awardsdesk.exchange.workbook import Table, Value

SEARCHED_ROWS = 30
DEEPEST = 3
UNIT = re.compile(r"(.+?)\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Label:
    """One column's heading: its own words, the same after its group's words, and the unit of either."""

    own: str
    full: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The labels of a sheet's columns, the rows (from 1) they stand in, and where each heading is (from 0)."""

    top: int
    bottom: int
    labels: tuple[Label, ...]
    index: Mapping[str, tuple[int, ...]]

    def places(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return the columns of the first name that occurs; more than one means that the heading is repeated."""
        return next((self.index[name] for name in names if name in self.index), ())

    def renamed(self, names: Mapping[str, str]) -> "Header":
        """Return the header as if columns, by their full headings, were called otherwise; no name passes one over."""
        index: dict[str, tuple[int, ...]] = {}
        for place, label in enumerate(self.labels):
            words = {names[label.full]} if label.full in names else {label.own, label.full}
            for word in words - {""}:
                index[word] = (*index.get(word, ()), place)
        return replace(self, index=index)


def heading(value: Value) -> str:
    """Fold a heading: no blanks, no line breaks, half-width brackets, no mark of a required field."""
    return re.sub(r"\s", "", narrow(as_text(value))).strip("*★:")


def part(word: str) -> tuple[str, str]:
    """Part `研发费用(万元)` into the name and what stands in the bracket."""
    match = UNIT.fullmatch(word)
    return (match[1], match[2]) if match else (word, "")


def candidates(table: Table) -> Iterable[Header]:
    """Yield every stretch of one to three rows near the top as if it were the header; one row first."""
    texts = _spread(table)
    for depth in range(1, DEEPEST + 1):
        for top in range(len(texts) - depth + 1):
            yield _header(texts[top : top + depth], top + 1)


def _spread(table: Table) -> list[list[str]]:
    """Fold the headings of the first rows; a merged heading holds for each of its columns."""
    rows = table.rows[:SEARCHED_ROWS]
    width = max((len(row.values) for row in rows), default=0)
    texts = [[heading(value) for value in row.values] + [""] * (width - len(row.values)) for row in rows]
    for top, left, _bottom, right in table.merged:
        if top <= len(texts) and left <= width:
            row = texts[top - 1]
            row[left - 1 : min(right, width)] = [row[left - 1]] * (min(right, width) - left + 1)
    return texts


def _header(rows: list[list[str]], top: int) -> Header:
    labels = []
    index: dict[str, tuple[int, ...]] = {}
    for place, column in enumerate(zip(*rows, strict=True)):
        words = [part(word) for word in column if word]
        own = words[-1][0] if words else ""
        full = "".join(name for name, _unit in words)
        unit = next((unit for _name, unit in reversed(words) if unit), "")
        labels.append(Label(own, full, unit))
        for name in {own, full} - {""}:
            index[name] = (*index.get(name, ()), place)
    return Header(top, top + len(rows) - 1, tuple(labels), index)
