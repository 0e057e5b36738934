"""A list leaves as it is seen: visible columns in their order, as filtered and sorted, codes as text."""

import tempfile

import openpyxl
import pytest

from awardsdesk.progress import Cancelled, Progress
from awardsdesk.ui.export_action import _seen, _write, export_list
from awardsdesk.ui.list_page import ListPage
from tests.ui.conftest import UNITS


def exported(qtbot, desk, user, target, prepare):
    page = ListPage(desk, UNITS)
    page.resize(1000, 600)
    page.show()
    qtbot.addWidget(page)
    prepare(page.panel)
    user.answers = [target]
    export_list(page.panel, page)
    qtbot.waitUntil(lambda: ("info", f"已导出 {target.name}") in user.told, timeout=20000)
    sheet = openpyxl.load_workbook(target).active
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_all_of_a_list(qtbot, desk, user, tmp_path):
    rows = exported(qtbot, desk, user, tmp_path / "单位.xlsx", lambda _panel: None)
    assert rows[0] == ["单位"]
    assert rows[1] == ["单位名称", "信用代码", "县区", "奖金", "状态"]
    assert len(rows) == 32
    name, code, _county, bonus, state = rows[2]
    assert (name, code, bonus, state) == ("第000001号研究所", "911234567890100001", 1, "有效")


def test_hidden_columns_stay_at_home_and_moved_ones_move(qtbot, desk, user, tmp_path):
    def prepare(panel):
        panel.table.show_column(1, shown=False)
        panel.table.horizontalHeader().moveSection(2, 0)
        panel.bar.filters["county"].setCurrentIndex(1)
        panel._sort("name", descending=True)

    rows = exported(qtbot, desk, user, tmp_path / "部分.xlsx", prepare)
    assert rows[1] == ["县区：平泽县；按单位名称降序"]
    assert rows[2] == ["县区", "单位名称", "奖金", "状态"]
    names = [row[1] for row in rows[3:]]
    assert len(names) == 10
    assert names == sorted(names, reverse=True)


def test_no_file_no_export(qtbot, desk, user):
    page = ListPage(desk, UNITS)
    qtbot.addWidget(page)
    user.answers = [None]
    export_list(page.panel, page)
    assert [kind for kind, _text in user.told] == ["save"]


class Stopped(Progress):
    """Is cancelled when the first rows are written."""

    def step(self, count=1):
        self.cancel()
        super().step(count)


def test_an_export_that_is_cancelled_leaves_nothing(qtbot, desk, user, tmp_path, monkeypatch):
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    page = ListPage(desk, UNITS)
    qtbot.addWidget(page)
    page.refresh()
    view = _seen(page.panel, "单位", approved=True)
    with pytest.raises(Cancelled):
        _write(view, tmp_path / "单位.xlsx", Stopped())
    assert list(tmp_path.glob("单位.xlsx*")) + list(aside.iterdir()) == []
