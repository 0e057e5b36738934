import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QPlainTextEdit, QPushButton

from awardsdesk.errors import Problem
from awardsdesk.ui.dialogs import Dialogs, Frame, kind_of


@pytest.fixture
def dialogs():
    return Dialogs()


def soon(do):
    """Do something with the modal dialog once it is there."""

    def go():
        frame = QApplication.activeModalWidget()
        assert isinstance(frame, Frame)
        do(frame)

    QTimer.singleShot(30, go)


def press(text):
    return lambda frame: next(button for button in frame.findChildren(QPushButton) if button.text() == text).click()


@pytest.mark.parametrize(("button", "answer"), [("删除 3 项", True), ("取消", False)])
def test_asks_with_the_verb_on_the_button(qtbot, dialogs, button, answer):
    soon(press(button))
    assert dialogs.ask(None, "要删除所选的 3 项成果吗？", "删除 3 项", danger=True) is answer


def test_enter_never_answers_a_dangerous_question(qtbot, dialogs):
    soon(
        lambda frame: qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_Return) or qtbot.keyClick(frame, Qt.Key.Key_Escape)
    )
    assert dialogs.ask(None, "要作废吗？", "作废", danger=True) is False


def test_enter_takes_the_primary_answer_elsewhere(qtbot, dialogs):
    soon(lambda frame: qtbot.keyClick(frame, Qt.Key.Key_Return))
    assert dialogs.ask(None, "现在计算吗？", "计算") is True


@pytest.mark.parametrize(("text", "answer"), [("继续编辑", ""), ("不保存", "discard"), ("保存", "save")])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_presses_the_button_that_has_the_keys(qtbot, dialogs, text, answer, key):
    def go(frame):
        button = next(each for each in frame.findChildren(QPushButton) if each.text() == text)
        button.setFocus()
        qtbot.keyClick(button, key)

    soon(go)
    assert dialogs.ask_unsaved(None, "成果") == answer


def test_a_reason_is_never_empty(qtbot, dialogs):
    def answer(frame):
        go = frame.findChildren(QPushButton)[-1]
        edit = frame.findChild(QPlainTextEdit)
        assert not go.isEnabled()
        edit.setPlainText("   ")
        assert not go.isEnabled()
        edit.setPlainText(" 委员会决定 ")
        go.click()

    soon(answer)
    assert dialogs.ask_reason(None, "并列如何处理？", "记录") == "委员会决定"


def test_ctrl_enter_gives_the_reason(qtbot, dialogs):
    def answer(frame):
        edit = frame.focusWidget()
        qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert frame.isVisible()
        edit.setPlainText("委员会决定")
        qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        if frame.isVisible():
            qtbot.keyClick(frame, Qt.Key.Key_Escape)

    soon(answer)
    assert dialogs.ask_reason(None, "并列如何处理？", "记录") == "委员会决定"


@pytest.mark.parametrize(("button", "answer"), [("继续编辑", ""), ("不保存", "discard"), ("保存", "save")])
def test_unsaved_edits(qtbot, dialogs, button, answer):
    soon(press(button))
    assert dialogs.ask_unsaved(None, "成果") == answer


def test_problems_are_listed_and_passed_only_where_there_is_a_way(qtbot, dialogs):
    warning, error = Problem("姓名", "缺字", "warning"), Problem("姓名", "为空")
    seen = []

    def look(answer):
        def work(frame):
            rows = frame.findChild(QListWidget)
            seen.append([rows.item(row).text() for row in range(rows.count())])
            seen.append([button.text() for button in frame.findChildren(QPushButton)])
            press(answer)(frame)

        return work

    soon(look("只办其余 3 项"))
    assert dialogs.problems(None, "有 2 项还不能受理", [warning, error], "只办其余 3 项") is True
    soon(look("关闭"))
    assert dialogs.problems(None, "有 1 处必须改正", [error]) is False
    lines = ["核实　姓名　缺字", "强制　姓名　为空"]
    assert seen == [lines, ["取消", "只办其余 3 项"], lines[1:], ["关闭"]]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("县.zip", "报送包 (*.zip)"), ("表.XLSX", "Excel 工作簿 (*.xlsx)"), ("扫描.tif", "文件 (*.tif)")],
)
def test_a_file_to_be_saved_is_called_what_it_is(name, kind):
    assert kind_of(name) == kind


def test_a_list_of_problems_is_as_high_as_its_lines(qtbot, dialogs):
    heights = []

    def look(frame):
        rows = frame.findChild(QListWidget)
        heights.append((rows.height(), rows.verticalScrollBar().maximum()))
        frame.accept()

    for sentences in (["为空"], ["为空"] * 3, ["很长的一句话，" * 12], ["为空"] * 40):
        soon(look)
        dialogs.problems(None, "请核实", [Problem("姓名", sentence) for sentence in sentences])
    one, three, long, many = heights
    assert [scrolled for _height, scrolled in heights[:3]] == [0, 0, 0]
    assert one[0] < three[0] < many[0] == 200
    assert one[0] < long[0]
    assert many[1] > 0


def test_details_of_a_crash_can_be_copied(qtbot, dialogs):
    def look(frame):
        press("复制详情")(frame)
        press("关闭")(frame)

    soon(look)
    dialogs.crash(None, "这一步没有完成。", "Traceback <b>")
    assert QGuiApplication.clipboard().text() == "Traceback <b>"


def test_user_text_in_a_sentence_is_no_markup(qtbot, dialogs):
    seen = []
    soon(lambda frame: seen.append(frame.sentence.textFormat()) or frame.accept())
    dialogs.tell(None, "“<img src=x>研究所”已经保存。")
    assert seen == [Qt.TextFormat.PlainText]


def test_a_forgotten_suffix_is_added_and_asks_before_replacing(qtbot, dialogs, tmp_path, monkeypatch):
    (tmp_path / "名单.xlsx").write_text("old")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "名单"), "工作簿 (*.xlsx)"))
    soon(press("取消"))
    assert dialogs.save_file(None, "导出", "名单.xlsx", "工作簿 (*.xlsx)") is None
    soon(press("替换"))
    assert dialogs.save_file(None, "导出", "名单.xlsx", "工作簿 (*.xlsx)") == tmp_path / "名单.xlsx"


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("月报2008.8", "月报2008.8.pdf"),
        ("月报.pdf", "月报.pdf"),
        ("月报.PDF", "月报.PDF"),
        ("月报.xlsx", "月报.xlsx.pdf"),
    ],
)
def test_a_file_bears_the_suffix_of_its_kind(dialogs, tmp_path, monkeypatch, typed, made):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / typed), "PDF 文件 (*.pdf)"))
    assert dialogs.save_file(None, "导出", "月报.pdf", "PDF 文件 (*.pdf)") == tmp_path / made


def test_a_dialog_is_no_larger_than_the_screen(qtbot, dialogs):
    dialog = Frame(None, "很大")
    dialog.resize(5000, 300)
    seen = []
    soon(lambda frame: (seen.append(frame.size()), frame.reject()))
    dialogs.show(dialog)
    assert seen == [QSize(dialog.screen().availableSize().width(), 300)]
