"""粘贴: a rectangle from Excel or WPS goes into the register by the way every workbook goes."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from awardsdesk.errors import UserError
from awardsdesk.exchange.checks import DETAILS
from awardsdesk.exchange.layouts import Kind, layout_of
from awardsdesk.exchange.mapping import NEVER_GUESSED, fields_of, has_headings
from awardsdesk.exchange.pasted import Pasted, pasted, unheaded
from awardsdesk.exchange.recognition import NotRecognised, kind_of
from awardsdesk.i18n import _
from awardsdesk.operations.sender_columns import Senders, remembered
from awardsdesk.progress import Progress
from awardsdesk.ui.clipboard import held
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.import_action import import_columns, import_workbooks
from awardsdesk.ui.jobs import Job


def paste(desk: Desk, parent: QWidget, shown: Sequence[str]) -> None:
    """Take the clipboard's rectangle in; `shown` are the columns of the list, which columns without headings may follow."""
    job = Job(partial(_read, desk, _text()), parent, _("读取剪贴板"))
    job.done.connect(partial(_take, desk, parent, shown))
    job.start()


def _text() -> str:
    data = held()
    text = data.text() if data.hasText() else ""
    if data.hasUrls() and "\t" not in text:
        raise UserError(_("剪贴板里是文件，不是表格。要导入工作簿，请用“导入”。"))
    if data.hasImage() and not text.strip():
        raise UserError(_("剪贴板里是图片，不是表格，没有可以粘贴的。扫描件请在“附件”里粘贴。"))
    return text


def _read(desk: Desk, text: str, _progress: Progress) -> Pasted:
    """Read the rectangle and tell whether its first row names the columns."""
    source = pasted(text)
    with desk.db.read() as session:
        senders = Senders(remembered(session))
    try:
        known = kind_of(source.table, senders, source.name) is not None or has_headings(source.table)
    except NotRecognised:
        known = True
    return source if known else unheaded(source)


def _take(desk: Desk, parent: QWidget, shown: Sequence[str], source: Pasted) -> None:
    if source.headed:
        import_workbooks(desk, parent, [source])
    else:
        import_columns(desk, parent, source, guess(source, shown))


def guess(source: Pasted, shown: Sequence[str]) -> Mapping[str, str]:
    """Guess columns by their places: as the list shows them, as the template has them, or the needed ones alone."""
    fields = fields_of(layout_of(Kind.ACHIEVEMENTS))
    words = [str(value) for value in source.table.rows[0].values]
    seen = [
        name if name in fields else name.removeprefix(DETAILS) for name in shown
    ]  # 密级 is a column by itself there
    orders = (seen, list(fields), [name for name, column in fields.items() if column.needed])
    order = next((each for each in orders if len(each) == len(words)), [""] * len(words))
    return {
        word: name if name in fields and name not in NEVER_GUESSED else ""
        for word, name in zip(words, order, strict=True)
    }
