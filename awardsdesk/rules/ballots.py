"""Quorum and votes, counted in whole numbers."""

from collections.abc import Sequence

from awardsdesk.rules.entries import Ballot, Meeting, Vote
from awardsdesk.rules.rulebook import Share, Tier


def quorate(meeting: Meeting, quorum: Share) -> bool:
    """Tell whether enough of the expected members came; the share itself is enough."""
    numerator, denominator = quorum
    return meeting.present > 0 and denominator * meeting.present >= numerator * meeting.expected


def count(vote: Vote, tier: Tier) -> Ballot:
    """Count a vote for a tier; nothing passes without voters or with more 同意 than voters."""
    base = vote.present - vote.recused
    numerator, denominator = tier.vote
    have, need = denominator * vote.yes, numerator * base
    enough = have > need if tier.strict else have >= need
    return Ballot(vote, base, enough and 0 < base >= vote.yes)


def faults(vote: Vote, meeting: Meeting) -> list[str]:
    """List in sentences what cannot be right in the numbers of a vote."""
    sentences: list[str] = []
    if min(vote.present, vote.recused, vote.yes, vote.no, vote.abstained) < 0:
        sentences.append("人数不能是负数")
    if vote.present > meeting.present:
        sentences.append(f"到会 {vote.present} 人，多于会议实到 {meeting.present} 人")
    base = vote.present - vote.recused
    cast = vote.yes + vote.no + vote.abstained
    if cast != base:
        sentence = "同意、反对、弃权合计 {cast} 票，应等于到会减回避的 {base} 票"
        sentences.append(sentence.format(cast=cast, base=base))
    return sentences


def carry(
    votes: Sequence[Vote], proposed: int, tiers: Sequence[Tier], meeting: Meeting
) -> tuple[str, tuple[Ballot, ...], list[str]]:
    """Follow the votes on one entry from its proposed tier (an index of `tiers`) downwards, one tier a failed vote.

    Return the tier that was carried ("" for none), the votes that counted, and sentences about rows that are wrong.
    """
    carried, ballots, sentences = "", [], []
    upcoming = list(tiers[proposed:])
    for vote in votes:
        if carried:
            sentences.append(f"“{carried}”已通过，其后对“{vote.tier}”的表决不计")
            continue
        if not upcoming or vote.tier != upcoming[0].name:
            sentences.append(f"“{vote.tier}”既不是建议等级也不是下一等级，该次表决不计")
            continue
        sentences += [f"“{vote.tier}”表决：{fault}" for fault in faults(vote, meeting)]
        ballot = count(vote, upcoming.pop(0))
        ballots.append(ballot)
        if ballot.passed:
            carried = vote.tier
    return carried, tuple(ballots), sentences
