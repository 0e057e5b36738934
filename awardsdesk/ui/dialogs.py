"""The only modal dialogs. All go through `user`, one object that tests replace by one that answers for itself."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _
from awardsdesk.ui.label import label
from awardsdesk.ui.theme import pixmap, theme

ICONS = {"info": "info", "warn": "triangle-alert", "err": "circle-alert", "ask": "circle-help"}
TITLE_BAR = 40


HIGHEST, LINE_GAP = 200, 10


def _fit(rows: QListWidget) -> None:
    """Make a list as high as its lines need, up to a height from which on it scrolls and may be drawn larger."""
    room = QSize(rows.minimumWidth() - 24, 0)
    texts = [rows.item(row).text() for row in range(rows.count())]
    metrics = rows.fontMetrics()
    heights = [metrics.boundingRect(QRect(QPoint(), room), Qt.TextFlag.TextWordWrap, text).height() for text in texts]
    needed = sum(height + LINE_GAP for height in heights) + LINE_GAP
    if needed < HIGHEST:
        rows.setFixedHeight(needed)
    else:
        rows.setMinimumHeight(HIGHEST)


def room(window: QWidget) -> QSize:
    """Return how large a window may be within its frame."""
    return window.screen().availableSize() - QSize(0, TITLE_BAR)


class Dialog(QDialog):
    """A dialog in which Enter presses the button that has the keys; Qt would press the default one instead."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press what has the keys, where it is a button; from a text, where Enter breaks the line, Ctrl+Enter answers."""
        focused = self.focusWidget()
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and isinstance(focused, QPushButton):
            focused.click()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            for button in self.findChildren(QPushButton):
                if button.isDefault():
                    button.click()
        else:
            super().keyPressEvent(event)


class Frame(Dialog):
    """A dialog of ours: an icon and a sentence, room for more, a row of buttons of which the first answers Enter."""

    def __init__(self, parent: QWidget | None, sentence: str, kind: str = "info", title: str = "") -> None:
        super().__init__(parent.window() if parent else None)
        self.setWindowTitle(title or _("科技成果与奖励"))
        self.setMinimumWidth(400)
        self.answer = ""
        self.sentence = label(sentence, wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setMaximumWidth(560)
        sign = QLabel()
        ink = getattr(theme.tokens, {"ask": "info"}.get(kind, kind))
        sign.setPixmap(pixmap(ICONS[kind], ink, 24))
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.sentence, 1)
        self.body = QVBoxLayout()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 16)
        whole.setSpacing(16)
        whole.addLayout(head)
        whole.addLayout(self.body, 1)
        whole.addLayout(self._buttons)

    def add_button(self, text: str, answer: str, look: str = "") -> QPushButton:
        """Add a button that closes the dialog with this answer; the primary one answers Enter."""
        button = QPushButton(text)
        button.setProperty("look", look)
        button.setAutoDefault(False)
        button.setDefault(look == "primary")
        button.setProperty("answer", answer)
        button.clicked.connect(self._clicked)
        self._buttons.addWidget(button)
        return button

    def _clicked(self) -> None:
        self.answer = str(self.sender().property("answer"))
        self.accept()


