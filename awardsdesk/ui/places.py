"""The places of the program in the order of the navigation; each page is imported when it is first wanted."""

from awardsdesk.i18n import _
from awardsdesk.ui.desk import Desk, Page, Place


def _dashboard(desk: Desk) -> Page:
    from awardsdesk.ui.pages.dashboard import page

    return page(desk)


def _achievements(desk: Desk) -> Page:
    from awardsdesk.ui.pages.achievements import page

    return page(desk)


def _people(desk: Desk) -> Page:
    from awardsdesk.ui.pages.people import page

    return page(desk)


def _rounds(desk: Desk) -> Page:
    from awardsdesk.ui.pages.rounds import page

    return page(desk)


def _certificates(desk: Desk) -> Page:
    from awardsdesk.ui.pages.certificates import page

    return page(desk)


def _rosters(desk: Desk) -> Page:
    from awardsdesk.ui.pages.rosters import page

    return page(desk)


def _settings(desk: Desk) -> Page:
    from awardsdesk.ui.pages.settings import page

    return page(desk)


PLACES: tuple[Place, ...] = (
    Place("dashboard", _("工作台"), "layout-dashboard", _dashboard),
    Place("achievements", _("成果登记"), "file-text", _achievements),
    Place("people", _("单位与人员"), "building-2", _people),
    Place("rounds", _("评选"), "trophy", _rounds),
    Place("certificates", _("证书与牌匾"), "award", _certificates),
    Place("rosters", _("名册"), "scroll-text", _rosters),
    Place("settings", _("设置"), "settings", _settings),
)
