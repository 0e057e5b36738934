"""The places of the program in the order of the navigation; each page is imported when it is first wanted."""

from awardsdesk.i18n import _
from awardsdesk.ui.desk import Desk, Page, Place


def _achievements(desk: Desk) -> Page:
    from awardsdesk.ui.pages.achievements import page

    return page(desk)


PLACES: tuple[Place, ...] = (Place("achievements", _("成果登记"), "file-text", _achievements),)
