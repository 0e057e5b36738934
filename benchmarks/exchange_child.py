"""One import or one export beside an open window, in a process of its own: prints seconds, MB and the window's gaps as JSON."""

import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, QTimer
from sqlalchemy import select

from awardsdesk.exchange.importing import apply, load, preview
from awardsdesk.models import Organization, Person
from awardsdesk.progress import Progress
from awardsdesk.store.database import Database
from awardsdesk.ui.export_action import _View, _write
from awardsdesk.ui.jobs import Job
from benchmarks import achievements
from benchmarks.register_child import ACHIEVEMENTS, Query, Screen, megabytes, page

ROWS, EXPORTED, TICK, SETTLED = 10_000, 100_000, 5, 1500
STAFF = 40
"""How many people of a unit the workbook names: half of them the register knows."""
CANCELLED_AFTER = (0.2, 1.0, 2.0, 3.0, 4.0, 6.0)
"""Seconds: while reading, looking for doubles, taking in."""
HEADINGS = "成果名称 成果类别 成果水平 关键词 成果简介 完成单位 完成人 联系人 联系电话 研究起始 研究终止".split()


class Beside:
    """Runs jobs while the window's event loop turns, and notes the longest time it did not."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.gap, self._last = screen, 0.0, 0.0
        self._timer = QTimer(interval=TICK)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gap, self._last = max(self.gap, now - self._last), now

    def do(self, work: Callable[[Progress], Any], cancel_after: float = 0) -> tuple[float, Any]:
        """Return the seconds a job took, or from its cancelling to its end, and what it returned."""
        loop, answer = QEventLoop(), []
        job = Job(work, self.screen.window, "benchmark")
        job.done.connect(answer.append)
        for ended in (job.done, job.failed, job.cancelled):
            ended.connect(loop.quit)
        began = self._last = time.perf_counter()
        self._timer.start()
        job.start()
        if cancel_after:
            QTimer.singleShot(int(cancel_after * 1000), job.progress.cancel)
        loop.exec()
        self._timer.stop()
        return time.perf_counter() - began - cancel_after, answer[0] if answer else None


def bring(path: Path) -> dict[str, float]:
    """Import a workbook as the window does: read and check, preview, take in; and cancel it at several points."""
    beside, db = _open(path)
    with tempfile.TemporaryDirectory() as folder:
        book = workbook(Path(folder) / "报送.xlsx", db)

        def read(progress: Progress) -> Any:
            with db.read() as session:
                return load(session, [book], "", progress)

        def look(loaded: Any, progress: Progress) -> Any:
            with db.read() as session:
                return preview(session, loaded, "", progress)

        def take(loaded: Any, progress: Progress) -> Any:
            with db.write() as session:
                return apply(session, loaded, "", skip_refused=True, progress=progress)

        seconds, loaded = beside.do(read)
        cancelled = [beside.do(read, after)[0] for after in CANCELLED_AFTER[:3]]
        cancelled += [beside.do(partial(take, loaded), after)[0] for after in CANCELLED_AFTER[3:]]
        looked = beside.do(partial(look, loaded))[0]
        taken = beside.do(partial(take, loaded))[0]
    worst = max(cancelled) * 1000
    return {"load": seconds, "preview": looked, "apply": taken, "cancel": worst, "gap": beside.gap * 1000}


def take_out(path: Path) -> dict[str, float]:
    """Export the beginning of the list."""
    beside, db = _open(path)
    with db.read() as session:
        ids = list(ACHIEVEMENTS.ids(session, Query()))[:EXPORTED]
    view = _View(db, ACHIEVEMENTS, tuple(range(len(ACHIEVEMENTS.columns))), ids, "成果登记", "", approved=True)
    before = megabytes()
    with tempfile.TemporaryDirectory() as folder:
        seconds, _path = beside.do(partial(_write, view, Path(folder) / "成果.xlsx"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000 - before
    return {"s": seconds, "mb": peak, "gap": beside.gap * 1000}


def _open(path: Path) -> tuple[Beside, Database]:
    screen = Screen(path)
    screen.paint(page)
    loop = QEventLoop()
    QTimer.singleShot(SETTLED, loop.quit)  # what a window does once, after it has come up, is none of a job's gaps
    loop.exec()
    return Beside(screen), screen.db


def workbook(path: Path, db: Database) -> Path:
    """Write ten thousand rows like a county's: half of a unit's people known, some titles that look like others."""
    from xlsxwriter import Workbook

    chance = random.Random(7)
    with db.read() as session:
        known = session.execute(select(Person.name, Organization.name).join(Organization).order_by(Person.id)).all()
    staff: dict[str, list[str]] = {}
    for name, unit in known:
        if len(people := staff.setdefault(unit, [])) < STAFF:
            people += name, achievements._name(chance)  # noqa: SLF001
    units = list(staff)
    book = Workbook(path)
    sheet = book.add_worksheet("成果登记")
    sheet.write_row(0, 0, HEADINGS)
    for row in range(1, ROWS + 1):
        _id, _uid, title, klass, level, _words, abstract, *_rest = achievements._achievement(chance, row)  # noqa: SLF001
        own = chance.sample(units, chance.choice((1, 1, 2, 3)))
        team = list(dict.fromkeys(chance.choices(staff[own[0]], k=chance.choice((2, 3, 5, 7)))))
        words = "；".join(chance.sample(achievements.WORDS, 3))
        sheet.write_row(
            row, 0, [title, klass, level, words, abstract, "、".join(own), "、".join(team), team[0], "0391-2921000", "2022-01", "2024-12"]
        )  # fmt: skip
    book.close()
    return path


def main() -> None:
    """Do what the command line names, on a copy."""
    deeds: dict[str, Callable[[Path], dict[str, float]]] = {"import": bring, "export": take_out}
    deed, path = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(shutil.copy(path, folder))
        os.sync()  # what the copy still has to write is none of a deed's
        print(json.dumps(deeds[deed](copy)))


if __name__ == "__main__":
    main()
