"""Where a unit or person stands: entries and achievements, a line each that leads there."""

from collections.abc import Sequence
from functools import partial

from awardsdesk.i18n import _
from awardsdesk.lists.dossiers import MOST, Mention
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.panels import Card


class Standing(Card):
    """Where somebody stands: entries and achievements with place in order; a line leads there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("成果与申报"), flush=True)
        self._desk = desk
        self.lines = Lines(_("成果与申报"))
        self.body.addWidget(self.lines, 1)
        self.put(())

    def put(self, mentions: Sequence[Mention]) -> None:
        """Show these places."""
        heading = _("成果与申报（{count:,}）") if len(mentions) < MOST else _("成果与申报（最近 {count:,}）")
        self.heading.setText(heading.format(count=len(mentions)))
        self.setVisible(bool(mentions))
        self.lines.put([self._line(mention) for mention in mentions])
        self.lines.scrollToTop()

    def _line(self, mention: Mention) -> Line:
        where = mention.round or _("成果登记")
        return Line(
            mention.title,
            f"{where} · {mention.role}",
            mention.outcome,
            icon="gavel" if mention.round else "file-text",
            run=partial(self._go, mention),
        )

    def _go(self, mention: Mention) -> None:
        if mention.round:
            self._desk.take_round(mention.round)
        self._desk.go("rounds" if mention.round else "achievements", mention.record)
