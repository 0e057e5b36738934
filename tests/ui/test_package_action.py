"""Packages through the window: written by a county, looked at and taken in by the city, taken back."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QPushButton

from awardsdesk.cli import run_command
from awardsdesk.lists.achievements import ACHIEVEMENTS, titles_of
from awardsdesk.lists.imports import imports
from awardsdesk.lists.listing import Query
from awardsdesk.operations.office import rename_office
from awardsdesk.store.attachments import scan_folder
from awardsdesk.ui import jobs
from awardsdesk.ui.import_action import import_workbooks
from awardsdesk.ui.main_window import _workbooks
from awardsdesk.ui.package_action import send_package
from awardsdesk.ui.panels import Banner
from tests.patience import until
from tests.scans import achievement, attached, pdf
from tests.test_cli_packages import county  # noqa: F401 - a fixture

TODAY = f"{dt.datetime.now().astimezone():%Y%m%d}"


@pytest.fixture
def package(county: Path, tmp_path: Path) -> Path:  # noqa: F811
    assert run_command(["package", str(county), str(tmp_path / "一.zip"), "--all"]) == 0
    return tmp_path / "一.zip"


def titles(desk) -> list[str]:
    with desk.db.read() as session:
        return titles_of(session, ACHIEVEMENTS.ids(session, Query()))


def scans(desk) -> list[Path]:
    return [file for file in scan_folder(desk.db.path).rglob("*") if file.is_file()]


def choosing(answer):
    """Press the button of a question that gives this answer."""

    def press(frame):
        next(each for each in frame.findChildren(QPushButton) if each.property("answer") == answer).click()
        return bool(answer)

    return press


@pytest.fixture
def two(desk, tmp_path) -> list[int]:
    with desk.db.write() as session:
        rename_office(session, "澄西区科技局")
    ids = [achievement(desk.db, "永磁电机"), achievement(desk.db, "小麦栽培")]
    attached(desk.db, ids[0], pdf(tmp_path / "甲.pdf"))
    return ids


@pytest.mark.parametrize(("answer", "count"), [("chosen", 1), ("shown", 2)])
def test_what_is_chosen_or_all_that_is_shown_goes(qtbot, desk, page, user, two, tmp_path, answer, count):
    out = tmp_path / "报.zip"
    user.answers = [choosing(answer), out]
    send_package(desk, page, two, two[:1])
    until(lambda: bool(user.told) and user.told[-1][0] == "info")
    assert user.told == [
        ("save", f"报送包_澄西区科技局_第001号_{TODAY}.zip"),
        ("info", f"已导出第 1 号报送包 报.zip：成果 {count} 项，附件 1 个。"),
    ]


def test_who_thinks_better_of_it_uses_no_number(qtbot, desk, page, user, two, tmp_path):
    user.answers = [choosing("")]
    send_package(desk, page, two, [])
    assert user.told == []
    out = tmp_path / "报.zip"
    page.show()
    user.answers = [choosing("shown"), out]
    send_package(desk, page, two, [])
    next(iter(jobs._running)).progress.cancel()
    until(lambda: bool(user.told) and user.told[-1][0] == "info")
    assert user.told[-1] == ("info", "已停止，没有导出报送包，号没有用掉。")
    assert list(tmp_path.glob("报.zip*")) == []
    user.answers = [choosing("shown"), out]
    send_package(desk, page, two, [])
    until(out.exists)
    until(lambda: not jobs.busy())
    assert user.told[-1] == ("info", "已导出第 1 号报送包 报.zip：成果 2 项，附件 1 个。")


def test_a_package_is_looked_at_and_taken_in_once(qtbot, desk, page, user, package):
    seen = []

    def look(answer):
        def preview(dialog):
            banners = [banner._text.text() for banner in dialog.findChildren(Banner)]
            buttons = [each.text() for each in dialog.findChildren(QPushButton) if not each.isHidden()]
            seen.append((banners[0], banners[1], dialog.go.text(), buttons, scans(desk)))
            return answer

        return preview

    user.answers = [look(False)]
    import_workbooks(desk, page, [package])
    until(lambda: len(seen) == 1 and not jobs.busy())
    assert (titles(desk), scans(desk)) == ([], [])
    user.answers = [look(True)]
    told = []
    import_workbooks(desk, page, [package], tell=told.append)
    until(lambda: bool(told))
    until(lambda: not jobs.busy())
    assert told == ["已导入：成果登记：新增 3；附件：新增 3。"]
    whole = hashlib.sha256(package.read_bytes()).hexdigest()
    assert sorted(file.name == whole for file in scans(desk)) == [False, False, True]
    user.answers = [look(False)]
    import_workbooks(desk, page, [package])
    until(lambda: len(seen) == 3 and not jobs.busy())
    whose = f"澄东区科技局第 1 号报送包，{dt.datetime.now().astimezone():%Y-%m-%d} 导出：成果 3 项，附件 2 个。"
    assert [each[1] for each in seen] == [whose, whose, f"{whose}这个报送包以前导入过。"]
    assert seen[0][2:4] == ("导入 3 项", ["另存问题清单", "取消", "导入 3 项"])
    assert seen[2][0] == "报送包里的内容与现有数据一致，没有要导入的。"


def test_packages_may_be_dropped_and_come_one_by_one(qtbot, desk, page, user, package):
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(package))])
    assert _workbooks(dragged) == [package]
    import_workbooks(desk, page, [package, package.with_name("二.xlsx")])
    until(lambda: bool(user.told))
    assert user.told == [("warn", "报送包要一个一个单独导入，没有导入任何内容：每个可以单独预览、单独撤回。")]


def test_one_that_says_nothing_new_is_put_on_record(qtbot, desk, page, user, package, county):  # noqa: F811
    again = package.with_name("二.zip")
    assert run_command(["package", str(county), str(again), "--all"]) == 0
    seen, told = [], []

    def preview(dialog):
        seen.append((dialog.findChildren(Banner)[0]._text.text(), dialog.go.text(), dialog.go.isEnabled()))
        return True

    for number, path in enumerate((package, again), 1):
        user.answers = [preview]
        import_workbooks(desk, page, [path], tell=told.append)
        until(lambda: len(told) == number and not jobs.busy())  # noqa: B023 - waited for in the turn
    same = "报送包里的内容与现有数据一致，没有要导入的。“记下收到”只记下收到了这一号，以后不再说它没有导入过。"
    assert seen[1] == (same, "记下收到", True)
    assert told[1] == "已导入：成果登记：不变 3。"
    with desk.db.read() as session:
        assert [each.source for each in imports(session)][:2] == ["二.zip", "一.zip"]
