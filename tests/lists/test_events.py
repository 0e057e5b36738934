import datetime as dt

from awardsdesk.lists.events import recent
from awardsdesk.operations.duplicates import settle
from awardsdesk.operations.office import rename_office
from awardsdesk.operations.undo import undo


def test_the_last_operations_come_first_in_the_offices_words(approved):
    with approved.read() as session:
        told = recent(session, 20)
    assert [(each.what, each.subject) for each in told if each.what in {"批准", "新建文件"}] == [
        ("批准", "2008年度市科学技术进步奖"),
        ("批准", "2008年度市工业企业技术创新能力评价"),
        ("新建文件", ""),
    ]
    assert told[0].reason == "澄政〔2008〕28号 2008-08-15"
    assert told[0].actor == "测试员"


def test_so_many_and_no_more_in_local_time(database):
    for name in ("甲局", "乙局", "丙局"):
        with database.write() as session:
            rename_office(session, name)
    with database.read() as session:
        told = recent(session, 2)
    assert [each.what for each in told] == ["改单位名称"] * 2
    assert abs(told[0].at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_an_undo_is_about_what_was_undone(sample):
    with sample.write() as session:
        settle(session, 109, 53, "两期工程")
    with sample.write() as session:
        undo(session)
    with sample.read() as session:
        (told,) = recent(session, 1)
    assert (told.what, told.reason) == ("撤销", "")
    assert told.subject == "新型城市污水综合治理示范；《新型城市污水综合治理示范》"


def test_a_decision_about_two_achievements_names_both(sample):
    with sample.write() as session:
        settle(session, 109, 53, "两期工程")
    with sample.read() as session:
        (told,) = recent(session, 1)
    assert (told.what, told.reason) == ("认定不是重复", "两期工程")
    assert told.subject == "新型城市污水综合治理示范；《新型城市污水综合治理示范》"
