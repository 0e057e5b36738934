"""导入记录 in the window: what was brought, and an import taken back after a look at what stays."""

import pytest

from awardsdesk.exchange.importing import apply, load
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.listing import Query
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.samples import sample_workbooks
from awardsdesk.operations.taking_back import Kept, TakenBack
from awardsdesk.ui import imports_dialog, jobs
from awardsdesk.ui.imports_dialog import ImportsDialog, confirmation
from awardsdesk.ui.lines import Lines
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
