"""Workbooks of official code lists: codes with their names, as standards bureaus and statistics offices publish them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from awardsdesk.errors import UserError
from awardsdesk.exchange import cells, writing
from awardsdesk.exchange.findings import Finding, Severity
from awardsdesk.exchange.headers import Header, candidates
from awardsdesk.exchange.sheetxml import column_letters
from awardsdesk.exchange.workbook import Row, Table, Value, read_tables
from awardsdesk.i18n import _
from awardsdesk.operations.codes import shipped
from awardsdesk.progress import Progress
from awardsdesk.rules.codes import SCHEMES, ListedCode, Scheme

CODES = (
    "代码", "分类代码", "学科代码", "学科分类代码", "行业代码", "区划代码", "行政区划代码", "类别代码", "领域代码",
    "代号", "编码", "分类号", "code", "Code", "CODE",
)  # fmt: skip
NAMES = (
    "名称", "类别名称", "分类名称", "学科名称", "行业名称", "单位名称", "区划名称", "行政区划名称", "地区名称", "领域名称",
    "中文名称", "类别", "学科", "行业", "领域", "高新技术领域", "name", "Name", "NAME",
)  # fmt: skip
LEVELS = ("门类", "大类", "中类", "小类")
"""Each level's codes in a column of its own, as GB/T 4754 is printed."""
EDITION = re.compile(r"GB\s*/?\s*T\s*(\d+)\s*[-—–]\s*(\d{4})")


@dataclass(slots=True)
class ReadCodes:
    """What a workbook holds of one list, with what was found in its cells."""

    scheme: Scheme
    source: str
    items: list[ListedCode] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    edition: str = ""
    """What the workbook calls itself; empty when it does not say."""

    @property
    def refused(self) -> list[Finding]:
        """Return what keeps the whole list out."""
        return [problem for problem in self.problems if problem.severity is Severity.REFUSE]


@dataclass(frozen=True, slots=True)
class _Sheet:
    table: Table
    header: Header
    codes: tuple[int, ...]
    """Columns (from 0) that hold codes: one, or one a level."""
    name: int


def read_codes(path: Path, key: str, progress: Progress | None = None) -> ReadCodes:
    """Read the first sheet of a workbook that has a column of codes and one of names."""
    found = None
    for table in read_tables(path, progress=progress):
        found = found or _recognised(table)
    if found is None:
        sentence = _("“{name}”里没有代码表：找不到“代码”和“名称”两列的表头，没有读入任何内容。可先下载模板对照。")
        raise UserError(sentence.format(name=path.name))
    read = ReadCodes(SCHEMES[key], path.name, edition=_edition(path, found))
    first: dict[str, tuple[str, int]] = {}
    letter = ""
    for row in found.table.rows[found.header.bottom :]:
        code, name = _pair(row, found, read, letter)
        if read.scheme.lettered and code[:1].isalpha():
            letter = code[0]
        if not code or not name:
            continue
        if code not in first:
            first[code] = name, row.number
            read.items.append(ListedCode(code, name))
        elif first[code][0] != name:
            sentence = _("代码 {code} 与第 {row} 行重复，名称却不同：“{other}”。")
            _say(
                read, found, row, found.codes[-1], sentence.format(code=code, row=first[code][1], other=first[code][0])
            )
    if not read.items and not read.refused:
        raise UserError(_("“{name}”的表头下面没有代码，没有读入任何内容。").format(name=path.name))
    read.problems += _orphans(read, found, first)
    return read


def _recognised(table: Table) -> _Sheet | None:
    """Find the header; one with a column a level stands below a heading that spans them all, so it is looked for first."""
    headers = [(header, names[0]) for header in candidates(table) if (names := header.places(NAMES))]
    for header, name in headers:
        levels = tuple(place for word in LEVELS for place in header.index.get(word, ())[:1])
        if len(levels) > 1:
            return _Sheet(table, header, levels, name)
    for header, name in headers:
        if len(codes := header.places(CODES)) == 1:
            return _Sheet(table, header, codes, name)
    return None


def _edition(path: Path, sheet: _Sheet) -> str:
    head = [cells.as_text(value) for row in sheet.table.rows[: sheet.header.bottom] for value in row.values]
    for text in (path.stem, sheet.table.sheet, *head):
        if match := EDITION.search(cells.narrow(text)):
            return f"GB/T {match[1]}-{match[2]}"
    return ""


