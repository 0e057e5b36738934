"""The sender's own workbook with its faults marked: the cell coloured and noted, the sentence at the row's end, a list."""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from awardsdesk.errors import UserError
from awardsdesk.exchange import writing
from awardsdesk.exchange.cells import as_text
from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.gate import Admitted, admit, pack
from awardsdesk.exchange.pasted import names_of
from awardsdesk.exchange.recognition import NOBODY, recognise
from awardsdesk.exchange.sheetxml import column_letters, column_number
from awardsdesk.exchange.workbook import Table, read_tables
from awardsdesk.i18n import _
from awardsdesk.operations.sender_columns import Senders
from awardsdesk.progress import Progress

LARGEST = 24 << 20
"""Bytes of sheets; what is larger is written as a plain copy, for which a row in hand is enough."""
FILLS = {Severity.REFUSE: writing.ERROR, Severity.WARN: writing.WARNING}
DRAWINGS = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*/drawing\"[^>]*/>")
PARTS = re.compile(r"[\\/:]+")
STEP = 200


class Fault(Protocol):
    """One thing found in a workbook."""

    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def sheet(self) -> str: ...  # noqa: D102
    @property
    def cell(self) -> str: ...  # noqa: D102
    @property
    def severity(self) -> Severity: ...  # noqa: D102
    @property
    def sentence(self) -> str: ...  # noqa: D102


Told = dict[int, dict[int, list[Fault]]]
"""The faults of a sheet by row and column, from 1."""


def mark_all(
    paths: Sequence[Path],
    faults: Sequence[Fault],
    out: Path,
    progress: Progress | None = None,
    senders: Senders = NOBODY,
) -> list[Path]:
    """Write a marked copy of each workbook."""
    names = names_of(paths)
    copies = copies_of(paths, out)
    for path, copy in copies.items():
        mark(path, [fault for fault in faults if fault.file == names[path]], copy, progress, senders)
    return list(copies.values())


def copies_of(paths: Sequence[Path], out: Path) -> dict[Path, Path]:
    """Return each workbook's copy: of several, each adds its own name to the one asked for; never a workbook itself."""
    names = {path: PARTS.sub("-", name).strip("-").removesuffix(path.suffix) for path, name in names_of(paths).items()}
    copies = {path: out.with_name(f"{out.stem}-{name}{out.suffix}") for path, name in names.items()}
    copies = copies if len(copies) > 1 else dict.fromkeys(copies, out)
    originals = {path.resolve() for path in paths}
    if copy := next((copy for copy in copies.values() if copy.resolve() in originals), None):
        sentence = _("“{name}”就是要标注的工作簿，没有写出，也没有改动它；请换一个名称。")
        raise UserError(sentence.format(name=copy.name))
    return copies


def mark(
    path: Path, faults: Sequence[Fault], out: Path, progress: Progress | None = None, senders: Senders = NOBODY
) -> None:
    """Write a copy of a workbook with its faults marked; where its looks cannot be kept, its values as text."""
    progress = progress or Progress()
    package = admit(path)
    kept = [fault for fault in faults if fault.severity in FILLS]
    headers = {sheet.sheet: sheet.header_row for sheet in recognise(path, senders)}
    progress.start(_("正在标注 {name}").format(name=path.name), len(kept))
    book = _copy(package)
    if book is None:
        book = writing.new_book(streaming=True)
        for table in read_tables(path):
            _write_plain(
                book.create_sheet(writing.sheet_name(book, table.sheet)), table, _of(kept, table.sheet), headers
            )
    else:
        for sheet in book.worksheets:
            _mark_sheet(sheet, _of(kept, sheet.title), headers.get(sheet.title, 1), progress)
    _list(book.create_sheet(writing.sheet_name(book, "问题清单")), kept)
    progress.check()
    writing.save(book, out)


def _copy(package: Admitted) -> writing.Book | None:
    """Open a workbook to be marked; None where only its values can be kept."""
    size = sum(len(content) for name, content in package.members.items() if "/worksheets/" in name)
    if not package.members or size > LARGEST:
        return None
    members = {  # pictures did not pass the gate
        name: DRAWINGS.sub(b"", content) if name.endswith(".rels") else content
        for name, content in package.members.items()
        if "/drawings/" not in name
    }
    try:
        return writing.open_copy(pack(members.items()))
    except Exception:  # noqa: BLE001 - whatever another program wrote that openpyxl does not know, its values can be copied
        return None


def _of(faults: Sequence[Fault], sheet: str) -> Told:
    told: Told = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        if fault.sheet == sheet:
            letters = fault.cell.rstrip("0123456789")
            told[int(fault.cell[len(letters) :])][column_number(letters)].append(fault)
    return told


def _mark_sheet(sheet: writing.Sheet, told: Told, header: int, progress: Progress) -> None:
    last = sheet.max_column + 1
    if told:
        writing.put(sheet, header, last, _("问题"), writing.HEAD, bold=True)
        sheet.column_dimensions[column_letters(last)].width = 60
    for row, cells in told.items():
        for column, faults in cells.items():
            writing.tint(sheet, row, column, _fill(faults), _sentences(faults))
            progress.step(len(faults))
        everything = [fault for faults in cells.values() for fault in faults]
        if row != header:
            writing.put(sheet, row, last, _sentences(everything), _fill(everything))


def _write_plain(sheet: writing.Sheet, table: Table, told: Told, headers: dict[str, int]) -> None:
    """Write a sheet's values as text row by row, the faults of each at its end."""
    last = max((len(row.values) for row in table.rows), default=0)
    for row in table.rows:
        cells: list[Any] = [as_text(value) for value in row.values] + [""] * (last - len(row.values))
        faults = told.get(row.number, {})
        line = [fault for found in faults.values() for fault in found]
        if row.number == headers.get(table.sheet, 0):
            cells.append(_("问题"))
        elif line:
            cells.append(_sentences(line))
        marks = {column: (_fill(found), _sentences(found)) for column, found in faults.items()}
        writing.append(sheet, cells, marks)


def _list(sheet: writing.Sheet, faults: Sequence[Fault]) -> None:
    """List everything; three cells a row, so that it is not taken for data when the workbook comes back."""
    writing.append(sheet, (_("程度"), _("位置"), _("问题")), {})
    for fault in faults:
        word = _("强制") if fault.severity is Severity.REFUSE else _("核实")
        place = f"“{fault.sheet}”{fault.cell}"
        writing.append(sheet, (word, place, fault.sentence), {1: (FILLS[fault.severity], "")})


def _fill(faults: Sequence[Fault]) -> str:
    return writing.ERROR if any(fault.severity is Severity.REFUSE for fault in faults) else writing.WARNING


def _sentences(faults: Sequence[Fault]) -> str:
    return "\n".join(dict.fromkeys(fault.sentence for fault in faults))
