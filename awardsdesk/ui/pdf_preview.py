"""The real PDF on the screen: what will be printed, never an imitation of it. Paper is white in both themes."""

from bisect import bisect_right
from collections import OrderedDict
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.pdf_pages import PdfPages, Wish
from awardsdesk.ui.theme import set_icon, theme

POINT = 96 / 72
GAP = 16
ROOMY = 430
DIMMED = 0.4
KEEP_PIXELS = 60_000_000
ZOOMS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)


class Fit(Enum):
    """How the zoom follows the window."""

    NONE = 0
    WIDTH = 1
    PAGE = 2


class PagesView(QAbstractScrollArea):
    """Pages one below another; only those in sight are drawn."""

    page_changed = Signal(int, int)
    zoom_changed = Signal(float)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = 1.0
        self.fit = Fit.PAGE
        self._pages: PdfPages | None = None
        self._sizes: list[tuple[float, float]] = []
        self._tops: list[float] = []
        self._cache: OrderedDict[Wish, QImage] = OrderedDict()
        self._go_to = 0
        self._before: QPixmap | None = None
        """What was seen when other pages were asked for, until the first of them is drawn."""
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self.viewport().update)

    def show_pdf(self, source: bytes | Path | None, page: int = 0) -> None:
        """Show a document from its bytes or file, at a page; None clears the view."""
        self.show_pages(None if source is None else PdfPages(source), page)

    def show_pages(self, pages: PdfPages | None, page: int = 0) -> None:
        """Show pages that nobody has opened yet."""
        self.wait(pages is not None)
        if self._pages:
            self._pages.close()
        self._pages, self._sizes, self._tops, self._go_to = pages, [], [], page
        self._cache.clear()
        if self._pages is not None:
            self._pages.opened.connect(self._opened)
            self._pages.drawn.connect(self._drawn)
            self._pages.failed.connect(self._broken)
            self.destroyed.connect(self._pages.close)
            self._pages.open()
        self._lay_out()

    def wait(self, on: bool) -> None:
        """Dim what is seen, or say that pages are being drawn, until the first page asked for is there."""
        if on != self.waits():
            seen = self._sizes and any(wish in self._cache for wish in map(self._wish, self._in_sight()))
            self._before = None if not on else self.viewport().grab() if seen else QPixmap()
            self.viewport().update()

    def waits(self) -> bool:
        """Tell whether what is seen is not yet what was asked for."""
        return self._before is not None

    def count(self) -> int:
        """Return the number of pages."""
        return len(self._sizes)

    def page(self) -> int:
        """Return the page in the middle of the view."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        return max(bisect_right(self._tops, middle) - 1, 0)

    def go(self, page: int) -> None:
        """Bring a page to the top."""
        if self._tops:
            self.verticalScrollBar().setValue(int(self._tops[max(0, min(page, self.count() - 1))] - GAP))

    def set_fit(self, fit: Fit) -> None:
        """Let the zoom follow the window."""
        self.fit = fit
        self._keep_page(self._lay_out)

    def set_zoom(self, zoom: float) -> None:
        """Show at this scale; 1 is as large as on paper."""
        self.fit, self.zoom = Fit.NONE, max(ZOOMS[0], min(zoom, ZOOMS[-1]))
        self._keep_page(self._lay_out)

    def step_zoom(self, up: bool) -> None:
        """Show one step larger or smaller."""
        larger = [zoom for zoom in ZOOMS if zoom > self.zoom + 0.01]
        smaller = [zoom for zoom in ZOOMS if zoom < self.zoom - 0.01]
        self.set_zoom((larger[0] if larger else ZOOMS[-1]) if up else (smaller[-1] if smaller else ZOOMS[0]))

    def _keep_page(self, change: object) -> None:
        page = self.page()
        assert callable(change)
        change()
        self.go(page)

    # layout

    def _lay_out(self) -> None:
        view = self.viewport().size()
        if self._sizes and self.fit is not Fit.NONE:
            wide = max(size[0] for size in self._sizes) * POINT
            high = max(size[1] for size in self._sizes) * POINT
            self.zoom = max((view.width() - 2 * GAP) / wide, 0.1)
            if self.fit is Fit.PAGE:
                self.zoom = max(min(self.zoom, (view.height() - 2 * GAP) / high), 0.1)
        top, self._tops = float(GAP), []
        for size in self._sizes:
            self._tops.append(top)
            top += round(size[1] * POINT * self.zoom) + GAP
        width = max((size[0] for size in self._sizes), default=0) * POINT * self.zoom + 2 * GAP
        for bar, whole, part in (
            (self.verticalScrollBar(), top, view.height()),
            (self.horizontalScrollBar(), width, view.width()),
        ):
            bar.setPageStep(part)
            bar.setSingleStep(40)
            bar.setRange(0, max(0, int(whole) - part))
        self.zoom_changed.emit(self.zoom)
        self._scrolled()

    def _place(self, page: int) -> QRectF:
        width, height = (round(side * POINT * self.zoom) for side in self._sizes[page])
        whole = max(self.viewport().width(), self.horizontalScrollBar().maximum() + self.viewport().width())
        left = (whole - width) // 2 - self.horizontalScrollBar().value()
        return QRectF(left, self._tops[page] - self.verticalScrollBar().value(), width, height)

    def _in_sight(self) -> list[int]:
        top = self.verticalScrollBar().value()
        first = max(bisect_right(self._tops, top) - 1, 0)
        last = bisect_right(self._tops, top + self.viewport().height())
        return list(range(first, last))

    def _wish(self, page: int) -> Wish:
        return Wish(page, round(POINT * self.zoom * self.devicePixelRatioF(), 4))

    @Slot()
    def _scrolled(self) -> None:
        if self._pages:
            wishes = [self._wish(page) for page in self._in_sight()]
            self._pages.wish([wish for wish in wishes if wish not in self._cache])
        self.page_changed.emit(self.page(), self.count())
        self.viewport().update()

    @Slot(object)
    def _opened(self, sizes: list[tuple[float, float]]) -> None:
        if self.sender() is self._pages:
            self._sizes = sizes
            self._lay_out()
            self.go(self._go_to)

    @Slot(str)
    def _broken(self, reason: str) -> None:
        if self.sender() is self._pages:
            self.failed.emit(reason)

    @Slot(object, object)
    def _drawn(self, wish: Wish, picture: QImage) -> None:
        if self.sender() is not self._pages:
            return
        self._cache[wish] = picture
        self.wait(False)
        while len(self._cache) > 1 and sum(each.width() * each.height() for each in self._cache.values()) > KEEP_PIXELS:
            self._cache.popitem(last=False)
        self.viewport().update()

    # events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the desk, the shadows and the pages in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("side"))
        if self._before is not None:
            self._paint_before(painter, self._before)
            return
        for page in self._in_sight() if self._sizes else ():
            place = self._place(page)
            painter.fillRect(place.translated(0, 2).adjusted(-1, -1, 1, 1), QColor(0, 0, 0, 40))
            painter.fillRect(place, QColor("white"))
            if picture := self._cache.get(self._wish(page)) or self._nearest(page):
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(place, picture)

    def _paint_before(self, painter: QPainter, seen: QPixmap) -> None:
        if seen.isNull():
            painter.setPen(theme.color("muted"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, _("正在绘制…"))
        else:
            painter.setOpacity(DIMMED)
            painter.drawPixmap(0, 0, seen)

    def _nearest(self, page: int) -> QImage | None:
        """Return the page at another scale, to look at until the sharp one is there."""
        return next((picture for wish, picture in self._cache.items() if wish.page == page), None)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Repaint as a whole; the pictures are at hand."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window."""
        super().resizeEvent(event)
        self._keep_page(self._lay_out)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(event.angleDelta().y() > 0)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys turn whole pages, Ctrl with + - 0 zooms."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_PageDown:
                self.go(self.page() + 1)
            case Qt.Key.Key_PageUp:
                self.go(self.page() - 1)
            case Qt.Key.Key_Home:
                self.go(0)
            case Qt.Key.Key_End:
                self.go(self.count() - 1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if ctrl:
                self.step_zoom(True)
            case Qt.Key.Key_Minus if ctrl:
                self.step_zoom(False)
            case Qt.Key.Key_0 if ctrl:
                self.set_zoom(1)
            case _:
                super().keyPressEvent(event)


class PdfPreview(QWidget):
    """A PDF with its tools: page, zoom, fit; says in words why a document cannot be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PagesView()
        self.page_box = QLineEdit()
        self.page_box.setFixedWidth(56)
        self.page_box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page_box.setAccessibleName(_("页码"))
        self._count = label("", "muted")
        self._zoom = label("", "muted")
        self._zoom.setMinimumWidth(44)
        self._note = label("", "muted", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setContentsMargins(16, 16, 16, 16)
        self._note.hide()
        self.tools = QHBoxLayout()
        self._add_tools()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.tools)
        layout.addWidget(hairline())
        layout.addWidget(self._note)
        layout.addWidget(self.view, 1)
        self.view.page_changed.connect(self._page_changed)
        self.view.zoom_changed.connect(self._zoom_changed)
        self.view.failed.connect(self._failed)
        self.page_box.returnPressed.connect(self._go)
        self.setFocusProxy(self.view)

    def show_pdf(self, source: bytes | Path | None, page: int = 0, note: str = "") -> None:
        """Show a document, or a note in its place."""
        self.show_pages(None if source is None else PdfPages(source), page, note)

    def show_pages(self, pages: PdfPages | None, page: int = 0, note: str = "") -> None:
        """Show pages of any kind, or a note in their place."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.view.show_pages(pages, page)

    def _add_tools(self) -> None:
        self.tools.setContentsMargins(8, 8, 8, 8)
        self.tools.setSpacing(4)
        view = self.view
        self._tool("chevron-left", _("上一页"), lambda: view.go(view.page() - 1))
        self.tools.addWidget(self.page_box)
        self.tools.addWidget(self._count)
        self._tool("chevron-right", _("下一页"), lambda: view.go(view.page() + 1))
        self.tools.addStretch(1)
        self._tool("zoom-out", _("缩小"), lambda: view.step_zoom(False))
        self.tools.addWidget(self._zoom)
        self._tool("zoom-in", _("放大"), lambda: view.step_zoom(True))
        self._fits: list[QPushButton] = []
        for text, fit in ((_("适合宽度"), Fit.WIDTH), (_("整页"), Fit.PAGE)):
            button = QPushButton(text, autoDefault=False)
            button.setProperty("look", "flat")
            button.clicked.connect(lambda _checked=False, fit=fit: view.set_fit(fit))
            self.tools.addWidget(button)
            self._fits.append(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the two long words out where they would be cut."""
        super().resizeEvent(event)
        for button in self._fits:
            button.setVisible(self.width() >= ROOMY)

    def _tool(self, icon: str, name: str, run: object) -> None:
        button = QPushButton(autoDefault=False)
        button.setProperty("look", "flat")
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(run)
        set_icon(button, icon)
        self.tools.addWidget(button)

    def _page_changed(self, page: int, count: int) -> None:
        if not self.page_box.hasFocus():
            self.page_box.setText(str(page + 1) if count else "")
        self._count.setText(f"/ {count:,}" if count else "")

    def _zoom_changed(self, zoom: float) -> None:
        self._zoom.setText(f"{zoom:.0%}")

    def _failed(self, reason: str) -> None:
        self.show_pdf(None, note=_("这份文件无法显示：{reason}").format(reason=reason))

    def _go(self) -> None:
        text = self.page_box.text()
        self.view.setFocus()
        self.view.go(int(text) - 1 if text.isdecimal() else self.view.page())
