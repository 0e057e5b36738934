"""The explanation of a rank: its last line is the rank itself."""

import pytest

from awardsdesk.errors import UserError
from awardsdesk.lists.reporting import result_report
from awardsdesk.lists.why import why
from awardsdesk.operations.rounds import by_code
from awardsdesk.store.database import Database


def test_an_evaluation_is_explained_from_figures_to_total(sample: Database) -> None:
    with sample.read() as session:
        round_ = by_code(session, "2008-QP")
        first = result_report(session, round_)["entries"][0]
        sheet = why(session, round_, first["key"])
    assert sheet.verdict == (
        "第 1 名，得分 93.23：技术创新示范企业、技术创新十强企业、技术创新能力五十强企业，奖金 100,000.00 元"
    )
    assert [section.title for section in sheet.sections] == ["数据：申报与核实", "客观分", "专家评分", "总分"]
    figures, objective, experts, total = sheet.sections
    assert len(figures.rows) == 18
    assert objective.rows[-1] == ("客观分（按不适用的权重折算）", "", "100", first["objective"])
    assert experts.rows[-1] == ("专家分（平均）", "", first["expert"], "")
    assert total.rows[-3][1].endswith(" → 93.23")


def test_a_ballot_that_failed_is_shown_with_the_one_that_carried(sample: Database) -> None:
    with sample.read() as session:
        sheet = why(session, by_code(session, "2008-J"), "2008-农-035")
    ballots = next(section for section in sheet.sections if section.title == "表决")
    assert ballots.rows == (
        ("一等", "18", "11 / 2 / 5", "未通过"),
        ("二等", "16", "13 / 0 / 3", "通过"),
    )


def test_who_is_not_ranked_learns_why(sample: Database) -> None:
    with sample.read() as session:
        round_ = by_code(session, "2008-QP")
        reasons = {
            entry["key"]: entry["reason"] for entry in result_report(session, round_)["entries"] if entry["reason"]
        }
        verdicts = {key: why(session, round_, key).verdict for key in reasons}
    assert verdicts == {key: f"未排名：{reason}" for key, reason in reasons.items()}
    assert len(reasons) == 4


def test_an_unknown_key_is_named(sample: Database) -> None:
    with sample.read() as session, pytest.raises(UserError) as told:
        why(session, by_code(session, "2008-J"), "无")
    assert str(told.value) == "“无”不在“2008年度市科学技术进步奖”的申报名单中"
