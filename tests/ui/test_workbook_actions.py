"""Workbooks from the register's menu."""

import openpyxl

from awardsdesk.lists.achievements import titles_of
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.workbook_actions import WorkbookActions
from tests.patience import until, until_written


def run(desk, page, text, ids=()):
    """Do what the menu entry does."""
    next(action for action in WorkbookActions(desk, page, lambda: ids).actions() if action.text == text).run(())


def test_a_template_is_written_where_the_clerk_says(qtbot, desk, page, user, tmp_path):
    target = tmp_path / "模板.xlsx"
    user.answers = [target]
    run(desk, page, "下载导入模板")
    until(lambda: len(user.told) == 2)
    assert user.told == [("save", "成果登记导入模板.xlsx"), ("info", "已写出 模板.xlsx")]
    assert openpyxl.load_workbook(target).sheetnames == ["成果登记", "填写说明"]


def test_the_register_goes_out_whole_as_the_list_shows_it(sample, preferences, page, user, tmp_path):
    target = tmp_path / "表.xlsx"
    user.answers = [target]
    run(Desk(sample, preferences), page, "导出完整表（可再导入）", [3, 1])
    until_written(target)
    with sample.read() as session:
        titles = titles_of(session, [3, 1])
    rows = openpyxl.load_workbook(target)["成果登记"].iter_rows(values_only=True)
    assert [row[0] for row in rows] == ["成果名称*", *titles]
    assert [said for _kind, said in user.told] == ["成果登记完整表.xlsx", "已写出 表.xlsx"]
