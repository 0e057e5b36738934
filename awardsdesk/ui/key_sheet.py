"""The sheet of keys: everything can be reached without a mouse."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from awardsdesk.i18n import _
from awardsdesk.ui.desk import Place
from awardsdesk.ui.label import hairline, label


class KeySheet(QDialog):
    """Three columns: the program, lists and forms, the present page."""

    def __init__(self, parent: QWidget, places: Sequence[Place], actions: Sequence[QAction]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("快捷键"))
        program = [(f"Ctrl+{number}", place.title) for number, place in enumerate(places, 1)]
        program += [
            ("Ctrl+O", _("打开文件")),
            ("Ctrl+Z", _("撤销上一步操作")),
            ("Ctrl+Y Ctrl+Shift+Z", _("重做撤销的操作")),
            ("Ctrl+Tab", _("下一个标签")),
            ("F5", _("刷新")),
            ("Ctrl+Shift+D", _("浅色 / 深色")),
            ("F1", _("快捷键")),
        ]
        working = [
            ("Ctrl+F", _("搜索")),
            ("Ctrl+Shift+F", _("常用筛选")),
            ("Alt+↓", _("按所在列筛选")),
            ("Enter", _("打开所在行；表单中到下一栏")),
            ("Menu", _("所选行可办的一切：受理、登记发号等")),
            ("Ctrl+C", _("复制所选行，可贴到表格")),
            ("Ctrl+V", _("贴进成果列表：先预览，后导入")),
            ("Ctrl+A", _("全选")),
            ("Ctrl+S", _("保存表单")),
            ("Ctrl+Enter", _("保存表单；填写原因后确定")),
            (_("空格"), _("表单的表格：勾选已盖章、已签字")),
            ("Insert", _("表单的表格：添加一行")),
            ("Ctrl+Delete", _("表单的表格：删除所在行")),
            ("Alt+↑ Alt+↓", _("表单的表格：移动所在行")),
            ("Esc", _("取消；清空搜索")),
            ("PgUp PgDn", _("翻页")),
            ("Ctrl + -", _("预览缩放")),
        ]
        own = [(_keys(action), action.text()) for action in actions if not action.shortcut().isEmpty()]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for place, (title, rows) in enumerate(((_("程序"), program), (_("列表与表单"), working), (_("本页"), own))):
            if rows:
                self._fill(grid, place * 3, title, rows)
        close = QPushButton(_("关闭"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(grid)
        layout.addWidget(hairline())
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _fill(self, grid: QGridLayout, column: int, title: str, rows: Sequence[tuple[str, str]]) -> None:
        grid.addWidget(label(title, "heading"), 0, column, 1, 2)
        for row, (keys, text) in enumerate(rows, 1):
            grid.addWidget(label(keys, "strong"), row, column)
            grid.addWidget(label(text, "muted"), row, column + 1)
        grid.setColumnMinimumWidth(column + 2, 24)


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
