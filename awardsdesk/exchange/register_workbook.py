"""The register as a workbook that is corrected in Excel and imported again: the template's columns, filled in."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.exchange import writing
from awardsdesk.exchange.columns import Column
from awardsdesk.exchange.kept_cells import MARK, mark_of, texts_of
from awardsdesk.exchange.layouts import Kind
from awardsdesk.exchange.template import columns_of, title, width
from awardsdesk.i18n import _
from awardsdesk.lists.achievements import drafts_of
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.progress import Progress
from awardsdesk.rules.forms import CELL


def write_register(session: Session, ids: Sequence[int], out: Path, progress: Progress | None = None) -> None:
    """Write achievements with everything their forms say; imported again as it is, the workbook changes nothing."""
    progress = progress or Progress()
    progress.start(_("正在写出"), len(ids))
    columns = columns_of(Kind.ACHIEVEMENTS)
    heads = {place: (writing.NEEDED if column.needed else writing.HEAD, "") for place, column in enumerate(columns, 1)}
    mark = [place for place, column in enumerate(columns, 1) if column.name == MARK]
    with writing.streaming() as book:
        sheet = book.create_sheet(Kind.ACHIEVEMENTS.value)
        writing.widths(sheet, [width(column) for column in columns], [writing.TEXT] * len(columns))
        sheet.freeze_panes = "B2"
        writing.append(sheet, [title(column) + "*" * column.needed for column in columns], heads)
        for draft in drafts_of(session, ids):
            progress.step()
            writing.append(sheet, list(_cells(draft, columns)), {}, mark)
        writing.save(book, out)


def _cells(draft: AchievementDraft, columns: Sequence[Column]) -> Iterator[str]:
    names = [column.name for column in columns]
    texts = texts_of(draft, names)
    for column in columns:
        text = mark_of(draft.uid, names, texts) if column.name == MARK else texts.get(column.name, "")
        if not writing.fits(text):
            sentence = _("“{title}”的“{heading}”超过 {limit} 字，Excel 的一格放不下，没有写出任何内容。请先缩短。")
            raise UserError(sentence.format(title=draft.title, heading=column.headings[0], limit=CELL))
        yield text
