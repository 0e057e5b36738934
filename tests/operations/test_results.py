"""From the file to a result: what stands is computed, what changes afterwards makes the result invalid."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.lists.reporting import result_report
from awardsdesk.models import ComputedResult, Entry, Round, ScoreSheet, TieDecision
from awardsdesk.operations.approval import approve, obstacles
from awardsdesk.operations.drafts import ScoreSheetDraft, VerificationDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.results import applicant, compute, decide_tie, entries_of, validity
from awardsdesk.operations.rounds import by_code
from awardsdesk.rules.entries import UNVERIFIABLE
from awardsdesk.rules.money import split
from awardsdesk.store.database import Database

EXPECTED = json.loads((Path(__file__).parents[1] / "rules" / "expected-summary.json").read_text("utf-8"))


def report(database: Database, code: str) -> dict[str, Any]:
    with database.read() as session:
        return result_report(session, by_code(session, code))


def test_the_evaluation_of_the_sample_year_equals_the_expected_figures(sample: Database) -> None:
    result, wanted = report(sample, "2008-QP"), EXPECTED["evaluation"]
    ranked = [entry for entry in result["entries"] if entry["rank"] is not None]
    counts = {name: sum(name in entry["honours"] for entry in ranked) for name in wanted["honour_counts"]}
    assert len(result["entries"]) == wanted["applicants"]
    assert len(ranked) == wanted["ranked"]
    assert [{"rank": e["rank"], "name": e["name"], "total": e["score"]} for e in ranked[:10]] == wanted["top10"]
    assert [entry["score"] for entry in ranked if entry["rank"] == 50] == wanted["last_of_50"]
    assert counts == wanted["honour_counts"]
    assert (result["plaques"], result["certificates"]) == (63, {"persons": 0, "units": 63})
    assert result["bonus_fen"] == wanted["bonus_total_yuan"] * 100
    assert str(sum(Decimal(entry["score"]) for entry in ranked)) == wanted["sum_of_totals"]
    assert len(result["undecided_ties"]) == wanted["ties_needing_decision"]
    assert [entry["rank"] for entry in ranked[25:27]] == [26, 26]


def test_the_award_of_the_sample_year_equals_the_expected_figures(sample: Database) -> None:
    result, wanted = report(sample, "2008-J"), EXPECTED["award"]
    valid = [entry for entry in result["entries"] if entry["rank"] is not None]
    assert len(result["entries"]) == wanted["nominations"]
    assert len(valid) == wanted["valid"]
    assert result["seats"] == wanted["seats"]
    for key, figure in (("proposed_tier", "proposed_counts"), ("tier", "final_counts")):
        assert {tier: sum(e[key] == tier for e in valid) for tier in wanted[figure]} == wanted[figure]
    assert result["certificates"] == {"persons": wanted["person_certificates"], "units": wanted["unit_certificates"]}
    assert result["bonus_fen"] == wanted["bonus_total_yuan"] * 100
    assert str(sum(Decimal(entry["score"]) for entry in valid)) == wanted["sum_of_scores"]
    firsts = {entry["key"]: entry["score"] for entry in valid if entry["tier"] == "一等"}
    assert firsts == {first["no"]: first["score"] for first in wanted["first_prizes"]}
    assert result["splits"]["2008-J-1-001"] == list(split(5_000_000, 9, (4, 10)))
    assert sum(sum(shares) for shares in result["splits"].values()) == result["bonus_fen"]


def firm(session: Session, name: str) -> Entry:
    return session.scalars(select(Entry).where(Entry.name == name)).one()


def verify(database: Database, level: str, opinion: str, value: str | None) -> None:
    draft = VerificationDraft(
        uscc=KEY,
        name="",
        quantity="营业收入",
        level=level,
        opinion=opinion,
        verified=None if value is None else Decimal(value),
    )
    with database.write() as session:
        assert take(session, [Batched(draft)], "手工").refusals == []


KEY = "914199077NEXG7GT6T"


def figure(database: Database) -> Any:
    with database.read() as session:
        entries = entries_of(session, by_code(session, "2008-QP"))
        return applicant(next(entry for entry in entries if entry.key == KEY)).figures["营业收入"]


def test_the_citys_word_stands_before_the_countys_before_the_reported_value(sample: Database) -> None:
    verify(sample, "县区", "核减", "100.5")
    assert figure(sample) == Decimal("100.5")
    verify(sample, "县区", "无法核实", None)
    assert figure(sample) is UNVERIFIABLE
    verify(sample, "市级", "核减", "90")
    assert figure(sample) == Decimal(90)
    verify(sample, "市级", "无法核实", None)
    verify(sample, "县区", "属实", "100.5")
    assert figure(sample) is UNVERIFIABLE


def test_a_late_change_invalidates_the_result_and_stops_approval(sample: Database) -> None:
    with sample.write() as session:
        compute(session, by_code(session, "2008-QP"))
    verify(sample, "市级", "核减", "1")
    with sample.read() as session:
        state = validity(session, by_code(session, "2008-QP"))
        assert (state.computed, state.stale) == (True, True)
        assert state.sentence == "计算之后数据有变动，结果已失效，请重新计算。"
    with pytest.raises(UserError) as told, sample.write() as session:
        approve(session, by_code(session, "2008-QP"), "澄政〔2008〕28号", dt.date(2008, 8, 15))
    assert str(told.value) == (
        "“2008年度市工业企业技术创新能力评价”还不能批准：计算之后数据有变动，结果已失效，请重新计算。"
    )
    with sample.write() as session:
        compute(session, by_code(session, "2008-QP"))
    with sample.read() as session:
        assert obstacles(session, by_code(session, "2008-QP")) == []


def test_importing_the_same_again_keeps_the_result_valid(sample: Database) -> None:
    verify(sample, "市级", "核减", "1")
    with sample.write() as session:
        compute(session, by_code(session, "2008-QP"))
    verify(sample, "市级", "核减", "1")
    with sample.read() as session:
        assert validity(session, by_code(session, "2008-QP")).sentence == ""


def tie_of(session: Session, round_: Round) -> dict[str, Any]:
    compute(session, round_)
    result = session.scalars(select(ComputedResult).where(ComputedResult.round_id == round_.id)).one()
    return result.summary["undecided"][0]


def test_a_tie_across_a_cut_stops_approval_until_a_decision_with_a_reason(tied: Database) -> None:
    with tied.write() as session:
        tie = tie_of(session, by_code(session, "2008-QP"))
    first, last = tie["first"], tie["last"]
    assert tie["cut"] == "技术创新能力五十强企业"
    assert first <= 50 < last
    with pytest.raises(UserError) as told, tied.write() as session:
        approve(session, by_code(session, "2008-QP"), "文", dt.date(2008, 8, 15))
    assert str(told.value) == (
        "“2008年度市工业企业技术创新能力评价”还不能批准："
        f"“技术创新能力五十强企业”处有 2 个并列（第 {first}—{last} 名，余 {tie['open']} 席），须先作出决定并写明理由。"
    )
    with pytest.raises(UserError) as told, tied.write() as session:
        decide_tie(session, by_code(session, "2008-QP"), tie["cut"], tie["keys"][:1], "  ")
    assert str(told.value) == "请写明理由：并列的取舍要有依据，才能批准。"
    with tied.write() as session:
        decide_tie(session, by_code(session, "2008-QP"), tie["cut"], tie["keys"][:1], "领导小组第 3 次会议决定")
    with tied.read() as session:
        round_ = by_code(session, "2008-QP")
        assert validity(session, round_).stale
        assert session.scalars(select(TieDecision.reason)).all() == ["领导小组第 3 次会议决定"]
    with tied.write() as session:
        computed = compute(session, by_code(session, "2008-QP"))
        assert computed.undecided == ()
        holders = [entry.key for entry in computed.standings if tie["cut"] in entry.honours]
        assert (len(holders), tie["keys"][0] in holders, tie["keys"][1] in holders) == (50, True, False)
    with tied.write() as session:
        assert (
            decide_tie(session, by_code(session, "2008-QP"), tie["cut"], tie["keys"][1:], "更正：以第 4 次会议为准")
            == 1
        )
    with tied.write() as session:
        computed = compute(session, by_code(session, "2008-QP"))
        holders = [entry.key for entry in computed.standings if tie["cut"] in entry.honours]
        assert (len(holders), tie["keys"][0] in holders, tie["keys"][1] in holders) == (50, False, True)
    with tied.write() as session:
        approve(session, by_code(session, "2008-QP"), "文", dt.date(2008, 8, 15))


def test_a_decision_names_members_of_the_tie_only(tied: Database) -> None:
    with pytest.raises(UserError) as told, tied.write() as session:
        decide_tie(session, by_code(session, "2008-QP"), "技术创新能力五十强企业", ["甲"], "理由")
    assert str(told.value) == "甲 不在“技术创新能力五十强企业”处的并列之中，没有改动。"
    with pytest.raises(UserError) as told, tied.write() as session:
        decide_tie(session, by_code(session, "2008-QP"), "技术创新示范企业", ["甲"], "理由")
    assert str(told.value) == "没有跨“技术创新示范企业”的并列，没有改动。"


def test_a_score_changed_through_import_changes_the_round_only_when_it_differs(sample: Database) -> None:
    with sample.read() as session:
        sheet = session.scalars(select(ScoreSheet).join(Entry).where(Entry.key == "2008-工-001")).first()
        assert sheet is not None
        marks = tuple(None if mark is None else Decimal(mark) for mark in sheet.marks)
        draft = ScoreSheetDraft(
            key="2008-工-001", expert=sheet.expert.name, expert_unit=sheet.expert.unit, marks=marks,
            suggested_tier=sheet.suggested_tier, remark=sheet.remark, recused=sheet.recused,
        )  # fmt: skip
        before = by_code(session, "2008-J").revision
    with sample.write() as session:
        outcome = take(session, [Batched(draft, award=True)], "同一张")
        assert outcome.changes == 0
        assert by_code(session, "2008-J").revision == before
