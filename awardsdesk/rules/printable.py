"""What can be printed at all: the characters that the shipped fonts draw, read from the fonts' own tables.

Asked before anything is frozen that would never print; documents/fonts.py draws by the same chains.
"""

import re
import struct
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from awardsdesk.i18n import _
from awardsdesk.paths import resource

_HANA = ("HanaMinA", "HanaMinB")

CHAINS: dict[str, tuple[str, ...]] = {
    "song": ("NotoSerifSC-Regular", *_HANA),
    "song-bold": ("NotoSerifSC-Bold", *_HANA),
    "hei": ("NotoSansSC-Regular", "NotoSerifSC-Regular", *_HANA),
    "hei-bold": ("NotoSansSC-Bold", "NotoSerifSC-Bold", *_HANA),
    "kai": ("LXGWWenKai-Regular", "NotoSerifSC-Regular", *_HANA),
}
"""Style -> fonts, wanted first; a character is drawn by the first font that has it."""

# Controls, zero-width characters, direction marks, byte order mark, variation selectors: invisible, yet .notdef in print.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e01ef]"
)


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Return `text` as it is printed: composed, without invisible characters; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\t", " ").replace("\xa0", " ")))


@cache
def glyphs(name: str) -> dict[int, int]:
    """Return the code points that the font `name` draws, with their glyphs."""
    with resource("fonts", f"{name}.ttf").open("rb") as file:
        (count,) = struct.unpack(">4xH6x", file.read(12))
        tables = {tag: (start, size) for tag, _sum, start, size in struct.iter_unpack(">4sLLL", file.read(16 * count))}
        start, size = tables[b"cmap"]
        file.seek(start)
        found = _characters(file.read(size))
    found[0xA0] = found[0x20]
    return found


def _characters(cmap: bytes) -> dict[int, int]:
    """Read a map from code points to glyphs of format 12, as all our fonts have."""
    offsets = [struct.unpack_from(">HHL", cmap, 4 + 8 * table)[2] for table in range(cmap[3])]
    start = next(offset for offset in offsets if struct.unpack_from(">H", cmap, offset)[0] == 12)
    (count,) = struct.unpack_from(">L", cmap, start + 12)
    found: dict[int, int] = {}
    for first, last, glyph in struct.iter_unpack(">LLL", cmap[start + 16 : start + 16 + 12 * count]):
        found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return found


@lru_cache(maxsize=4096)
def missing(text: str, style: str) -> tuple[str, ...]:
    """Return the characters of `text` that no font of the style draws, each once, in order."""
    chain = CHAINS[style]
    codes = dict.fromkeys(map(ord, clean(text).replace("\n", "")))
    if glyphs(chain[0]).keys() >= codes.keys():
        return ()
    return tuple(chr(code) for code in codes if not any(code in glyphs(font) for font in chain))


def unprintable(text: str, style: str = "song") -> str:
    """Say which characters of `text` no font draws, empty when there are none; what song draws every style draws."""
    lost = missing(text, style)
    return _("没有字体能打印{}，请核对或改用可打印的字。").format(name_characters(lost)) if lost else ""


def name_characters(chars: Iterable[str]) -> str:
    """Return characters by name for a clerk: the character, its code point, and whether it is a private one."""
    private = _("，自造字")
    return "、".join(f"“{c}”（U+{ord(c):04X}{private if unicodedata.category(c) == 'Co' else ''}）" for c in chars)
