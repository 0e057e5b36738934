"""What every test gets: Qt without a screen, a home of its own, and no warning overheard."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt
os.environ["QT_SCALE_FACTOR"] = "1"

import datetime as dt
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from awardsdesk.exchange.importing import apply, load
from awardsdesk.models import ScoreSheet, Verification
from awardsdesk.operations.approval import approve
from awardsdesk.operations.audit import operation
from awardsdesk.operations.results import compute, entries_of
from awardsdesk.operations.rounds import by_code, touch
from awardsdesk.operations.samples import open_sample_rounds, sample_workbooks
from awardsdesk.store.database import Database
from awardsdesk.ui import jobs, pdf_pages
from tests.patience import PatientBot

settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


class Overheard(logging.Handler):
    """Keeps every record of level WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """End what a test left to the workers before its windows are closed: a window must not die under a worker."""
    jobs.stop_all()
    pdf_pages.finish()
    return (yield)


@pytest.fixture(autouse=True)
def overheard(request: pytest.FixtureRequest) -> Iterator[Overheard]:
    """Fail a test in which something logged a warning, unless it asked for `expected_log`."""
    handler = Overheard()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    if handler.records and "expected_log" not in request.fixturenames:
        pytest.fail("logged: " + "; ".join(f"{r.levelname} {r.name}: {r.getMessage()}" for r in handler.records))


@pytest.fixture
def expected_log(overheard: Overheard) -> Iterator[list[logging.LogRecord]]:
    """Allow warnings in this test and hand them over; the test fails if there were none."""
    yield overheard.records
    assert overheard.records, "the test expects a logged warning and none came"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's own folder out of it: settings and logs go to the test's directory."""
    folder = tmp_path / "home"
    monkeypatch.setenv("AWARDSDESK_HOME", str(folder))
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Give a fresh file of ours, open."""
    opened = Database.create(tmp_path / "office.awards", actor="测试员")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def imported_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample year once: both rounds, all seven workbooks, nothing computed. Copy it, do not open it."""
    path = tmp_path_factory.mktemp("sample") / "imported.awards"
    opened = Database.create(path, actor="测试员")
    with opened.write() as session:
        open_sample_rounds(session)
    with opened.read() as session:
        loaded = load(session, sample_workbooks())
    with opened.write() as session:
        apply(session, loaded)
    opened.close()
    return path


@pytest.fixture(scope="session")
def approved_year(imported_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Approve both rounds of the sample year once. Copy it, do not open it."""
    path = tmp_path_factory.mktemp("sample") / "approved.awards"
    shutil.copy(imported_year, path)
    opened = Database.open(path, actor="测试员")
    for code in ("2008-QP", "2008-J"):
        with opened.write() as session:
            approve(session, by_code(session, code), "澄政〔2008〕28号", dt.date(2008, 8, 15))
    opened.close()
    return path


@pytest.fixture
def sample(imported_year: Path, tmp_path: Path) -> Iterator[Database]:
    """Give the imported sample year, open, for a test to change as it likes."""
    opened = Database.open(Path(shutil.copy(imported_year, tmp_path / "year.awards")), actor="测试员")
    yield opened
    opened.close()


@pytest.fixture
def approved(approved_year: Path, tmp_path: Path) -> Iterator[Database]:
    """Give the approved sample year, open, for a test to change as it likes."""
    opened = Database.open(Path(shutil.copy(approved_year, tmp_path / "approved.awards")), actor="测试员")
    yield opened
    opened.close()


@pytest.fixture
def tied(sample: Database) -> Database:
    """Give the firm of rank 51 all figures and sheets of the firm of rank 50, so that they tie across the cut."""
    with sample.write() as session:
        round_ = by_code(session, "2008-QP")
        computed = compute(session, round_)
        entries = {entry.key: entry for entry in entries_of(session, round_)}
        upper, lower = (entries[computed.standings[place].key] for place in (49, 50))
        with operation(session, "test", "tie"):
            lower.verifications.clear()
            lower.sheets.clear()
            session.flush()
            model = {value.quantity: value for value in upper.reported}
            for value in lower.reported:
                value.number, value.text = model[value.quantity].number, model[value.quantity].text
            lower.verifications = [
                Verification(
                    quantity=row.quantity, level=row.level, opinion=row.opinion, number=row.number, text=row.text
                )
                for row in upper.verifications
            ]
            lower.sheets = [
                ScoreSheet(expert_id=row.expert_id, marks=list(row.marks), recused=row.recused) for row in upper.sheets
            ]
            touch(round_)
    return sample


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> QtBot:
    """Give the bot that drives windows, with patience."""
    return PatientBot(request)
