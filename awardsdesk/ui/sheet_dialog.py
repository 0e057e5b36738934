"""A sheet of sections in a window of its own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.lists.why import WhySheet
from awardsdesk.ui.label import hairline
from awardsdesk.ui.sheet_view import SheetView


class SheetDialog(QDialog):
    """Shows a sheet to be read and copied."""

    def __init__(self, parent: QWidget, title: str, sheet: WhySheet) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(title)
        self.resize(640, 480)
        self.view = SheetView()
        self.view.show_sheet(sheet)
        close = QPushButton(_("关闭"))
        close.setProperty("look", "primary")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 16, 16)
        layout.addWidget(self.view, 1)
        layout.addWidget(hairline())
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
