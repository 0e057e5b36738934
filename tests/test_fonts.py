"""The shipped fonts are the ones that README.md describes, and cover every character a name in China may use."""

import hashlib
import re
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

FONTS = Path(__file__).parent.parent / "resources" / "fonts"
FILES = sorted(path.name for path in FONTS.glob("*.ttf"))
COMMON = set((Path(__file__).parent / "data" / "tongyong-8105.txt").read_text("utf-8")) - {"\n"}


def characters(name: str) -> set[str]:
    """Return what a font can draw, as ReportLab sees it."""
    return {chr(code) for code, glyph in TTFontFile(str(FONTS / name)).charToGlyph.items() if glyph}


def test_readme_lists_every_file_with_its_sum():
    listed = dict(re.findall(r"^([0-9a-f]{64})  (\S+)$", (FONTS / "README.md").read_text("utf-8"), re.MULTILINE))
    found = {hashlib.sha256((FONTS / name).read_bytes()).hexdigest(): name for name in FILES}
    assert listed == found


@pytest.mark.parametrize("name", [name for name in FILES if name != "HanaMinB.ttf"])
def test_font_covers_the_table_of_common_characters(name: str):
    assert len(COMMON) == 8105
    assert characters(name) >= COMMON


def test_song_with_the_last_resort_covers_gb18030_level_3():
    ranges = [(0x3400, 0x4DB5), (0x4E00, 0x9FEF), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D)]
    ranges += [(0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0)]
    wanted = {chr(code) for first, last in ranges for code in range(first, last + 1)}
    have = characters("NotoSerifSC-Regular.ttf") | characters("HanaMinA.ttf") | characters("HanaMinB.ttf")
    assert wanted - have == set()
