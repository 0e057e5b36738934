"""Light and dark: colour tokens, the palette and style sheet made of them, the bundled font, tinted icons."""

import string
from dataclasses import asdict, dataclass
from functools import cache

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from awardsdesk.paths import resource

FAMILIES = ("Noto Sans SC", "LXGW WenKai", "HanaMinA", "HanaMinB")
"""The window's face, and who draws what it has no glyph for: subscripts and rare characters of names."""
FACES = ("NotoSansSC-Regular", "NotoSansSC-Bold", "LXGWWenKai-Regular", "HanaMinA", "HanaMinB")
SIZES = (1, 1.5, 2, 3)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme; `ok`, `warn`, `err`, `info` and `mute` are pairs of ink and ground."""

    name: str
    page: str
    card: str
    side: str
    line: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_bg: str
    hover: str
    field: str
    field_off: str
    scroll: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    err: str
    err_bg: str
    info: str
    info_bg: str
    mute: str
    mute_bg: str


LIGHT = Tokens(
    name="light",
    page="#f4f6f8",
    card="#ffffff",
    side="#ebeef2",
    line="#e4e8ed",
    border="#c6ced7",
    text="#1c2632",
    muted="#5b6876",
    faint="#8b96a3",
    accent="#1f5fbf",
    accent_hover="#184fa3",
    on_accent="#ffffff",
    accent_bg="#e2ecfa",
    hover="#eef2f6",
    field="#ffffff",
    field_off="#f1f3f6",
    scroll="#c3cbd4",
    ok="#1a7040",
    ok_bg="#e0f3e8",
    warn="#8f5300",
    warn_bg="#fcefd6",
    err="#b3261e",
    err_bg="#fbe6e4",
    info="#1f5fbf",
    info_bg="#e2ecfa",
    mute="#56626f",
    mute_bg="#e9edf1",
)

DARK = Tokens(
    name="dark",
    page="#1a1d22",
    card="#21252b",
    side="#16191d",
    line="#2d323a",
    border="#454d58",
    text="#e2e6eb",
    muted="#9aa5b1",
    faint="#717c89",
    accent="#74abff",
    accent_hover="#93beff",
    on_accent="#0c1a2e",
    accent_bg="#26364f",
    hover="#292e36",
    field="#1c2026",
    field_off="#252a31",
    scroll="#474f5a",
    ok="#6fd19b",
    ok_bg="#1d3b2b",
    warn="#f0b65c",
    warn_bg="#42311a",
    err="#ff948c",
    err_bg="#4a2526",
    info="#74abff",
    info_bg="#26364f",
    mute="#aab4bf",
    mute_bg="#31373f",
)


class Theme(QObject):
    """The theme in force; whoever paints with its colours repaints on `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT

    def color(self, token: str) -> QColor:
        """Return a token as a colour."""
        return _color(getattr(self.tokens, token))

    def apply(self, name: str) -> None:
        """Dress the running program in `light` or `dark`, or as the desktop is dressed (`system`)."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        desktop = app.styleHints().colorScheme()
        self.tokens = DARK if name == "dark" or (name == "system" and desktop is Qt.ColorScheme.Dark) else LIGHT
        app.setPalette(palette(self.tokens))
        app.setStyleSheet(style_sheet(self.tokens))
        for widget in app.allWidgets():
            for target in (widget, *widget.actions()):
                if name_of_icon := target.property("icon_name"):
                    set_icon(target, name_of_icon, target.property("icon_tone") or "muted")
        self.changed.emit()


theme = Theme()


@cache
def _color(code: str) -> QColor:
    return QColor(code)


@cache
def _drawing(name: str) -> str:
    """Return an icon's SVG, a little finer than it was drawn."""
    return resource("icons", f"{name}.svg").read_text("utf-8").replace('stroke-width="2"', 'stroke-width="1.75"')


@cache
def pixmap(name: str, ink: str, size: int, scale: float = 2) -> QPixmap:
    """Return an icon in one ink, sharp at this size and device scale."""
    picture = _shape(name, round(size * scale)).copy()
    if "currentColor" in _drawing(name):
        painter = QPainter(picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(picture.rect(), _color(ink))
        painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


@cache
def _shape(name: str, size: int) -> QPixmap:
    """Return an icon of so many pixels, to be inked."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(_drawing(name).encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    return picture


def icon(name: str, tone: str = "muted", size: int = 16) -> QIcon:
    """Return a shipped icon in the ink of the present theme."""
    return _icon(name, tone, size, theme.tokens)


@cache
def _icon(name: str, tone: str, size: int, tokens: Tokens) -> QIcon:
    made = QIcon()
    off, on = QIcon.State.Off, QIcon.State.On
    inks = (
        (QIcon.Mode.Normal, off, getattr(tokens, tone)),
        (QIcon.Mode.Normal, on, tokens.accent),
        (QIcon.Mode.Selected, off, tokens.accent),
        (QIcon.Mode.Disabled, off, tokens.border),
    )
    for mode, state, ink in inks:
        for scale in SIZES:
            made.addPixmap(pixmap(name, ink, size, scale), mode, state)
    return made


def set_icon(target: QObject, name: str, tone: str = "muted") -> None:
    """Give a button or an action an icon that follows the theme."""
    assert isinstance(target, QAbstractButton | QAction)
    target.setProperty("icon_name", name)
    target.setProperty("icon_tone", tone)
    target.setIcon(icon(name, tone))


def mark(widget: QWidget, name: str, value: str) -> None:
    """Set a property the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        redress(widget)


def redress(widget: QWidget) -> None:
    """Have the style sheet look at a widget's properties anew."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def palette(tokens: Tokens) -> QPalette:
    """Return the palette for everything the style sheet leaves to Fusion."""
    made = QPalette()
    role = QPalette.ColorRole
    pairs = (
        (role.Window, tokens.page),
        (role.WindowText, tokens.text),
        (role.Base, tokens.card),
        (role.AlternateBase, tokens.page),
        (role.Text, tokens.text),
        (role.Button, tokens.card),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.err),
        (role.ToolTipBase, tokens.card),
        (role.ToolTipText, tokens.text),
        (role.PlaceholderText, tokens.faint),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Link, tokens.accent),
        (role.Light, tokens.line),
        (role.Mid, tokens.border),
        (role.Dark, tokens.border),
        (role.Shadow, tokens.border),
    )
    for place, code in pairs:
        made.setColor(place, QColor(code))
    for place in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, place, QColor(tokens.faint))
    return made


def style_sheet(tokens: Tokens) -> str:
    """Return resources/theme/style.qss with this theme's colours."""
    source = string.Template(resource("theme", "style.qss").read_text("utf-8"))
    return source.substitute(asdict(tokens), assets=resource("theme", tokens.name).as_posix())


def load_fonts() -> QFont:
    """Register the bundled faces and return the window's font."""
    for face in FACES:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"{face}.ttf")))
    font = QFont(FAMILIES)
    font.setPixelSize(13)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font
