"""One import or one export beside an open window, in a process of its own: prints seconds, MB and the window's gaps as JSON."""

import json
import os
import random
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
from awardsdesk.store.arriving import keeping
from awardsdesk.store.database import Database
from awardsdesk.ui.export_action import _View, _write
from awardsdesk.ui.jobs import Job
from benchmarks import achievements
from benchmarks.register_child import ACHIEVEMENTS, Query, Screen, megabytes, page

ROWS, EXPORTED, SHOWN, TICK = 10_000, 100_000, 9, 5
STAFF = 40
"""How many people of a unit the workbook names: half of them the register knows."""
CANCELLED_AT = (0.05, 0.25, 0.5)
"""Parts of the time that reading takes; taking in, which takes a little longer, is cancelled after the same seconds."""
IDLE = 10.0
"""Seconds for which the window is watched while nothing is done: what gaps the machine itself makes."""
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
        loop, answer, begun = QEventLoop(), [], []

        def cancel() -> None:  # timed itself: a timer of seconds may be a twentieth of them late
            begun.append(time.perf_counter())
            job.progress.cancel()

        job = Job(work, self.screen.window, "benchmark")
        job.done.connect(answer.append)
        for ended in (job.done, job.failed, job.cancelled):
            ended.connect(loop.quit)
        self._last = time.perf_counter()
        begun.append(self._last)
        self._timer.start()
        job.start()
        if cancel_after:
            QTimer.singleShot(int(cancel_after * 1000), cancel)
        loop.exec()
        self._timer.stop()
        return time.perf_counter() - begun[-1], answer[0] if answer else None

    def cancel(self, work: Callable[[Progress], Any], after: float) -> float:
        """Return the seconds from a job's cancelling to its end."""
        seconds, answer = self.do(work, after)
        if answer is not None:
            raise RuntimeError(f"ended before it was cancelled after {after:.1f} s")
        return seconds

    def idle(self) -> float:
        """Return the worst gap while nothing is done, in ms, and count from there."""
        self.do(_sleep)
        gap, self.gap = self.gap, 0.0
        return gap * 1000


def bring(path: Path) -> dict[str, float]:
    """Import a workbook as the window does: read and check, preview, take in; and cancel it at several points."""
    beside, db = _open(path)
    idle = beside.idle()
    with tempfile.TemporaryDirectory() as folder:
        book = workbook(Path(folder) / "报送.xlsx", db)

        def read(progress: Progress) -> Any:
            with db.read() as session:
                return load(session, [book], "", progress)

        def look(loaded: Any, progress: Progress) -> Any:
            with db.read() as session:
                return preview(session, loaded, "", progress)

        def take(loaded: Any, progress: Progress) -> Any:
            with keeping(db, loaded.handed_in, loaded.package, progress) as arrived, db.write() as session:
                return apply(session, loaded, "", skip_refused=True, progress=progress, arrived=arrived)

        _forget(path)
        cold, _loaded = beside.do(read)
        _read_through(path)
        beside.gap = 0.0
        seconds, loaded = beside.do(read)
        points = [seconds * part for part in CANCELLED_AT]
        cancelled = [beside.cancel(work, after) for work in (read, partial(take, loaded)) for after in points]
        looked = beside.do(partial(look, loaded))[0]
        beside.screen.settle()  # a clerk reads the preview, and the window sweeps up meanwhile
        taken = beside.do(partial(take, loaded))[0]
    worst = max(cancelled) * 1000
    return {
        "load": seconds,
        "cold": cold,
        "preview": looked,
        "apply": taken,
        "cancel": worst,
        "gap": beside.gap * 1000,
        "idle": idle,
    }


def _forget(path: Path) -> None:
    """Have nothing of a file in the system's memory, as after a night."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_through(path: Path) -> None:
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def _sleep(_progress: Progress) -> None:
    time.sleep(IDLE)


def take_out(path: Path) -> dict[str, float]:
    """Export the beginning of the list."""
    beside, db = _open(path)
    with db.read() as session:
        ids = list(ACHIEVEMENTS.ids(session, Query()))[:EXPORTED]
    view = _View(db, ACHIEVEMENTS, tuple(range(SHOWN)), ids, "成果登记", "", approved=True)
    before = megabytes()
    with tempfile.TemporaryDirectory() as folder:
        seconds, _path = beside.do(partial(_write, view, Path(folder) / "成果.xlsx"))
    peak = _peak() - before
    return {"s": seconds, "mb": peak, "gap": beside.gap * 1000}


def _peak() -> float:
    """Return the most that the process had in memory, MB; what it was forked from does not count."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def _open(path: Path) -> tuple[Beside, Database]:
    screen = Screen(path)
    screen.paint(page)
    screen.settle()
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
