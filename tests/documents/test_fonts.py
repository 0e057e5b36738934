import hashlib
import io
import subprocess
import sys

import pypdf
import pytest
from reportlab.pdfbase import ttfonts

from awardsdesk.documents import fonts
from awardsdesk.documents.certificate import draw
from awardsdesk.documents.fonts import Run, advances, runs
from awardsdesk.paths import resource
from awardsdesk.rules.printable import CHAINS
from tests.documents.samples import AWKWARD


def test_a_text_of_one_font_is_one_run():
    assert runs("澄川市", "kai") == (Run("LXGWWenKai-Regular", "澄川市"),)
    assert runs("", "kai") == ()


def test_a_rare_character_falls_back_alone():
    assert [run.text for run in runs("王\U0002a6a5明", "song")] == ["王", "\U0002a6a5", "明"]
    assert [run.font for run in runs("王\U0002a6a5明", "song")][1] == "HanaMinA"
    assert runs("\U00020001", "song")[0].font == "HanaMinB"


def test_widths_are_those_of_the_font_that_draws():
    assert advances("song")["一"] == 1
    assert advances("song")["·"] < 0.5
    assert advances("song")["\U0002a6a5"] == 1


def test_copied_text_is_right_beyond_the_basic_plane():
    buffer = io.BytesIO()
    draw([AWKWARD[3]], buffer)
    (page,) = pypdf.PdfReader(buffer).pages
    maps = [font.get_object()["/ToUnicode"].get_data().decode() for font in page["/Resources"]["/Font"].values()]
    assert any("<D873DC56>" in text or "<D873" in text for text in maps)


@pytest.mark.parametrize("name", sorted({font for chain in CHAINS.values() for font in chain}))
def test_our_face_reads_what_reportlabs_reads(name):
    path = resource("fonts", f"{name}.ttf")
    ours, theirs = fonts.load(name).face, ttfonts.TTFontFace(str(path))
    for field in ("name", "flags", "ascent", "descent", "capHeight", "bbox", "italicAngle", "stemV", "unitsPerEm",
                  "numGlyphs", "defaultWidth", "charToGlyph"):  # fmt: skip
        assert getattr(ours, field) == getattr(theirs, field), field
    assert {code: ours.getCharWidth(code) for code in theirs.charWidths} == theirs.charWidths
    assert list(ours.glyphPos) == theirs.glyphPos
    if theirs.unitsPerEm == 1000:  # else ReportLab repeats the last advance scaled, as if it were in units
        assert [ours.hmetrics[glyph] for glyph in range(ours.numGlyphs)] == theirs.hmetrics
        subset = [0, *(code for code in map(ord, "澄川市Ａａ，·é㛃䶮𬭎") if code in theirs.charToGlyph)]
        assert ours.makeSubset(subset) == theirs.makeSubset(subset)


BYTES = """
import hashlib, io
from awardsdesk.documents import typeface
def plain(name, path):
    font = typeface.ttfonts.TTFont(name, str(path), shapable=False)
    typeface.pdfmetrics.registerFont(font)
    return font
typeface.register = plain
from awardsdesk.documents.certificate import draw
from awardsdesk.paths import resource
from tests.documents.samples import AWKWARD
for _ in range(2):
    buffer = io.BytesIO()
    draw(AWKWARD, buffer)
print(hashlib.sha256(buffer.getvalue()).hexdigest())
"""


def test_our_faster_font_changes_no_byte():
    other = subprocess.run([sys.executable, "-c", BYTES], capture_output=True, text=True, check=True)
    buffer = io.BytesIO()
    draw(AWKWARD, buffer)
    assert other.stdout.strip() == hashlib.sha256(buffer.getvalue()).hexdigest()


def test_our_map_differs_from_reportlabs_only_beyond_the_basic_plane():
    program = (
        "import re; from reportlab.pdfbase import ttfonts; theirs = ttfonts.makeToUnicodeCMap;"
        "from awardsdesk.documents.typeface import to_unicode;"
        "subset = [0, *map(ord, '澄川市科技奖')];"
        "pairs = lambda text: [pair for pair in re.findall('(<..>) (<....>)', text) if pair[1] != '<0000>'];"
        "print(pairs(to_unicode('F', subset)) == pairs(theirs('F', subset)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "True"


def test_importing_the_room_loads_no_reportlab():
    program = (
        "import sys; from awardsdesk.documents import certificate, fonts, text;"
        "print([name for name in sys.modules if name.split('.')[0] in ('reportlab', 'xlsxwriter', 'docx')])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
