"""Certificate layouts: data in resources/layouts, one file a version, never changed once certificates bear it."""

import re
from functools import cache

import msgspec
from msgspec import Struct

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.paths import resource


class Box(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place for text, in mm from the top left corner of the page; sizes in points."""

    x: float
    y: float
    w: float
    h: float
    style: str
    size: float
    minimum: float
    align: str = "left"
    """left, center, right, or justify (all lines but the last are as wide as the box)."""
    valign: str = "middle"
    """top, middle or bottom."""
    lines: int = 0
    """Preferred number of lines: the text shrinks down to `minimum` before it takes more; 0: any number."""
    leading: float = 1.6
    """From line to line, in sizes."""
    space: float = 0
    """Space between characters, in sizes."""
    colour: str = "#1A1A1A"
    label_style: str = ""
    """Fields: the style of the labels. Body: the style of the salutation."""
    gap: float = 0
    """Extra space between fields or paragraphs, in sizes."""


class Zone(Struct, frozen=True, forbid_unknown_fields=True):
    """A rectangle in mm from the top left corner."""

    x: float
    y: float
    w: float
    h: float


class Frame(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The ornament around the page and under the text."""

    band: str
    """guilloche (woven waves) or fret (回纹)."""
    margin: float
    width: float
    """Of the band, in mm."""
    period: float
    """Of the pattern along the band, in mm."""
    strands: int = 6
    line: str
    """Colour of the strong lines."""
    ornament: str
    """Colour of the band."""
    underprint: str = ""
    """Colour of the rosette under the text; empty: none."""
    rosette: float = 44
    """Radius of that rosette in mm."""


class Rule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A tapering flourish under the heading, centred on the page."""

    y: float
    w: float
    colour: str


class Layout(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A certificate's design."""

    name: str
    page: tuple[float, float]
    frame: Frame
    heading: tuple[Box, ...]
    """One box a heading line; fewer lines take the last boxes."""
    rule: Rule | None = None
    body: Box
    fields: Box | None = None
    number: Box
    organ: Box
    date: Box
    whole_names: bool = False
    """No person's name among the fields is torn at the end of a line."""
    whole_units: bool = False
    """Nor is a unit's."""
    stamp: Zone
    """Kept clear for the wet stamp: nothing but organ and date is printed here."""


@cache
def layout(name: str) -> Layout:
    """Read a layout by its name and version."""
    path = resource("layouts", f"{name}.json")
    # The name may come out of a file: it must not lead elsewhere.
    if not re.fullmatch(r"[a-z0-9-]+@\d+", name) or not path.is_file():
        raise UserError(_("没有名为“{}”的证书版式。").format(name))
    return msgspec.json.decode(path.read_bytes(), type=Layout)
