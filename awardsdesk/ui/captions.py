"""The captions of a form's fields: beside the field, or above one that takes the whole width."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget

from awardsdesk.ui.fields import Editor, Entry, Field
from awardsdesk.ui.label import label

STAR_GAP = 2


def is_wide(field: Field) -> bool:
    """Tell whether a field stands below its caption."""
    return field.wide or field.entry in {Entry.LONG, Entry.WRAPPED, Entry.ROWS}


def caption_width(field: Field, metrics: QFontMetrics) -> int:
    """Return the room a caption takes beside its field: no choice of another class moves the fields."""
    if is_wide(field) or field.entry is Entry.CHECK:
        return 0
    star = STAR_GAP + metrics.horizontalAdvance("*") if field.required else 0
    return metrics.horizontalAdvance(field.label) + star


def caption(field: Field, made: Editor) -> QWidget:
    """Make the caption of a field, which leads to its editor."""
    shown = QWidget()
    line = QHBoxLayout(shown)
    line.setContentsMargins(0, 6, 0, 0)
    line.setSpacing(STAR_GAP)
    text = label(field.label, "muted")
    text.setBuddy(made.inner)
    line.addWidget(text, 0, Qt.AlignmentFlag.AlignTop)
    if field.required:
        line.addWidget(label("*", "required"), 0, Qt.AlignmentFlag.AlignTop)
    line.addStretch(1)
    return shown
