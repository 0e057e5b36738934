"""The window: places at the left, one page at a time, a status bar; knows no page by name."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QStatusBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from awardsdesk.i18n import _
from awardsdesk.ui import dialogs, jobs
from awardsdesk.ui.desk import Desk, Page, Place
from awardsdesk.ui.label import label
from awardsdesk.ui.preferences import Preferences
from awardsdesk.ui.theme import icon, set_icon, theme
from awardsdesk.ui.undo_action import UndoMenu, redo_last, undo_last

if TYPE_CHECKING:
    from awardsdesk.ui.saved_filters import SavedFilter

NAVIGATION_WIDTH = 184


class MainWindow(QMainWindow):
    """Shows a start page until a file is open, then the places of the program."""

    seen = Signal()
    """The window has been painted for the first time."""

    def __init__(
        self,
        places: Sequence[Place],
        preferences: Preferences,
        start: Callable[[], QWidget],
        before_closing: Callable[[Path, Callable[[], Any]], bool] | None = None,
    ) -> None:
        """Begin without a file; `before_closing` tells of a file whether it is waited for, and what to do then."""
        super().__init__()
        self.preferences = preferences
        self.desk: Desk | None = None
        self.pages: dict[str, Page] = {}
        self._places = {place.key: place for place in places}
        self._make_start, self._before_closing = start, before_closing
        self._was_seen = False
        self._stack = QStackedWidget()
        self._buttons: dict[str, QToolButton] = {}
        self.setWindowTitle(_("科技成果与奖励"))
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self._lay_out()
        self._add_keys()
        self._restore()

    # building

    def _lay_out(self) -> None:
        self._body = QWidget()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._navigation())
        row.addWidget(self._stack, 1)
        self.setCentralWidget(self._body)
        bar = QStatusBar(sizeGripEnabled=False)
        self._selection, self._file, self._actor = (label() for _each in range(3))
        bar.addWidget(self._selection, 1)
        for part in (self._file, self._actor):
            bar.addPermanentWidget(part)
        self.setStatusBar(bar)

    def _navigation(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("navigation")
        frame.setFixedWidth(NAVIGATION_WIDTH)
        column = QVBoxLayout(frame)
        column.setContentsMargins(8, 16, 8, 8)
        column.setSpacing(2)
        column.addLayout(self._brand())
        group = QButtonGroup(self)
        for number, place in enumerate(self._places.values(), 1):
            button = self._nav_button(place.title, place.icon, f"Ctrl+{number}")
            button.setCheckable(True)
            button.setEnabled(False)
            button.setObjectName(f"place_{place.key}")
            button.clicked.connect(lambda _checked=False, key=place.key: self.go(key))
            group.addButton(button)
            self._buttons[place.key] = button
            column.addWidget(button)
        column.addStretch(1)
        self._steps = self._nav_button(_("撤销与重做"), "undo-2", "Ctrl+Z  Ctrl+Y")
        self._steps.setMenu(UndoMenu(self, lambda: self.desk, self.undo, self.redo))
        self._steps.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._steps.setEnabled(False)
        self._theme_button = self._nav_button("", "moon", "Ctrl+Shift+D")
        self._theme_button.clicked.connect(self.switch_theme)
        theme.changed.connect(self._name_theme)
        self._name_theme()
        keys = self._nav_button(_("快捷键"), "keyboard", "F1")
        keys.clicked.connect(self.show_keys)
        column.addWidget(self._steps)
        column.addWidget(self._theme_button)
        column.addWidget(keys)
        return frame

    def _brand(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 0, 16)
        row.setSpacing(8)
        sign = QLabel()
        sign.setPixmap(icon("awardsdesk", size=20).pixmap(QSize(20, 20)))
        row.addWidget(sign)
        row.addWidget(label(_("科技成果与奖励"), "strong"), 1)
        return row

    def _nav_button(self, text: str, name: str, keys: str) -> QToolButton:
        button = QToolButton()
        button.setText(f" {text}")
        button.setAccessibleName(text)
        button.setToolTip(f"{text}  {keys}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(18, 18))
        set_icon(button, name)
        return button

    def _add_keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            (f"Ctrl+{number}", partial(self.go, key)) for number, key in enumerate(self._places, 1)
        ]
        keys += [
            ("F5", self.refresh),
            ("Ctrl+F", self.search),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
            ("F1", self.show_keys),
            ("Ctrl+Shift+D", self.switch_theme),
        ]
        for sequence, run in keys:
            QShortcut(QKeySequence(sequence), self).activated.connect(run)

    # places

    def page(self) -> Page | None:
        """Return the page that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def go(self, key: str, record: int | None = None) -> bool:
        """Show a place, and there a record; False when the present page has unsaved edits that keep it."""
        if self.desk is None or key not in self._places:
            return False
        page, old = self.pages.get(key), self.page()
        if old is not None and page is not old and not old.may_leave():
            self._mark_place()
            return False
        if page is None:
            page = self._places[key].page(self.desk)
            page.status.connect(self._selection.setText)
            self.pages[key] = page
            self._stack.addWidget(page)
        if page is not old:
            self._selection.setText("")
        self._stack.setCurrentWidget(page)
        if page is not old:
            page.setFocus()  # else the page's keys would wait for a click into it
        self._mark_place()
        if record is not None:
            page.show_record(record)
        return True

    def _mark_place(self) -> None:
        shown = self.page()
        for key, button in self._buttons.items():
            button.setChecked(shown is not None and self.pages.get(key) is shown)

    @Slot(str, object)
    def _asked_for(self, key: str, wanted: "int | SavedFilter | None") -> None:
        if wanted is None or isinstance(wanted, int):
            self.go(key, wanted)
        elif self.go(key):
            self.pages[key].show_filter(wanted)

    @Slot()
    def refresh(self) -> None:
        """Read the page anew."""
        if page := self.page():
            page.refresh()

    @Slot()
    def search(self) -> None:
        """Put the cursor into the page's search box."""
        if page := self.page():
            page.search()

    @Slot()
    def undo(self) -> None:
        """Take the last operation back; what is typed beside it is saved or given up first. A field keeps Ctrl+Z for itself."""
        if self.desk is not None and self.may_leave():
            undo_last(self.desk, self)

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last. A field keeps the keys for itself, also the one of them that Qt leaves to the window."""
        field = self.focusWidget()
        if isinstance(field, QLineEdit | QPlainTextEdit) and not field.isReadOnly():
            field.redo()
        elif self.desk is not None and self.may_leave():
            redo_last(self.desk, self)

    def may_leave(self) -> bool:
        """Ask about edits of the page: what changes the file under them would be put back when they are saved."""
        page = self.page()
        return page is None or page.may_leave()

    # the file

    def open_desk(self, desk: Desk) -> None:
        """Work on this file from now on."""
        self._body.setEnabled(True)
        self.close_desk()
        self.desk = desk
        desk.asked_for.connect(self._asked_for)
        for button in (*self._buttons.values(), self._steps):
            button.setEnabled(True)
        self.setWindowTitle(f"{desk.db.path.stem} - {_('科技成果与奖励')}")
        name = desk.db.path.name
        self._file.setText(_("{name}（只读）").format(name=name) if desk.db.read_only else name)
        self._file.setToolTip(str(desk.db.path))
        self._actor.setText(_("操作员：{name}").format(name=desk.db.actor))
        self.go(next(iter(self._places)))
        if desk.db.read_only:
            told = _(
                "“{name}”是只读的：可以查看、打印和导出，改动存不下来。要改动，请把它复制到可写的文件夹，再打开那一份。"
            )
            dialogs.user.warn(self, told.format(name=name))

    def close_desk(self) -> None:
        """Put the file away and its pages with it."""
        for page in self.pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self.pages.clear()
        if self.desk:
            self.desk.close()
            self.desk = None
        for button in self._buttons.values():
            button.setChecked(False)
        for button in (*self._buttons.values(), self._steps):
            button.setEnabled(False)
        for part in (self._file, self._actor, self._selection):
            part.setText("")

    def show_start(self) -> None:
        """Show the start page: no file is open."""
        self.close_desk()
        start = self._make_start()
        self._stack.addWidget(start)
        self._stack.setCurrentWidget(start)
        start.setFocus()  # else the first key would change the colours

    # the window itself

    @Slot()
    def switch_theme(self) -> None:
        """Change between light and dark."""
        name = "light" if theme.tokens.name == "dark" else "dark"
        self.preferences.set("theme", name)
        theme.apply(name)

    @Slot()
    def _name_theme(self) -> None:
        dark = theme.tokens.name == "dark"
        text = _("浅色") if dark else _("深色")
        self._theme_button.setText(f" {text}")
        self._theme_button.setAccessibleName(text)
        self._theme_button.setToolTip(f"{text}  Ctrl+Shift+D")
        set_icon(self._theme_button, "sun" if dark else "moon")

    @Slot()
    def show_keys(self) -> None:
        """Show the sheet of keys: the program's, and those of the present page."""
        from awardsdesk.ui.key_sheet import KeySheet

        page = self.page()
        actions = [] if page is None else page.actions()
        dialogs.user.show(KeySheet(self, list(self._places.values()), actions))

    def _restore(self) -> None:
        kept = self.preferences.get("geometry", "")
        if not (kept and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            self.resize(1280, 800)

    def appear(self) -> None:
        """Show the window, on all of a screen that has no room for it."""
        fits = self.size().boundedTo(dialogs.room(self)) == self.size()
        (self.show if fits else self.showMaximized)()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first time."""
        super().paintEvent(event)
        if not self._was_seen:
            self._was_seen = True
            self.seen.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take workbooks and packages, and nothing else."""
        if self.desk is not None and _workbooks(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Offer to import what was dropped."""
        from awardsdesk.ui.import_action import import_workbooks

        paths = _workbooks(event.mimeData())
        if self.desk is not None and paths:
            event.acceptProposedAction()
            if self.may_leave():
                import_workbooks(self.desk, self, paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved edits and work under way, then let go of the file."""
        if self.waits() or not self.may_leave() or not self._stop_work():
            event.ignore()
            return
        if self.put_away(self.leave):
            event.ignore()
            return
        self.preferences.set("geometry", self.saveGeometry().toBase64().toStdString())
        self.close_desk()
        super().closeEvent(event)

    def put_away(self, then: Callable[[], Any]) -> bool:
        """Begin what comes before the file is let go of, and do `then` after it; False when nothing is waited for."""
        if self.desk is None or self._before_closing is None or not self._before_closing(self.desk.db.path, then):
            return False
        self._body.setEnabled(False)  # nothing more is typed
        return True

    def waits(self) -> bool:
        """Tell whether the file is being put away."""
        return not self._body.isEnabled()

    def leave(self) -> None:
        """Close after what the window waited for."""
        self._body.setEnabled(True)
        self.close_desk()
        self.close()

    def _stop_work(self) -> bool:
        if not jobs.busy():
            return True
        question = _("还有工作在进行。退出会停止它，已经写入的数据不受影响。")
        return dialogs.user.ask(self, question, _("停止并退出"), danger=True) and jobs.stop_all()


def _workbooks(dragged: QMimeData) -> list[Path]:
    """Return the files that are dragged, if all of them look like workbooks or packages."""
    paths = [Path(url.toLocalFile()) for url in dragged.urls()]
    return paths if all(path.suffix.lower() in {".xlsx", ".xls", ".zip"} for path in paths) else []
