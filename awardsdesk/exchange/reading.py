"""The entrance: what a workbook holds, and its rows as drafts with everything worth saying about them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product
from typing import Any

from awardsdesk.errors import UserError
from awardsdesk.exchange import cells, checks, kept_cells, party_cells
from awardsdesk.exchange.cells import Taken, as_text, unreadable
from awardsdesk.exchange.columns import Column, Take
from awardsdesk.exchange.findings import Finding, Kept, Known, Line, Severity, shown
from awardsdesk.exchange.headers import candidates, heading
from awardsdesk.exchange.layouts import Kind, Layout, build
from awardsdesk.exchange.mapping import losses, without_unit
from awardsdesk.exchange.pasted import Source, tables_of
from awardsdesk.exchange.recognition import (
    NOBODY,
    NotRecognised,
    OpenedSheet,
    SheetKind,
    kind_of,
    open_sheet,
    recognise,
)
from awardsdesk.exchange.register_columns import LISTED
from awardsdesk.exchange.sheetxml import column_letters, column_number
from awardsdesk.exchange.workbook import Row, Table, Value
from awardsdesk.i18n import _, english
from awardsdesk.operations.blocks import blocks
from awardsdesk.operations.drafts import AchievementDraft, Draft
from awardsdesk.operations.sender_columns import Senders
from awardsdesk.progress import Progress
from awardsdesk.rules.rulebook import RuleBook
from awardsdesk.terms import ProgrammeKind

__all__ = ["Finding", "Kind", "Known", "ReadRow", "Reading", "Severity", "SheetKind", "read", "recognise"]

TOTALS = frozenset({"合计", "总计", "小计", "共计", "本页合计", "本页小计"})
SIGNATURE = re.compile(
    "(填表|填报|审核|复核|制表|经办|负责|联系)(人|单位|部门)?(（签[字章]）|（盖章）)?[：:]|^(备?注|说明)[：:]"
)
NO_FIELDS = frozenset({"", "序号", "问题", english("问题"), *chain.from_iterable(LISTED.values())})
"""What columns of achievements are called that say nothing of a form: the list's own, a line's number, an old report."""
FEW_CELLS = 4
"""A signature line has few cells."""
TABLE_WIDTH = 4
"""A row with so many cells is no line of a note."""
STEP = 200
WORD = 24
"""Texts no longer than this are worth remembering with what was made of them."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row taken in."""

    kind: Kind
    sheet: str
    number: int
    draft: Draft
    places: Mapping[str, int]
    """Where its fields stand, columns from 0."""
    same: bool = False
    """It stands as it went out of the register, and says nothing new."""
    record: str = ""
    """The uid of the achievement it was read beside."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a workbook said; `problems` are the findings a user is shown."""

    sheets: tuple[SheetKind, ...]
    rows: tuple[ReadRow, ...]
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...] = ()
    """Sheets that look like tables of data and were not recognised."""

    @property
    def problems(self) -> tuple[Finding, ...]:
        """Return the warnings and refusals."""
        return tuple(found for found in self.findings if found.severity in (Severity.WARN, Severity.REFUSE))


def read(
    source: Source,
    books: Mapping[ProgrammeKind, RuleBook] | None = None,
    known: Known | None = None,
    progress: Progress | None = None,
    senders: Senders = NOBODY,
    tables: Sequence[Table] | None = None,
) -> Reading:
    """Read every known sheet of a workbook, or of its `tables`; raises UserError when nothing of it can be read."""
    progress = progress or Progress()
    lines: dict[Kind, list[Line]] = {}
    layouts: dict[Kind, Layout] = {}
    kinds: list[SheetKind] = []
    findings: list[Finding] = []
    unknown: list[str] = []
    narrow: list[str] = []
    for table in tables_of(source, progress=progress) if tables is None else tables:
        found = kind_of(table, senders, source.name)
        if not (found and found.sender):
            _refuse_list(table, source.name)
        if not found:
            findings += _unknown(table)
            if _looks_like_data(table):
                unknown.append(table.sheet)
            elif _width(table) > 1:
                narrow.append(table.sheet)
            continue
        layout = found.layout
        sheet = open_sheet(table, found, (books or {}).get(layout.programme) if layout.programme else None)
        findings += _about(sheet, is_second=layout.kind in layouts)
        layouts[layout.kind] = layout
        kinds.append(SheetKind(table.sheet, layout.kind, layout.programme, sheet.header.top, found.sender))
        taken, said = _lines(sheet, known or Known(), progress)
        lines.setdefault(layout.kind, []).extend(taken)
        findings += said
    if not kinds:
        raise NotRecognised(
            _("“{name}”里没有认得出的表，没有读入任何内容。请核对表头，或下载模板填写。").format(name=source.name),
            next(iter((*unknown, *narrow)), ""),
        )
    rows: list[ReadRow] = []
    for kind in Kind:
        rows += _rows(layouts[kind], lines[kind], known or Known(), progress) if kind in lines else []
        findings += [finding for line in lines.get(kind, ()) for finding in line.findings]
    order = {table.sheet: place for place, table in enumerate(kinds)}
    findings.sort(key=lambda found: _place(found, order))
    return Reading(tuple(kinds), tuple(rows), tuple(findings), tuple(unknown))


