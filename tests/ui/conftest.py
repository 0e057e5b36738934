"""A window on a real file with thirty organizations, and a user who answers as the test says."""

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awardsdesk.errors import Problem
from awardsdesk.lists.listing import Column, Filter, Kind, Listing, Query, Row
from awardsdesk.models import Organization
from awardsdesk.operations.audit import operation
from awardsdesk.store.database import Database
from awardsdesk.ui import dialogs, jobs, pdf_pages
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.preferences import Preferences
from awardsdesk.ui.theme import load_fonts, theme
from tests.patience import PatientBot

COUNTIES = ("青峪市", "澄东区", "平泽县")


def _ids(session: Session, query: Query) -> "array[int]":
    statement = select(Organization.id).where(Organization.name.contains(query.text, autoescape=True))
    if county := query.filters.get("county"):
        statement = statement.where(Organization.county == county)
    if query.sort:
        column = getattr(Organization, query.sort)
        statement = statement.order_by(column.desc() if query.descending else column)
    return array("q", session.scalars(statement.order_by(Organization.id)))


def _rows(session: Session, ids: Sequence[int]) -> list[Row]:
    found = {
        row.id: (row.name, row.uscc, row.county, row.id * 100, "有效" if row.id % 2 else "作废")
        for row in session.scalars(select(Organization).where(Organization.id.in_(ids)))
    }
    return [found[record] for record in ids if record in found]


UNITS = Listing(
    key="units",
    title="单位",
    columns=(
        Column("name", "单位名称", 300),
        Column("uscc", "信用代码", 180, Kind.CODE),
        Column("county", "县区", 90),
        Column("bonus", "奖金", 90, Kind.MONEY),
        Column("state", "状态", 84, Kind.STATE, tones={"有效": "ok", "作废": "err"}),
    ),
    ids=_ids,
    rows=_rows,
    filters=(
        Filter("county", "县区", lambda session, _scope: sorted(set(session.scalars(select(Organization.county))))),
    ),
    changes_with=frozenset({"organization"}),
    empty="还没有单位，请先导入。",
    sortable=frozenset({"name", "county"}),
)


def add_units(db: Database, first: int, count: int) -> None:
    """Add organizations named by their number."""
    with db.write() as session, operation(session, "import", "units"):
        session.add_all(
            Organization(name=f"第{number:06}号研究所", county=COUNTIES[number % 3], uscc=f"9112345678901{number:05}")
            for number in range(first, first + count)
        )


def rename(db: Database, record: int, name: str) -> None:
    """Rename one organization, as another part of the program would."""
    with db.write() as session, operation(session, "amend", "unit"):
        session.get_one(Organization, record).name = name


def remove(db: Database, record: int) -> None:
    """Delete one organization."""
    with db.write() as session, operation(session, "amend", "unit"):
        session.delete(session.get_one(Organization, record))


def count(db: Database) -> int:
    """Return how many organizations the file holds."""
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Organization)) or 0


class Answering(dialogs.Dialogs):
    """A user who says what the test put into `answers` and remembers what was said to him."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.answers: list[object] = []
        self.shown: list[QDialog] = []
        self.offered: list[str] = []
        self.gone = False
        """The test is over: nobody is asked what to do with edits it left."""

    def _answer(self, kind: str, sentence: str) -> object:
        self.told.append((kind, sentence))
        return self.answers.pop(0)

    def show(self, dialog: QDialog) -> bool:
        """Answer with what was put in; a function gets the dialog, works in it and answers itself."""
        self.shown.append(dialog)
        answer = self.answers.pop(0) if self.answers else False
        return bool(answer(dialog) if callable(answer) else answer)

    def _notice(self, parent: QWidget | None, sentence: str, kind: str) -> None:
        self.told.append((kind, sentence))

    def ask(self, parent: QWidget | None, question: str, yes: str, *, danger: bool = False) -> bool:
        return bool(self._answer("ask", question))

    def ask_unsaved(self, parent: QWidget | None, what: str) -> str:
        return "discard" if self.gone else str(self._answer("unsaved", what))

    def ask_reason(self, parent: QWidget | None, question: str, yes: str, initial: str = "") -> str | None:
        return self._answer("reason", question)  # type: ignore[return-value]

    def problems(self, parent: QWidget | None, sentence: str, problems: Sequence[Problem], go_on: str = "") -> bool:
        self.offered.append(go_on)
        return bool(self._answer("problems", sentence))

    def crash(self, parent: QWidget | None, sentence: str, details: str) -> None:
        self.told.append(("crash", details))

    def open_files(self, parent: QWidget | None, title: str, kinds: str, *, many: bool = False) -> list[Path]:
        return self._answer("open", title)  # type: ignore[return-value]

    def save_file(self, parent: QWidget | None, title: str, suggested: str, kinds: str) -> Path | None:
        self.offered.append(kinds)
        return self._answer("save", suggested)  # type: ignore[return-value]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Function) -> Iterator[None]:
    """Let the windows of a failed test close: a question that nobody answers would end the whole run."""
    if user := item.funcargs.get("user"):
        user.gone = True
    return (yield)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    qapp.setStyle("Fusion")
    qapp.setFont(load_fonts())
    theme.apply("light")
    yield
    qapp.clipboard().clear()  # without a screen Qt crashes at its end when something of Python's is still there


@pytest.fixture(autouse=True)
def released(qapp: QApplication) -> Iterator[None]:
    """Let go of every key: after a click with Ctrl Qt takes it for held down until the next key."""
    yield
    QTest.keyRelease(QWidget(), Qt.Key.Key_Escape)


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> Answering:
    answering = Answering()
    monkeypatch.setattr(dialogs, "user", answering)
    return answering


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database.create(tmp_path / "office.awards", "李晓敏")
    add_units(made, 1, 30)
    yield made
    made.close()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "window.json")


@pytest.fixture
def desk(db: Database, preferences: Preferences, user: Answering) -> Iterator[Desk]:
    yield Desk(db, preferences)
    jobs.stop_all()
    pdf_pages.finish()


@pytest.fixture
def page(qtbot: PatientBot) -> QWidget:
    """Something a dialog can stand over."""
    made = QWidget()
    qtbot.addWidget(made)
    return made
