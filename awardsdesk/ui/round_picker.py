"""Which round is in hand: one choice shared by all screens that show a round."""

from PySide6.QtWidgets import QComboBox

from awardsdesk.i18n import _
from awardsdesk.ui.desk import Desk


class RoundPicker(QComboBox):
    """The rounds of the file; choosing one puts it in hand for every screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("round")
        self.setAccessibleName(_("评选"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(160)
        self.activated.connect(self._chosen)

    def reload(self) -> str:
        """Read the rounds anew; the newest is put in hand when none is. Returns the code in hand, empty for none."""
        from awardsdesk.lists.rounds import round_titles

        with self._desk.db.read() as session:
            titles = round_titles(session)
        if titles and self._desk.round not in titles:
            self._desk.take_round(next(iter(titles)))
        self.blockSignals(True)
        self.clear()
        for code, title in titles.items():
            self.addItem(title, code)
        self.setCurrentIndex(self.findData(self._desk.round))
        self.blockSignals(False)
        self.setVisible(bool(titles))
        return self._desk.round if titles else ""

    def _chosen(self, place: int) -> None:
        self._desk.take_round(self.itemData(place))
