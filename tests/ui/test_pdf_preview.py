import io

import pytest
from PySide6.QtCore import QPoint, Qt
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from awardsdesk.ui import pdf_pages
from awardsdesk.ui.pdf_preview import Fit, PdfPreview
from awardsdesk.ui.theme import theme


def pdf(pages):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=landscape(A4))
    for number in range(pages):
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, 0, landscape(A4)[0] / 2, landscape(A4)[1], stroke=0, fill=1)
        canvas.drawString(600, 300, str(number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def preview(qtbot):
    made = PdfPreview()
    qtbot.addWidget(made)
    made.resize(640, 600)
    made.show()
    yield made
    made.show_pdf(None)
    pdf_pages.finish()
    theme.apply("light")


def ready(qtbot, preview):
    view = preview.view
    qtbot.waitUntil(lambda: view.count() > 0)
    qtbot.waitUntil(lambda: all(view._wish(page) in view._cache for page in view._in_sight()))


def test_shows_the_page_itself_on_white_paper_in_both_themes(qtbot, preview):
    preview.show_pdf(pdf(1))
    ready(qtbot, preview)
    for name in ("light", "dark"):
        theme.apply(name)
        place = preview.view._place(0)
        picture = preview.view.viewport().grab().toImage()
        middle = int(place.center().y())
        assert picture.pixelColor(int(place.left() + place.width() * 0.25), middle).name() == "#ff0000"
        assert picture.pixelColor(int(place.left() + place.width() * 0.9), middle).name() == "#ffffff"


def test_what_was_seen_is_dimmed_until_the_next_page_is_drawn(qtbot, preview):
    def seen():
        return preview.view.viewport().grab().toImage()

    view, empty = preview.view, seen()
    preview.show_pdf(pdf(1))
    assert view.waits()
    assert seen() != empty  # a line says what is under way
    ready(qtbot, preview)
    assert not view.waits()
    place = view._place(0).center().toPoint() - QPoint(9, 0)
    sharp = seen()
    view.wait(True)
    view.wait(True)
    assert theme.tokens.name == "light"
    dimmed = seen().pixelColor(place)
    assert (dimmed.red(), dimmed.green()) != (255, 0)
    assert dimmed.red() > dimmed.green() > 100
    preview.show_pdf(pdf(1))
    assert seen().pixelColor(place) == dimmed
    ready(qtbot, preview)
    assert seen() == sharp
    view.wait(True)
    view.wait(False)
    assert seen() == sharp
    view.wait(True)
    preview.show_pdf(None)
    assert (view.waits(), seen()) == (False, empty)


def test_draws_only_pages_in_sight(qtbot, preview):
    preview.show_pdf(pdf(60))
    preview.view.set_fit(Fit.WIDTH)
    ready(qtbot, preview)
    assert preview.view.count() == 60
    assert {wish.page for wish in preview.view._cache} <= {0, 1, 2}
    preview.view.go(50)
    ready(qtbot, preview)
    assert preview.view.page() == 50
    assert preview.page_box.text() == "51"
    assert 25 not in {wish.page for wish in preview.view._cache}


def test_keys_turn_pages_and_zoom(qtbot, preview):
    preview.show_pdf(pdf(3))
    ready(qtbot, preview)
    view = preview.view
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.page() == 2
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view.page() == 1
    before = view.zoom
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom > before
    assert view.page() == 1
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert preview._zoom.text() == "100%"


def test_fits_page_and_width(qtbot, preview):
    preview.show_pdf(pdf(2))
    ready(qtbot, preview)
    view = preview.view
    assert view._place(0).height() <= view.viewport().height()
    view.set_fit(Fit.WIDTH)
    assert view.viewport().width() - 40 < view._place(0).width() <= view.viewport().width()
    preview.resize(900, 600)
    assert view.viewport().width() - 40 < view._place(0).width() <= view.viewport().width()


def test_typing_a_page_number_goes_there(qtbot, preview):
    preview.show_pdf(pdf(5))
    ready(qtbot, preview)
    preview.page_box.setText("4")
    preview.page_box.returnPressed.emit()
    assert preview.view.page() == 3


def test_says_why_it_shows_nothing(qtbot, preview):
    preview.show_pdf(b"this is no PDF")
    qtbot.waitUntil(preview._note.isVisible)
    assert preview._note.text() == "这份文件无法显示：不是完好的 PDF"
    preview.show_pdf(None, note="批准以后才有证书。")
    assert preview._note.text() == "批准以后才有证书。"


def test_documents_may_change_faster_than_they_are_drawn(qtbot, preview):
    for number in range(12):
        preview.show_pdf(pdf(number + 1))
    ready(qtbot, preview)
    assert preview.view.count() == 12
    pdf_pages.finish()
    qtbot.waitUntil(lambda: len(pdf_pages._alive) == 1)
