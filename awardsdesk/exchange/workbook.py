"""Opens a workbook safely and hands out plain tables; the only file that knows python_calamine."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from awardsdesk.errors import UserError
from awardsdesk.exchange import sheetxml
from awardsdesk.exchange.gate import Admitted, admit
from awardsdesk.exchange.sheetxml import Marks
from awardsdesk.i18n import _
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.rules.forms import CELL

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_AREA = 10_000_000
"""calamine lays a sheet out as a full rectangle; two far cells must not cost gigabytes."""
MAX_MERGED = 20_000
BLANK_ROWS = 200
STEP = 500
EPOCH = dt.date(1899, 12, 30)
EPOCH_1904 = dt.date(1904, 1, 1)


class Damage(Enum):
    """Why a cell holds no value that can be trusted."""

    ERROR = "error value"
    NO_RESULT = "formula without a stored result"
    LOST_DIGITS = "number beyond 15 digits"
    TOO_LONG = "text beyond the limit"


@dataclass(frozen=True, slots=True)
class Damaged:
    """A cell whose value is lost, with what can still be seen of it."""

    damage: Damage
    written: str


Value = str | Decimal | dt.date | Damaged | None
Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands; `number` is the one Excel shows."""

    number: int
    values: tuple[Value, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet; `cut` is the row after which a long blank stretch ended the reading."""

    sheet: str
    rows: tuple[Row, ...]
    merged: tuple[Range, ...] = ()
    epoch: dt.date = EPOCH
    visible: bool = True
    is_xls: bool = False
    cut: int = 0


def read_tables(path: Path, first: int = 0, progress: Progress | None = None) -> list[Table]:
    """Read every sheet of a workbook, or only its first rows; raises UserError when that is not safe or not possible."""
    return tables_in(admit(path), first, progress)


def tables_in(package: Admitted, first: int = 0, progress: Progress | None = None) -> list[Table]:
    """Read every sheet of a workbook that passed the gate."""
    try:
        return _tables(package, first, progress or Progress())
    except (UserError, Cancelled, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine is native code: its panics derive from BaseException
        if isinstance(error, MemoryError):
            raise
        raise UserError(
            _("“{name}”读不通（文件可能损坏或设有密码），没有读入任何内容。请用 Excel 打开后另存为 .xlsx。").format(
                name=package.name
            )
        ) from error


def _tables(package: Admitted, first: int, progress: Progress) -> list[Table]:
    import python_calamine as calamine

    members = package.members
    marks = {name: _scan(name, members[part], progress) for name, part in sheetxml.sheet_parts(members).items() if part}
    book = calamine.load_workbook(io.BytesIO(package.data))
    epoch = EPOCH_1904 if sheetxml.is_1904(members) else EPOCH
    tables = []
    for info in book.sheets_metadata:
        if info.typ is calamine.SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(info.name)
            rows, cut = _read(sheet, marks[info.name] if members else Marks(), first, progress)
            visible = info.visible is calamine.SheetVisibleEnum.Visible
            tables.append(Table(info.name, rows, _merged(sheet), epoch, visible, is_xls=not members, cut=cut))
    return tables


def _scan(sheet: str, content: bytes, progress: Progress) -> Marks:
    """Measure a sheet before anything lays it out in memory."""
    marks = sheetxml.scan(content, progress)
    _check_size(sheet, marks.rows, marks.columns)
    return marks


def _check_size(sheet: str, rows: int, columns: int) -> None:
    if columns > MAX_COLUMNS or rows * columns > MAX_AREA:
        corner = f"{sheetxml.column_letters(columns)}{rows}"
        sentence = _(
            "表“{sheet}”的内容一直到 {corner}，超出了可读的范围，没有读入任何内容。请删去表格以外的内容再导入。"
        )
        raise UserError(sentence.format(sheet=sheet, corner=corner))


def _read(sheet: "CalamineSheet", marks: Marks, first: int, progress: Progress) -> tuple[tuple[Row, ...], int]:
    """Read rows until the sheet, the wish or a long blank stretch ends; also return where a stretch cut it."""
    _check_size(sheet.name, sheet.total_height, sheet.total_width)
    progress.start(_("读取“{sheet}”").format(sheet=sheet.name), first or sheet.total_height)
    rows: list[Row] = []
    blanks = cut = 0
    for row in _rows(sheet, marks):
        if row.number > MAX_ROWS:
            sentence = _("表“{sheet}”超过 {limit} 行，没有读入任何内容。请分成几个文件再导入。")
            raise UserError(sentence.format(sheet=sheet.name, limit=MAX_ROWS))
        blanks = 0 if any(value is not None for value in row.values) else blanks + 1
        rows.append(row)
        if row.number % STEP == 0:
            progress.step(STEP)
        if blanks == BLANK_ROWS:
            cut = row.number
        if cut or row.number == first:
            break
    return tuple(rows[: len(rows) - blanks]), cut


def _rows(sheet: "CalamineSheet", marks: Marks) -> Iterator[Row]:
    """Yield the rows from row 1 on, columns from A on, whatever corner the sheet's content starts at."""
    if sheet.start is None:
        return
    top, left = sheet.start
    for number in range(1, top + 1):
        yield Row(number, (), number in marks.hidden)
    padding = (None,) * left
    special = marks.formulas.keys() | marks.errors.keys()
    marked = {row for row, _column in special}
    for number, cells in enumerate(sheet.iter_rows(), top + 1):
        values = padding + tuple(map(_value, cells))
        if number in marked:
            values = tuple(_marked(value, (number, column), marks) for column, value in enumerate(values, 1))
        yield Row(number, values, number in marks.hidden)


def _marked(value: Value, place: tuple[int, int], marks: Marks) -> Value:
    """Replace what calamine shows as blank by what is really wrong with the cell."""
    if place in marks.errors:
        return Damaged(Damage.ERROR, marks.errors[place])
    if value is None and place in marks.formulas:
        return Damaged(Damage.NO_RESULT, marks.formulas[place])
    return value


def _value(cell: object) -> Value:
    """Turn calamine's value into ours: the decimal number shown, never a binary fraction."""
    match cell:
        case "":
            return None
        case str():
            return cell if len(cell) <= CELL else Damaged(Damage.TOO_LONG, cell[:40] + "…")
        case bool():
            return "是" if cell else "否"
        case int() | float():
            # Excel keeps and shows 15 digits; whatever follows is noise of the binary fraction
            if not abs(cell) < 1e15:
                return Damaged(Damage.LOST_DIGITS, repr(cell))
            return Decimal(format(cell, ".15g"))
        case dt.datetime():
            return cell.date()
        case dt.date():
            return cell
    return str(cell)


def _merged(sheet: "CalamineSheet") -> tuple[Range, ...]:
    ranges = sheet.merged_cell_ranges or []
    if len(ranges) > MAX_MERGED:
        raise UserError(
            _("表“{sheet}”的合并单元格多得不正常，没有读入任何内容。请取消合并再导入。").format(sheet=sheet.name)
        )
    return tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)