def _place(finding: Finding, order: Mapping[str, int]) -> tuple[int, int, int]:
    letters = finding.cell.rstrip("0123456789")
    return order.get(finding.sheet, len(order)), int(finding.cell[len(letters) :]), column_number(letters)


def _about(sheet: OpenedSheet, *, is_second: bool) -> list[Finding]:
    """Say what concerns the sheet as a whole: its titles, header, unused columns, hidden state and end."""
    table, header = sheet.table, sheet.header
    findings = _skipped(table.rows[: header.top - 1], table, _("标题行，不是数据。"))
    if header.bottom > header.top:
        sentence = _("表头占第 {top} 至 {bottom} 行，合起来读。").format(top=header.top, bottom=header.bottom)
        findings.append(Finding(table.sheet, f"A{header.top}", Severity.ACCEPT, sentence))
    used = set(sheet.places.values())
    for place, label in enumerate(header.labels):
        if label.own and place not in used:
            cell = f"{column_letters(place + 1)}{header.bottom}"
            findings.append(Finding(table.sheet, cell, Severity.SKIP, _("这一列没有用到。"), label.own))
    warnings = [
        (f"{column_letters(sheet.places[column.name] + 1)}{header.bottom}", column.note)
        for column in sheet.columns
        if column.note
    ]
    if sheet.sender:
        said = losses(sheet.sender.headings) | without_unit(sheet.sender, header, sheet.columns)
        warnings += [
            (f"{column_letters(place + 1)}{header.bottom}", said[label.full])
            for place, label in enumerate(header.labels)
            if label.full in said
        ]
    warnings += _unread(sheet)
    if not table.visible:
        warnings.append(("A1", _("这张表是隐藏的，也读入了。")))
    if is_second:
        warnings.append(
            (f"A{header.top}", _("工作簿里不止一张“{kind}”，都读入了。").format(kind=sheet.layout.kind.value))
        )
    if table.cut:
        warnings.append((f"A{table.cut}", _("连续空白行太多，从这里起没有再往下读。")))
    if table.is_xls:
        warnings.append(("A1", _("旧格式 .xls 看不出隐藏的行和出错的公式；请核对，最好另存为 .xlsx。")))
    return findings + [Finding(table.sheet, cell, Severity.WARN, sentence) for cell, sentence in warnings]


def _unread(sheet: OpenedSheet) -> list[tuple[str, str]]:
    """Warn of achievements' columns in which something stands that no field takes; who matched the headings knows."""
    if sheet.layout.kind is not Kind.ACHIEVEMENTS or sheet.sender:
        return []
    sentence = _("认不出表头“{heading}”，这一列没有读；要读的，请改表头，或在导入预览里用“对应列”指定。")
    passed: Collection[str] = NO_FIELDS
    if kept_cells.MARK in sheet.places:
        sentence, passed = _("这一列的表头不是导出时的，里面的内容没有读；改过表头的，请改回去再导入。"), {_("问题")}
    header, used = sheet.header, set(sheet.places.values())
    return [
        (f"{column_letters(place + 1)}{header.bottom}", sentence.format(heading=label.own))
        for place, label in enumerate(header.labels)
        if place not in used and label.own not in passed and _is_filled(sheet.table.rows[header.bottom :], place)
    ]


def _is_filled(rows: Iterable[Row], place: int) -> bool:
    return any(place < len(row.values) and row.values[place] is not None for row in rows)


