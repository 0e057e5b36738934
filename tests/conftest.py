"""What every test gets: Qt without a screen, a home of its own, and no warning overheard."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt
os.environ["QT_SCALE_FACTOR"] = "1"

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from awardsdesk.store.database import Database

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
