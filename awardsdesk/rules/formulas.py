"""The points of each indicator from verified figures, exact; blank, 不适用 and 无法核实 are told apart here."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.rules.entries import Figure, Points, Unverifiable
from awardsdesk.rules.rulebook import (
    Argument,
    BaseFull,
    ChoicePoints,
    Extra,
    Formula,
    FullMark,
    Growth,
    Indicator,
    MinMax,
    PerUnit,
    Plain,
    Quantity,
    Ratio,
    Steps,
)

NOT_APPLICABLE = "不适用"
UNVERIFIED = "无法核实"

Figures = Mapping[str, Figure]
Range = tuple[Fraction, Fraction]


def complete(quantities: Sequence[Quantity], figures: Figures) -> dict[str, Figure]:
    """Return every figure the rules know, blank choices replaced by the word they count as.

    Raises UserError for a number where a word must stand, or the other way round.
    """
    completed: dict[str, Figure] = {}
    for quantity in quantities:
        figure = figures.get(quantity.name)
        if quantity.kind == "choice" and figure is None:
            figure = quantity.blank
        wrong = Decimal if quantity.kind == "choice" else str
        if isinstance(figure, wrong) or (isinstance(figure, str) and figure not in quantity.choices):
            raise UserError(_("指标“{name}”不能取“{figure}”").format(name=quantity.name, figure=figure))
        completed[quantity.name] = figure
    return completed


def argument(arg: Argument, figures: Figures) -> tuple[Fraction | str | None, str]:
    """Compute x from completed figures: (x, "") or (None, 不适用 or 无法核实); 无法核实 comes first.

    A blank or zero base is 不适用, any other blank number counts as 0.
    """
    match arg:
        case Plain(quantity=quantity):
            figure = figures[quantity]
            if isinstance(figure, Unverifiable):
                return None, UNVERIFIED
            return (figure if isinstance(figure, str) else _number(figure)), ""
        case Ratio(part=part, base=base):
            return _quotient(figures[part], figures[base])
        case Growth(now=now, before=before):
            x, state = _quotient(figures[now], figures[before])
            return (None if x is None else x - 1), state


def ranges(indicators: Sequence[Indicator], measured: Iterable[Figures]) -> dict[str, Range]:
    """Find the least and the greatest x of each indicator that measures applicants against each other."""
    everyone = tuple(measured)
    found: dict[str, Range] = {}
    for indicator in indicators:
        if isinstance(indicator.formula, MinMax):
            values = [x for figures in everyone if isinstance(x := argument(indicator.argument, figures)[0], Fraction)]
            if values:
                found[indicator.name] = (min(values), max(values))
    return found


def points(indicator: Indicator, figures: Figures, known: Mapping[str, Range]) -> Points:
    """Give the points of one indicator for completed figures; `known` are the ranges of all applicants.

    Raises UserError where the rules have no points for a word, or want a number and get a word.
    """
    x, state = argument(indicator.argument, figures)
    between = known.get(indicator.name)
    if not state and isinstance(indicator.formula, MinMax) and (between is None or between[0] == between[1]):
        state = NOT_APPLICABLE
    if state or x is None:
        return Points(indicator.name, Fraction(0), x, state)
    if isinstance(indicator.formula, ChoicePoints) and x in indicator.formula.points:
        return Points(indicator.name, Fraction(indicator.formula.points[str(x)]), x)
    if isinstance(indicator.formula, ChoicePoints) or isinstance(x, str):
        raise UserError(_("评分规则没有规定指标“{name}”取“{x}”时的得分").format(name=indicator.name, x=x))
    return Points(indicator.name, curve(indicator.formula, Fraction(indicator.weight), x, between), x)


def curve(formula: Formula, weight: Fraction, x: Fraction, between: Range | None = None) -> Fraction:
    """Turn a number into points by a formula that wants one; MinMax needs `between`, its two ends different."""
    match formula:
        case FullMark(full=full):
            return weight * _clamp(x / Fraction(full))
        case BaseFull(base=base, full=full, share=share):
            low, high, part = Fraction(base), Fraction(full), Fraction(share)
            return weight * _clamp(part + (1 - part) * (x - low) / (high - low) if x >= low else part * x / low)
        case Steps(steps=steps):
            return next((Fraction(given) for threshold, given in steps if x >= threshold), Fraction(0))
        case PerUnit(points=each):
            return min(weight, x * Fraction(each))
        case MinMax() if between is not None:
            least, greatest = between
            return weight * (x - least) / (greatest - least)
    raise TypeError(formula)


def extra_points(rule: Extra, figures: Figures) -> Points:
    """Give the extra points of one rule; what nobody could verify gives none."""
    figure = figures[rule.quantity]
    if isinstance(figure, Unverifiable):
        return Points(rule.name, Fraction(0), None, UNVERIFIED)
    given = Fraction(rule.points) if figure == rule.when else Fraction(0)
    return Points(rule.name, given, str(figure))


def _quotient(part: Figure, base: Figure) -> tuple[Fraction | None, str]:
    """Divide, or say why not."""
    if isinstance(part, Unverifiable) or isinstance(base, Unverifiable):
        return None, UNVERIFIED
    divisor = _number(base)
    return (None, NOT_APPLICABLE) if divisor == 0 else (_number(part) / divisor, "")


def _number(figure: Figure) -> Fraction:
    """Read a number as it is written; blank counts as 0. Raises UserError for a word."""
    if figure is None:
        return Fraction(0)
    if isinstance(figure, Decimal):
        return Fraction(figure)
    raise UserError(_("计算需要数字，而不是“{figure}”").format(figure=figure))


def _clamp(part: Fraction) -> Fraction:
    """Keep a part of the weight between nothing and all of it."""
    return max(Fraction(0), min(Fraction(1), part))