def _pair(row: Row, sheet: _Sheet, read: ReadCodes, letter: str) -> tuple[str, str]:
    """Return a row's code and name; one that cannot be taken is said and comes back blank."""
    written = [(place, _at(row, place)) for place in sheet.codes if _at(row, place) is not None]
    lost = cells.unreadable(_at(row, sheet.name))
    name = "" if lost else str(cells.text(_at(row, sheet.name)).value or "")
    if not written:
        if name and sum(value is not None for value in row.values) > 1:
            _say(read, sheet, row, sheet.codes[0], _("有名称没有代码。"))
        elif name:  # perhaps a note
            sentence = _("只有“{name}”，没有代码，这一行没有读入；是代码表里的，请补上代码。").format(name=name)
            _say(read, sheet, row, sheet.codes[0], sentence, Severity.WARN)
        return "", ""
    place, value = written[-1]
    if not name and not lost and sum(each is not None for each in row.values) == 1 and not _is_code(value):
        return "", ""  # a note below the table
    code, fault = _code(value, read.scheme, letter)
    if not fault and len(sheet.codes) > 1 and read.scheme.levels:
        level = sheet.codes.index(place)
        if level < len(read.scheme.levels) and len(code) != read.scheme.levels[level]:
            fault = _("这一列的代码应有 {length} 位，开头的零可能已经丢失。").format(
                length=read.scheme.levels[level] - 1
            )
    if fault:
        _say(read, sheet, row, place, fault)
        return "", ""
    if not name:
        _say(
            read,
            sheet,
            row,
            sheet.name,
            lost.error if lost and lost.error else _("代码 {code} 没有名称。").format(code=code),
        )
    return code, name


def _is_code(value: Value) -> bool:
    return cells.narrow(cells.as_text(value)).isascii()


def _code(value: Value, scheme: Scheme, letter: str) -> tuple[str, str]:
    """Return the code that a cell holds, or what is wrong with it."""
    text = cells.narrow(cells.as_text(value))
    if lost := cells.unreadable(value):
        return "", lost.error or lost.warning
    if cells.SCIENTIFIC.fullmatch(text) and scheme.levels and not scheme.fits(scheme.fold(text)):
        return "", _("“{text}”是科学记数法，代码的数字已经丢失；请把代码列设为文本重填。").format(text=text)
    number = isinstance(value, Decimal)
    if number and "." in text and len(text.partition(".")[2]) % 2:
        return "", _("代码存成了数字 {text}，末尾的零已经丢失；请把代码列设为文本重填。").format(text=text)
    code = scheme.fold(text)
    if scheme.lettered and code.isdigit():
        if number and len(code) < scheme.levels[-1] - 1:
            return "", _("代码存成了数字 {text}，开头的零可能已经丢失；请把代码列设为文本重填。").format(text=text)
        division = shipped(scheme.key).by_code.get(code[:2])
        code = (letter or (division.code[0] if division else "")) + code
    if not scheme.fits(code):
        return "", _("“{text}”不像{title}代码：应是{shape}。").format(text=text, title=scheme.title, shape=scheme.shape)
    return code, ""


def _orphans(read: ReadCodes, sheet: _Sheet, first: dict[str, tuple[str, int]]) -> Iterator[Finding]:
    """Warn of codes whose level above is missing: rows may have been left out."""
    for code, (_name, row) in first.items():
        above = read.scheme.ancestors(code)
        if above and above[-1] not in first and not read.scheme.padded:
            sentence = _("{code} 的上一级 {above} 不在表中，请核对是否漏了行。").format(code=code, above=above[-1])
            cell = f"{column_letters(sheet.codes[0] + 1)}{row}"
            yield Finding(sheet.table.sheet, cell, Severity.WARN, sentence, code)


def _at(row: Row, place: int) -> Value:
    value = row.values[place] if place < len(row.values) else None
    return None if isinstance(value, str) and not cells.narrow(value) else value


def _say(
    read: ReadCodes, sheet: _Sheet, row: Row, place: int, sentence: str, severity: Severity = Severity.REFUSE
) -> None:
    cell = f"{column_letters(place + 1)}{row.number}"
    written = cells.as_text(_at(row, place))
    read.problems.append(Finding(sheet.table.sheet, cell, severity, sentence, written))


def write_codes(items: Sequence[ListedCode], title: str, out: Path) -> None:
    """Write a list, or its empty template, as the workbook that is read back."""
    book = writing.new_book()
    sheet = book.create_sheet(writing.sheet_name(book, title))
    writing.put_row(sheet, 1, (_("代码"), _("名称")), writing.NEEDED, bold=True)
    for row, item in enumerate(items, 2):
        writing.put_row(sheet, row, (item.code, item.name))
    writing.widths(sheet, (16, 60), (writing.TEXT, writing.TEXT))
    sheet.freeze_panes = "A2"
    writing.save(book, out)
