"""Texts on the screen are plain: what a user typed is never read as markup."""

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Text
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def label(text: str = "", role: str = "", *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """Return a plain-text label; `role` is title, heading, strong, figure, muted, faint, error, warning or section."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setIndent(0)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def plain_tip(text: str) -> str:
    """Return a tool tip that shows `text` as it is, even where it looks like markup."""
    return Text.convertFromPlainText(text) if Text.mightBeRichText(text) else text


def hairline() -> QFrame:
    """Return a one-pixel line."""
    made = QFrame()
    made.setObjectName("hairline")
    made.setFixedHeight(1)
    return made
