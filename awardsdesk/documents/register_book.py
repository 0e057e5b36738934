"""The register on paper: the book of all numbers, and the list of a month that goes upward."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding, stop_on_errors
from awardsdesk.documents.table import TableColumn, TableData, TableRow
from awardsdesk.documents.table_pdf import check_pdf, draw_table
from awardsdesk.documents.workbook import write_workbook
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.progress import Progress

COLUMNS = (
    TableColumn("序号", 12, "count", "center"),
    TableColumn("登记号", 38, "code"),
    TableColumn("成果名称", 60),
    TableColumn("成果类别", 20, align="center"),
    TableColumn("完成单位", 58),
    TableColumn("完成者", 48, "names"),
    TableColumn("登记日期", 32, "date"),
    TableColumn("备注", 24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One line of the book, with names as they were on the day of registration."""

    number: str
    title: str
    klass: str
    units: str
    completers: str
    registered_on: dt.date | None
    remark: str = ""
    """e.g. 已注销 and under which document: a number stays in the book for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBook:
    """A list of registrations in the order of their numbers."""

    title: str
    rows: tuple[Registered, ...]
    organ: str
    subtitle: str = ""
    sums: bool = False
    """A line below them counts the classes."""
    amended: tuple[Registered, ...] = ()
    """Below that: numbers of before that were corrected or cancelled in this time."""


def table(book: RegisterBook) -> TableData:
    """Return the book as a table."""
    rows, labels = _lines(book.rows), [row.number for row in book.rows]
    if book.sums:
        counts = Counter(row.klass for row in book.rows)
        told = "，".join(f"{klass} {count} 项" for klass, count in counts.items())
        rows.append(_across(f"合计 {len(book.rows)} 项{'：' if told else ''}{told}", "total"))
    if book.amended:
        heading = f"以前登记、本月更正或注销的 {len(book.amended)} 项"
        rows += [_across(heading, "group"), *_lines(book.amended)]
        labels += ["合计", heading, *(row.number for row in book.amended)]
    return TableData(
        title=book.title,
        name="成果登记簿" if not book.sums else "成果登记月报",
        subtitle=book.subtitle,
        columns=COLUMNS,
        rows=tuple(rows),
        left=book.organ,
        signatures=("制表人：", "审核人："),
        landscape=True,
        labels=tuple(labels),
    )


def _lines(registered: tuple[Registered, ...]) -> list[TableRow]:
    return [
        TableRow((place, row.number, row.title, row.klass, row.units, row.completers, row.registered_on, row.remark))
        for place, row in enumerate(registered, 1)
    ]


def _across(text: str, role: str) -> TableRow:
    return TableRow((text, *[None] * (len(COLUMNS) - 1)), role)


def check(book: RegisterBook) -> list[Finding]:
    """Return what is wrong with the book on paper."""
    return check_pdf(table(book))


def draw(book: RegisterBook, target: Target, kind: str, progress: Progress | None = None) -> None:
    """Write the book as `xlsx` or `pdf`."""
    match kind:
        case "xlsx":
            stop_on_errors(check(book))
            write_workbook([table(book)], target)
        case "pdf":
            draw_table(table(book), target, progress)
        case _:
            raise UserError(_("登记簿只能导出为 .pdf 或 .xlsx。"))
