"""The only wiring: starts Qt, shows the window at once, opens the file in the next turn of the event loop."""

import gc
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from awardsdesk.i18n import _, either
from awardsdesk.paths import resource
from awardsdesk.progress import Progress
from awardsdesk.ui import dialogs, jobs, pdf_pages, trouble
from awardsdesk.ui.closing import back_up_first
from awardsdesk.ui.desk import Desk, Place
from awardsdesk.ui.main_window import MainWindow
from awardsdesk.ui.places import PLACES
from awardsdesk.ui.preferences import Preferences
from awardsdesk.ui.start_page import StartPage
from awardsdesk.ui.theme import load_fonts, theme

if TYPE_CHECKING:
    from awardsdesk.store.database import Database

KINDS = _("科技成果与奖励 (*.awards)")


def run(path: Path | None = None) -> int:
    """Show the window on a file, or on the start page; return the exit code."""
    prepare_environment()
    app = start_qt()
    catcher = trouble.Catcher(app)
    catcher.install()
    trouble.start_log()
    preferences = Preferences()
    dress = partial(_dress, preferences)
    app.styleHints().colorSchemeChanged.connect(dress)
    dress()
    office = Office(PLACES, preferences)
    # The file is opened once the empty window is on the screen: that imports SQLAlchemy and may have to upgrade.
    office.window.seen.connect(lambda: office.begin(path), Qt.ConnectionType.QueuedConnection)
    office.window.appear()
    code = app.exec()
    jobs.stop_all()
    pdf_pages.finish()
    trouble.stop_log()
    return code


def paint_once(path: Path, picture: Path) -> None:
    """Open a file, let each screen paint itself once, and save the picture of the last; for the check of an installation."""
    prepare_environment()
    app = start_qt()
    theme.apply("light")
    office = Office(PLACES, Preferences())
    office.window.resize(1280, 800)
    office.window.show()
    office.begin(path)
    while jobs.busy():
        app.processEvents()
    for place in PLACES:
        office.window.go(place.key)
        app.processEvents()
    office.window.grab().save(str(picture))
    office.window.leave()
    jobs.stop_all()
    pdf_pages.finish()


def _dress(preferences: Preferences, _desktop: object = None) -> None:
    theme.apply(preferences.get("theme", "light"))


def prepare_environment() -> None:
    """Set what must be set before Qt starts."""
    # Qt's wheels have no fcitx plug-in; fcitx5 answers to ibus, without this nobody could type Chinese on UOS and Kylin.
    if sys.platform.startswith("linux") and "fcitx" in os.environ.get("QT_IM_MODULE", ""):
        os.environ["QT_IM_MODULE"] = "ibus"
    sys.setswitchinterval(0.001)  # else a busy worker makes the window stutter


def start_qt() -> QApplication:
    """Make the QApplication with our font, in the user's language, in the same style everywhere."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("awardsdesk")
    app.setStyle("Fusion")
    app.setFont(load_fonts())
    app.setWindowIcon(QIcon(str(resource("icons", "awardsdesk.svg"))))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if either("zh", "en") == "zh":
        known = QTranslator(app)
        known.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        for translator in (LeftOver(app), known):  # the last one is asked first
            app.installTranslator(translator)
    Sweeper(app)
    return app


class LeftOver(QTranslator):
    """Says in Chinese what Qt's own catalogue leaves in English: two captions of its file dialog."""

    def translate(self, _context: str, source: str, _note: str | None = None, _count: int = -1) -> str:
        """Return the words; all else stays as it is."""
        return {"&Look in:": "位置(&L)：", "Files of &type:": "类型(&T)："}.get(source, source)


class Sweeper(QObject):
    """Collects cyclic garbage on the GUI thread only: a widget that died in the worker would take Qt with it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what the libraries made stays anyway, and need not be looked through again and again
        self._was_busy = False
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Collect the generations that are due.

        Not while a job is under way, whose many rows would hold up the window, nor while it shows what came of one.
        """
        was_busy, self._was_busy = self._was_busy, jobs.busy()
        if was_busy or self._was_busy:
            return
        due = [
            number
            for number, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if due:
            gc.collect(due[-1])


class Office(QObject):
    """The window and the file in it: opening, making, and going back to the start page."""

    def __init__(self, places: tuple[Place, ...], preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.window = MainWindow(places, preferences, self._start_page, self._back_up)
        QShortcut(QKeySequence("Ctrl+O"), self.window).activated.connect(self.choose)

    def begin(self, path: Path | None) -> None:
        """Open the file named at the start, if any."""
        if path is not None:
            self.open_file(path)
        if self.window.desk is None:
            self.window.show_start()

    def open_file(self, path: Path) -> bool:
        """Begin to open a file; False where what is open may not be left."""
        from awardsdesk.store.database import Database

        return self._take(lambda progress: Database.open(path, progress=progress), path)

    def choose(self) -> None:
        """Let the user choose a file to open."""
        for path in dialogs.user.open_files(self.window, _("打开"), KINDS):
            self.open_file(path)

    def create(self) -> None:
        """Let the user name a new file."""
        path = dialogs.user.save_file(self.window, _("新建"), _("科技成果与奖励.awards"), KINDS)
        if path is not None:
            from awardsdesk.store.database import Database

            self._take(lambda _progress: Database.create(path), path)

    def make_sample(self) -> None:
        """Make the sample year with all its papers in a folder the user chooses, and open it."""
        folder = dialogs.user.choose_folder(self.window, _("示例年度的文件放在哪个文件夹"))
        if folder is not None:
            job = jobs.Job(partial(_make_sample, folder), self.window, _("正在生成示例年度"))
            job.done.connect(self.open_file)
            job.start()

    def _take(self, make: Callable[[Progress], "Database"], path: Path) -> bool:
        """Work on a file beside the window, which may take minutes; trouble is told and leaves what is open as it is."""
        if not self._may_leave():
            return False
        job = jobs.Job(make, self.window, _("正在打开“{name}”").format(name=path.name))
        job.done.connect(partial(self._show, path))
        job.start(briefly=True)
        return True

    def _may_leave(self) -> bool:
        return not self.window.waits() and self.window.may_leave()

    def _show(self, path: Path, db: "Database") -> None:
        self.preferences.add_recent(path.resolve())
        show = partial(self.window.open_desk, Desk(db, self.preferences, self))
        if not self.window.put_away(show):
            show()

    def _back_up(self, path: Path, leave: Callable[[], Any]) -> bool:
        return back_up_first(self.window, path, leave)

    def _start_page(self) -> QWidget:
        return StartPage(self.preferences.recent(), self.open_file, self.choose, self.create, self.make_sample)


def _make_sample(folder: Path, progress: Progress) -> Path:
    from awardsdesk.demo import run_sample_year

    progress.start(_("正在生成示例年度"))

    def tell(sentence: str) -> None:
        progress.check()
        progress.label = sentence.partition("：")[0]

    return run_sample_year(folder / _("示例年度"), tell)
