"""The scans of an achievement as a list: a small picture, the name, what it is and what it proves."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from awardsdesk.i18n import _
from awardsdesk.lists.attachments import ScanLine
from awardsdesk.store.attachments import is_there, scan_path
from awardsdesk.ui.label import plain_tip
from awardsdesk.ui.theme import pixmap, theme
from awardsdesk.ui.thumbnails import thumbnails

HIGH, SIDE, PAD = 76, 56, 12
SCAN = Qt.ItemDataRole.UserRole
THERE = Qt.ItemDataRole.UserRole + 1
KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}


class ScanList(QListWidget):
    """Several may be selected; Space, Enter and double click open one."""

    opened = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.setAccessibleName(_("附件"))
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(ScanDelegate(self))
        self.itemDoubleClicked.connect(lambda _item: self.opened.emit())
        thumbnails.made.connect(self.viewport().update)
        theme.changed.connect(self.viewport().update)

    def put(self, scans: Sequence[ScanLine]) -> None:
        """Show these scans; what was selected stays so."""
        chosen, place = {scan.id for scan in self.chosen()}, self.currentRow()
        self.clear()
        for scan in scans:
            there = is_there(self._path, scan.digest, scan.size)
            item = QListWidgetItem("，".join((scan.name, *details(scan, there=there))), self)
            item.setData(SCAN, scan)
            item.setData(THERE, there)
            item.setToolTip(plain_tip("\n".join((scan.name, *details(scan, there=there)))))
            item.setSizeHint(QSize(80, HIGH))
            item.setSelected(scan.id in chosen)
        if scans and not self.selectedItems():
            self.setCurrentRow(max(min(place, len(scans) - 1), 0))
        elif scans:
            self.setCurrentRow(max(min(place, len(scans) - 1), 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    def choose_last(self, count: int) -> None:
        """Select the last so many: those just added."""
        self.setCurrentRow(self.count() - 1, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        for row in range(max(self.count() - count, 0), self.count()):
            self.item(row).setSelected(True)

    def chosen(self) -> list[ScanLine]:
        """Return what is selected, in the order shown."""
        return [self.item(row).data(SCAN) for row in range(self.count()) if self.item(row).isSelected()]

    def lost(self) -> list[ScanLine]:
        """Return those of which the file is not there."""
        rows = [self.item(row) for row in range(self.count())]
        return [row.data(SCAN) for row in rows if not row.data(THERE)]

    def picture(self, scan: ScanLine) -> QImage | None:
        """Return the small picture of a scan, once it is made."""
        return thumbnails.get(scan.digest, scan_path(self._path, scan.digest), scan.media_type)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter open."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and not event.modifiers():
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def details(scan: ScanLine, *, there: bool) -> tuple[str, str]:
    """Return what stands below the name: kind, pages, size; what it proves and the note."""
    if not there:
        return _("文件不见了"), _("请从备份找回，或重新添加原文件。")
    pages = _("{count:,} 页").format(count=scan.pages)
    facts = f"{KINDS.get(scan.media_type, scan.media_type)}　{pages}　{in_words(scan.size)}"
    return facts, "　".join(filter(None, (scan.item, scan.note))) or _("未对应材料")


def in_words(size: int) -> str:
    """Return a size as people say it."""
    return f"{size / 1024:,.0f} KB" if size < 1 << 20 else f"{size / (1 << 20):,.1f} MB"


class ScanDelegate(QStyledItemDelegate):
    """Paints a scan."""

    def __init__(self, parent: ScanList) -> None:
        super().__init__(parent)
        self._view = parent

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, picture and three lines."""
        scan: ScanLine = index.data(SCAN)
        there: bool = index.data(THERE)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_bg"))
        box = QRect(rect.left() + PAD, rect.top() + (HIGH - SIDE) // 2, SIDE, SIDE)
        self._picture(painter, box, scan, there=there)
        left = box.right() + 1 + PAD
        small = QFont(option.font)
        small.setPixelSize(12)
        first, second = details(scan, there=there)
        lines = (
            (scan.name, option.font, "text"),
            (first, small, "muted" if there else "err"),
            (second, small, "muted"),
        )
        for number, (text, font, ink) in enumerate(lines):
            place = QRect(left, rect.top() + 9 + 20 * number, rect.right() - PAD - left, 19)
            painter.setFont(font)
            painter.setPen(theme.color(ink))
            cut = Qt.TextElideMode.ElideMiddle if number == 0 else Qt.TextElideMode.ElideRight
            shown = painter.fontMetrics().elidedText(text, cut, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def _picture(self, painter: QPainter, box: QRect, scan: ScanLine, *, there: bool) -> None:
        image = self._view.picture(scan) if there else None
        if image is None or image.isNull():
            painter.fillRect(box, theme.color("field_off"))
            sign = pixmap(
                "file-text" if there else "triangle-alert", theme.tokens.faint if there else theme.tokens.err, 24
            )
            painter.drawPixmap(box.center().x() - 11, box.center().y() - 11, sign)
            return
        size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(
            box.left() + (SIDE - size.width()) // 2,
            box.top() + (SIDE - size.height()) // 2,
            size.width(),
            size.height(),
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
        painter.setPen(theme.color("border"))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
