"""Expected trouble, said in one sentence a clerk can act on."""

import errno
import sqlite3
from dataclasses import dataclass

from awardsdesk.i18n import _


class UserError(Exception):
    """Trouble that was expected: what happened, what is safe, what to do. Shown as it is, never as a traceback."""


class FieldError(UserError):
    """Expected trouble with one field of a draft."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one field of a draft."""

    field: str
    sentence: str
    severity: str = "error"
    """`error` stops the record, `warning` lets it pass once it was looked at, `hint` only asks a person to judge."""


def reason(error: BaseException) -> str:
    """Say in the user's language what the system or SQLite reports; what is rare stays as it is reported."""
    denied, full, broken = _("没有权限，或正被其他程序占用"), _("磁盘已满"), _("磁盘读写出错")
    read_only, gone, busy = _("磁盘、文件夹或文件是只读的"), _("找不到文件或文件夹"), _("正被其他程序占用")
    cut_off = _("磁盘或网络已断开")
    system = {
        errno.EACCES: denied,
        errno.EPERM: denied,
        errno.ENOSPC: full,
        errno.EDQUOT: _("磁盘配额已用完"),
        errno.EROFS: read_only,
        errno.ENOENT: gone,
        errno.EISDIR: _("是文件夹，不是文件"),
        errno.ENOTDIR: _("路径中有一段不是文件夹"),
        errno.EEXIST: _("已有同名的文件"),
        errno.EIO: broken,
        errno.EBUSY: busy,
        errno.ENAMETOOLONG: _("名称太长"),
        errno.EINVAL: _("名称或路径不能用"),
        errno.EFBIG: _("文件太大"),
        errno.EMFILE: _("打开的文件太多"),
        errno.ENFILE: _("打开的文件太多"),
        errno.ENODEV: cut_off,
        errno.ENXIO: cut_off,
        errno.ESTALE: cut_off,
        errno.ENETDOWN: cut_off,
        errno.ENETUNREACH: cut_off,
        errno.EHOSTUNREACH: cut_off,
        errno.ENOTCONN: cut_off,
        errno.ETIMEDOUT: cut_off,
    }
    database = {
        sqlite3.SQLITE_FULL: full,
        sqlite3.SQLITE_IOERR: broken,
        sqlite3.SQLITE_CANTOPEN: _("打不开文件"),
        sqlite3.SQLITE_READONLY: read_only,
        sqlite3.SQLITE_PERM: denied,
        sqlite3.SQLITE_BUSY: busy,
        sqlite3.SQLITE_LOCKED: busy,
        sqlite3.SQLITE_CORRUPT: _("文件的内容已损坏"),
        sqlite3.SQLITE_NOTADB: _("文件的内容已损坏"),
    }
    error = getattr(error, "orig", error)  # what SQLAlchemy wraps
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of it tells where
    if isinstance(error, OSError):
        return system.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__
    return database.get(code) or str(error)
