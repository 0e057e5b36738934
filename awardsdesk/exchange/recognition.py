"""Tells the kind of a sheet by its headers, and fits its columns to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from awardsdesk.errors import UserError
from awardsdesk.exchange.columns import Column, Setting
from awardsdesk.exchange.headers import SEARCHED_ROWS, Header, candidates
from awardsdesk.exchange.layouts import LAYOUTS, Kind, Layout, layout_of
from awardsdesk.exchange.mapping import UnclearSender, by_sender, renamed
from awardsdesk.exchange.pasted import Source, tables_of
from awardsdesk.exchange.sheetxml import column_letters
from awardsdesk.exchange.workbook import Table, Value
from awardsdesk.i18n import _
from awardsdesk.operations.drafts import ScoreSheetDraft
from awardsdesk.operations.sender_columns import SenderColumns, Senders
from awardsdesk.rules.rulebook import RuleBook
from awardsdesk.terms import ProgrammeKind

NOBODY = Senders()
LIKENESS = 0.6
"""So much of a kind's needed columns must be there for a sheet to be called that kind."""


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A sheet that was recognised; `columns` when by a sender's own headings."""

    sheet: str
    kind: Kind
    programme: ProgrammeKind | None
    header_row: int
    columns: SenderColumns | None = None


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A recognised table with the header that fits it best."""

    table: Table
    layout: Layout
    header: Header
    columns: tuple[Column, ...]
    places: Mapping[str, int]
    sender: SenderColumns | None = None
    merged: Mapping[tuple[int, int], Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fit:
    """The kind of a sheet and its header, in our words where the sender's own headings are known."""

    layout: Layout
    header: Header
    sender: SenderColumns | None = None


class NotRecognised(UserError):
    """A sheet whose headings we do not know, or that lacks some: the template would help, or to say what they mean."""

    def __init__(self, sentence: str, sheet: str) -> None:
        super().__init__(sentence)
        self.sheet = sheet
        self.source: Source | None = None


def recognise(source: Source, senders: Senders = NOBODY, tables: Sequence[Table] | None = None) -> list[SheetKind]:
    """Tell which sheets of a workbook are known, by their headers; `tables` are its sheets, if they are read already."""
    return [
        SheetKind(table.sheet, fit.layout.kind, fit.layout.programme, fit.header.top, fit.sender)
        for table in (tables_of(source, first=SEARCHED_ROWS) if tables is None else tables)
        if (fit := kind_of(table, senders, source.name))
    ]


def kind_of(table: Table, senders: Senders = NOBODY, name: str = "") -> Fit | None:
    """Find the layout whose needed headings are there best, unless the headings are those of a sender."""
    try:
        if known := by_sender(table, senders, name):
            sender, its = known
            return Fit(layout_of(sender.kind), renamed(its, sender), sender)
    except UnclearSender as unclear:
        raise NotRecognised(str(unclear), table.sheet) from None
    best: tuple[float, int] = (LIKENESS, 1)
    found = None
    for header in candidates(table):
        for layout in LAYOUTS:
            columns = layout.columns(Setting(None, header))
            needed = [column for column in columns if column.needed]
            there = sum(len(header.places(column.headings)) > 0 for column in needed)
            total = sum(len(header.places(column.headings)) == 1 for column in columns)
            if there > 1 and (there / len(needed), total) > best:
                best = there / len(needed), total
                found = Fit(layout, header)
    return found


def open_sheet(table: Table, found: Fit, book: RuleBook | None) -> OpenedSheet:
    """Fit the layout's columns to the header that names most of them, or to the one a sender is known by."""
    layout = found.layout
    if layout.by_rules and book is None:
        sentence = _("表“{sheet}”要按某一轮的规则来读，没有读入任何内容。请先建立或选定轮次。")
        raise UserError(sentence.format(sheet=table.sheet))

    def fit(header: Header) -> tuple[int, int]:
        columns = layout.columns(Setting(book, header, table.epoch))
        return sum(len(header.places(column.headings)) == 1 for column in columns), header.top - header.bottom

    header = found.header if found.sender else max(candidates(table), key=fit)
    columns = layout.columns(Setting(book, header, table.epoch))
    places = {}
    for column in columns:
        there = header.places(column.headings)
        if len(there) > 1:
            where = "、".join(column_letters(place + 1) for place in there)
            sentence = _("表“{sheet}”有两列都叫“{name}”（{where}），没有读入任何内容。请删去一列。")
            raise UserError(sentence.format(sheet=table.sheet, name=column.headings[0], where=where))
        if there:
            places[column.name] = there[0]
    missing = [column.headings[0] for column in columns if column.needed and column.name not in places]
    if layout.draft is ScoreSheetDraft and not any(name.startswith("marks.") for name in places):
        missing.append(_("各评分项"))
    if missing:
        sentence = _("表“{sheet}”是“{kind}”，但缺少这些列：{missing}；没有读入任何内容。请补上后再导入。")
        raise NotRecognised(
            sentence.format(sheet=table.sheet, kind=layout.kind.value, missing="、".join(missing)), table.sheet
        )
    return OpenedSheet(table, layout, header, columns, places, found.sender, _filled_down(table, header.bottom))


def _filled_down(table: Table, header_bottom: int) -> dict[tuple[int, int], Value]:
    """Map the lower cells (row from 1, column from 0) of downward merges to the value that holds for them."""
    filled: dict[tuple[int, int], Value] = {}
    for top, left, bottom, _right in table.merged:
        values = table.rows[top - 1].values if header_bottom < top <= len(table.rows) else ()
        if left <= len(values):
            last = min(bottom, len(table.rows))
            filled |= dict.fromkeys(((row, left - 1) for row in range(top + 1, last + 1)), values[left - 1])
    return filled
