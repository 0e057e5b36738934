"""One program a file: a lock of the operating system, which a crash releases, with the name of its holder."""

import errno
import getpass
import json
import os
import platform
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from awardsdesk.errors import UserError
from awardsdesk.i18n import _

# Windows locks bytes against reading too, so the lock lies far behind the text that names the holder.
OFFSET = 1 << 20
UNWRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class FileLock:
    """Hold `NAME.awards.lock` from creation to `release()`; raises UserError naming who has the file."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + ".lock")
        self._file = path
        try:
            self._handle = self._acquire()
        except OSError as error:
            if error.errno not in UNWRITABLE:
                raise
            self._handle = -1  # where nobody can write, no second program can either

    def _acquire(self) -> int:
        while True:
            handle = self._opened()
            if not _try_lock(handle):
                holder = _holder(handle)
                os.close(handle)
                raise UserError(_("文件正在使用：{holder}。请在那个窗口中继续，或关闭后再打开。").format(holder=holder))
            if _same_file(handle, self.path):
                break
            os.close(handle)
        who = {
            "who": getpass.getuser(),
            "where": platform.node(),
            "since": f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
            "pid": os.getpid(),
        }
        with suppress(OSError):  # on a full disk the lock holds all the same, it only names nobody
            os.ftruncate(handle, 0)
            os.write(handle, json.dumps(who, ensure_ascii=False).encode())
        return handle

    def _opened(self) -> int:
        """Open the lock; one that another account made, if only for reading: who may write the file heeds it, too."""
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            writable = all(os.access(place, os.W_OK) for place in (self._file, self._file.parent))
            if error.errno not in UNWRITABLE or not writable or not self.path.exists():
                raise
            return os.open(self.path, os.O_RDONLY)

    def release(self) -> None:
        """Let others open the file."""
        if self._handle < 0:
            return
        if sys.platform != "win32":
            with suppress(OSError):  # in a folder for all, another account's stays, and is free
                self.path.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = -1


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            os.lseek(handle, OFFSET, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415 - exists on POSIX only

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _same_file(handle: int, path: Path) -> bool:
    """Tell whether the locked file still has its name: another program may have removed it in between."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _holder(handle: int) -> str:
    try:
        who = json.loads(os.pread(handle, 4096, 0) if hasattr(os, "pread") else os.read(handle, 4096))
        return _("{who} 于 {since} 在 {where} 打开").format(**who)
    except (ValueError, KeyError, OSError):
        return _("另一个窗口")
