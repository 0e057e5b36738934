"""A progress award: expert score inside groups, seats, ballots, numbers in order, the split of each bonus."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.rules.ballots import carry, quorate
from awardsdesk.rules.entries import Meeting, Nomination, Outcome, Standing, TieDecision, UndecidedTie
from awardsdesk.rules.money import split
from awardsdesk.rules.panel import expert_score
from awardsdesk.rules.ranking import Tie, above, ranking, undecided
from awardsdesk.rules.rounding import half_up
from awardsdesk.rules.rulebook import AwardRules
from awardsdesk.rules.seats import apportion

Seats = Mapping[str, Mapping[str, int]]


def grade(
    book: AwardRules,
    nominations: Sequence[Nomination],
    meeting: Meeting | None,
    decisions: Sequence[TieDecision] = (),
) -> Outcome:
    """Compute a whole award round; the order of the nominations has no effect. Without a meeting nothing is awarded.

    Raises UserError when a nomination belongs to no group of the rules.
    """
    seats = _seats(book, nominations)
    measured = [_measure(book, entry) for entry in nominations]
    proposed: list[Standing] = []
    open_ties: list[UndecidedTie] = []
    for group in book.groups:
        members = {entry.key: entry for entry in measured if entry.group == group and entry.exact is not None}
        placed, waiting = _propose(book, group, members, seats, decisions)
        proposed += placed
        open_ties += waiting
    voted, warnings = _vote(book, proposed, nominations, meeting)
    unplaced = sorted((entry for entry in measured if entry.exact is None), key=lambda entry: entry.key)
    standings = (*_number(book, voted), *unplaced)
    sizes = {entry.key: entry for entry in nominations}
    awarded = [entry for entry in standings if entry.tier]
    certified = {entry.key: certificates(book, entry.tier, sizes[entry.key]) for entry in awarded}
    return Outcome(
        standings=standings,
        undecided=tuple(open_ties),
        plaques=0,
        person_certificates=sum(persons for persons, _units in certified.values()),
        unit_certificates=sum(units for _persons, units in certified.values()),
        bonus_fen=sum(entry.bonus_fen for entry in awarded),
        seats=seats,
        splits={entry.key: split(entry.bonus_fen, certified[entry.key][0], book.first_share) for entry in awarded},
        warnings=tuple(warnings),
    )


def certificates(book: AwardRules, tier: str, entry: Nomination) -> tuple[int, int]:
    """Return how many persons and how many units of an entry are certified in a tier, counted from the first."""
    rule = next(rule for rule in book.tiers if rule.name == tier)
    return min(rule.persons, entry.persons), min(rule.units, entry.units)


def cut_name(group: str, tier: str) -> str:
    """Name the cut line at the end of a tier's seats in a group, as in `TieDecision.cut`."""
    return f"{group}/{tier}"


def _seats(book: AwardRules, nominations: Sequence[Nomination]) -> dict[str, dict[str, int]]:
    """Share out the seats of each tier by the valid entries of the groups."""
    valid = dict.fromkeys(book.groups, 0)
    for entry in nominations:
        if entry.group not in valid:
            sentence = _("{key} 的专业组“{group}”不在本届规则中，请先更正")
            raise UserError(sentence.format(key=entry.key, group=entry.group))
        valid[entry.group] += entry.valid
    return {tier.name: apportion(tier.seats, valid) for tier in book.tiers}


def _measure(book: AwardRules, entry: Nomination) -> Standing:
    """Compute an entry's expert score, or say why it has none."""
    standing = Standing(entry.key, entry.name, group=entry.group)
    if not entry.valid:
        return replace(standing, reason=entry.reason)
    expert = expert_score(book.panel, entry.sheets)
    if expert.score is None:
        sentence = "有效专家评分 {valid} 份，少于 {needed} 份，不参加排名，待研究决定"
        reason = sentence.format(valid=len(expert.totals), needed=book.panel.minimum_sheets)
        return replace(standing, expert=expert, reason=reason)
    return replace(standing, expert=expert, exact=expert.score, score=half_up(expert.score, book.decimals))


