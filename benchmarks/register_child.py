"""One look at a long register in a process of its own: prints times in ms and memory in MB as JSON.

`list` shows the register alone and `screen` with its form, each once; `search` types queries and jumps about;
`like` asks the same of plain LIKE.
"""

import json
import os
import random
import sys
import tempfile
import time
from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSignalBlocker, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from sqlalchemy import or_, select

from awardsdesk.lists.achievements import ACHIEVEMENTS, HIDDEN
from awardsdesk.lists.listing import Query
from awardsdesk.models import Achievement, AchievementCompleter, AchievementUnit
from awardsdesk.store.database import Database
from awardsdesk.ui.application import Sweeper
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.list_page import ListPage
from awardsdesk.ui.pages.achievements import page
from awardsdesk.ui.preferences import Preferences
from awardsdesk.ui.registration_detail import RegistrationDetail
from awardsdesk.ui.table_model import FIRST
from awardsdesk.ui.theme import load_fonts, theme

QUERIES = (
    "究", "王伟", "基因编辑系统", "糖尿病远程会诊平台建设", "第一人民医院", "玉米 张敏", "jybj", "tnbycgz",
    "9412020Y00123", "没有这样的成果",
)  # fmt: skip
PREFIXES = tuple(dict.fromkeys(query[:end].strip() for query in QUERIES for end in range(1, len(query) + 1)))
ROUNDS = 3
JUMPS = 200
SETTLED = 1500
"""Milliseconds for what a window does once, after it has come up."""


class Painted(QObject):
    """Notes that what it watches was painted since it was last asked for."""

    done = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.done = self.done or event.type() == QEvent.Type.Paint
        return False


class Screen:
    """The register's screen on a file; `empty` MB were in use before it came."""

    def __init__(self, path: Path) -> None:
        self.app = QApplication([])
        self.app.setStyle("Fusion")
        self.app.setFont(load_fonts())
        theme.apply("light")
        Sweeper(self.app)  # as in the program: garbage is not collected in the middle of a keystroke
        self.db = Database.open(path)
        self.window = QMainWindow()
        self.window.resize(1280, 800)
        self.window.show()
        self.app.processEvents()
        self.empty = megabytes()
        self.painted = Painted()

    def paint(self, make: Callable[[Desk], ListPage]) -> float:
        """Bring the register up and return the milliseconds until its rows are painted."""
        desk = Desk(self.db, Preferences(Path(tempfile.mkdtemp()) / "window.json"))
        began = time.perf_counter()
        self.page = make(desk)
        for widget in (self.page.panel.table.viewport(), self.page.panel._empty):  # noqa: SLF001
            widget.installEventFilter(self.painted)
        self.window.setCentralWidget(self.page)
        self.page.panel.reloaded.connect(self.forget)
        form = Painted()
        if isinstance(self.page.detail, RegistrationDetail):
            self.page.detail.form.added.connect(lambda made: made.inner.installEventFilter(form))
        else:
            form.done = True
        self.page.refresh()
        while not form.done:
            self.app.processEvents()
        return self.wait(began)

    def forget(self) -> None:
        """Count only what is painted from now on."""
        self.painted.done = False

    def settle(self) -> None:
        """Let the window do what it does once, after it has come up: it makes the form's further fields."""
        loop = QEventLoop()
        QTimer.singleShot(SETTLED, loop.quit)
        loop.exec()

    def wait(self, began: float) -> float:
        """Return the milliseconds from `began` until the list has been painted."""
        while not self.painted.done:
            self.app.processEvents()
        return (time.perf_counter() - began) * 1000

    def press(self, prefix: str) -> float:
        """Put the last character of a prefix into the search box."""
        panel = self.page.panel
        with QSignalBlocker(panel.bar.box):
            panel.bar.box.setText(prefix[:-1])
        began = time.perf_counter()
        panel.bar.box.setText(prefix)
        while panel.model.query.text != prefix:
            self.app.processEvents()
        return self.wait(began)

    def jump(self, row: int) -> float:
        """Show another part of the list."""
        bar = self.page.panel.table.verticalScrollBar()
        self.forget()
        began = time.perf_counter()
        bar.setValue(row * bar.maximum() // len(self.page.panel.model.ids))
        return self.wait(began)


def megabytes() -> float:
    """Return what the process has in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def paint(path: Path, make: Callable[[Desk], ListPage]) -> dict[str, object]:
    """Open the register once."""
    screen = Screen(path)
    taken = screen.paint(make)
    return {"ms": taken, "mb": megabytes() - screen.empty, "rows": len(screen.page.panel.model.ids)}


def search(path: Path) -> dict[str, object]:
    """Type every prefix some times, then jump about."""
    screen = Screen(path)
    screen.paint(page)
    screen.settle()
    keys: dict[str, list[float]] = {prefix: [] for prefix in PREFIXES}
    for _round in range(ROUNDS):
        for prefix, taken in keys.items():
            taken.append(screen.press(prefix))
    screen.page.panel.clear_query()
    screen.app.processEvents()
    chance = random.Random(1)
    rows = len(screen.page.panel.model.ids)
    return {"keys": keys, "jumps": [screen.jump(chance.randrange(rows)) for _jump in range(JUMPS)]}


def like(path: Path) -> dict[str, object]:
    """Ask for every prefix as a program without an index would: only the ids, no picture."""
    database = Database.open(path)
    keys = {}
    with database.read() as session:
        for prefix in PREFIXES:
            query = Query(text=prefix)
            began = time.perf_counter()
            conditions = [
                or_(
                    *(
                        column.contains(term, autoescape=True)
                        for column in (Achievement.registration_no, Achievement.title, Achievement.keywords)
                    ),
                    *(
                        Achievement.id.in_(select(kind.achievement_id).where(kind.name.contains(term, autoescape=True)))
                        for kind in (AchievementUnit, AchievementCompleter)
                    ),
                )
                for term in query.text.split()
            ]
            statement = select(Achievement.id).where(*conditions).order_by(Achievement.id).limit(FIRST + 1)
            array("q", session.scalars(statement))
            keys[prefix] = [(time.perf_counter() - began) * 1000]
    return {"keys": keys}


def main() -> None:
    """Do what the command line names."""
    deeds: dict[str, Callable[[Path], dict[str, object]]] = {
        "list": partial(paint, make=lambda desk: ListPage(desk, ACHIEVEMENTS, hidden=HIDDEN)),
        "screen": partial(paint, make=page),
        "search": search,
        "like": like,
    }
    print(json.dumps(deeds[sys.argv[1]](Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
