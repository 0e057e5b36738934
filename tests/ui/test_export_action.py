"""A list leaves as it is seen: visible columns in their order, as filtered and sorted, codes as text."""

import datetime as dt
import tempfile

import openpyxl
import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.conditions import Condition, How
from awardsdesk.lists.listing import Kind
from awardsdesk.lists.people import ORGANIZATIONS, PERSONS
from awardsdesk.models import Achievement, AchievementUnit, Organization, Person
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.ui.desk import Desk
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


def as_excel_shows(cell):
    """Return the text of a workbook's cell under its number format."""
    match cell.value:
        case None:
            return ""
        case str():
            return cell.value
        case dt.datetime():
            assert cell.number_format == "yyyy-mm-dd"
            return f"{cell.value:%Y-%m-%d}"
    return {"#,##0.00": "{:,.2f}", "0": "{}", "0.00": "{:.2f}"}[cell.number_format].format(cell.value)


def number_like(database):
    """Give some units and persons texts that a workbook would gladly take for numbers."""
    with database.write() as session:
        connection = session.connection()
        said = {"contact": "1E5", "phone": "0993001", "industry_code": "007"}
        connection.execute(update(Organization).where(Organization.id <= 40).values(said))
        connection.execute(update(Person).where(Person.id == 3).values(name="00123"))
        details = {"recommender": "=1+1", "plan_no": "0012", "funding_state": "1250.50", "funding_total": "约九十"}
        said = {"details": details, "started": "2004-03", "discipline_code": "110；52040", "registrar": "941"}
        connection.execute(update(Achievement).where(Achievement.id <= 80).values(said))
        connection.execute(update(AchievementUnit).values(details={"region": "520102"}))


@pytest.mark.parametrize(
    ("listing", "asked", "hidden", "by"),
    [
        (ACHIEVEMENTS, ("registered_on", Condition(How.BETWEEN, ("2007-01-01", ""))), "klass", "registered_on"),
        (ACHIEVEMENTS, ("details.recommender", Condition(How.FILLED)), "", "details.funding_state"),
        (ORGANIZATIONS, ("phone", Condition(How.FILLED)), "achievements", "county"),
        (PERSONS, ("unit", Condition(How.CONTAINS, ("市",))), "", "name"),
        (UNITS, ("name", Condition(How.CONTAINS, ("1",))), "county", "name"),
    ],
    ids=lambda each: getattr(each, "key", ""),
)
def test_what_leaves_is_cell_by_cell_what_is_seen(
    qtbot, desk, sample, preferences, user, tmp_path, listing, asked, hidden, by
):
    number_like(sample)
    page = ListPage(desk if listing is UNITS else Desk(sample, preferences), listing)
    page.show()
    qtbot.addWidget(page)
    panel, header = page.panel, page.panel.table.horizontalHeader()
    keys = [column.key for column in listing.columns]
    panel.narrow(*asked)
    panel._sort(by, descending=True)
    if hidden:
        panel.table.show_column(keys.index(hidden), shown=False)
    header.moveSection(header.visualIndex(1), 0)
    user.answers = [tmp_path / "表.xlsx"]
    export_list(panel, page)
    qtbot.waitUntil(lambda: ("info", "已导出 表.xlsx") in user.told, timeout=20000)
    _title, _narrowed, *rows = openpyxl.load_workbook(tmp_path / "表.xlsx").active.iter_rows()

    order = [header.logicalIndex(place) for place in range(header.count())]
    seen = [place for place in order if not panel.table.isColumnHidden(place)]
    assert seen[0] == 1
    assert hidden not in [keys[place] for place in seen]
    model, ids = panel.model, panel.model.all_ids()
    shown = [[model.index(row, place).data() or "" for place in seen] for row in range(len(ids))]
    assert len(shown) > 3
    assert [[as_excel_shows(cell) for cell in row] for row in rows] == [
        [model.headerData(place, Qt.Orientation.Horizontal) for place in seen],
        *shown,
    ]
    figures = {Kind.COUNT, Kind.NUMBER, Kind.MONEY, Kind.DATE}
    for place, column in zip(seen, zip(*rows[1:], strict=True), strict=True):
        are_texts = {isinstance(cell.value, str) for cell in column if cell.value not in {None, "约九十"}}
        assert are_texts <= {listing.columns[place].kind not in figures}


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
