"""Prove that an installed program has all it needs: the sample year to paper, workbooks out, an upgrade, a window."""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from awardsdesk.demo import run_sample_year
from awardsdesk.exchange.layouts import Kind
from awardsdesk.exchange.marking import mark
from awardsdesk.exchange.recognition import recognise
from awardsdesk.exchange.template import write_template
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from awardsdesk.store.upgrade import upgrade


def run(tell: Callable[[str], None] = print) -> int:
    """Run all checks in a folder of their own; returns 0, or raises what is missing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["AWARDSDESK_HOME"] = str(folder / "home")
        path = run_sample_year(folder / "year", tell)
        _check_file(path)
        _check_workbooks(folder)
        tell("workbooks: fine")
        _check_upgrade(folder / "old.awards")
        tell("upgrade: fine")
        _check_window(path, folder / "window.png")
        tell("window: fine")
    return 0


def _check_file(path: Path) -> None:
    database = Database.open(path)
    found = faults(database)
    database.close()
    if found:
        raise AssertionError(found)


def _check_workbooks(folder: Path) -> None:
    """Write an empty workbook, and the copy of it that would bear the marks of its faults."""
    write_template(Kind.ACHIEVEMENTS, folder / "template.xlsx")
    mark(folder / "template.xlsx", (), folder / "marked.xlsx")
    if [sheet.kind for sheet in recognise(folder / "marked.xlsx")] != [Kind.ACHIEVEMENTS]:
        raise AssertionError("the marked workbook is not the one that was written")


def _check_upgrade(path: Path) -> None:
    """Let Alembic make the whole schema in an empty file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
    upgrade(path)


def _check_window(path: Path, picture: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from awardsdesk.ui.application import paint_once

    paint_once(path, picture)
    if picture.stat().st_size < 10_000:
        raise AssertionError("the window is blank")
