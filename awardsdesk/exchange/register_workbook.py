"""The register as a workbook that is corrected in Excel and imported again: the template's columns, filled in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.exchange import form_cells, party_cells, writing
from awardsdesk.exchange.findings import item_text
from awardsdesk.exchange.layouts import Column, Kind
from awardsdesk.exchange.template import columns_of, title, width
from awardsdesk.i18n import _
from awardsdesk.lists.achievements import drafts_of
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.progress import Progress

LARGEST = 32_767
"""Characters that a cell of Excel holds."""


def write_register(session: Session, ids: Sequence[int], out: Path, progress: Progress | None = None) -> None:
    """Write achievements with everything their forms say; imported again as it is, the workbook changes nothing."""
    progress = progress or Progress()
    progress.start(_("正在写出"), len(ids))
    columns = columns_of(Kind.ACHIEVEMENTS)
    heads = {place: (writing.NEEDED if column.needed else writing.HEAD, "") for place, column in enumerate(columns, 1)}
    with writing.streaming() as book:
        sheet = book.create_sheet(Kind.ACHIEVEMENTS.value)
        writing.widths(sheet, [width(column) for column in columns])
        sheet.freeze_panes = "B2"
        writing.append(sheet, [title(column) + "*" * column.needed for column in columns], heads)
        for draft in drafts_of(session, ids):
            progress.step()
            writing.append(sheet, list(_cells(draft, columns)), {})
        writing.save(book, out)


def _cells(draft: AchievementDraft, columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        text = cell_of(draft, column.name)
        if len(text) > LARGEST:
            sentence = _("“{title}”的“{heading}”超过 {limit} 字，Excel 的一格放不下，没有写出任何内容。请先缩短。")
            raise UserError(sentence.format(title=draft.title, heading=column.headings[0], limit=LARGEST))
        yield text


def cell_of(draft: AchievementDraft, name: str) -> str:
    """Write one field of an achievement as its cell is read."""
    of, dot, key = name.partition(".")
    if of == "details":
        return _text(draft.details.get(key))
    if dot:
        return party_cells.written(getattr(draft, of), key)
    return _text(draft.details.get(name) if name == "secrecy" else getattr(draft, name))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(map(item_text, value))
    if isinstance(value, list):
        return form_cells.joined(value)
    return value.isoformat() if isinstance(value, dt.date) else value or ""