def _refuse_list(table: Table, name: str) -> None:
    """Raise UserError for the register's list as it was exported: it holds the first unit only, the others would be lost."""
    chinese = ["成果名称", "第一完成单位", "状态", "完成单位"]
    for said, header in product((chinese, [english(word) for word in chinese]), candidates(table)):
        words = {label.own for label in header.labels}
        *first_only, units = map(heading, said)
        if words.issuperset(first_only) and units not in words:
            sentence = _(
                "“{name}”是登记列表的导出，只有第一完成单位，导入会丢掉其他单位和人员的单位，没有读入任何内容。"
                "请在“更多”里用“导出完整表”，改好后再导入。"
            )
            raise UserError(sentence.format(name=name))


def _unknown(table: Table) -> list[Finding]:
    """Say that a sheet was not read; one that looks like a table is worth a warning, notes are not."""
    if _looks_like_data(table):
        return [Finding(table.sheet, "A1", Severity.WARN, _("认不出这张表的表头，没有读。"))]
    return _skipped(table.rows[:1], table, _("这张表不是要导入的数据。"))


def _looks_like_data(table: Table) -> bool:
    return _width(table) >= TABLE_WIDTH


def _width(table: Table) -> int:
    return max((sum(value is not None for value in row.values) for row in table.rows), default=0)


def _skipped(rows: Iterable[Row], table: Table, sentence: str) -> list[Finding]:
    """Say that rows are not data."""
    found = []
    for row in rows:
        written = next((as_text(value) for value in row.values if value is not None), "")
        found.append(Finding(table.sheet, f"A{row.number}", Severity.SKIP, sentence, written))
    return found


def _lines(sheet: OpenedSheet, known: Known, progress: Progress) -> tuple[list[Line], list[Finding]]:
    """Take the rows below the header cell by cell."""
    rows = sheet.table.rows[sheet.header.bottom :]
    progress.start(_("核对“{sheet}”").format(sheet=sheet.table.sheet), len(rows))
    headings = _headings(sheet)
    lines: list[Line] = []
    skipped: list[Finding] = []
    for block in blocks(rows):
        kept = _kept(block, sheet, known)
        for row in block:
            if row.number % STEP == 0:
                progress.step(STEP)
            if reason := _not_data(row, headings):
                skipped += _skipped([row], sheet.table, reason)
            else:
                lines.append(_line(row, sheet, kept.get(row.number)))
    if not known.foreign:
        kept_cells.misplaced(lines)
    kept_cells.corrected_before(lines, known.corrected)
    strange = kept_cells.strangers(lines, sheet.header.bottom) if known.records and not known.foreign else []
    return lines, skipped + strange + kept_cells.outdated(lines, sheet.header.bottom)


def _kept(rows: Sequence[Row], sheet: OpenedSheet, known: Known) -> dict[int, Kept]:
    """Return by row number the achievements that rows bear the mark of, or else the registration number."""
    if not known.records or sheet.layout.draft is not AchievementDraft:
        return {}
    uids, numbers = (
        {row.number: taken for row in rows if (taken := take(_raw(row, sheet, name)).value)}
        for name, take in ((kept_cells.MARK, cells.mark), ("registration_no", cells.code))
    )
    found = known.records(list(uids.values()), list(numbers.values()))
    named = {row: found[number] for row, number in numbers.items() if number in found}
    return named | {row: found[uid] for row, uid in uids.items() if uid in found}


def _raw(row: Row, sheet: OpenedSheet, name: str) -> Value:
    """Return what a row's cell shows; a merged one shows what its first cell holds, whatever is left below that."""
    place = sheet.places.get(name)
    if place is None:
        return None
    return sheet.merged.get((row.number, place), row.values[place] if place < len(row.values) else None)


def _headings(sheet: OpenedSheet) -> dict[int, set[str]]:
    """Map the columns (from 0) to the headings that the header rows hold for them, as written there."""
    rows = sheet.table.rows[sheet.header.top - 1 : sheet.header.bottom]
    return {
        place: {heading(row.values[place]) for row in rows if place < len(row.values)} - {""}
        for place in sheet.places.values()
    }


