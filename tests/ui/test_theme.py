import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette, QTextLayout
from PySide6.QtWidgets import QApplication, QPushButton

from awardsdesk.ui.label import label, plain_tip
from awardsdesk.ui.theme import DARK, LIGHT, pixmap, set_icon, theme

UI = Path(__file__).parents[2] / "awardsdesk" / "ui"


@pytest.fixture(autouse=True)
def light_again():
    yield
    theme.apply("light")


def luminance(code):
    color = QColor(code)
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.getRgbF()[:3]]
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(ink, ground):
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_is_readable_on_its_ground(tokens):
    pairs = [
        ("text", "card"),
        ("text", "page"),
        ("muted", "card"),
        ("muted", "side"),
        ("accent", "accent_bg"),
        ("on_accent", "accent"),
    ]
    pairs += [(tone, f"{tone}_bg") for tone in ("ok", "warn", "err", "info", "mute")]
    poor = {pair: contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) for pair in pairs}
    assert {pair: round(value, 2) for pair, value in poor.items() if value < 4.5} == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["muted", "faint", "error", "warning"])
def test_every_line_beside_a_field_is_readable(qtbot, tokens, role):
    theme.apply(tokens.name)
    line = label("年-月，如 2021-03", role)
    qtbot.addWidget(line)
    line.ensurePolished()
    assert contrast(line.palette().color(line.foregroundRole()).name(), tokens.page) >= 4.5


def test_switching_changes_palette_icons_and_style(qtbot):
    button = QPushButton("保存")
    qtbot.addWidget(button)
    set_icon(button, "save")
    before = button.icon().pixmap(16, 16).toImage()
    theme.apply("dark")
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == DARK.page
    assert button.icon().pixmap(16, 16).toImage() != before
    with qtbot.waitSignal(theme.changed):
        theme.apply("light")
    assert button.icon().pixmap(16, 16).toImage() == before


def test_an_icon_is_as_sharp_as_the_screen():
    assert [pixmap("save", "#000000", 16, scale).width() for scale in (1, 1.5, 3)] == [16, 24, 48]


def test_labels_and_tips_never_read_markup():
    made = label("<b>张三</b>&amp;")
    assert made.textFormat().name == "PlainText"
    assert plain_tip("一级 & 二级") == "一级 & 二级"
    assert "&lt;b&gt;" in plain_tip("<b>张三</b>")


def test_no_label_guesses_its_format():
    """A QLabel with a text of its own reads markup; texts go through label(), bare ones show pictures only."""
    guilty = [
        f"{path.name}: {line.strip()}"
        for path in UI.rglob("*.py")
        if path.name != "label.py"
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"QLabel\((?!\)|alignment=)|QMessageBox|setHtml\(|RichText|AutoText", line)
        and not (path.name == "clipboard.py" and "data.setHtml" in line)
    ]
    assert guilty == []


def test_rare_characters_of_names_are_drawn(qtbot):
    def drawn(sign):
        shown = label(sign)
        qtbot.addWidget(shown)
        shown.resize(40, 40)
        return shown.grab().toImage()

    assert drawn("\U000323b0") == drawn("\U000323b1"), "what no font has is drawn as a box"
    pictures = [drawn(sign) for sign in "\U000323b0𠮷𪚥㐂龘"]
    assert all(one != other for place, one in enumerate(pictures) for other in pictures[:place])


def test_subscripts_are_drawn_by_the_face_that_draws_them_on_paper(qtbot):
    layout = QTextLayout("₁₀", QApplication.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    assert [run.rawFont().familyName() for run in layout.glyphRuns()] == ["LXGW WenKai"]
