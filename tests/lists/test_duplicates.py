"""Likely doubles of the file: found by its indexes, shown beside each other, silent once decided."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from awardsdesk.lists.achievements import draft_of
from awardsdesk.lists.duplicates import Named, Pair, candidates_of, named, open_pairs, side_by_side
from awardsdesk.models import Achievement
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.duplicates import settle
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.rules.forms import forms
from awardsdesk.store.database import Database

PLANTED = {(1, 145), (7, 242), (31, 35), (46, 217), (53, 109), (59, 68)}


def test_the_file_finds_the_planted_pairs_and_no_other(sample: Database) -> None:
    with sample.read() as session:
        ids = session.scalars(select(Achievement.id)).all()
        found = {tuple(sorted((id_, each.key))) for id_ in ids for each in candidates_of(session, id_)}
    assert found == PLANTED


def test_a_draft_is_compared_while_it_is_typed(sample: Database) -> None:
    with sample.read() as session:
        whole = draft_of(session, 53)
        bare = AchievementDraft(title="新型城市污水综合治理示范", klass="")
        assert {each.key for each in candidates_of(session, bare)} == {53, 109}
        assert {each.key for each in candidates_of(session, whole)} == {53, 109}
        assert {each.key for each in candidates_of(session, whole, record=53)} == {109}
        assert candidates_of(session, whole, limit=1)[0].likeness == 100
        assert candidates_of(session, replace(bare, title="《》")) == []
        assert candidates_of(session, replace(bare, title="")) == []


def test_another_way_of_writing_is_found_by_unit_or_persons_alone(sample: Database) -> None:
    with sample.read() as session:
        unit, persons = draft_of(session, 1).units[:1], draft_of(session, 1).completers[:2]
        title = "（λ/4）波片法测定房水葡萄糖——一种Ω形微探头的研制"
        by_unit = AchievementDraft(title=title, klass="", units=unit)
        by_persons = AchievementDraft(title=title, klass="", completers=persons)
        assert {each.key for each in candidates_of(session, by_unit)} == {1, 145}
        assert {each.key for each in candidates_of(session, by_persons)} == {1, 145}


def test_one_team_in_the_same_months_is_found_under_another_title(sample: Database) -> None:
    with sample.write() as session:
        whole = replace(draft_of(session, 1), title="完全另一回事", registration_no="", registered_on=None, uid="")
        new = save(session, whole)
        part = replace(whole, title="再换一个说法", completers=whole.completers[:2])
        more = replace(part, completers=(*whole.completers[:3], CompleterDraft("外来人")))
    said = ("名称不同，但完成人是同一组人", "第一完成单位相同", "5 名完成人相同", "起止年月相同")
    with sample.read() as session:
        assert [(each.key, each.reasons) for each in candidates_of(session, new)] == [(1, said), (145, said)]
        assert candidates_of(session, part) == candidates_of(session, more) == []
        more = replace(more, completers=(*whole.completers, CompleterDraft("外来人")))
        assert [each.key for each in candidates_of(session, more)] == [new, 1, 145]
        found = {(pair.one, pair.other) for pair in open_pairs(session, range(1, new + 1), Progress())}
        assert found == PLANTED | {(1, new), (145, new)}


def test_a_decided_pair_is_silent_for_both_and_only_for_them(sample: Database) -> None:
    with sample.write() as session:
        settle(session, 53, 109, "两期工程，合同不同")
    with sample.read() as session:
        assert candidates_of(session, 53) == candidates_of(session, 109) == []
        assert len(candidates_of(session, AchievementDraft(title="新型城市污水综合治理示范", klass=""))) == 2
        assert candidates_of(session, 1) != []


def test_all_open_pairs_are_found_each_once_until_they_are_decided(sample: Database) -> None:
    with sample.write() as session:
        settle(session, 109, 53, "两期工程，合同不同")
    with sample.read() as session:
        progress = Progress()
        found = open_pairs(session, range(1, 310), progress)
        assert {(pair.one, pair.other) for pair in found} == PLANTED - {(53, 109)}
        assert len(found) == 5
        assert (progress.label, progress.done, progress.total) == ("正在查找重复", 300, 300)


def test_rows_are_looked_through_against_the_whole_file(sample: Database) -> None:
    reasons = ("名称相同（不计标点、空格、数字写法）", "第一完成单位相同", "6 名完成人相同", "起止年月相同")
    with sample.read() as session:
        assert open_pairs(session, [2, 109, 999], Progress()) == [Pair(53, 109, reasons)]
        assert open_pairs(session, [], Progress()) == []


def test_the_pair_that_speaks_most_stands_first(database: Database) -> None:
    one = AchievementDraft(
        title="丹参提取", klass="应用技术", units=(UnitDraft("甲所"),), completers=(CompleterDraft("张三"),)
    )
    other = replace(one, title="旱作小麦栽培", units=(UnitDraft("乙所"),), completers=(CompleterDraft("李四"),))
    drafts = (one, replace(one, units=(UnitDraft("丙所"),)), other, replace(other, title="旱作小麦 栽培"))
    with database.write() as session:
        for draft in drafts:
            save(session, draft)
    with database.read() as session:
        assert [(pair.one, pair.other) for pair in open_pairs(session, [1, 2, 3], Progress())] == [(3, 4), (1, 2)]


def test_who_stops_looking_is_not_held_up(sample: Database) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled), sample.read() as session:
        open_pairs(session, [53], progress)


def test_a_line_names_number_and_first_unit(sample: Database) -> None:
    with sample.read() as session:
        unit = draft_of(session, 53).units[0].name
        assert named(session, [53, 999]) == {53: Named("新型城市污水综合治理示范", "9412007Y0039", unit)}


def test_a_shared_patent_tells_what_the_titles_hide(database: Database) -> None:
    first = AchievementDraft(
        title="甲法提取丹参",
        klass="应用技术",
        abstract="专利ZL 2008 1 0012345.6",
        units=(UnitDraft("甲所"),),
        completers=(CompleterDraft("张三"), CompleterDraft("李四")),
    )
    with database.write() as session:
        save(session, first)
    with database.read() as session:
        second = replace(first, title="一种中药的制备", abstract="获ZL200810012345.6")
        assert candidates_of(session, second)[0].reasons[0] == "专利号或项目号相同（ZL2008100123456）"


def test_two_achievements_beside_each_other(sample: Database) -> None:
    with sample.read() as session:
        rows = side_by_side(session, 1, 145)
    assert [row.field for row in rows if row.differs] == ["成果名称", "登记号", "登记日期"]
    names = next(row for row in rows if row.field == "完成人（按次序）")
    assert names.left.startswith("钟强、梁海燕（柳庄县人民医院）、")


def test_a_draft_beside_an_achievement(sample: Database) -> None:
    with sample.read() as session:
        rows = side_by_side(session, AchievementDraft(title="甲", klass=""), 145)
    assert all(row.differs for row in rows)
    assert (rows[0].left, rows[2].left) == ("甲", "")


def test_who_registered_either_stands_beside_each_other(database: Database) -> None:
    one = AchievementDraft(title="甲", klass="应用技术", approved_by="某省科技厅")
    with database.read() as session:
        rows = side_by_side(session, one, replace(one, approved_by="某市科技局"))
    assert [(row.field, row.left, row.right) for row in rows if row.differs] == [
        ("批准登记单位", "某省科技厅", "某市科技局")
    ]


def test_what_only_the_form_says_stands_beside_each_other_too(database: Database) -> None:
    one = AchievementDraft(
        title="甲",
        klass="应用技术",
        units=(UnitDraft("甲所"),),
        completers=(CompleterDraft("张三"),),
        details={"plan_no": "K1", "patents": [["发明", "授权", "ZL1", "法"], ["外观", "申请", "", ""]]},
    )
    other = replace(one, details={"plan_no": "K2"})
    with database.read() as session:
        rows = [(row.field, row.left, row.right) for row in side_by_side(session, one, other) if row.differs]
    assert rows == [("计划编号", "K1", "K2"), ("专利", "发明|授权|ZL1|法；外观|申请||", "")]


def test_openness_stands_beside_each_other(database: Database) -> None:
    one = AchievementDraft(title="甲", klass="应用技术", details={"secrecy": "内部"})
    with database.read() as session:
        rows = side_by_side(session, one, replace(one, details={"secrecy": "公开"}))
    assert [(row.field, row.left, row.right) for row in rows if row.differs] == [("密级", "内部", "公开")]


def test_beside_each_other_fields_are_called_as_on_the_form_and_come_in_its_order(sample: Database) -> None:
    with sample.read() as session:
        told = [row.field for row in side_by_side(session, 53, 109)]
    labels = [field.label for field in forms().fields]
    assert told == [label for label in labels if label in told]
    assert {"任务来源", "成果体现形式", "成果水平"} <= set(told)
