"""Importing through the window: real workbooks, the preview, all or nothing, and changing one's mind."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QPushButton, QTableWidget
from sqlalchemy import func, select

from awardsdesk.errors import UserError
from awardsdesk.models import Entry
from awardsdesk.operations.samples import open_sample_rounds, sample_workbooks
from awardsdesk.store.database import Database
from awardsdesk.ui import jobs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.import_action import import_workbooks
from awardsdesk.ui.import_dialog import ImportDialog
from tests.exchange.sheets import write
from tests.patience import until

BOOKS = {path.stem: path for path in sample_workbooks()}
MESSY = Path(__file__).parents[1] / "exchange" / "messy" / "企业申报.xlsx"


HEAD = ["成果名称", "成果类别", "完成单位", "完成人"]
DOUBLES = [
    ["高产小麦栽培", "软科学", "甲所", "张三"],
    ["高产 小麦 栽培", "软科学", "甲所", "张三"],
    ["丹参栽培", "软科学", "乙所", "李四"],
    ["永磁电机", "软科学", "丁所", "赵六"],
]


@pytest.fixture
def rounds(desk: Desk) -> Database:
    with desk.db.write() as session:
        open_sample_rounds(session)
    return desk.db


def entries(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count(Entry.id))) or 0


def idle(qtbot) -> None:
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=20000)


def test_a_clean_workbook_is_previewed_and_imported(qtbot, rounds, desk, page, user):
    user.answers = [[BOOKS["企业申报"]], True]
    import_workbooks(desk, page)
    qtbot.waitUntil(lambda: ("info", "已导入：企业申报：新增 119。") in user.told, timeout=20000)
    assert user.told[0] == ("open", "选择要导入的工作簿或报送包")
    assert entries(rounds) == 119


def test_the_preview_tells_before_anything_is_changed(qtbot, rounds, desk, page, user):
    seen = []
    user.answers = [lambda dialog: seen.append((dialog.go.text(), entries(rounds)))]
    import_workbooks(desk, page, [BOOKS["企业申报"]])
    qtbot.waitUntil(lambda: bool(seen), timeout=20000)
    idle(qtbot)
    assert seen == [("导入 119 项", 0)]
    assert entries(rounds) == 0


def test_refused_rows_keep_everything_out_unless_they_are_left_out(qtbot, rounds, desk, page, user):
    def leave_out(dialog):
        assert not dialog.go.isEnabled()
        assert dialog.findings[0].severity == "error"
        dialog.skip.setChecked(True)
        return dialog.go.isEnabled()

    told: list[str] = []
    user.answers = [leave_out]
    import_workbooks(desk, page, [MESSY], tell=told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20000)
    assert "跳过有问题的" in told[0]
    assert 0 < entries(rounds) < 119


def test_what_is_no_workbook_is_told_in_a_sentence(qtbot, rounds, desk, page, user, tmp_path):
    paper = tmp_path / "通知.xlsx"
    paper.write_text("不是工作簿")
    import_workbooks(desk, page, [paper])
    qtbot.waitUntil(lambda: bool(user.told), timeout=20000)
    assert user.told[0][0] == "warn"
    assert "通知.xlsx" in user.told[0][1]
    assert user.shown == []


def test_closing_the_window_stops_the_reading_and_says_nothing(qtbot, rounds, desk, page, user):
    import_workbooks(desk, page, list(BOOKS.values()))
    assert jobs.stop_all(20000)
    idle(qtbot)
    assert (user.told, user.shown, entries(rounds)) == ([], [], 0)


@pytest.fixture(scope="module")
def long_book(tmp_path_factory) -> Path:
    head = ["成果名称", "成果类别", "完成单位", "完成人"]
    rows = [[f"第{number}项高原肉牛繁育技术", "软科学", f"第{number}研究所", f"张{number}"] for number in range(4000)]
    return write(tmp_path_factory.mktemp("long") / "长.xlsx", ("成果登记", [head, *rows]))


@pytest.mark.parametrize(
    ("phase", "previews"),
    [("读取“", 0), ("正在读取 ", 0), ("正在查找重复", 0), ("正在与登记库比对", 0), ("正在写入", 1)],
    ids=["opening", "reading", "comparing", "previewing", "taking in"],
)
def test_who_stops_an_import_is_told_that_nothing_was_imported(
    qtbot, rounds, desk, page, user, long_book, phase, previews
):
    def reached():
        running = [job.progress for job in jobs._running if job.progress.label.startswith(phase)]
        for progress in running if len(user.shown) == previews else []:
            progress.cancel()
        return not jobs.busy() and bool(user.told)

    before = rounds.path.read_bytes()
    page.show()
    user.answers = [True] if previews else []
    import_workbooks(desk, page, [long_book])
    qtbot.waitUntil(reached)
    assert user.told == [("info", "已停止，没有导入任何内容，现有数据没有改动。")]
    assert len([dialog for dialog in user.shown if isinstance(dialog, ImportDialog)]) == previews
    assert rounds.path.read_bytes() == before
    user.answers = [True]
    import_workbooks(desk, page, [BOOKS["企业申报"]])
    qtbot.waitUntil(lambda: ("info", "已导入：企业申报：新增 119。") in user.told)


@pytest.mark.parametrize(
    "fate", [Path.unlink, lambda path: path.write_bytes(MESSY.read_bytes())], ids=["gone", "other"]
)
def test_what_was_previewed_is_taken_in_whatever_becomes_of_the_workbook(
    qtbot, rounds, desk, page, user, tmp_path, fate
):
    book = tmp_path / "申报.xlsx"
    book.write_bytes(BOOKS["企业申报"].read_bytes())

    def look(dialog):
        fate(book)
        return dialog.go.text() == "导入 119 项"

    user.answers = [look]
    import_workbooks(desk, page, [book])
    qtbot.waitUntil(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("info", "已导入：企业申报：新增 119。")]
    assert entries(rounds) == 119


@pytest.mark.parametrize(
    "fate", [Path.unlink, lambda path: path.write_bytes(BOOKS["企业申报"].read_bytes())], ids=["gone", "other"]
)
def test_marks_are_not_put_into_a_workbook_that_is_another_now(qtbot, rounds, desk, page, user, tmp_path, fate):
    book = tmp_path / "申报.xlsx"
    book.write_bytes(MESSY.read_bytes())
    told = []

    def save(dialog):
        fate(book)
        with pytest.raises(UserError) as caught:
            dialog._save_marked(page)
        told.append(str(caught.value))

    user.answers = [save]
    import_workbooks(desk, page, [book])
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["“申报.xlsx”在预览之后改过或移走了，标注会对不上，没有写出。请关闭预览，重新导入。"]
    assert user.told == []


def test_a_workbook_that_is_gone_when_its_columns_are_to_be_told_is_named(qtbot, desk, page, user, tmp_path):
    head = ["成果名称", "成果类别", "完成单位", "完成人"]
    book = write(tmp_path / "甲.xlsx", ("成果登记", [head, ["高原肉牛繁育", "软科学", "甲大学", "张三"]]))

    def change(dialog):
        book.unlink()
        dialog.ask_columns(0)
        return False

    user.answers = [change]
    import_workbooks(desk, page, [book])
    qtbot.waitUntil(lambda: bool(user.told) and not jobs.busy())
    assert user.told == [("warn", "找不到“甲.xlsx”，没有读入任何内容。请确认文件还在。")]


def test_choosing_nothing_does_nothing(rounds, desk, page, user):
    user.answers = [[]]
    import_workbooks(desk, page)
    assert not jobs.busy()


def test_the_changes_stand_in_the_order_of_the_year(qtbot, rounds, desk, page, user):
    shown = []
    user.answers = [shown.append]
    import_workbooks(desk, page, [BOOKS["奖励提名"], BOOKS["成果登记"]])
    qtbot.waitUntil(lambda: bool(shown), timeout=20000)
    table = shown[0].findChildren(QTableWidget)[0]
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == ["成果登记", "奖励提名"]
    assert shown[0].moving == 432


def test_nothing_new_is_said_so(qtbot, rounds, desk, page, user):
    user.answers = [True]
    import_workbooks(desk, page, [BOOKS["企业申报"]])
    qtbot.waitUntil(lambda: bool(user.told), timeout=20000)
    user.answers = [lambda dialog: dialog.go.isEnabled()]
    import_workbooks(desk, page, [BOOKS["企业申报"]])
    qtbot.waitUntil(lambda: len(user.shown) == 2, timeout=20000)
    assert user.shown[1].moving == 0


def test_the_workbook_is_saved_with_its_faults_marked(qtbot, rounds, desk, page, user, tmp_path):
    target = tmp_path / "发还.xlsx"

    def save(dialog):
        user.answers = [target]
        dialog._save_marked(page)
        return False

    user.answers = [save]
    import_workbooks(desk, page, [MESSY])
    qtbot.waitUntil(lambda: ("info", "已写出 发还.xlsx") in user.told, timeout=20000)
    assert ("save", "企业申报（标注问题）.xlsx") in user.told
    assert openpyxl.load_workbook(target)["申报企业"]["K37"].comment is not None


def test_where_rows_are_refused_the_template_is_at_hand(qtbot, rounds, desk, page, user, tmp_path):
    target = tmp_path / "模板.xlsx"

    def download(dialog):
        user.answers = [target]
        dialog.blank.click()
        return False

    user.answers = [download]
    import_workbooks(desk, page, [MESSY])
    qtbot.waitUntil(lambda: ("info", "已写出 模板.xlsx") in user.told)
    assert openpyxl.load_workbook(target).sheetnames == ["成果登记", "填写说明"]


def test_where_nothing_is_recognised_the_template_is_at_hand(qtbot, desk, page, user, tmp_path):
    book, target = write(tmp_path / "名单.xlsx", ("表", [("甲", "乙"), ("丙", "丁")])), tmp_path / "模板.xlsx"
    said = []

    def download(frame):
        said.append(frame.sentence.text())
        frame.answer = "template"
        return True

    user.answers = [download, target]
    import_workbooks(desk, page, [book])
    qtbot.waitUntil(lambda: ("info", "已写出 模板.xlsx") in user.told)
    assert said == ["“名单.xlsx”里没有认得出的表，没有读入任何内容。请核对表头，或下载模板填写。"]


def offered(user, *answers):
    """Import, and answer what is offered after it; return where its sentence will stand."""
    said = []

    def look(frame):
        said.append((frame.sentence.text(), [button.text() for button in frame.findChildren(QPushButton)]))
        frame.answer = "find"
        return True

    user.answers = [True, look, *answers]
    return said


def test_who_imported_likely_doubles_is_offered_to_look_at_those_of_the_import(
    qtbot, rounds, desk, page, user, tmp_path
):
    first, second = (
        write(tmp_path / f"{name}.xlsx", ("成果登记", [HEAD, *rows]))
        for name, rows in (("一", DOUBLES), ("二", [["丹参 栽培", "软科学", "丙所", "王五"]]))
    )
    pairs = []

    def seen(dialog):
        pairs.append([(pair.one, pair.other) for pair in dialog._pairs])

    for book, count in ((first, 1), (second, 1)):
        said = offered(user, seen)
        import_workbooks(desk, page, [book])
        until(lambda: not jobs.busy() and not user.answers)
        new = 4 if book is first else 1
        sentence = f"已导入：成果登记：新增 {new}。有 {count} 行可能重复，可以逐对核对。"
        assert said == [(sentence, ["关闭", "查找重复"])]
    assert pairs == [[(1, 2)], [(3, 5)]]
    assert user.told == []


def test_what_tells_the_result_itself_tells_it_and_offers_the_doubles_too(qtbot, rounds, desk, page, user, tmp_path):
    told, book = [], write(tmp_path / "一.xlsx", ("成果登记", [HEAD, *DOUBLES]))
    user.answers = [True, lambda frame: told.append(frame.sentence.text())]
    import_workbooks(desk, page, [book], tell=told.append)
    until(lambda: len(told) == 2 and not jobs.busy())
    assert told == ["已导入：成果登记：新增 4。", "有 1 行可能重复，可以逐对核对。"]


def test_doubles_of_a_workbook_that_changes_nothing_are_not_offered(qtbot, rounds, desk, page, user, tmp_path):
    book = write(tmp_path / "一.xlsx", ("成果登记", [HEAD, *DOUBLES]))
    user.answers = [True, False]
    import_workbooks(desk, page, [book])
    until(lambda: len(user.shown) == 2 and not jobs.busy())
    user.answers = [True]
    import_workbooks(desk, page, [book])
    until(lambda: bool(user.told) and not jobs.busy())
    assert ([kind for kind, _said in user.told], len(user.shown)) == (["info"], 3)