def _not_data(row: Row, headings: Mapping[int, set[str]]) -> str:
    """Say why a row is no data: blank, a total, a signature line, the header once more; empty when it is data."""
    texts = [as_text(value).strip() for value in row.values if value is not None]
    if not any(texts):
        return _("空行。")
    if re.sub(r"\s", "", texts[0]) in TOTALS:
        return _("合计行，不是数据。")
    if len(texts) <= FEW_CELLS and SIGNATURE.search(texts[0]):
        return _("签名或说明行，不是数据。")
    mapped = {place: row.values[place] for place in headings if place < len(row.values)}
    if all(value is None for value in mapped.values()):
        return _("空行。")
    if all(value is None or heading(value) in headings[place] for place, value in mapped.items()):
        return _("重复的表头，不是数据。")
    return ""


def _line(row: Row, sheet: OpenedSheet, kept: Kept | None = None) -> Line:
    """Take one row's cells; those that stand as they went out of the register mean what it holds."""
    line = Line(sheet.table.sheet, row.number, sheet.places)
    line.written = {
        column.name: _raw(row, sheet, column.name) for column in sheet.columns if column.name in line.places
    }
    if row.hidden:
        line.say(Severity.WARN, _("这一行是隐藏的，也读入了。"))
    if kept:
        kept_cells.compare(line, sheet.columns, kept)
    blank: list[Column] = []
    for column in sheet.columns:
        if column.name not in line.places:
            line.values[column.name] = column.blank
        elif kept and column.name in line.standing:
            line.values[column.name] = kept_cells.value_of(kept.draft, column.name)
        elif not _take_cell(line, column, row):
            blank.append(column)
    party_cells.spread(line)
    if kept and not line.same:
        kept_cells.told(line, sheet.columns, kept)
    if blank:
        sentence = _("缺少{names}。").format(names="、".join(column.headings[0] for column in blank))
        line.say(Severity.REFUSE, sentence, blank[0].name if len(blank) == 1 else "")
    return line


def _take_cell(line: Line, column: Column, row: Row) -> bool:
    """Take one cell and say what became of it; tell whether it holds what its row cannot do without."""
    raw = line.written[column.name]
    taken = _taken(raw, column, line)
    value = column.blank if taken.value is None else taken.value
    line.values[column.name] = value
    if taken.error:
        line.say(Severity.REFUSE, taken.error, column.name)
    elif taken.warning:
        line.say(Severity.WARN, taken.warning, column.name)
    elif not column.quiet and _is_changed(row, line.places[column.name], raw, value):
        line.say(Severity.ACCEPT, _("已规范。"), column.name)
    said = taken.error or (taken.warning and column.asked)
    return not column.filled or value not in ("", (), None) or bool(said)


def _taken(raw: Value, column: Column, line: Line) -> Taken:
    """Take one cell; what nobody can read is judged alike in every column."""
    if lost := unreadable(raw):
        return lost
    take = column.takes.get(line.values.get(column.by, ""), column.take) if column.by else column.take
    return _take_word(take, raw) if isinstance(raw, str) and len(raw) <= WORD else take(raw)


@lru_cache(4096)
def _take_word(take: Take, raw: str) -> Taken:
    """Take a short text, which down a column is often one that was taken before."""
    return take(raw)


def _is_changed(row: Row, place: int, raw: Value, value: Any) -> bool:
    """Tell whether a value is not simply what its cell shows."""
    if isinstance(value, bool) or value in ("", (), None):
        return False
    if place >= len(row.values) or row.values[place] is None:
        return True
    if isinstance(value, tuple):
        return not isinstance(value[0], str) and "、".join(shown(value)) != raw
    return value != raw or isinstance(raw, str) is not isinstance(value, str)


def _rows(layout: Layout, lines: Sequence[Line], known: Known, progress: Progress) -> list[ReadRow]:
    """Check lines against each other and, as the window's form does, by themselves; make drafts of those not refused."""
    checks.repeated(lines, layout.keys, kept_cells.MARK)
    for check in layout.checks:
        check([line for line in lines if not (line.refused or line.same)], known)
    rows = []
    for line in lines:
        if line.refused:
            continue
        progress.check()
        draft = line.kept.draft if line.kept and line.same else build(layout, line.values, line.places)
        if layout.judge and not line.same:
            checks.judged(line, layout.judge(draft))
        if not line.refused:
            record = line.kept.draft.uid if line.kept else ""
            rows.append(ReadRow(layout.kind, line.sheet, line.number, draft, line.places, line.same, record))
    return rows
