"""The bundled fonts: which face draws which character. The only door to ReportLab's fonts (typeface.py).

ReportLab is imported on the first use, not with this module, so that a window starts without it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
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
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text drawn by one font."""

    font: str
    text: str


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Return `text` as it is printed: composed, without invisible characters; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\t", " ").replace("\xa0", " ")))


@cache
def load(name: str) -> Any:
    """Return the ReportLab font `name`, registered; a file is read once a process."""
    from awardsdesk.documents.typeface import register

    return register(name, resource("fonts", f"{name}.ttf"))


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


@lru_cache(maxsize=4096)
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
