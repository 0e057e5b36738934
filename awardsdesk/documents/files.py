"""Files appear whole or not at all: written beside the target, then moved over it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _

Target = str | os.PathLike[str] | BinaryIO
"""Where a document goes: a path, or an open binary file that the caller keeps."""


@contextmanager
def replacing(target: Target) -> Iterator[BinaryIO]:
    """Give a file to write; the target is replaced when the block ends well and untouched when it does not."""
    if not isinstance(target, (str, os.PathLike)):
        yield target
        return
    path = Path(target)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except PermissionError as error:
        raise UserError(
            _("无法写入“{}”：没有权限，或文件正被其他程序打开。请核对权限，或关闭它后重试。").format(path.name)
        ) from error
    except OSError as error:
        raise UserError(_("无法写入“{}”：{}。").format(path, reason(error))) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
