"""The real window with all its places on a real file."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QLabel, QWidget

from awardsdesk.store.database import Database
from awardsdesk.ui import jobs, pdf_pages
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.main_window import MainWindow
from awardsdesk.ui.places import PLACES
from awardsdesk.ui.preferences import Preferences

OpenWindow = Callable[[Database, str], MainWindow]


@pytest.fixture
def open_window(qtbot, user, tmp_path) -> Iterator[OpenWindow]:
    """Open the window on a file at a place, with a round in hand."""

    def open_(database: Database, place: str, code: str = "") -> MainWindow:
        preferences = Preferences(tmp_path / "window.json")
        window = MainWindow(PLACES, preferences, QWidget)
        qtbot.addWidget(window)
        window.show()
        desk = Desk(database, preferences)
        if code:
            desk.take_round(code)
        window.open_desk(desk)
        window.go(place)
        with qtbot.waitActive(window):
            window.activateWindow()
        return window

    yield open_
    jobs.stop_all()
    pdf_pages.finish()


def words(widget: QWidget) -> str:
    """Return everything the visible labels of a widget say."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def pdf_texts(source: Path | bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    document = pypdfium2.PdfDocument(BytesIO(source) if isinstance(source, bytes) else source)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return texts
