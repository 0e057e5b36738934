"""What a list is narrowed by, column by column: a condition as data, as SQL, as a sentence."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, and_, cast, func, not_, or_, select
from sqlalchemy import column as _column
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _, joined
from awardsdesk.operations.blocks import among
from awardsdesk.rules.dates import days_of

Expression = ColumnElement[Any] | Any
"""A column or an expression a list is searched, filtered or sorted by."""


class How(StrEnum):
    """How a column is asked; the value is what is kept in saved filters."""

    ONE_OF = "one of"
    """Any of the values; an empty one is a blank cell."""
    CONTAINS = "contains"
    LACKS = "lacks"
    IS = "is"
    BEGINS = "begins"
    BLANK = "blank"
    FILLED = "filled"
    BETWEEN = "between"
    """From the first to the second value, both included; an empty one leaves its side open.

    A day is kept as 2025-06-30, a figure in plain digits in the unit its column shows.
    """


@dataclass(frozen=True, slots=True)
class Condition:
    """What one column must say."""

    how: How
    values: tuple[str, ...] = ()


Narrowed = Expression | Callable[[Condition], ColumnElement[bool]]
"""What a condition asks: a column, or for a column of another table how it is asked."""
SAID = {
    How.ONE_OF: _("{title}：{values}"),
    How.CONTAINS: _("{title}包含“{first}”"),
    How.LACKS: _("{title}不包含“{first}”"),
    How.IS: _("{title}等于“{first}”"),
    How.BEGINS: _("{title}以“{first}”开头"),
    How.BLANK: _("{title}为空"),
    How.FILLED: _("{title}不为空"),
    How.BETWEEN: _("{title}：{first} 至 {second}"),
}
PLACES = 6
FIGURE = re.compile(rf"-?(?:\d{{1,12}}|\d{{1,3}}(?:,\d{{3}}){{1,3}})(?:\.\d{{1,{PLACES}}})?", re.ASCII)
"""A number as a clerk writes it; a larger or finer one is no figure of ours."""
PARAMETERS = 1000
"""A longer list of values goes in one piece: a statement takes so many parameters only."""
POSITIVE = frozenset({How.CONTAINS, How.IS, How.BEGINS})
"""What a cell must hold the text for."""


def needles(conditions: Mapping[str, Condition], keys: frozenset[str]) -> list[str]:
    """Return texts that stand in what answers the conditions on these columns, so that a text index may look first."""
    return [each.values[0] for key, each in conditions.items() if key in keys and each.how in POSITIVE]


def holds(narrowed: Narrowed, condition: Condition) -> ColumnElement[bool]:
    """Return a condition as SQL."""
    if not isinstance(narrowed, ColumnElement) and not hasattr(narrowed, "type"):
        asked: ColumnElement[bool] = narrowed(condition)
        return asked
    column: Any = narrowed
    blank = column.is_(None) if isinstance(column.type, Date | Integer) else or_(column.is_(None), column == "")
    if condition.how is How.ONE_OF:
        values = [value for value in condition.values if value]
        within = column.in_(values) if len(values) <= PARAMETERS else among(column, values)
        return or_(within, blank) if "" in condition.values else _true(within)
    if condition.how is How.BETWEEN:
        low, high = condition.values
        sides = [column >= _end(column, low, ROUND_CEILING)] if low else []
        return and_(*sides, *([column <= _end(column, high, ROUND_FLOOR)] if high else []))
    if condition.how in {How.BLANK, How.FILLED}:
        return _true(blank if condition.how is How.BLANK else not_(blank))
    if condition.how is How.LACKS:
        return or_(column.is_(None), not_(column.contains(*condition.values, autoescape=True)))
    if condition.how is How.IS:
        return _true(column == condition.values[0])
    says = column.contains if condition.how is How.CONTAINS else column.startswith
    return _true(says(*condition.values, autoescape=True))


def of_rows(key: Expression, rows: Select[int], column: Expression) -> Narrowed:
    """Return how rows of another table are asked: that one of them says so, or for LACKS and BLANK that none does.

    `rows` selects the keys they bear.
    """
    borne = rows.selected_columns[0]

    def ask(condition: Condition) -> ColumnElement[bool]:
        if condition.how in {
            How.LACKS,
            How.BLANK,
        }:  # nearly all answer: one look through the rows, not one look for each
            said = Condition(How.CONTAINS, condition.values) if condition.how is How.LACKS else Condition(How.FILLED)
            return or_(key.is_(None), key.not_in(rows.where(holds(column, said))))
        return rows.where(borne == key, holds(column, condition)).exists()

    return ask


def of_said(
    session: Session, stored: Select[str], said: Callable[[str], Collection[str]], narrowed: Narrowed
) -> Narrowed:
    """Return how a column is asked whose cells say more than is stored: `said` gives the words that stand for a text.

    Of the words the first is what the cell shows; `stored` selects each text there is once.
    """

    def ask(condition: Condition) -> ColumnElement[bool]:
        if condition.how in {How.BLANK, How.FILLED}:
            return holds(narrowed, condition)
        texts = [text for text in session.scalars(stored) if text]
        within = [text for text in texts if any(_reads(word, condition) for word in said(text))]
        if condition.how is How.ONE_OF and "" in condition.values:
            within.append("")
        found = holds(narrowed, Condition(How.ONE_OF, tuple(within)))
        return or_(holds(narrowed, Condition(How.BLANK)), not_(found)) if condition.how is How.LACKS else found

    return ask


def _reads(word: str, condition: Condition) -> bool:
    """Tell whether a word is what a condition asks for, or what LACKS excludes."""
    word, asked = word.lower(), [value.lower() for value in condition.values]
    match condition.how:
        case How.CONTAINS | How.LACKS:
            return asked[0] in word
        case How.BEGINS:
            return word.startswith(asked[0])
    return word in asked


def scaled(column: Expression, places: int) -> Narrowed:
    """Return how whole numbers are asked that show so many decimals, as fen are shown in yuan."""

    def ask(condition: Condition) -> ColumnElement[bool]:
        if condition.how is How.BETWEEN:
            ends = tuple(end and format(Decimal(end).scaleb(places), "f") for end in condition.values)
            condition = replace(condition, values=ends)
        return holds(column, condition)

    return ask


def of_texts(column: Expression) -> Narrowed:
    """Return how a column is asked that holds a JSON list of texts: as rows of another table are."""
    each: Any = func.json_each(column).table_valued(_column("value", String))

    def ask(condition: Condition) -> ColumnElement[bool]:
        none = condition.how in {How.LACKS, How.BLANK}
        said = replace(
            condition, how={How.LACKS: How.CONTAINS, How.BLANK: How.FILLED}.get(condition.how, condition.how)
        )
        found = select(each.c.value).where(holds(each.c.value, said)).exists()
        return not_(found) if none else found

    return ask


def exact(column: Expression) -> Narrowed:
    """Return how decimals that are kept as text are asked: as whole millionths."""
    return scaled(millionths(column), PLACES)


def millionths(column: Expression) -> Expression:
    """Return decimals that are kept as text as whole numbers: SQLite itself would make floats."""
    known = func.nullif(column, "", type_=String)
    point = func.instr(known.concat("."), ".")
    fraction = func.substr(func.substr(known, point + 1).concat("0" * PLACES), 1, PLACES)
    return cast(func.substr(known, 1, point - 1).concat(fraction), Integer)


def _true(clause: Any) -> ColumnElement[bool]:
    answer: ColumnElement[bool] = clause
    return answer


def _end(column: Any, written: str, rounding: str) -> dt.date | int | str:
    if isinstance(column.type, Date):
        return dt.date.fromisoformat(written)
    return int(Decimal(written).to_integral_value(rounding)) if isinstance(column.type, Integer) else written


def sentence(title: str, condition: Condition, most: int = 0) -> str:
    """Return a condition on a column as a clerk reads it; `most` is how many of several values are named, 0 is all."""
    first, second = map(_grouped if condition.how is How.BETWEEN else str, (*condition.values, "", "")[:2])
    said = SAID[condition.how]
    if condition.how is How.BETWEEN and not second:
        said = _("{title}：{first} 起")
    elif condition.how is How.BETWEEN and not first:
        said = _("{title}：到 {second} 止")
    values = joined(value or _("（空白）") for value in condition.values[: most or None])
    if most and len(condition.values) > most:
        values = _("{values} 等 {count} 项").format(values=values, count=len(condition.values))
    return said.format(title=title, first=first, second=second, values=values)


def _grouped(end: str) -> str:
    return f"{Decimal(end):,}" if FIGURE.fullmatch(end) else end


def span(first: str, last: str, *, days: bool) -> Condition | None:
    """Return the condition of a span as it was typed, None for an empty one; raises UserError for what is no such thing.

    A month or a year alone is the whole of it.
    """
    read = _days if days else _figure
    (low, _low), (_high, high) = (read(_plain(written)) if written.strip() else ("", "") for written in (first, last))
    if not low and not high:
        return None
    if low and high and (low > high if days else Decimal(low) > Decimal(high)):
        raise UserError(_("起点在终点之后，请调换。"))
    return Condition(How.BETWEEN, (low, high))


def is_span(condition: Condition, *, days: bool) -> bool:
    """Tell whether a condition is a span of days, or of figures, as `span` makes them."""
    try:
        return span(*condition.values, days=days) == condition
    except UserError:
        return False


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).replace(" ", "").replace("\u2212", "-")


def _days(written: str) -> tuple[str, str]:
    try:
        first, last = days_of(written)
    except ValueError:
        sentence = _("“{written}”不是日期，请写成 2025-06-30，或只写 2025-06、2025。")
        raise UserError(sentence.format(written=written)) from None
    return first.isoformat(), last.isoformat()


def _figure(written: str) -> tuple[str, str]:
    if not FIGURE.fullmatch(written.removesuffix("元")):
        raise UserError(_("“{written}”不是可以读懂的数字，请写成 1234.5 或 1,234.5。").format(written=written))
    figure = str(Decimal(written.removesuffix("元").replace(",", "")))
    return figure, figure


def from_saved(kept: object) -> Condition | None:
    """Return a condition as it was saved, None for what another hand wrote wrongly; its list tells whether it fits."""
    if not isinstance(kept, dict):
        return None
    how, values = kept.get("how"), kept.get("values")
    if how not in set(How) or not isinstance(values, list | tuple) or not all(isinstance(each, str) for each in values):
        return None
    if how in {How.BLANK, How.FILLED}:
        return None if values else Condition(How(how))
    if how == How.BETWEEN:
        fits = len(values) == 2 and any(values)
    else:
        fits = bool(values) if how == How.ONE_OF else len(values) == 1 and bool(values[0])
    return Condition(How(how), tuple(values)) if fits else None
