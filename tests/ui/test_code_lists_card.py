import openpyxl
from PySide6.QtWidgets import QWidget

from awardsdesk.ui.code_lists_card import CodeListsCard
from awardsdesk.ui.form_dialog import FormDialog
from tests.exchange.sheets import write
from tests.patience import until_written


def card(qtbot, desk):
    page = QWidget()
    made = CodeListsCard(desk, page)
    qtbot.addWidget(page)
    qtbot.addWidget(made)
    made.reload()
    return made


def said(made):
    return [(line.title, line.note, line.end) for line in made.lines.lines()]


def test_says_of_each_list_its_edition_and_whether_it_is_whole(qtbot, desk):
    assert said(card(qtbot, desk)) == [
        ("学科", "GB/T 13745-2009，随程序提供，不完整，可导入完整的", "62"),
        ("行业", "GB/T 4754-2017，随程序提供，不完整，可导入完整的", "117"),
        ("行政区划", "GB/T 2260，随程序提供，不完整，可导入完整的", "3,213"),
        ("高新技术领域", "科技成果登记表，随程序提供，完整", "12"),
    ]


def test_a_full_list_is_brought_in_after_a_look(qtbot, desk, user, tmp_path):
    book = write(tmp_path / "a.xlsx", ("表", [("代码", "名称"), ("110", "数学"), ("11014", "数理逻辑")]))
    made = card(qtbot, desk)
    user.answers = [
        [book],
        lambda dialog: isinstance(dialog, FormDialog) and dialog.form.save(),
        lambda dialog: dialog.go.isEnabled(),
    ]
    made.bring(())
    qtbot.waitUntil(lambda: ("info", "已导入 GB/T 13745-2009") in user.told, timeout=10_000)
    assert len(user.shown[1].findings) == 61
    made.reload()
    assert said(made)[0] == ("学科", "GB/T 13745-2009，本单位导入，完整", "2")


def test_a_ruined_list_cannot_be_brought_in(qtbot, desk, user, tmp_path):
    book = write(tmp_path / "a.xlsx", ("表", [("代码", "名称"), ("1.1E+05", "数学")]))
    made = card(qtbot, desk)
    user.answers = [[book], lambda dialog: dialog.go.isEnabled()]
    made.bring(())
    qtbot.waitUntil(lambda: len(user.shown) == 1, timeout=10_000)
    assert [finding.cell for finding in user.shown[0].findings] == ["A2"]
    assert said(made)[0][2] == "62"


def test_a_template_is_written(qtbot, desk, user, tmp_path):
    made = card(qtbot, desk)
    user.answers = [tmp_path / "学科.xlsx"]
    made.save_template(())
    until_written(tmp_path / "学科.xlsx")
    qtbot.waitUntil(lambda: len(user.told) == 2)
    assert user.told == [("save", "学科代码表.xlsx"), ("info", "已写出 学科.xlsx")]
    book = openpyxl.load_workbook(tmp_path / "学科.xlsx")
    assert {sheet.title: list(sheet.values) for sheet in book} == {"学科": [("代码", "名称")]}
