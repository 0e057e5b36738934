"""How the sheets of a panel of experts become one score."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from awardsdesk.rules.entries import ExpertScore, Sheet
from awardsdesk.rules.rulebook import Panel


def expert_score(panel: Panel, sheets: Sequence[Sheet]) -> ExpertScore:
    """Average the totals of the valid sheets, without one highest and one lowest where there are enough of them."""
    totals = tuple((sheet.expert, total) for sheet in sheets if (total := sheet_total(panel, sheet)) is not None)
    if len(totals) < panel.minimum_sheets:
        return ExpertScore(totals, (), None)
    kept = sorted(totals, key=lambda entry: (entry[1], entry[0]))
    dropped: tuple[str, ...] = ()
    if len(totals) >= panel.trim_from:
        dropped = (kept[-1][0], kept[0][0])
        kept = kept[1:-1]
    return ExpertScore(totals, dropped, sum((Fraction(total) for _expert, total in kept), Fraction(0)) / len(kept))


def sheet_total(panel: Panel, sheet: Sheet) -> Decimal | None:
    """Add up the marks of a valid sheet; None for a recused expert or when a mark is missing."""
    marks = [mark for mark in sheet.marks if mark is not None]
    if sheet.recused or len(marks) != len(panel.criteria):
        return None
    return sum(marks, Decimal(0))
