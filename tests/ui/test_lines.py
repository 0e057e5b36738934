from PySide6.QtCore import Qt

from awardsdesk.ui.lines import HIGH, LOW, Line, Lines


def shown(qtbot, lines, **kind):
    made = Lines("清单", **kind)
    qtbot.addWidget(made)
    made.resize(240, 200)
    made.put(lines)
    made.show()
    return made


def test_enter_and_double_click_open_a_line(qtbot):
    opened = []
    made = shown(qtbot, [Line("甲", run=lambda: opened.append("甲")), Line("乙", run=lambda: opened.append("乙"))])
    made.setCurrentRow(1)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    place = made.visualItemRect(made.item(0)).center()
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == ["乙"]
    qtbot.mouseDClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == ["乙", "甲"]


def test_a_link_opens_at_one_click(qtbot):
    opened = []
    made = shown(qtbot, [Line("甲", run=lambda: opened.append("甲"))], links=True)
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=made.visualItemRect(made.item(0)).center())
    assert opened == ["甲"]


def test_a_fitting_list_is_as_high_as_its_lines(qtbot):
    made = shown(qtbot, [Line("甲"), Line("乙", "下面一行")], fit=True)
    assert made.height() == LOW + HIGH
    made.put(())
    assert made.height() == 0


def test_what_is_shown_is_read_aloud_and_never_markup(qtbot):
    made = shown(qtbot, [Line("<b>甲</b>", "注", "末", tone="warn")])
    assert made.item(0).text() == "<b>甲</b>，注，末"
    assert "<b>" not in made.item(0).toolTip()
    assert made.grab().toImage().width() == 240


def test_the_place_stays_when_lines_are_put_anew(qtbot):
    made = shown(qtbot, [Line("甲"), Line("乙")])
    made.setCurrentRow(1)
    made.put([Line("甲"), Line("丙")])
    assert made.currentRow() == 1
