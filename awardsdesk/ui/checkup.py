"""打印前体检: what is wrong with a paper, said before it is printed; errors stop it, warnings want a tick."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.ui.label import hairline, label
from awardsdesk.ui.lines import HIGH, Line, Lines

if TYPE_CHECKING:
    from awardsdesk.documents.papers import Prepared

FEW, MOST = 3, 8
"""Findings in sight: errors leave no page to look at."""
TONES = {"error": "err", "warning": "warn"}


class Checkup(QWidget):
    """The findings of the paper that is shown; `require` refuses what may not be printed."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: Prepared | None = None
        self._verdict = label("", "muted")
        self._verdict.setContentsMargins(16, 8, 16, 8)
        self.lines = Lines(_("体检结果"))
        self.tick = QCheckBox(_("以上提醒已逐条核对"))
        self.tick.setContentsMargins(16, 0, 16, 0)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(16, 4, 16, 8)
        foot.addWidget(self.tick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (hairline(), self._verdict, self.lines, self._foot):
            layout.addWidget(part)
        self.put(None)

    def put(self, prepared: "Prepared | None") -> None:
        """Show what was found; a tick belongs to what it was set for."""
        if prepared is None or self._prepared is None or prepared.findings != self._prepared.findings:
            self.tick.setChecked(False)
        self._prepared = prepared
        found = prepared.findings if prepared else ()
        errors = len(prepared.faults("error")) if prepared else 0
        self.lines.put([
            Line(f"{each.record}　{each.field}" if each.field else each.record, each.sentence, tone=TONES[each.severity])
            for each in sorted(found, key=lambda each: each.severity)
        ])  # fmt: skip
        self.lines.setVisible(bool(found))
        self.lines.setFixedHeight(HIGH * min(len(found), MOST if errors else FEW))
        self._foot.setVisible(bool(found) and not errors)
        self._verdict.setText(self._sentence(len(found), errors))
        self.setVisible(prepared is not None and prepared.count > 0)

    def _sentence(self, found: int, errors: int) -> str:
        if errors:
            return _("打印前体检：{errors:,} 处错误须先改正").format(errors=errors)
        if found:
            return _("打印前体检：{found:,} 条提醒，请核对").format(found=found)
        return _("打印前体检：{count:,} 项，没有发现问题").format(count=self._prepared.count if self._prepared else 0)

    def require(self) -> "Prepared":
        """Return the paper when it may be printed; raises UserError saying what stands against it."""
        prepared = self._prepared
        if prepared is None:
            raise UserError(_("还在准备，请稍候再试。"))
        if not prepared.count:
            raise UserError(
                _("“{title}”还没有可以导出的{paper}。").format(title=prepared.title, paper=prepared.paper.title)
            )
        if errors := prepared.faults("error"):
            sentence = _("打印前体检发现 {count} 处错误，改正后才能导出。第一处：{record}　{field}：{what}")
            raise UserError(
                sentence.format(
                    count=len(errors), record=errors[0].record, field=errors[0].field, what=errors[0].sentence
                )
            )
        if prepared.findings and not self.tick.isChecked():
            self.tick.setFocus()
            sentence = _("打印前体检有 {count} 条提醒：请逐条核对，勾选“{tick}”后再导出。")
            raise UserError(sentence.format(count=len(prepared.findings), tick=self.tick.text()))
        return prepared
