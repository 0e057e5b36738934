"""The bundled fonts: which face draws which character. The only door to ReportLab's fonts (typeface.py).

ReportLab is imported on the first use, not with this module, so that a window starts without it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from awardsdesk.paths import resource
from awardsdesk.rules.printable import CHAINS, glyphs


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text drawn by one font."""

    font: str
    text: str


@cache
def load(name: str) -> Any:
    """Return the ReportLab font `name`, registered; a file is read once a process."""
    from awardsdesk.documents.typeface import register

    return register(name, resource("fonts", f"{name}.ttf"))


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
