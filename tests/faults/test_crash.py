"""Kill the program in the middle of its work: after restart everything of a step is there, or nothing of it."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from awardsdesk.lists.attachments import scans_of
from awardsdesk.models import Achievement, Award, Certificate, Entry, Organization
from awardsdesk.operations.rounds import by_code
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from tests.scans import achievement, pdf

IMPORT = """
import sys
from pathlib import Path
from awardsdesk.cli import run_command
from awardsdesk.operations.samples import sample_workbooks
print("ready", flush=True)
run_command(["import", sys.argv[1], *map(str, sample_workbooks())])
"""
APPROVE = """
import sys
from awardsdesk.cli import run_command
print("ready", flush=True)
run_command(["approve", sys.argv[1], "--round", "2008-J", "--document", "文", "--date", "2008-08-15"])
"""
SAVES = """
import sys
from pathlib import Path
from awardsdesk.models import Organization
from awardsdesk.operations.audit import operation
from awardsdesk.store.database import Database
database = Database.open(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(100000):
    with database.write() as session, operation(session, "add", "x"):
        session.add(Organization(name=f"{number}"))
    print(number, flush=True)
"""
ATTACHES = """
import sys
from pathlib import Path
from awardsdesk.operations.attachments import attach
from awardsdesk.store.attachments import keep
from awardsdesk.store.database import Database
path = Path(sys.argv[1])
database = Database.open(path)
print("ready", flush=True)
for source in sorted(path.parent.glob("*.pdf")):
    kept = keep(path, source)
    with database.write() as session:
        attach(session, 1, [kept])
    print(source.name, flush=True)
"""


def kill_after(script: str, path: Path, seconds: float) -> list[str]:
    """Run a script on a file, kill it that long after it is ready, return what it said after that."""
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.kill()
        return process.stdout.read().splitlines()


@pytest.mark.parametrize("seed", range(4))
def test_an_import_killed_leaves_all_or_nothing(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.awards"
    subprocess.run([sys.executable, "-m", "awardsdesk", "new", str(path), "--template", "sample"], check=True)
    kill_after(IMPORT, path, random.Random(seed).uniform(0.5, 5))
    database = Database.open(path)
    with database.read() as session:
        counts = tuple(session.scalar(select(func.count(model.id))) for model in (Achievement, Entry))
    found = faults(database)
    database.close()
    assert found == []
    assert counts in {(0, 0), (300, 251)}


@pytest.mark.parametrize("seed", range(4))
def test_an_approval_killed_leaves_all_or_nothing(imported_year: Path, tmp_path: Path, seed: int) -> None:
    path = Path(shutil.copy(imported_year, tmp_path / "a.awards"))
    kill_after(APPROVE, path, random.Random(seed).uniform(0.1, 2))
    database = Database.open(path)
    with database.read() as session:
        approved = by_code(session, "2008-J").approved_at is not None
        counts = tuple(session.scalar(select(func.count(model.id))) for model in (Award, Certificate))
    found = faults(database)
    database.close()
    assert found == []
    assert (approved, counts) in {(False, (0, 0)), (True, (79, 522))}


@pytest.mark.parametrize("seed", range(6))
def test_no_acknowledged_save_is_lost(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.awards"
    Database.create(path).close()
    acknowledged = [line for line in kill_after(SAVES, path, random.Random(seed).uniform(0.05, 0.6)) if line]
    database = Database.open(path)
    with database.read() as session:
        names = session.scalars(select(Organization.name).order_by(Organization.id)).all()
    found = faults(database)
    database.close()
    assert found == []
    assert names[: len(acknowledged)] == acknowledged
    assert len(names) - len(acknowledged) in {0, 1}


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_while_attaching_leaves_no_record_without_its_file(tmp_path: Path, seed: int) -> None:
    database = Database.create(tmp_path / "a.awards")
    achievement(database)
    database.close()
    for number in range(60):
        pdf(tmp_path / f"{number:02}.pdf", f"scan {number}", pages=20)
    acknowledged = kill_after(ATTACHES, database.path, random.Random(seed).uniform(0.02, 0.5))
    database = Database.open(database.path)
    with database.read() as session:
        names = [scan.name for scan in scans_of(session, 1)]
    found = faults(database)
    database.close()
    assert found == []
    assert names[: len(acknowledged)] == acknowledged
    assert len(names) - len(acknowledged) in {0, 1}
