"""Render every screen, light and dark, and the first pages of every document to PNG: python -m tests.shots DIR."""

import datetime as dt
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ["QT_SCALE_FACTOR"] = "1"

from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QWidget

from awardsdesk.documents import papers
from awardsdesk.exchange.importing import apply, load
from awardsdesk.lists.rounds import round_titles
from awardsdesk.operations.approval import approve
from awardsdesk.operations.rounds import by_code
from awardsdesk.operations.samples import open_sample_rounds, sample_books, sample_workbooks
from awardsdesk.store.database import Database
from awardsdesk.ui import application, jobs, pdf_pages
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.main_window import MainWindow
from awardsdesk.ui.places import PLACES
from awardsdesk.ui.preferences import Preferences
from awardsdesk.ui.theme import theme

SIZE = (1280, 800)
PAGES = 2
"""So many pages of each document."""


def main(folder: Path) -> None:
    """Make all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        os.environ["AWARDSDESK_HOME"] = made
        files = sample_files(Path(made))
        application.prepare_environment()
        app = application.start_qt()
        for state, path in files.items():
            for name in ("light", "dark"):
                theme.apply(name)
                shoot_screens(folder, f"{state}-{name}", path, Path(made))
        shoot_documents(folder, files["approved"])
        shoot_documents(folder, files["imported"], "draft ")
        app.quit()
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")


def sample_files(folder: Path) -> dict[str, Path]:
    """Return an empty file, the sample year as imported, and the same approved."""
    names = {"empty": "新文件", "imported": "科技奖励2008", "approved": "示例年度2008"}
    paths = {state: folder / f"{name}.awards" for state, name in names.items()}
    Database.create(paths["empty"], actor="李晓敏").close()
    database = Database.create(paths["imported"], actor="李晓敏", office="澄川市科学技术局")
    with database.write() as session:
        open_sample_rounds(session)
    with database.read() as session:
        loaded = load(session, sample_workbooks())
    with database.write() as session:
        apply(session, loaded)
    database.close()
    shutil.copy(paths["imported"], paths["approved"])
    database = Database.open(paths["approved"], actor="李晓敏")
    for code in sample_books():
        with database.write() as session:
            approve(session, by_code(session, code), "澄政〔2008〕28号", dt.date(2008, 8, 15))
    database.close()
    return paths


def shoot_screens(folder: Path, name: str, path: Path, home: Path) -> None:
    """Take a picture of every place, and of every tab in it, on one file; award rounds, then evaluations."""
    preferences = Preferences(home / f"{name}.json")
    preferences.set("theme", theme.tokens.name)
    window = MainWindow(PLACES, preferences, QWidget)
    window.resize(*SIZE)
    window.show()
    database = Database.open(path, actor="李晓敏")
    with database.read() as session:
        codes = list(round_titles(session))
    window.open_desk(Desk(database, preferences))
    for number, place in enumerate(PLACES, 1):
        window.go(place.key)
        seen: list[QImage] = []
        for code in codes or [""]:
            window.desk.take_round(code)
            settle()
            shoot_tabs(window, folder, f"{number} {place.key} {name} {code}".strip(), seen)
    window.close()
    window.deleteLater()
    settle()


def shoot_tabs(window: MainWindow, folder: Path, name: str, seen: list[QImage]) -> None:
    """Take a picture of the page that is shown, one a tab; what looks as before is not kept twice."""
    bars = [bar for bar in window.page().findChildren(QTabBar) if bar.isVisible() and bar.count() > 1]
    for place in range(bars[0].count() if bars else 1):
        if bars:
            bars[0].setCurrentIndex(place)
        settle()
        picture = window.grab().toImage()
        if picture not in seen:
            picture.save(str(folder / f"{name}{f' {place + 1}' if bars else ''}.png"))
            seen.append(picture)
    if bars:
        bars[0].setCurrentIndex(0)


def settle() -> None:
    """Wait until nothing is computed or drawn any more."""
    for _turn in range(4):
        QTest.qWait(60)
        jobs.stop_all()
        pdf_pages.finish()


def shoot_documents(folder: Path, path: Path, prefix: str = "") -> None:
    """Take pictures of the first pages of every document of every round."""
    database = Database.open(path)
    with database.read() as session:
        for code in round_titles(session):
            for paper in (papers.certificates(), *papers.LISTS):
                prepared = papers.prepare(session, paper, code)
                if prepared.count:
                    shoot_pdf(folder, f"{prefix}{code} {paper.key}", prepared.pdf())
    database.close()


def shoot_pdf(folder: Path, name: str, pdf: bytes) -> None:
    """Take pictures of the first pages of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    for number in range(min(PAGES, len(document))):
        document[number].render(scale=1.5).to_pil().save(folder / f"document {name} {number + 1}.png")
    document.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "shots"))
