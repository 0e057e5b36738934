"""Pages of a PDF, counted by pdfium, which must never be called from two threads at a time."""

import threading
from pathlib import Path

from awardsdesk.errors import UserError
from awardsdesk.i18n import _

ALONE = threading.Lock()
"""Held by whoever calls pdfium."""
TAIL = 2048
"""A whole PDF ends with its mark of the end within so many bytes."""
PASSWORD = 4
"""What pdfium says where a password is asked for."""


def pages_of(path: Path, name: str) -> int:
    """Return how many pages a PDF has; raises UserError when it cannot be read."""
    import pypdfium2

    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - TAIL, 0))
        if b"%%EOF" not in file.read():
            raise UserError(_("“{name}”不完整，可能是复制或下载没有完成；没有添加，请重新取得文件。").format(name=name))
    with ALONE:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", 0) == PASSWORD:
                raise UserError(
                    _("“{name}”有打开密码，别人将来打不开；没有添加，请另存为没有密码的文件。").format(name=name)
                ) from error
            raise UserError(_("“{name}”已损坏，不是完好的 PDF；没有添加。").format(name=name)) from error
        try:
            pages = len(document)
        finally:
            document.close()
    if not pages:
        raise UserError(_("“{name}”里一页也没有；没有添加。").format(name=name))
    return pages
