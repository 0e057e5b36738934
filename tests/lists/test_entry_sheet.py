"""One entry on one page, and what stands before a decision."""

from sqlalchemy import select

from awardsdesk.lists.deciding import open_ties, prospect
from awardsdesk.lists.entry_sheet import entry_sheet
from awardsdesk.models import Entry
from awardsdesk.store.database import Database


def test_a_firm_has_reported_and_verified_side_by_side(sample: Database) -> None:
    with sample.read() as session:
        record = session.scalars(select(Entry.id).where(Entry.key == "91419904F5L8QJ3Y4P")).one()
        sheet = entry_sheet(session, record)
    firm, figures, marks = sheet.sections
    assert (sheet.name, firm.rows[1]) == ("澄川市璟博药业有限公司", ("所属县区", "高新区"))
    assert figures.columns == ("指标", "申报值", "县区核实", "市级核实")
    assert ("研发项目独立核算", "有", "有 属实", "无 核减") in figures.rows
    assert ("产学研合作项目数（项）", "3", "2 核减", "") in figures.rows
    assert marks.rows[0] == ("王芳", "23", "23", "21.5", "17", "84.5")
    assert marks.rows[5][-1] == "回避"


def test_a_nomination_keeps_units_and_persons_in_order(sample: Database) -> None:
    with sample.read() as session:
        record = session.scalars(select(Entry.id).where(Entry.key == "2008-工-005")).one()
        sections = {section.title: section for section in entry_sheet(session, record).sections}
    assert sections["完成单位"].rows == (("1", "澄川市曜科淀粉有限公司"), ("2", "东原工业大学"))
    assert sections["完成人"].rows[1] == ("2", "范克勤", "东原工业大学")
    assert sections["收款单位"].rows[0] == ("名称", "澄川市曜科淀粉有限公司")


def test_what_approving_would_grant_is_known_before(sample: Database) -> None:
    with sample.read() as session:
        wanted = prospect(session, "2008-QP")
        award = prospect(session, "2008-J")
    assert wanted.obstacles == ("尚未计算结果。",)
    assert [(title, count) for title, count, _bonus in wanted.titles] == [
        ("技术创新示范企业", 3),
        ("技术创新十强企业", 10),
        ("技术创新能力五十强企业", 50),
    ]
    assert (wanted.enterprises, wanted.plaques, wanted.bonus_fen) == (63, 63, 105_000_000)
    assert (award.persons, award.units, award.plaques, award.bonus_fen) == (366, 156, 0, 63_000_000)
    assert sum(bonus for _title, _count, bonus in award.titles) == award.bonus_fen


def test_without_a_result_there_is_no_tie_to_decide(sample: Database) -> None:
    with sample.read() as session:
        assert open_ties(session, "2008-QP") == []