class Dialogs:
    """Tells and asks; every call blocks until the user answered."""

    def show(self, dialog: QDialog) -> bool:
        """Show any dialog modally, no larger than the screen; True when it was accepted."""
        if dialog.testAttribute(Qt.WidgetAttribute.WA_Resized):  # else Qt makes it as large as it needs
            dialog.resize(dialog.size().boundedTo(room(dialog)))
        return dialog.exec() == QDialog.DialogCode.Accepted

    def tell(self, parent: QWidget | None, sentence: str) -> None:
        """Tell that something was done."""
        self._notice(parent, sentence, "info")

    def warn(self, parent: QWidget | None, sentence: str) -> None:
        """Tell expected trouble."""
        self._notice(parent, sentence, "warn")

    def ask(self, parent: QWidget | None, question: str, yes: str, *, danger: bool = False) -> bool:
        """Ask before something is done; `question` names the things and their count, `yes` is the verb."""
        frame = Frame(parent, question, "warn" if danger else "ask")
        no = frame.add_button(_("取消"), "")
        go = frame.add_button(yes, "yes", "danger" if danger else "primary")
        (no if danger else go).setFocus()
        return self.show(frame) and frame.answer == "yes"

    def ask_unsaved(self, parent: QWidget | None, what: str) -> str:
        """Ask about unsaved edits: `save`, `discard` or empty to stay."""
        frame = Frame(parent, _("{what}有未保存的修改。").format(what=what), "ask")
        frame.add_button(_("继续编辑"), "")
        frame.add_button(_("不保存"), "discard")
        frame.add_button(_("保存"), "save", "primary").setFocus()
        return frame.answer if self.show(frame) else ""

    def ask_reason(self, parent: QWidget | None, question: str, yes: str, initial: str = "") -> str | None:
        """Ask for a reason that goes on record; None when the user thought better of it, never empty."""
        frame = Frame(parent, question, "ask")
        edit = QPlainTextEdit(initial)
        edit.setTabChangesFocus(True)
        edit.setMinimumHeight(88)
        edit.setPlaceholderText(_("请写明原因，将记入操作记录"))
        edit.setAccessibleName(_("原因"))
        frame.body.addWidget(edit)
        frame.add_button(_("取消"), "")
        go = frame.add_button(yes, "yes", "primary")
        go.setEnabled(bool(initial.strip()))
        edit.textChanged.connect(lambda: go.setEnabled(bool(edit.toPlainText().strip())))
        edit.setFocus()
        return edit.toPlainText().strip() if self.show(frame) and frame.answer else None

    def problems(self, parent: QWidget | None, sentence: str, problems: Sequence[Problem], go_on: str = "") -> bool:
        """List problems; where something can be done in spite of them, `go_on` is its name."""
        fatal = any(problem.severity == "error" for problem in problems)
        frame = Frame(parent, sentence, "err" if fatal else "warn")
        rows = QListWidget()
        rows.addItems([f"{severity(problem)}　{problem.field}　{problem.sentence}" for problem in problems])
        rows.setWordWrap(True)
        rows.setMinimumWidth(520)
        _fit(rows)
        frame.body.addWidget(rows)
        frame.add_button(_("取消") if go_on else _("关闭"), "", "" if go_on else "primary")
        if go_on:
            frame.add_button(go_on, "yes", "primary").setFocus()
        return self.show(frame) and frame.answer == "yes"

    def crash(self, parent: QWidget | None, sentence: str, details: str) -> None:
        """Tell unexpected trouble; the details can be copied for whoever helps."""
        frame = Frame(parent, sentence, "err")
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setMinimumSize(560, 200)
        frame.body.addWidget(text)
        copy = QPushButton(_("复制详情"))
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        frame.body.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        frame.add_button(_("关闭"), "", "primary")
        self.show(frame)

    def open_files(self, parent: QWidget | None, title: str, kinds: str, *, many: bool = False) -> list[Path]:
        """Choose files to open; `kinds` like "工作簿 (*.xlsx *.xls)"."""
        if many:
            names = QFileDialog.getOpenFileNames(parent, title, _folder(), kinds)[0]
        else:
            names = [QFileDialog.getOpenFileName(parent, title, _folder(), kinds)[0]]
        return _remember([Path(name) for name in names if name])

    def save_file(self, parent: QWidget | None, title: str, suggested: str, kinds: str) -> Path | None:
        """Choose where to save; the name is suggested, an existing file is asked about, a forgotten suffix is added."""
        name, chosen = QFileDialog.getSaveFileName(parent, title, str(Path(_folder()) / suggested), kinds)
        if not name:
            return None
        path = Path(name)
        suffixes = chosen.partition("*")[2].rstrip(")").split(" *")
        if path.suffix.lower() not in suffixes:  # 月报2008.8 has none
            path = path.with_name(path.name + suffixes[0])
            question = _("“{name}”已经存在，要替换它吗？").format(name=path.name)
            if path.exists() and not self.ask(parent, question, _("替换"), danger=True):
                return None
        return _remember([path])[0]

    def choose_folder(self, parent: QWidget | None, title: str) -> Path | None:
        """Choose a folder."""
        name = QFileDialog.getExistingDirectory(parent, title, _folder())
        return Path(name) if name else None

    def _notice(self, parent: QWidget | None, sentence: str, kind: str) -> None:
        frame = Frame(parent, sentence, kind)
        frame.add_button(_("知道了"), "", "primary").setFocus()
        self.show(frame)


def severity(problem: Problem) -> str:
    """Return the office's word for how grave a problem is."""
    return {"error": _("强制"), "hint": _("人工")}.get(problem.severity, _("核实"))


def kind_of(name: str) -> str:
    """Return what a file is by the ending of its name, as the dialog that saves a copy says it."""
    suffix = Path(name).suffix.lower()
    kinds = (_("PDF 文件 (*.pdf)"), _("Excel 工作簿 (*.xlsx)"), _("报送包 (*.zip)"))
    return next((kind for kind in kinds if kind.endswith(f"(*{suffix})")), f"{_('文件')} (*{suffix})")


_last_folder: list[str] = []


def _folder() -> str:
    return _last_folder[-1] if _last_folder else str(Path.home())


def _remember(paths: list[Path]) -> list[Path]:
    if paths:
        _last_folder[:] = [str(paths[0].parent)]
    return paths


user = Dialogs()


def grounds(parent: QWidget | None, doubts: Sequence[Problem]) -> str:
    """Ask why what is doubtful is right all the same; raises UserError when nothing is said, empty without doubts."""
    if not doubts:
        return ""
    told = "；".join(doubt.sentence for doubt in doubts)
    reason = user.ask_reason(parent, _("{doubts}。仍要保存，请写明依据。").format(doubts=told), _("保存"))
    if reason is None:
        raise UserError(_("没有写明依据，没有保存。"))
    return reason
