"""Workbooks from the register's menu."""

import openpyxl
import pytest
from PySide6.QtWidgets import QWidget

from awardsdesk.ui.workbook_actions import WorkbookActions
from tests.patience import until


@pytest.fixture
def page(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def run(desk, page, text):
    """Do what the menu entry does."""
    next(action for action in WorkbookActions(desk, page).actions() if action.text == text).run(())


def test_a_template_is_written_where_the_clerk_says(qtbot, desk, page, user, tmp_path):
    target = tmp_path / "模板.xlsx"
    user.answers = [target]
    run(desk, page, "下载导入模板")
    until(lambda: len(user.told) == 2)
    assert user.told == [("save", "成果登记导入模板.xlsx"), ("info", "已写出 模板.xlsx")]
    assert openpyxl.load_workbook(target).sheetnames == ["成果登记", "填写说明"]
