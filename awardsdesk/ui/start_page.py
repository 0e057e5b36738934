"""What is shown while no file is open: new, open, the sample year, the files opened last."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.ui.label import label
from awardsdesk.ui.panels import Card
from awardsdesk.ui.theme import set_icon


class StartPage(QWidget):
    """Three ways to begin and the recent files; `open_file` gets a path."""

    def __init__(
        self,
        recent: Sequence[Path],
        open_file: Callable[[Path], Any],
        choose: Callable[[], Any],
        create: Callable[[], Any],
        sample: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = Card(_("开始"))
        card.setFixedWidth(520)
        card.body.setContentsMargins(24, 24, 24, 24)
        card.body.setSpacing(12)
        card.body.addWidget(label(_("一个文件装下一个单位的全部成果与奖励。"), "muted", wrap=True))
        card.body.addLayout(self._ways(choose, create, sample))
        present = [path for path in recent if path.exists()]
        if present:
            card.body.addWidget(label(_("最近打开"), "section"))
        for path in present:
            card.body.addWidget(self._recent(path, open_file))
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _ways(
        self, choose: Callable[[], Any], create: Callable[[], Any], sample: Callable[[], Any] | None
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        ways = [(_("打开…"), "folder-open", choose, "primary"), (_("新建…"), "plus", create, "")]
        if sample:
            ways.append((_("示例年度"), "eye", sample, ""))
        for text, icon, run, look in ways:
            button = QPushButton(text)
            button.setProperty("look", look)
            set_icon(button, icon, "on_accent" if look else "muted")
            button.clicked.connect(lambda _checked=False, run=run: run())
            row.addWidget(button)
            if look:
                self.setFocusProxy(button)
        row.addStretch(1)
        return row

    def _recent(self, path: Path, open_file: Callable[[Path], Any]) -> QPushButton:
        button = QPushButton(f"{path.stem}　{path.parent}")
        button.setProperty("look", "link")
        button.clicked.connect(lambda: open_file(path))
        return button
