"""The bundled fonts: which face draws which character. The only door to ReportLab's fonts.

ReportLab is imported on the first use, not with this module, so that a window starts without it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

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
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text drawn by one font."""

    font: str
    text: str


def clean(text: str) -> str:
    """Return `text` as it is printed: composed, without invisible characters; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\t", " ").replace("\xa0", " ")))


@cache
def load(name: str) -> Any:
    """Return the ReportLab font `name`, registered; a file is read once a process."""
    ttfonts = _ttfonts()
    from reportlab.pdfbase import pdfmetrics

    font = ttfonts.TTFont(name, str(resource("fonts", f"{name}.ttf")), shapable=False)
    pdfmetrics.registerFont(font)
    return font


@cache
def glyphs(name: str) -> dict[int, int]:
    """Return the code points that the font `name` draws, with their glyphs."""
    mapped: dict[int, int] = load(name).face.charToGlyph
    return mapped


def runs(text: str, style: str) -> tuple[Run, ...]:
    """Split `text` by the font that draws each character; one drawn by none stays with the first font."""
    chain = CHAINS[style]
    codes = set(map(ord, text))
    if glyphs(chain[0]).keys() >= codes:
        return (Run(chain[0], text),) if text else ()
    home = {code: next((font for font in chain if code in glyphs(font)), chain[0]) for code in codes}
    split: list[list[str]] = []
    for char in text:
        font = home[ord(char)]
        if split and split[-1][0] == font:
            split[-1][1] += char
        else:
            split.append([font, char])
    return tuple(Run(font, piece) for font, piece in split)


def missing(text: str, style: str) -> tuple[str, ...]:
    """Return the characters of `text` that no font of the style draws, each once, in order."""
    chain = CHAINS[style]
    codes = dict.fromkeys(map(ord, clean(text).replace("\n", "")))
    if glyphs(chain[0]).keys() >= codes.keys():
        return ()
    return tuple(chr(code) for code in codes if not any(code in glyphs(font) for font in chain))


def name_characters(chars: Iterable[str]) -> str:
    """Return characters by name for a clerk: the character, its code point, and whether it is a private one."""
    private = _("，自造字")
    return "、".join(f"“{c}”（U+{ord(c):04X}{private if unicodedata.category(c) == 'Co' else ''}）" for c in chars)


@cache
def advances(style: str) -> "Advances":
    """Return the widths of all characters in the style, in em."""
    return Advances(style)


class Advances(dict[str, float]):
    """Character -> width in em, looked up along the chain on first sight."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self._chain = CHAINS[style]

    def __missing__(self, char: str) -> float:
        code = ord(char)
        font = next((font for font in self._chain if code in glyphs(font)), self._chain[0])
        self[char] = width = float(load(font).face.getCharWidth(code)) / 1000
        return width


@cache
def _ttfonts() -> Any:
    """Import ReportLab's TrueType module once, with our settings and its two repairs."""
    from reportlab import rl_config
    from reportlab.pdfbase import ttfonts

    rl_config.useA85 = 0  # base-85 text grows every stream by a quarter
    rl_config.ttfAsciiReadable = 0  # else 96 unused Latin glyphs in every font
    rl_config.invariant = 1  # no clock and no comments in the file
    ttfonts.makeToUnicodeCMap = to_unicode
    ttfonts.TTFontParser.get_table = _cached_table(ttfonts.TTFontParser.get_table)
    return ttfonts


def to_unicode(fontname: str, subset: list[int]) -> str:
    """Write a subset's ToUnicode map; ReportLab 5.1 writes five hex digits beyond U+FFFF, which no reader understands."""
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo",
        f"<< /Registry ({fontname})", f"/Ordering ({fontname})", "/Supplement 0", ">> def",
        f"/CMapName /{fontname} def", "/CMapType 2 def", "1 begincodespacerange", "<00> <FF>", "endcodespacerange",
    ]  # fmt: skip
    pairs = [f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for i, code in enumerate(subset) if code]
    for start in range(0, len(pairs), 100):  # a block may hold a hundred
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def _cached_table(read: Any) -> Any:
    """Keep the tables a font parser has read: ReportLab copies all outlines, 10 MB, for every document."""

    def get_table(self: Any, tag: str) -> Any:
        tables = self.__dict__.setdefault("_tables_read", {})
        if tag not in tables:
            tables[tag] = read(self, tag)
        return tables[tag]

    return get_table
