"""The workshop's list of plaques: exact text by line, and how many plates of each text to make."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding, glyph_findings, stop_on_errors
from awardsdesk.documents.table import TableColumn, TableData, TableRow, check_table
from awardsdesk.documents.table_pdf import draw_tables
from awardsdesk.documents.workbook import write_workbook
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.printable import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Plaque:
    """One order: the text of the plate line by line, for whom, how it is made, where it goes."""

    lines: tuple[str, ...]
    name: str
    honour: str
    size: str
    material: str = ""
    county: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaqueList:
    """All plaques of a round."""

    title: str
    plaques: tuple[Plaque, ...]
    organ: str = ""
    date_text: str = ""
    approved: bool = False


def check(order: PlaqueList) -> list[Finding]:
    """Return what is wrong with the plaques: empty or unprintable text, a quantity below one."""
    findings: list[Finding] = []
    for plaque in order.plaques:
        record = f"{plaque.name} {plaque.honour}"
        if not any(line.strip() for line in plaque.lines):
            findings.append(Finding(record, _("牌匾全文"), "error", _("没有内容。")))
        for number, line in enumerate(plaque.lines, 1):
            findings += glyph_findings(record, _("牌匾第 {} 行").format(number), line, "song-bold")
        if plaque.quantity < 1:
            findings.append(Finding(record, _("数量"), "error", _("数量应不少于 1。")))
        findings += [
            Finding(record, field, "error", _("没有内容。"))
            for field, text in ((_("企业名称"), plaque.name), (_("规格"), plaque.size))
            if not text.strip()
        ]
    return findings or [finding for table in tables(order) for finding in check_table(table)]


def draw(order: PlaqueList, target: Target, kind: str, progress: Progress | None = None) -> None:
    """Write the list and its summary as `xlsx` or `pdf`."""
    stop_on_errors(check(order))
    match kind:
        case "xlsx":
            write_workbook(tables(order), target)
        case "pdf":
            draw_tables(tables(order), target, progress)
        case _:
            raise UserError(_("牌匾清单只能导出为 .xlsx 或 .pdf。"))


def tables(order: PlaqueList) -> tuple[TableData, TableData]:
    """Return the list and the summary."""
    return _list(order), _summary(order)


def _list(order: PlaqueList) -> TableData:
    columns = (
        TableColumn("序号", 11, "count", "center"),
        TableColumn("牌匾全文（按行）", 58),
        TableColumn("行数", 11, "count", "center"),
        TableColumn("企业名称", 56),
        TableColumn("称号", 42),
        TableColumn("规格", 34, align="center"),
        TableColumn("材质", 20, align="center"),
        TableColumn("数量", 12, "count", "center"),
        TableColumn("交付县区", 22, align="center"),
        TableColumn("校对", 16),
    )
    rows = [
        TableRow((
            number, _text(plaque), len(plaque.lines), plaque.name, plaque.honour, plaque.size, plaque.material,
            plaque.quantity, plaque.county, "",
        ))
        for number, plaque in enumerate(order.plaques, 1)
    ]  # fmt: skip
    total = sum(plaque.quantity for plaque in order.plaques)
    rows.append(TableRow(("合计", None, None, None, None, None, None, total, None, None), "total"))
    return _around(order, "牌匾制作清单", columns, rows)


def _summary(order: PlaqueList) -> TableData:
    columns = (
        TableColumn("序号", 12, "count", "center"),
        TableColumn("牌匾全文（按行）", 100),
        TableColumn("行数", 14, "count", "center"),
        TableColumn("规格", 40, align="center"),
        TableColumn("材质", 40, align="center"),
        TableColumn("数量", 20, "count", "center"),
    )
    counted: Counter[tuple[str, int, str, str]] = Counter()
    for plaque in order.plaques:
        counted[_text(plaque), len(plaque.lines), plaque.size, plaque.material] += plaque.quantity
    rows = [
        TableRow((number, text, lines, size, material, count))
        for number, ((text, lines, size, material), count) in enumerate(counted.items(), 1)
    ]
    rows.append(TableRow(("合计", None, None, None, None, counted.total()), "total"))
    return _around(order, "牌匾汇总（按文字）", columns, rows)


def _around(order: PlaqueList, name: str, columns: Sequence[TableColumn], rows: Sequence[TableRow]) -> TableData:
    return TableData(
        title=f"{order.title}{name}",
        name=name,
        columns=tuple(columns),
        rows=tuple(rows),
        left=order.organ,
        right=order.date_text,
        notes=("牌匾文字以本清单为准，每行各占一行，文字、标点和行次不得改动；制作前请核对数量。",),
        signatures=("制表人：", "审核人：", "制作单位签收：", "日期："),
        landscape=True,
        approved=order.approved,
    )


def _text(plaque: Plaque) -> str:
    """Return the plate's text, a line each."""
    return "\n".join(clean(line) for line in plaque.lines)
