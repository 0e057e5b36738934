"""What a file is, told from its first bytes before SQLite touches it, so that nothing foreign is ever changed."""

import os
import sqlite3
from pathlib import Path

from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _
from awardsdesk.progress import Progress

APPLICATION_ID = int.from_bytes(b"AWDS", "big")
SCHEMA = 8
"""The number of the newest schema this program knows; PRAGMA user_version of its files."""
REVISION = "0008"
"""The Alembic revision of that schema."""

MAGIC = b"SQLite format 3\x00"
HEADER_LENGTH = 100


def require_ours(path: Path) -> int:
    """Return the schema number of a file of ours; raises UserError naming what the file is otherwise."""
    header = _header(path)
    _require_whole(path, header)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise UserError(_("“{name}”是其他程序的数据库，不是本程序的文件，没有改动它。").format(name=path.name))
    schema = int.from_bytes(header[60:64], "big")
    if schema > SCHEMA:
        raise UserError(
            _(
                "“{name}”由较新版本的程序保存（文件格式 {theirs}，本程序 {ours}），没有改动它。请先升级程序再打开。"
            ).format(name=path.name, theirs=schema, ours=SCHEMA)
        )
    return schema


def _header(path: Path) -> bytes:
    if path.is_dir():
        raise UserError(_("“{name}”是文件夹，请选择其中的 .awards 文件。").format(name=path.absolute().name or path))
    if not path.exists():
        raise UserError(_("找不到文件“{path}”，请检查路径，或先新建文件。").format(path=path))
    if not path.is_file():  # to read it might never end
        raise UserError(_("“{name}”是管道或设备，请选择一个 .awards 文件。").format(name=path.name))
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_LENGTH)
    except OSError as error:
        raise UserError(_("无法读取“{name}”：{error}。").format(name=path.name, error=reason(error))) from error
    if not header:
        raise UserError(
            _("“{name}”是空文件（0 字节），可能是复制没有完成；没有改动它，请使用备份。").format(name=path.name)
        )
    if header.startswith(b"PK"):
        raise UserError(
            _("“{name}”是 Excel、Word 或压缩文件，不是 .awards 文件；工作簿请用“导入”。").format(name=path.name)
        )
    if len(header) < HEADER_LENGTH or not header.startswith(MAGIC):
        raise UserError(_("“{name}”不是本程序的文件，或已损坏；没有改动它，请使用备份。").format(name=path.name))
    return header


def _require_whole(path: Path, header: bytes) -> None:
    if path.with_name(path.name + "-journal").exists():
        return  # a crash left the file in the middle of a step; SQLite takes that step back before anything is read
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    present = path.stat().st_size // page_size
    if present < pages:
        raise UserError(
            _("“{name}”不完整（应有 {pages} 页，只有 {present} 页），没有改动它，请使用备份。").format(
                name=path.name, pages=pages, present=present
            )
        )


def require_sound(path: Path, progress: Progress | None = None) -> None:
    """Raise UserError when SQLite's own check finds damage; a step that a crash cut short is taken back first."""
    progress = progress or Progress()
    progress.start(_("正在核对文件"))
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)
    try:
        with progress.halting(connection.interrupt):  # it asks no one while it walks through the pages: half a minute
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        progress.check()
        answer = reason(error)
    finally:
        connection.close()
    if answer != "ok":
        raise UserError(_("“{name}”已损坏，没有改动它，请使用备份。（{answer}）").format(name=path.name, answer=answer))
