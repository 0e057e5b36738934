"""导入记录 in the window: what was brought and from which files, and an import taken back after a look at what stays."""

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from awardsdesk.exchange.importing import apply, load
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.listing import Query
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.samples import open_sample_rounds, sample_workbooks
from awardsdesk.operations.taking_back import Kept, TakenBack
from awardsdesk.paths import home
from awardsdesk.store.attachments import scan_path
from awardsdesk.store.backup import back_up
from awardsdesk.ui import imports_dialog, jobs
from awardsdesk.ui.imports_dialog import ImportsDialog, confirmation
from awardsdesk.ui.lines import Lines
from awardsdesk.ui.record_dialog import MOST
from tests.exchange.test_handed_in import book, bring, originals
from tests.patience import until

REGISTER = next(path for path in sample_workbooks() if path.stem == "成果登记")


@pytest.fixture
def imported(desk):
    with desk.db.read() as session:
        loaded = load(session, [REGISTER])
    with desk.db.write() as session:
        apply(session, loaded)
    return desk


def ids(desk):
    with desk.db.read() as session:
        return list(ACHIEVEMENTS.ids(session, Query()))


def test_an_import_is_taken_back_but_for_what_was_changed_since(qtbot, imported, page, user):
    first = ids(imported)[0]
    draft = AchievementDraft(
        title="改过的成果", klass="软科学", units=(UnitDraft("市科技局"),), completers=(CompleterDraft("张三"),)
    )
    with imported.db.write() as session:
        save(session, draft, first)
    dialog = ImportsDialog(imported, page)
    qtbot.addWidget(dialog)
    texts = [dialog.table.item(0, column).text() for column in (2, 3, 4)]
    assert texts == ["成果登记.xlsx", "成果登记：新增 300", ""]
    seen = []

    def confirm(frame):
        seen.append(frame.sentence.text())
        seen.append([(line.title, line.note) for line in frame.findChild(Lines).lines()])
        frame.answer = "yes"
        return True

    user.answers = [confirm]
    dialog.back.click()
    until(lambda: bool(user.told) and not jobs.busy())
    assert seen[0] == (
        "撤回导入“成果登记.xlsx”？将移除 299 项，恢复 0 项，保留 1 项。"
        "带来的 247 个登记号不再算已用，发号接着现有的编。"
    )
    assert seen[1] == [("改过的成果", "后来改过")]
    assert user.told == [("info", "已撤回：移除 299 项，恢复 0 项，保留 1 项。")]
    assert ids(imported) == [first]


def test_the_columns_have_the_room_their_words_need(qtbot, imported, page):
    with imported.db.write() as session:
        open_sample_rounds(session)
    with imported.db.read() as session:
        loaded = load(session, sample_workbooks())
    with imported.db.write() as session:
        apply(session, loaded)
    dialog = ImportsDialog(imported, page)
    qtbot.addWidget(dialog)
    dialog.show()
    table = dialog.table
    assert table.columnWidth(3) == MOST  # of 成果登记：新增 300；企业申报：…
    assert table.columnWidth(4) < 80  # nothing was taken back
    assert sum(table.columnWidth(column) for column in range(6)) == table.viewport().width()


def test_likely_doubles_of_an_import_are_looked_for(qtbot, imported, page, user):
    dialog = ImportsDialog(imported, page)
    qtbot.addWidget(dialog)
    found = []
    user.answers = [lambda shown: found.extend(sorted((pair.one, pair.other) for pair in shown._pairs))]
    dialog.look.click()
    until(lambda: not jobs.busy() and not user.answers)
    assert found == [(1, 145), (7, 242), (31, 35), (46, 217), (53, 109), (59, 68)]
    dialog.table.selectRow(1)  # the units of the fixture
    dialog.look.click()
    until(lambda: bool(user.told))
    assert user.told == [("info", "没有发现可能重复的项。")]


def test_changing_ones_mind_changes_nothing(qtbot, imported, page, user):
    dialog = ImportsDialog(imported, page)
    qtbot.addWidget(dialog)
    user.answers = [False]
    dialog.back.click()
    until(lambda: bool(user.shown) and not jobs.busy())
    assert len(ids(imported)) == 300


def test_of_numbers_nothing_is_said_where_none_came(qtbot, page):
    frame = confirmation(page, "成果登记.xlsx", TakenBack(2))
    qtbot.addWidget(frame)
    assert frame.sentence.text() == "撤回导入“成果登记.xlsx”？将移除 2 项，恢复 0 项，保留 0 项。"


@pytest.mark.parametrize("work", ["plan_back", "take_back"])
def test_who_stops_it_hears_that_nothing_went(qtbot, imported, page, user, monkeypatch, work):
    done = getattr(imports_dialog, work)

    def slow(session, event, progress):
        progress.cancel()
        return done(session, event, progress)

    monkeypatch.setattr(imports_dialog, work, slow)
    dialog = ImportsDialog(imported, page)
    qtbot.addWidget(dialog)
    user.answers = [lambda frame: setattr(frame, "answer", "yes") or True]
    dialog.back.click()
    until(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("info", "已停止，没有撤回任何内容，现有数据没有改动。")]
    assert len(ids(imported)) == 300


