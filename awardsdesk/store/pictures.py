"""Scanned pictures, read by Pillow: no more of them than a screen or a sheet of paper can ask for."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.progress import Progress

FORMATS = ("PNG", "JPEG", "TIFF")
MOST_PIXELS = 40_000_000
MOST_FRAMES = 500
TURNED = frozenset({5, 6, 7, 8})
"""Orientations in which the camera lay on its side."""
ORIENTATION = 274
DECODER_TROUBLE = (
    *(SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, ArithmeticError, MemoryError),
    *(struct.error, zlib.error),
)
"""What decoders raise on files that are not whole."""


def pages_of(path: Path, name: str, progress: Progress | None = None) -> int:
    """Return how many pictures a file holds; raises UserError unless every one can be drawn."""
    with _opened(path, name) as image:
        count = 0
        while True:
            if progress:
                progress.check()
            image.load()
            count += 1
            if not _turn_to(image, count, name):
                return count


def sizes(path: Path) -> list[tuple[int, int]]:
    """Return width and height of every picture of a file as it stands upright."""
    with _opened(path, path.name) as image:
        found = [_upright(image)]
        while _turn_to(image, len(found), path.name):
            found.append(_upright(image))
    return found


def drawn(path: Path, page: int, width: int, height: int) -> tuple[int, int, bytes]:
    """Return one picture, upright, within a width and height: its own width and height, and its red, green, blue."""
    from PIL import Image, ImageOps

    with _opened(path, path.name) as image:
        _turn_to(image, page, path.name)
        image.draft("RGB", (max(width, height),) * 2)  # a JPEG is read only as large as it is wanted
        image.load()
        upright = ImageOps.exif_transpose(image)
        if upright.mode.startswith("I;16") or upright.mode in {"I", "F"}:
            upright = upright.convert("F").point(lambda value: value / 257).convert("L")
        if "A" in upright.getbands() or "transparency" in upright.info:
            ground = Image.new("RGBA", upright.size, "white")
            ground.alpha_composite(upright.convert("RGBA"))
            upright = ground
        small = upright.convert("RGB")
        small.thumbnail((max(width, 1), max(height, 1)))
        return small.width, small.height, small.tobytes()


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Any]:
    """Open a picture and say in words what is wrong with it, now or while it is read."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as image:
                _require_bearable(image, name)
                yield image
    except (UserError, OSError) as error:
        if isinstance(error, UserError) or error.errno:
            raise
        raise _broken(name) from error
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except DECODER_TROUBLE as error:
        raise _broken(name) from error


def _turn_to(image: Any, page: int, name: str) -> bool:
    """Go to a further picture of the file; False when there is none."""
    if page >= MOST_FRAMES:
        raise UserError(_("“{name}”超过 {most} 页；没有添加，请分成几个文件。").format(name=name, most=MOST_FRAMES))
    if page == image.tell():
        return True
    try:
        image.seek(page)
    except EOFError:
        return False
    _require_bearable(image, name)
    return True


def _require_bearable(image: Any, name: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(name)


def _upright(image: Any) -> tuple[int, int]:
    turned = image.getexif().get(ORIENTATION) in TURNED
    return (image.height, image.width) if turned else (image.width, image.height)


def _too_large(name: str) -> UserError:
    return UserError(
        _("“{name}”超过 {most} 万像素；没有添加，请用较低的分辨率重新扫描。").format(
            name=name, most=MOST_PIXELS // 10_000
        )
    )


def _broken(name: str) -> UserError:
    return UserError(_("“{name}”已损坏或不完整，图像不能完全读出；没有添加，请重新扫描。").format(name=name))
