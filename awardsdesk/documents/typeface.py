"""ReportLab's TrueType font, read ten times faster. Wraps ReportLab's font modules and is only imported by fonts.py, late.

ReportLab reads every character's glyph and width one by one, 0.1 s a Chinese font, and copies all outlines, 10 MB, for
every document. Here tables are unpacked whole and the file is mapped; a test compares all of it with ReportLab's own.
"""

import mmap
import struct
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from reportlab import rl_config  # noqa: TID253 - the wrapper
from reportlab.pdfbase import pdfmetrics, ttfonts  # noqa: TID253 - the wrapper

from awardsdesk.rules.printable import glyphs

rl_config.useA85 = 0  # base-85 text grows every stream by a quarter
rl_config.ttfAsciiReadable = 0  # else 96 unused Latin glyphs in every font
rl_config.invariant = 1  # no clock and no comments in the file


class _Outlines:
    """The outlines of a font, cut from the mapped file where they are asked for."""

    def __init__(self, data: Any, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, part: slice) -> bytes:
        piece: bytes = self._data[self._start + part.start : self._start + part.stop]
        return piece


class _Metrics:
    """Advance and left bearing of each glyph, read where they are asked for."""

    def __init__(self, table: bytes, full: int) -> None:
        self._table, self._full = table, full

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        if glyph < self._full:
            advance, bearing = struct.unpack_from(">HH", self._table, 4 * glyph)
            return advance, bearing
        # From some glyph on all advances are the same and only bearings follow.
        (advance,) = struct.unpack_from(">H", self._table, 4 * self._full - 4)
        (bearing,) = struct.unpack_from(">H", self._table, 2 * self._full + 2 * glyph)
        return advance, bearing


class Face(ttfonts.TTFontFace):  # type: ignore[misc]  # ReportLab has no types
    """A font file with a format 12 cmap, as all of ours have."""

    def __init__(self, path: Path) -> None:
        pdfmetrics.TypeFace.__init__(self, None)
        ttfonts.TTFontFile.__init__(self, str(path), charInfo=0, validate=0)
        self.charToGlyph = glyphs(path.stem)
        self.hmetrics = _Metrics(self.get_table("hmtx"), struct.unpack_from(">H", self.get_table("hhea"), 34)[0])
        self.glyphPos = struct.unpack(f">{self.numGlyphs + 1}L", self.get_table("loca"))
        self.defaultWidth = self._scaled(self.hmetrics[0][0])

    def readFile(self, f: str) -> None:  # noqa: N802 - ReportLab's name
        """Map the file instead of reading it."""
        self.filename, self._pos = f, 0
        with Path(f).open("rb") as file:
            self._ttf_data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def get_table(self, tag: str) -> Any:
        """Return a table; outlines are not copied."""
        if tag == "glyf":
            return _Outlines(self._ttf_data, self.get_table_pos(tag)[0])
        return super().get_table(tag)

    def getCharWidth(self, code: int) -> float:  # noqa: N802 - ReportLab's name
        """Return the width of a character in thousandths of an em."""
        return self._scaled(self.hmetrics[self.charToGlyph.get(code, 0)][0])

    def _scaled(self, units: int) -> float:
        """Return font units in thousandths of an em, computed as ReportLab does."""
        scaled: float = units * 1000.0 / self.unitsPerEm
        return scaled


class Font(ttfonts.TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A font for ReportLab on our face."""

    def __init__(self, name: str, path: Path) -> None:
        self.fontName = name
        self.face = Face(path)
        self.encoding = ttfonts.TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = 0
        self.shapable = False


def register(name: str, path: Path) -> Font:
    """Make a font known to ReportLab."""
    font = Font(name, path)
    pdfmetrics.registerFont(font)
    return font


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


ttfonts.makeToUnicodeCMap = to_unicode