def test_without_imports_there_is_nothing_to_take_back(qtbot, desk, page):
    dialog = ImportsDialog(desk, page)
    qtbot.addWidget(dialog)
    assert dialog.table.rowCount() == 1  # the units of the fixture came by an import, without counts
    assert dialog.table.item(0, 3).text() == ""


def test_the_question_stays_on_the_screen_however_much_is_kept(qtbot, page):
    plan = TakenBack(0, 0, [Kept(f"成果{number}", "后来改过") for number in range(2000)])
    frame = confirmation(page, "、".join(f"第{number}批成果登记.xlsx" for number in range(300)), plan)
    qtbot.addWidget(frame)
    frame.show()
    kept = frame.findChild(Lines)
    assert frame.height() <= 600
    assert kept.verticalScrollBar().maximum() > 0
    assert kept.count() == 2000


@pytest.fixture
def kept(desk, tmp_path):
    """An import of two workbooks, and before it one of one."""
    bring(desk.db, book(tmp_path / "甲.xlsx", "永磁电机"))
    bring(desk.db, book(tmp_path / "乙&丙.xlsx", "小麦栽培"), book(tmp_path / "丁.xls", "肉牛"))
    return desk


@pytest.fixture
def opened(monkeypatch):
    paths = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: paths.append(url.toLocalFile()) or True)
    return paths


def offered(dialog):
    return (dialog.see.isEnabled(), dialog.save.isEnabled(), not dialog.recover.isHidden(), dialog.see.toolTip())


def test_the_file_of_an_import_is_opened_and_saved(qtbot, kept, page, user, opened, tmp_path):
    dialog = ImportsDialog(kept, page)
    qtbot.addWidget(dialog)
    assert [dialog.table.item(row, 5).text() for row in range(3)] == ["有", "有", "没有"]
    dialog.table.selectRow(1)
    assert offered(dialog) == (True, True, False, "")
    dialog.see.click()
    until(lambda: bool(opened) and not jobs.busy())
    (_both, (first,), _older) = originals(kept.db)
    assert opened == [str(home() / "view" / f"{first.digest[:8]} 甲.xlsx")]
    assert Path(opened[0]).read_bytes() == (tmp_path / "甲.xlsx").read_bytes()
    user.answers = [tmp_path / "取出.xlsx"]
    dialog.save.click()
    until(lambda: len(user.told) == 2 and not jobs.busy())
    assert user.told == [("save", "甲.xlsx"), ("info", "已写出 取出.xlsx")]
    assert user.offered == ["Excel 工作簿 (*.xlsx)"]
    assert (tmp_path / "取出.xlsx").read_bytes() == (tmp_path / "甲.xlsx").read_bytes()


def test_of_several_files_one_is_chosen(qtbot, kept, page, opened, tmp_path):
    dialog = ImportsDialog(kept, page)
    qtbot.addWidget(dialog)
    dialog.show()
    ((one, two), *_older) = originals(kept.db)
    scan_path(kept.db.path, one.digest).unlink()
    dialog.see.click()
    (menu,) = dialog.see.findChildren(QMenu)
    assert [(each.text(), each.isEnabled()) for each in menu.actions()] == [("乙&&丙.xlsx", False), ("丁.xls", True)]
    menu.actions()[1].trigger()
    until(lambda: bool(opened) and not jobs.busy())
    assert opened == [str(home() / "view" / f"{two.digest[:8]} 丁.xls.xlsx")]  # by what it is, not what it is called


def test_why_no_file_can_be_opened_is_said_and_a_lost_one_comes_back(qtbot, kept, page, user):
    ((one, _two), (first,), _older) = originals(kept.db)
    back_up(kept.db.path, "手工")
    for each in (one, first):
        scan_path(kept.db.path, each.digest).unlink()
    dialog = ImportsDialog(kept, page)
    qtbot.addWidget(dialog)
    assert [dialog.table.item(row, 5).text() for row in range(3)] == ["缺 1 个", "缺 1 个", "没有"]
    assert offered(dialog) == (True, True, True, "")
    dialog.table.selectRow(2)
    assert offered(dialog) == (False, False, False, "这次导入没有留下原件：文件带有密级标志，或那时的程序还不保存。")
    dialog.table.selectRow(1)
    assert offered(dialog) == (False, False, True, "原件不见了或改过；备份里有的，可以“从备份找回”。")
    dialog.recover.click()
    until(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("info", "找回 1 个原件。")]
    assert [dialog.table.item(row, 5).text() for row in range(3)] == ["缺 1 个", "有", "没有"]
    assert offered(dialog) == (True, True, False, "")


def test_an_altered_file_is_not_opened(qtbot, kept, page, user, opened):
    (_both, (first,), _older) = originals(kept.db)
    file = scan_path(kept.db.path, first.digest)
    file.chmod(0o644)
    file.write_bytes(bytes(file.stat().st_size))
    dialog = ImportsDialog(kept, page)
    qtbot.addWidget(dialog)
    dialog.table.selectRow(1)
    dialog.see.click()
    until(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("warn", "导入原件“甲.xlsx”的内容与导入时不同，没有取出；请从备份找回。")]
    assert opened == []