def _propose(
    book: AwardRules,
    group: str,
    members: Mapping[str, Standing],
    seats: Seats,
    decisions: Sequence[TieDecision],
) -> tuple[list[Standing], list[UndecidedTie]]:
    """Rank one group by unrounded score and propose tiers by place, in order of rank."""
    placed: list[Standing] = []
    open_ties: list[UndecidedTie] = []
    for tie in ranking({key: (entry.exact or Fraction(0),) for key, entry in members.items()}):
        tiers, waiting = _tiers(book, group, tie, seats, decisions)
        open_ties += waiting
        placed += [
            replace(
                members[key],
                rank=tie.first,
                tied_with=tuple(other for other in tie.keys if other != key),
                proposed_tier=tiers.get(key, ""),
            )
            for key in tie.keys
        ]
    return placed, open_ties


def _tiers(
    book: AwardRules, group: str, tie: Tie, seats: Seats, decisions: Sequence[TieDecision]
) -> tuple[dict[str, str], list[UndecidedTie]]:
    """Return the proposed tier of each member of a tie, and the cuts still to be decided.

    Cut lines stay where the seats put them: a decision moves members of the tie and nobody else.
    """
    tiers: dict[str, str] = {}
    waiting: list[UndecidedTie] = []
    cut = 0
    for tier in book.tiers:
        if not seats[tier.name][group]:
            continue
        cut += seats[tier.name][group]
        name = cut_name(group, tier.name)
        through = above(tie, name, cut, decisions)
        if through is None:
            waiting.append(undecided(tie, name, cut))
        elif not waiting:
            tiers.update({key: tier.name for key in through if key not in tiers})
    return tiers, waiting


def _vote(
    book: AwardRules, proposed: Sequence[Standing], nominations: Sequence[Nomination], meeting: Meeting | None
) -> tuple[list[Standing], list[str]]:
    """Count the ballots of the meeting; without a quorum nothing is carried."""
    if meeting is None:
        return list(proposed), []
    if not quorate(meeting, book.quorum):
        sentence = "会议应到 {expected} 人，实到 {present} 人，不足法定人数，表决无效，不授奖"
        return list(proposed), [sentence.format(expected=meeting.expected, present=meeting.present)]
    tiers = [tier.name for tier in book.tiers]
    votes = {entry.key: entry.votes for entry in nominations}
    voted: list[Standing] = []
    warnings: list[str] = []
    for entry in proposed:
        start = tiers.index(entry.proposed_tier) if entry.proposed_tier else len(tiers)
        carried, ballots, sentences = carry(votes[entry.key], start, book.tiers, meeting)
        voted.append(replace(entry, tier=carried, ballots=ballots))
        warnings += [f"{entry.key}：{sentence}" for sentence in sentences]
    for key in sorted(votes.keys() - {entry.key for entry in proposed}):
        if votes[key]:
            warnings.append(f"{key}：该项目不参加排名，其表决不计")
    waiting = [entry for entry in voted if entry.proposed_tier and not entry.ballots]
    if waiting:
        warnings.append(f"{len(waiting)} 个建议授奖项目没有表决记录")
    return voted, warnings


def _number(book: AwardRules, voted: Sequence[Standing]) -> list[Standing]:
    """Count the winners of each tier over all groups by unrounded score, then by key, and give them the bonus."""
    bonus = {tier.name: tier.bonus_fen for tier in book.tiers}
    numbered = dict.fromkeys(bonus, 0)
    sequence: dict[str, int] = {}
    for entry in sorted(voted, key=lambda entry: (-(entry.exact or 0), entry.key)):
        if entry.tier:
            numbered[entry.tier] += 1
            sequence[entry.key] = numbered[entry.tier]
    return [
        replace(entry, sequence=sequence[entry.key], bonus_fen=bonus[entry.tier]) if entry.tier else entry
        for entry in voted
    ]
