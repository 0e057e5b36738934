"""The sample year gives every figure its README promises."""

import json
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from awardsdesk.rules.award import grade
from awardsdesk.rules.entries import Outcome
from awardsdesk.rules.evaluation import evaluate
from awardsdesk.rules.numbers import award_number
from tests.rules import sample_year

EXPECTED = json.loads(Path(__file__).with_name("expected-summary.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def evaluation() -> Outcome:
    return evaluate(sample_year.evaluation_book(), sample_year.applicants())


@pytest.fixture(scope="module")
def award() -> Outcome:
    return grade(sample_year.award_book(), sample_year.nominations(), sample_year.meeting())


def test_evaluation(evaluation):
    ranked = [firm for firm in evaluation.standings if firm.rank is not None]
    least, greatest = evaluation.ranges["上缴税金"]
    ties = {(firm.rank, firm.rank + len(firm.tied_with)) for firm in ranked if firm.tied_with}
    computed = {
        "round": "2008-QP",
        "applicants": len(evaluation.standings),
        "ranked": len(ranked),
        "tax_min": str(Decimal(least.numerator) / least.denominator),
        "tax_max": str(Decimal(greatest.numerator) / greatest.denominator),
        "vetoed": sum(firm.reason.startswith("一票否决") for firm in evaluation.standings),
        "not_rankable": [
            {"uscc": firm.key, "name": firm.name, "valid_sheets": len(firm.expert.totals)}
            for firm in evaluation.standings
            if firm.rank is None and firm.expert is not None
        ],
        "top10": [{"rank": firm.rank, "name": firm.name, "total": str(firm.score)} for firm in ranked[:10]],
        "last_of_50": [str(firm.score) for firm in ranked if firm.rank == 50],
        "honour_counts": Counter(honour for firm in ranked for honour in firm.honours),
        "plaques": evaluation.plaques,
        "certificates": evaluation.unit_certificates,
        "bonus_total_yuan": evaluation.bonus_fen // 100,
        "ties_needing_decision": len(evaluation.undecided),
        "ties_elsewhere": [list(places) for places in ties],
        "sum_of_totals": str(sum(firm.score for firm in ranked)),
    }
    assert computed == EXPECTED["evaluation"]


def test_award(award):
    book, entries = sample_year.award_book(), {entry.key: entry for entry in sample_year.nominations()}
    payees = {row["编号"]: row["第一单位统一社会信用代码"] for row in sample_year.rows("奖励提名", "提名项目")}
    ranked = [entry for entry in award.standings if entry.rank is not None]
    first = sorted((entry for entry in ranked if entry.tier == "一等"), key=lambda entry: entry.sequence)
    computed = {
        "round": "2008-J",
        "nominations": len(award.standings),
        "valid": sum(entry.valid for entry in entries.values()),
        "valid_by_group": Counter(entry.group for entry in entries.values() if entry.valid),
        "seats": award.seats,
        "proposed_counts": Counter(entry.proposed_tier for entry in ranked if entry.proposed_tier),
        "final_counts": Counter(entry.tier for entry in ranked if entry.tier),
        "person_certificates": award.person_certificates,
        "unit_certificates": award.unit_certificates,
        "bonus_total_yuan": award.bonus_fen // 100,
        "ties_needing_decision": len(award.undecided),
        "payees": len({payees[entry.key] for entry in ranked if entry.tier}),
        "first_prizes": [
            {
                "number": award_number(book, "2008-J", entry.tier, entry.sequence),
                "no": entry.key,
                "score": str(entry.score),
                "persons": min(9, entries[entry.key].persons),
                "units": min(7, entries[entry.key].units),
            }
            for entry in first
        ],
        "sum_of_scores": str(sum(entry.score for entry in ranked)),
    }
    assert computed == EXPECTED["award"]


def test_award_money_adds_up(award):
    assert sum(map(sum, award.splits.values())) == award.bonus_fen
    assert sum(map(len, award.splits.values())) == award.person_certificates


def test_award_has_nothing_to_warn_of(award):
    assert award.warnings == ()


def test_order_of_rows_has_no_effect(evaluation, award):
    shuffle = random.Random(2008).sample
    firms, entries = sample_year.applicants(), sample_year.nominations()
    assert evaluate(sample_year.evaluation_book(), shuffle(firms, len(firms))) == evaluation
    assert grade(sample_year.award_book(), shuffle(entries, len(entries)), sample_year.meeting()) == award
