"""What the fonts draw, asked without a document."""

import subprocess
import sys
from pathlib import Path

import pytest

from awardsdesk.rules.printable import CHAINS, clean, glyphs, missing, name_characters

STYLES = sorted(CHAINS)
TABLE = (Path(__file__).parent.parent / "data" / "tongyong-8105.txt").read_text("utf-8")


@pytest.mark.parametrize("style", STYLES)
def test_every_style_draws_the_standard_characters(style: str) -> None:
    assert missing("".join(TABLE.split()), style) == ()


@pytest.mark.parametrize("style", STYLES)
def test_every_style_draws_rare_names_and_marks(style: str) -> None:
    assert missing("㛃䶮𬭎𬱖𫖯𣲗𡐓𠅤喆堃犇祎翀赟·〇〔〕《》“”—…×％㎡Ⅱ①", style) == ()


def test_lost_characters_are_named_once() -> None:
    assert missing("王\U00031350明\U00031350\ue000", "song") == ("\U00031350", "\ue000")
    assert name_characters(("\U00031350", "\ue000")) == "“\U00031350”（U+31350）、“\ue000”（U+E000，自造字）"


@pytest.mark.parametrize(
    ("written", "printed"),
    [("ab c", "ab c"), ("e\u0301", "é"), ("葛\U000e0100城", "葛城"), ("张\u200b三\ufeff", "张三"), ("甲\u3000乙", "甲\u3000乙"),
     ("甲\xa0乙", "甲 乙"), ("一\n二", "一\n二"), ("\x00张\x1f", "张")],
)  # fmt: skip
def test_text_is_cleaned(written: str, printed: str) -> None:
    assert clean(written) == printed


def test_what_song_draws_every_style_draws() -> None:
    """So that what is frozen is asked of one style."""
    drawn = {code for name in CHAINS["song"] for code in glyphs(name)}
    for chain in CHAINS.values():
        assert drawn <= {code for name in chain for code in glyphs(name)}


def test_asking_loads_no_reportlab() -> None:
    program = (
        "import sys; from awardsdesk.rules.printable import missing; missing('澄\\ue000', 'song');"
        "print([name for name in sys.modules if name.split('.')[0] == 'reportlab'])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
