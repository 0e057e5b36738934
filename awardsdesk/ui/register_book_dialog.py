"""Ask which part of the register goes to paper: all of it, a year, or a month for the office above."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.form_dialog import FormDialog

if TYPE_CHECKING:
    from awardsdesk.documents.papers import Prepared

YEARS = range(1900, 9999)
MONTHS = tuple(map(str, range(1, 13)))
BOOK = (
    Field("year", _("年份"), help=_("登记日期的年份，如 2008；留空为全部")),
    Field("month", _("月份"), Entry.CHOICE, choices=MONTHS, help=_("留空为全年；选了月份即为月报")),
)
MONTHLY = (
    Field("year", _("年份"), required=True, help=_("登记日期的年份，如 2008")),
    Field(
        "month",
        _("月份"),
        Entry.CHOICE,
        choices=MONTHS,
        required=True,
        lacking=_("月报请选月份；全年的请用“导出登记簿”"),
    ),
)


class RegisterBookDialog(FormDialog):
    """Asks for year and month; `year` and `month` are None where all is wanted."""

    def __init__(self, parent: QWidget, *, monthly: bool) -> None:
        self.year: int | None = None
        self.month: int | None = None
        form = Form(MONTHLY if monthly else BOOK, self._take, check, verb=_("导出"), fresh=True)
        last = dt.datetime.now().astimezone().date().replace(day=1) - dt.timedelta(days=1)
        form.fill({"year": str(last.year), "month": str(last.month)} if monthly else {})
        super().__init__(parent, _("登记月报") if monthly else _("登记簿"), form)
        self.setMinimumSize(440, 240)
        self.resize(440, 240)

    def _take(self, values: Values) -> None:
        self.year = _year(values)
        self.month = int(values["month"]) if values["month"] else None

    def file_name(self) -> str:
        """Return a name for the file, without its ending."""
        if self.year and self.month:
            return f"科技成果登记月报表（{self.year}年{self.month}月）"
        return f"科技成果登记簿（{self.year}年）" if self.year else "科技成果登记簿"

    def prepare(self) -> "partial[Prepared]":
        """Return what makes the paper from a session."""
        return partial(_prepare, self.year, self.month)


def check(values: Values) -> list[Problem]:
    """Return what is wrong with what was asked for."""
    if values["year"] and _year(values) is None:
        return [Problem("year", _("请填四位数的年份，如 2008"))]
    if values["month"] and not values["year"]:
        return [Problem("year", _("选了月份，请填年份"))]
    return []


def _year(values: Values) -> int | None:
    text = values["year"].removesuffix("年").strip()
    year = int(text) if text.isdecimal() and len(text) == 4 else 0
    return year if year in YEARS else None


def _prepare(year: int | None, month: int | None, session: Any, progress: Progress) -> "Prepared":
    from awardsdesk.documents.register_book import prepare_book, prepare_month

    return prepare_month(session, year, month, progress) if year and month else prepare_book(session, year, progress)
