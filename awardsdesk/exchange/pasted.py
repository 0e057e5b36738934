"""A rectangle copied from Excel or WPS, as if it were a workbook of one sheet: from then on nothing tells them apart."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from awardsdesk.errors import UserError
from awardsdesk.exchange.sheetxml import column_letters
from awardsdesk.exchange.unpacking import Packed
from awardsdesk.exchange.workbook import MAX_COLUMNS, Damage, Damaged, Row, Table, Value, read_tables
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.forms import CELL

NAME = "剪贴板"
MOST = 20_000
LONGEST = 20_000_000
QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r\n|\n|\r|\Z)')
PLAIN = re.compile(r"[^\t\r\n]*")
BREAK = re.compile(r"\r\n|\n|\r")
ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|#{3,}")
SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2,}")
"""A long number as Excel shows it in a narrow cell: its last digits are not on the clipboard."""


@dataclass(frozen=True, slots=True, eq=False)
class Pasted:
    """What was pasted; without headings of its own its columns are called by their places."""

    table: Table
    text: str
    """As it was on the clipboard."""
    name: str = NAME
    headed: bool = True


Source = Path | Pasted | Packed
S = TypeVar("S", bound=Source)


def names_of(sources: Iterable[S]) -> dict[S, str]:
    """Name each source once; those of one name by their folder too, or whole where that is the same."""
    named = {source: source.name for source in sources}
    ways: tuple[Callable[[Path], str], ...] = (lambda path: f"{path.parent.name}/{path.name}", str)
    for way in ways:
        counts = Counter(named.values())
        named |= {path: way(path) for path, name in named.items() if isinstance(path, Path) and counts[name] > 1}
    return named


def sheet_of(name: str, sheet: str) -> str:
    """Name a sheet with the workbook it is in; what was pasted has one name for both."""
    return name if name == sheet else f"{name}“{sheet}”"


def tables_of(source: Source, first: int = 0, progress: Progress | None = None) -> list[Table]:
    """Read every sheet of a workbook, or only its first rows; what was pasted is one sheet, a package was read."""
    if isinstance(source, Packed):
        return list(source.tables)
    return [source.table] if isinstance(source, Pasted) else read_tables(source, first, progress)


def pasted(text: str) -> Pasted:
    """Read what Excel or WPS put on the clipboard; raises UserError when that is no rectangle of cells."""
    if len(text) > LONGEST:
        raise UserError(_("剪贴板里的内容太多，没有读入任何内容。请存成工作簿，再用“导入”。"))
    rows = cells(text)
    if not rows:
        raise UserError(_("剪贴板里没有文字，没有可以粘贴的。请在 Excel 或 WPS 里选中区域，复制后再粘贴。"))
    if len(rows) > MOST:
        sentence = _("剪贴板里有 {count:,} 行，一次至多粘贴 {most:,} 行，没有读入任何内容。请存成工作簿，再用“导入”。")
        raise UserError(sentence.format(count=len(rows), most=MOST))
    _require_rectangle(rows)
    table = Table(NAME, tuple(Row(number, tuple(map(_value, row))) for number, row in enumerate(rows, 1)))
    return Pasted(table, text)


def _require_rectangle(rows: list[list[str]]) -> None:
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            sentence = _(
                "剪贴板里第 1 行有 {width} 列，第 {number} 行有 {other} 列，不是完整的表格区域，没有读入任何内容。"
                "请重新选中整块区域复制。"
            )
            raise UserError(sentence.format(width=width, number=number, other=len(row)))
        for place, cell in enumerate(row, 1):
            if "\0" in cell:
                sentence = _("剪贴板里的 {cell} 有不是文字的内容，没有读入任何内容。请重新复制，或存成工作簿再导入。")
                raise UserError(sentence.format(cell=f"{column_letters(place)}{number}"))
    if width == 1:
        sentence = _("剪贴板里只有一列（“{text}”），不是表格区域，没有读入任何内容。请选中各列一起复制。")
        raise UserError(sentence.format(text=rows[0][0][:20]))
    if width > MAX_COLUMNS:
        sentence = _("剪贴板里有 {count:,} 列，超出了可读的范围，没有读入任何内容。")
        raise UserError(sentence.format(count=width))


def cells(text: str) -> list[list[str]]:
    """Part the clipboard's text into cells; a cell is quoted only where it holds a tab, a line break or doubled quotes."""
    rows: list[list[str]] = []
    row: list[str] = []
    place = 0
    while place < len(text):
        found = QUOTED.match(text, place)
        if found and re.search(r'[\t\r\n]|""', found[1]):
            row.append(found[1].replace('""', '"'))
        else:
            found = PLAIN.match(text, place)
            row.append(found[0] if found else "")
        place = found.end() if found else len(text)
        if text.startswith("\t", place):
            place += 1
            if place == len(text):
                row.append("")
        elif end := BREAK.match(text, place):
            rows.append(row)
            row, place = [], end.end()
    if row:
        rows.append(row)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _value(cell: str) -> Value:
    """Keep a cell as the text it is: no leading zero is lost; what its cell did not show in full is told like a damage."""
    text = cell.strip()
    if not text:
        return None
    if ERRORS.fullmatch(text):
        return Damaged(Damage.ERROR, text)
    if SHORTENED.fullmatch(text):
        return Damaged(Damage.LOST_DIGITS, text)
    return cell if len(cell) <= CELL else Damaged(Damage.TOO_LONG, cell[:40] + "…")


def headed(source: Pasted) -> Pasted:
    """Take the first row for headings after all."""
    return Pasted(Table(NAME, source.table.rows[not source.headed :]), source.text)


def unheaded(source: Pasted) -> Pasted:
    """Call the columns by their places: the first row is data too."""
    width = max(len(row.values) for row in source.table.rows)
    names = Row(0, tuple(_("第{letters}列").format(letters=column_letters(place)) for place in range(1, width + 1)))
    return Pasted(Table(NAME, (names, *source.table.rows)), source.text, headed=False)
