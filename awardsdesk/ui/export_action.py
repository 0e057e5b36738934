"""导出 of a list as it is seen: its visible columns in their order, filtered and sorted, as a workbook."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from awardsdesk.documents.table import Cell, TableColumn, TableData, TableRow
from awardsdesk.i18n import _
from awardsdesk.lists.conditions import sentence
from awardsdesk.lists.listing import Column, Kind, Listing
from awardsdesk.progress import Progress
from awardsdesk.rules.forms import amount
from awardsdesk.ui import dialogs
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.list_panel import ListPanel

if TYPE_CHECKING:
    from awardsdesk.store.database import Database

BLOCK = 500
MM_PER_PIXEL = 0.25
PORTRAIT = 180
"""Millimetres that fit across an upright page."""


@dataclass(frozen=True, slots=True)
class _View:
    """What is seen, taken down before the worker begins."""

    db: "Database"
    listing: Listing
    places: tuple[int, ...]
    """Positions of the visible columns in the order shown."""
    ids: Sequence[int]
    title: str
    subtitle: str
    approved: bool


def export_list(
    panel: ListPanel,
    parent: QWidget,
    title: str = "",
    *,
    approved: bool = True,
    done: Callable[[Path], Any] | None = None,
) -> None:
    """Write the list as shown to a workbook the clerk names; one that is not `approved` says so on top."""
    title = title or panel.listing.title
    name = f"{title}_{dt.datetime.now().astimezone():%Y%m%d}.xlsx"
    path = dialogs.user.save_file(parent, _("导出列表"), name, _("Excel 工作簿 (*.xlsx)"))
    if path is not None:
        view = _seen(panel, title, approved=approved)
        job = Job(partial(_write, view, path), parent, _("导出 {name}").format(name=path.name))
        job.done.connect(done or partial(_tell, parent))
        job.start()


def _tell(parent: QWidget, path: Path) -> None:
    dialogs.user.tell(parent, _("已导出 {name}").format(name=path.name))


def _seen(panel: ListPanel, title: str, *, approved: bool) -> _View:
    return _View(
        db=panel.desk.db,
        listing=panel.listing,
        places=tuple(panel.table.seen()),
        ids=panel.model.all_ids(),
        title=title,
        subtitle="；".join(_narrowed(panel)),
        approved=approved,
    )


def _narrowed(panel: ListPanel) -> list[str]:
    """Say what the list leaves out and how it is sorted, so that the paper does not pass for the whole."""
    query = panel.model.query
    titles = {each.key: each.title for each in panel.listing.filters}
    said = [_("搜索“{text}”").format(text=query.text)] if query.text else []
    said += [f"{titles[key]}：{value}" for key, value in query.filters.items()]
    said += [sentence(panel.listing.column(key).title, asked) for key, asked in query.conditions.items()]
    if query.sort:
        order = _("按{title}降序") if query.descending else _("按{title}升序")
        said.append(order.format(title=panel.listing.column(query.sort).title))
    return said


class _Rows(Sequence[TableRow]):
    """The rows of a list, read a block at a time as they are written: a register is too long to be held twice."""

    def __init__(self, view: _View, progress: Progress) -> None:
        self._view, self._progress = view, progress
        self._columns = [view.listing.columns[place] for place in view.places]
        self._keys = frozenset(column.key for column in self._columns)

    def __len__(self) -> int:
        return len(self._view.ids)

    def __getitem__(self, place: Any) -> Any:
        ids = self._view.ids[place]
        return self._read(ids) if isinstance(place, slice) else self._read([ids])[0]

    def __iter__(self) -> Iterator[TableRow]:
        for start in range(0, len(self), BLOCK):
            yield from self[start : start + BLOCK]
            self._progress.step(min(BLOCK, len(self) - start))

    def _read(self, ids: Sequence[int]) -> list[TableRow]:
        with self._view.db.read() as session:
            values = self._view.listing.rows_with(session, ids, self._keys)
        columns = list(zip(self._columns, self._view.places, strict=True))
        return [TableRow(tuple(_cell(column, row[place]) for column, place in columns)) for row in values]


def _write(view: _View, path: Path, progress: Progress) -> Path:
    from awardsdesk.documents.workbook import write_workbook

    columns = [view.listing.columns[place] for place in view.places]
    progress.start(_("正在读取"), len(view.ids))
    write_workbook([_table(view, columns, _Rows(view, progress))], path, long=True)
    return path


def _table(view: _View, columns: Sequence[Column], rows: Sequence[TableRow]) -> TableData:
    widths = [column.width * MM_PER_PIXEL for column in columns]
    return TableData(
        title=view.title,
        subtitle=view.subtitle,
        name=view.listing.title,
        columns=tuple(
            TableColumn(column.title, width, _kind(column)) for column, width in zip(columns, widths, strict=True)
        ),
        rows=rows,
        landscape=sum(widths) > PORTRAIT,
        approved=view.approved,
    )


def _kind(column: Column) -> str:
    return "text" if column.kind is Kind.STATE else column.kind.value


def _cell(column: Column, value: Any) -> Cell:
    if value is None or isinstance(value, int | Decimal | dt.date):
        return value
    figure = amount(str(value)) if column.kind is Kind.NUMBER else None
    return str(value) if figure is None else figure
