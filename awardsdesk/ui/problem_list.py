"""What is wrong with a form, the gravest first, whole sentences that jump to their field; how many of each kind stand above."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QSizePolicy

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.ui import dialogs
from awardsdesk.ui.theme import theme

HIGHEST = 140
"""Pixels: what is more is scrolled to, the form keeps the rest."""
GRAVE = ("error", "warning", "hint")
FIELD = Qt.ItemDataRole.UserRole


class ProblemList(QListWidget):
    """A click or Enter on a line jumps; the line of the hints unfolds them."""

    jumped = Signal(str)

    def __init__(self, label_of: Callable[[str], str]) -> None:
        super().__init__()
        self._label_of = label_of
        self._problems: Sequence[Problem] = ()
        self._unfolded = False
        self.setAccessibleName(_("问题"))
        self.setWordWrap(True)
        self.setViewportMargins(12, 2, 12, 2)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setTabKeyNavigation(False)
        self.itemClicked.connect(self._take)
        self.itemActivated.connect(self._take)
        theme.changed.connect(self._draw)
        self.hide()

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show these problems, hints folded."""
        self._problems = sorted(problems, key=lambda problem: GRAVE.index(problem.severity))
        self._unfolded = False
        self._draw()

    def sentences(self) -> list[str]:
        """Return the lines as they are read."""
        return [self.item(row).text() for row in range(self.count())]

    def _draw(self) -> None:
        self.clear()
        hints = [problem for problem in self._problems if problem.severity == "hint"]
        folded = len(hints) > 1 and not self._unfolded
        if len(self._problems) > 1 and not (folded and len(hints) == len(self._problems)):  # the line that folds counts
            self._line(self._counts(), "", "")
        for problem in self._problems:
            if problem.severity != "hint" or not folded:
                told = _("{title}：{value}").format(title=self._label_of(problem.field), value=problem.sentence)
                self._line(f"{dialogs.severity(problem)}　{told}", problem.field, problem.severity)
        if folded:
            self._line(_("人工　{count} 项要人看一看，点这里列出").format(count=len(hints)), "", "hint")
        self.setVisible(bool(self._problems))
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # the width is known once it is laid out

    def _counts(self) -> str:
        """Return how many there are of each kind, the gravest first."""
        counted = Counter(dialogs.severity(problem) for problem in self._problems)
        return " · ".join(f"{kind} {count}" for kind, count in counted.items())

    def _line(self, text: str, field: str, severity: str) -> None:
        tokens = theme.tokens
        item = QListWidgetItem(text, self)
        item.setData(FIELD, field)
        colours = {"error": tokens.err, "warning": tokens.warn, "": tokens.text}
        item.setForeground(QColor(colours.get(severity, tokens.muted)))
        if not severity:
            item.setFlags(Qt.ItemFlag.NoItemFlags)  # read only: neither a click nor a key is for it

    def _take(self, item: QListWidgetItem) -> None:
        field = item.data(FIELD)
        if field:
            self.jumped.emit(field)
        else:
            self._unfolded = True
            QTimer.singleShot(0, self, self._draw)  # not while the item that is clicked is at work

    def _fit(self) -> None:
        self.doItemsLayout()
        height = sum(self.visualItemRect(self.item(row)).height() for row in range(self.count()))
        self.setFixedHeight(min(height + 8, HIGHEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        """Return what is set."""
        return QSize(200, self.height())

    def keyPressEvent(self, event: Any) -> None:
        """Enter and Space take the line on every platform."""
        if self.currentRow() >= 0 and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._take(self.currentItem())
        else:
            super().keyPressEvent(event)
