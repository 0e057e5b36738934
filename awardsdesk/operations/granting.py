"""Work out what a result grants, sheet by sheet: numbers, certificates, plaques, bonus shares.

Before approval the same plan is drawn as a draft, without numbers and dates.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from awardsdesk.models import Entry, Round
from awardsdesk.rules import wording
from awardsdesk.rules.award import certificates
from awardsdesk.rules.dates import month_numerals, numerals
from awardsdesk.rules.entries import Nomination, Outcome, Standing
from awardsdesk.rules.evaluation import granted
from awardsdesk.rules.numbers import award_number, honour_number, person_number, unit_number
from awardsdesk.rules.rulebook import AwardRules, EvaluationRules, RuleBook
from awardsdesk.terms import HolderKind


@dataclass(frozen=True, slots=True)
class Holder:
    """One certificate to be: whose it is and what it says."""

    kind: HolderKind
    name: str
    position: int
    sheet: wording.Sheet


@dataclass(frozen=True, slots=True)
class Grant:
    """One award to be: an honour or a tier for one entry."""

    entry_id: int
    number: str
    """Empty before approval."""
    title: str
    level: int
    sequence: int
    rank: int | None
    score: str
    bonus_fen: int
    snapshot: dict[str, Any]
    holders: tuple[Holder, ...]
    shares: tuple[tuple[str, int], ...]
    plaque: tuple[str, ...]


def plan(
    round_: Round, book: RuleBook, entries: Sequence[Entry], computed: Outcome, day: dt.date | None
) -> list[Grant]:
    """Return all grants, highest tier or honour first; `day` is the day of approval, None for a draft."""
    known = {entry.key: entry for entry in entries}
    if isinstance(book, EvaluationRules):
        return list(_honours(round_, book, known, computed, day))
    return list(_tiers(round_, book, known, computed, day))


def _honours(
    round_: Round, book: EvaluationRules, entries: dict[str, Entry], computed: Outcome, day: dt.date | None
) -> Iterator[Grant]:
    for level, honour in enumerate(book.honours, 1):
        holders = [firm for firm in computed.standings if honour.name in granted(book, firm.honours)]
        for sequence, firm in enumerate(holders, 1):
            entry = entries[firm.key]
            number = honour_number(book, round_.code, honour.name, sequence) if day else ""
            facts = {"honour": honour.name, "period": f"{round_.year}年度", "date": month_numerals(day) if day else ""}
            sheet = wording.certificate(
                book.certificate,
                holder=entry.name,
                number=number,
                date_text=numerals(day) if day else "",
                honour=honour.name,
                year=str(round_.year),
            )
            yield Grant(
                entry_id=entry.id,
                number=number,
                title=honour.name,
                level=level,
                sequence=sequence,
                rank=firm.rank,
                score=str(firm.score),
                bonus_fen=firm.bonus_fen if honour.name == firm.honours[0] else 0,
                snapshot=_snapshot(entry),
                holders=(Holder(HolderKind.ENTERPRISE, entry.name, 1, sheet),),
                shares=(),
                plaque=wording.plaque_lines(book.plaque, organ=book.organ, name=entry.name, **facts),
            )


def _tiers(
    round_: Round, book: AwardRules, entries: dict[str, Entry], computed: Outcome, day: dt.date | None
) -> Iterator[Grant]:
    for level, tier in enumerate(book.tiers, 1):
        winners = [entry for entry in computed.standings if entry.tier == tier.name]
        for standing in sorted(winners, key=lambda winner: winner.sequence or 0):
            entry = entries[standing.key]
            number = award_number(book, round_.code, tier.name, standing.sequence or 0) if day else ""
            shares = computed.splits.get(standing.key, ())
            yield Grant(
                entry_id=entry.id,
                number=number,
                title=tier.name,
                level=level,
                sequence=standing.sequence or 0,
                rank=standing.rank,
                score=str(standing.score),
                bonus_fen=standing.bonus_fen,
                snapshot=_snapshot(entry),
                holders=tuple(_certified(book, entry, standing, number, day)),
                shares=tuple((completer.name, fen) for completer, fen in zip(entry.completers, shares, strict=False)),
                plaque=(),
            )


def _certified(
    book: AwardRules, entry: Entry, standing: Standing, number: str, day: dt.date | None
) -> Iterator[Holder]:
    persons, units = certificates(book, standing.tier, _sizes(entry))
    groups = (
        (HolderKind.PERSON, [row.name for row in entry.completers[:persons]], book.certificate, person_number),
        (HolderKind.UNIT, [row.name for row in entry.units[:units]], book.unit_certificate, unit_number),
    )
    for kind, names, rules, numbered in groups:
        for position, name in enumerate(names, 1):
            sheet = wording.certificate(
                rules,
                holder=name,
                number=numbered(book, number, position) if number else "",
                date_text=numerals(day) if day else "",
                title=entry.name,
                tier=standing.tier,
            )
            yield Holder(kind, name, position, sheet)


def _sizes(entry: Entry) -> Nomination:
    return Nomination(
        key=entry.key, name=entry.name, group=entry.group, valid=True, reason="", sheets=(), votes=(),
        persons=len(entry.completers), units=len(entry.units),
    )  # fmt: skip


def _snapshot(entry: Entry) -> dict[str, Any]:
    """Return the names and payee of the day, in legal order."""
    payee = entry.units[0].name if entry.units else entry.name
    return {
        "key": entry.key,
        "name": entry.name,
        "county": entry.county,
        "group": entry.group,
        "nominator": entry.nominator,
        "units": [unit.name for unit in entry.units],
        "completers": [[completer.name, completer.unit] for completer in entry.completers],
        "payee": payee,
        "payee_uscc": entry.payee_uscc,
        "bank": entry.bank,
        "account": entry.account,
    }
