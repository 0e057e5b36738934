"""A form in a window of its own."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.ui import dialogs
from awardsdesk.ui.form import Form


class FormDialog(dialogs.Dialog):
    """A form in a window of its own, for a new record; closes when it was saved."""

    def __init__(self, parent: QWidget | None, title: str, form: Form) -> None:
        super().__init__(parent.window() if parent else None)
        self.form = form
        self.setWindowTitle(title)
        self.setMinimumSize(520, 360)
        cancel = QPushButton(_("取消"), autoDefault=False)
        cancel.clicked.connect(self.reject)
        form.undo_button.hide()
        form.foot.insertWidget(1, cancel)
        form.saved.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(form)
        next(iter(form.editors.values())).inner.setFocus()

    def reject(self) -> None:
        """Ask before edits are thrown away."""
        if self.form.may_leave():
            super().reject()
