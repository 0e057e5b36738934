"""An enterprise evaluation: objective points, experts, extra points, one ranking, nested honours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from awardsdesk.rules import formulas
from awardsdesk.rules.entries import Applicant, Outcome, Points, Standing, TieDecision, UndecidedTie
from awardsdesk.rules.panel import expert_score
from awardsdesk.rules.ranking import Tie, above, ranking, undecided
from awardsdesk.rules.rounding import half_up
from awardsdesk.rules.rulebook import EvaluationRules


def evaluate(book: EvaluationRules, applicants: Sequence[Applicant], decisions: Sequence[TieDecision] = ()) -> Outcome:
    """Compute a whole evaluation; the order of the applicants has no effect.

    Raises UserError when a figure is of the wrong kind for the rules.
    """
    figures = {firm.key: formulas.complete(book.quantities, firm.figures) for firm in applicants}
    ranges = formulas.ranges(book.indicators, (figures[firm.key] for firm in applicants if firm.veto is None))
    measured = {firm.key: _measure(book, firm, figures[firm.key], ranges) for firm in applicants}
    ties = ranking({key: _rank_value(book, firm) for key, firm in measured.items() if firm.score is not None})

    placed: list[Standing] = []
    open_ties: list[UndecidedTie] = []
    for tie in ties:
        honours, waiting = _honours(book, tie, decisions)
        open_ties += waiting
        placed += [_place(book, measured[key], tie, honours[key]) for key in tie.keys]
    unplaced = sorted((firm for firm in measured.values() if firm.score is None), key=lambda firm: firm.key)
    given = sum(len(granted(book, firm.honours)) for firm in placed)
    return Outcome(
        standings=(*placed, *unplaced),
        undecided=tuple(open_ties),
        plaques=given,
        person_certificates=0,
        unit_certificates=given,
        bonus_fen=sum(firm.bonus_fen for firm in placed),
        ranges=ranges,
    )


def granted(book: EvaluationRules, honours: Sequence[str]) -> tuple[str, ...]:
    """Return which of the honours held (highest first) get a plaque and a certificate of their own."""
    return tuple(honours) if book.stacking == "cumulative" else tuple(honours[:1])


def _measure(
    book: EvaluationRules, firm: Applicant, figures: formulas.Figures, ranges: Mapping[str, formulas.Range]
) -> Standing:
    """Compute everything about one firm that does not depend on its place."""
    if firm.veto is not None:
        return Standing(firm.key, firm.name, reason=f"一票否决：{firm.veto}")
    points = tuple(formulas.points(indicator, figures, ranges) for indicator in book.indicators)
    extras = tuple(formulas.extra_points(rule, figures) for rule in book.extras)
    intensity, _state = formulas.argument(book.intensity, figures)
    standing = Standing(
        firm.key,
        firm.name,
        expert=expert_score(book.panel, firm.sheets),
        points=points,
        objective=_objective(book, points),
        extras=extras,
        extra=min(Fraction(book.extra_cap), sum((one.points for one in extras), Fraction(0))),
        intensity=intensity if isinstance(intensity, Fraction) else Fraction(0),
    )
    return _score(book, standing)


def _objective(book: EvaluationRules, points: Sequence[Points]) -> Fraction | None:
    """Scale the points to 100 without the weights of what is 不适用; None when nothing is left."""
    weights = [
        Fraction(indicator.weight)
        for indicator, given in zip(book.indicators, points, strict=True)
        if given.state != formulas.NOT_APPLICABLE
    ]
    total = sum((given.points for given in points), Fraction(0))
    return total * 100 / sum(weights) if sum(weights) else None


def _score(book: EvaluationRules, firm: Standing) -> Standing:
    """Add up the exact score and round it once, or say why there is none."""
    if firm.expert is None or firm.expert.score is None:
        valid = len(firm.expert.totals) if firm.expert else 0
        sentence = "有效专家评分 {valid} 份，少于 {needed} 份，不参加排名，待研究决定"
        return replace(firm, reason=sentence.format(valid=valid, needed=book.panel.minimum_sheets))
    if firm.objective is None:
        return replace(firm, reason="全部客观指标不适用，不参加排名，待研究决定")
    objective_share, expert_share = Fraction(*book.objective_share), Fraction(*book.expert_share)
    exact = objective_share * firm.objective + expert_share * firm.expert.score + firm.extra
    return replace(firm, exact=exact, score=half_up(exact, book.decimals))


def _rank_value(book: EvaluationRules, firm: Standing) -> tuple[Fraction, ...]:
    """Return what decides the order: the rounded score, then the links of the tie chain."""
    links = {"expert": firm.expert.score if firm.expert else None, "intensity": firm.intensity}
    return (Fraction(firm.score or 0), *(links[link] or Fraction(0) for link in book.tie_chain))


def _honours(
    book: EvaluationRules, tie: Tie, decisions: Sequence[TieDecision]
) -> tuple[dict[str, tuple[str, ...]], list[UndecidedTie]]:
    """Return the honours each member of a tie holds for certain, highest first, and the cuts still to be decided."""
    honours: dict[str, tuple[str, ...]] = dict.fromkeys(tie.keys, ())
    waiting: list[UndecidedTie] = []
    holders: frozenset[str] = frozenset()
    for honour in book.honours:
        through = above(tie, honour.name, honour.places, decisions)
        if through is None:
            waiting.append(undecided(tie, honour.name, honour.places))
        # Honours nest: whoever holds a higher one has this one, whatever was decided here.
        holders |= through or frozenset()
        for key in holders:
            honours[key] += (honour.name,)
    return honours, waiting


def _place(book: EvaluationRules, firm: Standing, tie: Tie, honours: tuple[str, ...]) -> Standing:
    """Give a firm its rank, its honours and the bonus of the highest one."""
    bonus = {honour.name: honour.bonus_fen for honour in book.honours}
    return replace(
        firm,
        rank=tie.first,
        tied_with=tuple(key for key in tie.keys if key != firm.key),
        honours=honours,
        bonus_fen=bonus[honours[0]] if honours else 0,
    )
