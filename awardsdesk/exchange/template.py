"""The workbook an office downloads, fills in and sends: headings in form order, choices to pick, how to fill it in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from awardsdesk.errors import UserError
from awardsdesk.exchange import cells, choices, days, figures, form_cells, names, party_cells, writing
from awardsdesk.exchange.columns import Column, Setting
from awardsdesk.exchange.kept_cells import MARK
from awardsdesk.exchange.layouts import NO_HEADER, Kind, layout_of
from awardsdesk.i18n import _
from awardsdesk.operations.drafts import ScoreSheetDraft
from awardsdesk.rules.rulebook import RuleBook

ROWS = 2_000
"""So many rows offer their choices."""
GUIDE = "填写说明"
OURS = frozenset({MARK})
"""Columns that only our own workbooks have, and nobody fills in."""
HOW: dict[Callable[..., Any], str] = {
    cells.code: _("按文本填写，开头的零要保留。"),
    cells.codes: _("按文本填写，开头的零要保留；几个代码用分号隔开。"),
    cells.entry_number: _("按文本填写，每行不同。"),
    cells.credit_code: _("18 位（旧组织机构代码 9 位），按文本填写。"),
    cells.optional_credit_code: _("18 位（旧组织机构代码 9 位），按文本填写。"),
    cells.phone: _("按文本填写，如 0991-2345678。"),
    cells.account: _("按文本填写，写全各位数字。"),
    cells.long_text: _("可以分段。"),
    days.date: _("如 2024-05-09 或 2024年5月9日。"),
    days.year_month: _("年和月，如 2023-03。"),
    names.units: _("按次序填写，用顿号隔开；次序有法律意义。"),
    names.completers: _("按次序填写，用顿号隔开；不属于第一完成单位的写成“姓名（单位）”。"),
    names.keywords: _("用顿号隔开。"),
    figures.amount: _("填数字，单位是{unit}，至多两位小数。"),
    form_cells.amount: _("填数字，单位是{unit}，至多两位小数。"),
    form_cells.rows: _(
        "各项用分号隔开；一项之内按“{shape}”的次序用竖线隔开，只写一样的算作“{alone}”；文字里本来有分号、竖线的，前面加“\\”。"
    ),
    party_cells.parts: _("与“{of}”的次序一一对应，各项用分号隔开，没有的空着；整格不填，原来的不变。"),
    party_cells.marks: _("与“{of}”的次序一一对应，填是或否，用分号隔开，如“是；否”；整格不填，原来的不变。"),
    figures.count: _("填不小于零的整数。"),
    figures.whole: _("填不小于零的整数。"),
    figures.mark: _("填 0 到 {maximum} 的分数，至多一位小数；没有评分的留空。"),
}
NUMBERS = frozenset({figures.amount, form_cells.amount, figures.count, figures.whole, figures.mark})
WIDE = frozenset({names.title, names.units, names.completers, cells.long_text, form_cells.rows, party_cells.parts})


def needs_rules(kind: Kind) -> bool:
    """Tell whether the columns of a kind are only known from a round's rules."""
    layout = layout_of(kind)
    return layout.by_rules or layout.draft is ScoreSheetDraft


def write_template(kind: Kind, out: Path, book: RuleBook | None = None) -> None:
    """Write the empty workbook of a kind of sheet; nothing in it but the heading is taken for data."""
    if needs_rules(kind) and book is None:
        raise UserError(_("“{kind}”的模板要按某一轮的规则来做；请先选定评选。").format(kind=kind.value))
    columns = tuple(column for column in columns_of(kind, book) if column.name not in OURS)
    workbook = writing.new_book()
    _sheet_to_fill(workbook.create_sheet(kind.value), columns)
    _guide(workbook.create_sheet(GUIDE), kind, columns)
    writing.save(workbook, out)


def columns_of(kind: Kind, book: RuleBook | None = None) -> tuple[Column, ...]:
    """Return all columns that a kind of sheet may have, by a round's rules."""
    return layout_of(kind).columns(Setting(book, NO_HEADER))


def width(column: Column) -> float:
    """Return how many characters wide a column is."""
    return 36 if _function(column) in WIDE else max(14, 2 * len(title(column)) + 3)


def _sheet_to_fill(sheet: writing.Sheet, columns: tuple[Column, ...]) -> None:
    for place, column in enumerate(columns, 1):
        fill = writing.NEEDED if column.needed else writing.HEAD
        writing.put(sheet, 1, place, title(column) + "*" * column.needed, fill, bold=True)
        writing.offer(sheet, place, 2, ROWS, options(column))
    writing.widths(
        sheet,
        [width(column) for column in columns],
        [writing.GENERAL if _function(column) in NUMBERS else writing.TEXT for column in columns],
    )
    sheet.row_dimensions[1].height = 28
    sheet.freeze_panes = "A2"


def _guide(sheet: writing.Sheet, kind: Kind, columns: tuple[Column, ...]) -> None:
    """Say how each column is filled in; three cells a row, so that it is not taken for a table of data."""
    writing.put(
        sheet, 1, 1, _("请在“{kind}”表中从第 2 行起填写，一行一项；不要改动表头。").format(kind=kind.value), bold=True
    )
    writing.put_row(sheet, 2, (_("列"), _("是否必填"), _("怎样填写")), writing.HEAD, bold=True)
    for row, column in enumerate(columns, 3):
        needed = _("必填") if column.filled else _("列要保留") if column.needed else ""
        writing.put_row(sheet, row, (title(column), needed, how(column)))
    writing.widths(sheet, (28, 12, 72))


def title(column: Column) -> str:
    """Return a column's heading, with its unit or maximum."""
    keywords = getattr(column.take, "keywords", {})
    named = {figures.amount: "unit", form_cells.amount: "unit", figures.mark: "maximum"}
    unit = keywords.get(named.get(_function(column), ""))
    return column.headings[0] + (f"（{unit}）" if unit else "")


def options(column: Column) -> tuple[str, ...]:
    """Return the words that a column's cells may hold; empty when any will do."""
    if column.take is choices.yes:
        return "是", "否"
    return tuple(getattr(column.take, "keywords", {}).get("options", ()))


def how(column: Column) -> str:
    """Say in a sentence how a column is filled in."""
    if words := options(column):
        return _("只能填：{words}。").format(words="、".join(words))
    return HOW.get(_function(column), "").format(**getattr(column.take, "keywords", {}))


def _function(column: Column) -> Callable[..., Any]:
    return getattr(column.take, "func", column.take)
