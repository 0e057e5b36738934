"""What a column of a sheet is: its headings, the field it stands for, and how its cells are taken."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from awardsdesk.exchange import cells, choices, days
from awardsdesk.exchange.cells import Taken
from awardsdesk.exchange.headers import Header
from awardsdesk.exchange.workbook import EPOCH, Value
from awardsdesk.rules.rulebook import RuleBook

Take = Callable[[Value], Taken]


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a draft: under which headings it stands and how its cells are taken."""

    name: str
    """The field; `reported.X` and `marks.X` are gathered into a mapping and a tuple."""
    headings: tuple[str, ...]
    take: Take
    needed: bool = False
    """The sheet cannot be read without the column."""
    filled: bool = False
    """The row cannot be read without the cell."""
    asked: bool = False
    """Though filled, a cell that says too little is left blank with a warning, and asked for."""
    blank: Any = ""
    quiet: bool = False
    """What normalising changes is not worth a word."""
    by: str = ""
    """Another field by whose value the cell is taken, with `takes`."""
    takes: Mapping[str, Take] = field(default_factory=dict)
    note: str = ""
    """What the user is told of the column as a whole."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the columns of a sheet depend on: the round's rules, the header found, the workbook's first day."""

    book: RuleBook | None
    header: Header
    epoch: dt.date = EPOCH


def must(name: str, headings: str, take: Take, *, blank: Any = "") -> Column:
    """Declare a column whose every cell is filled."""
    return Column(name, tuple(headings.split("|")), take, needed=True, filled=True, blank=blank)


def needed(name: str, headings: str, take: Take, *, blank: Any = "") -> Column:
    """Declare a column that is there, its cells perhaps blank."""
    return Column(name, tuple(headings.split("|")), take, needed=True, blank=blank)


def may(name: str, headings: str, take: Take, *, blank: Any = "") -> Column:
    """Declare a column that may be missing."""
    return Column(name, tuple(headings.split("|")), take, blank=blank)


def one_of(options: type[StrEnum] | tuple[str, ...], *, warn_of_tick: bool = False) -> Take:
    """Take a word of a list; without a list (no rules at hand) take any word."""
    words = tuple(str(option) for option in options)
    return partial(choices.choice, options=words, warn_of_tick=warn_of_tick) if words else cells.text


def date(setting: Setting) -> Take:
    """Take a day by the workbook's calendar."""
    return partial(days.date, epoch=setting.epoch)
