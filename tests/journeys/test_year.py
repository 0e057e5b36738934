"""A clerk's year through the window, by keyboard: new round, import, compute, approve, certificate on paper."""

import datetime as dt
from pathlib import Path

import pypdfium2
from PySide6.QtCore import Qt

from awardsdesk.lists.rounds import round_state
from awardsdesk.operations.samples import sample_workbooks
from awardsdesk.ui import jobs, pdf_pages
from awardsdesk.ui.application import Office
from awardsdesk.ui.import_dialog import ImportDialog
from awardsdesk.ui.places import PLACES
from awardsdesk.ui.preferences import Preferences
from awardsdesk.ui.round_dialogs import ApprovalDialog, NewRound
from tests.patience import until_written
from tests.ui.conftest import Answering, dressed, qapp_cls, user  # noqa: F401 - fixtures of the window

CTRL = Qt.KeyboardModifier.ControlModifier


def open_round(dialog: NewRound) -> bool:
    """Take the sample rules of the enterprise evaluation as they are offered."""
    source = next(name for name, each in dialog.sources.items() if each.code == "2008-QP")
    dialog.form.fill({"source": source, "year": "2008", "code": "2008-QP", "title": "2008年度评价"})
    return dialog.form.save()


def approve(dialog: ApprovalDialog) -> bool:
    """Write the document's number and date."""
    dialog.form.fill({"document_no": "澄政〔2008〕28号", "day": dt.date(2008, 8, 15), "sure": True})
    return dialog.form.save()


def test_from_an_empty_file_to_an_exported_certificate(qtbot, user: Answering, tmp_path: Path) -> None:  # noqa: F811
    office = Office(PLACES, Preferences(tmp_path / "window.json"))
    window = office.window
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    file, pdf = tmp_path / "办公.awards", tmp_path / "证书.pdf"
    user.answers = [file]
    office.create()
    qtbot.waitUntil(lambda: window.desk is not None)
    desk = window.desk

    def state():
        with desk.db.read() as session:
            return round_state(session, "2008-QP")

    def settle():
        """Wait for the work to end; without a window manager nobody gives the focus back after the progress dialog."""
        qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)
        with qtbot.waitActive(window):
            window.activateWindow()

    qtbot.keyClick(window, Qt.Key.Key_4, CTRL)
    user.answers = [open_round]
    qtbot.keyClick(window.page(), Qt.Key.Key_N, CTRL)
    assert state().title == "2008年度评价"

    wanted = {"企业申报", "部门核实", "企业专家评分"}
    user.answers = [[path for path in sample_workbooks() if path.stem in wanted], True]
    qtbot.keyClick(window.page(), Qt.Key.Key_I, CTRL)
    qtbot.waitUntil(lambda: state().sheets == 833, timeout=60_000)
    preview = next(dialog for dialog in user.shown if isinstance(dialog, ImportDialog))
    assert (preview.errors, preview.moving) == (0, 119 + 2652 + 3 + 833)

    settle()
    qtbot.keyClick(window.page(), Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: state().computed, timeout=20_000)

    settle()
    user.answers = [approve]
    qtbot.keyClick(window.page(), Qt.Key.Key_A, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: state().approved, timeout=20_000)
    assert (state().certificates, state().bonus_fen) == (63, 105_000_000)

    settle()
    qtbot.keyClick(window, Qt.Key.Key_5, CTRL)
    page = window.page()
    qtbot.waitUntil(page.current().view.checkup.isVisible)
    user.answers = [pdf]
    qtbot.keyClick(page, Qt.Key.Key_E, CTRL)
    until_written(pdf)
    settle()
    window.close()
    jobs.stop_all()
    assert pdf_pages.finish(30_000)  # the preview draws with pdfium in its own thread, and pdfium knows one thread only
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_bounded().replace("\r\n", "").replace(" ", "")
    assert len(document) == 63
    assert "澄东澜工蓄电池有限公司" in text
    assert "2008-QP-01-001" in text
    document.close()
    assert [kind for kind, _sentence in user.told if kind in {"crash", "warn"}] == []
