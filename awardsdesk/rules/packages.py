"""What a package (报送包) says of itself: its manifest, as JSON."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from awardsdesk.rules.forms import CELL

FORMAT = "awardsdesk-package"
VERSION = 1
"""Raised when an older program would read a package wrongly; what is only added does not raise it."""

Uid = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Word = Annotated[str, msgspec.Meta(max_length=500)]
Text = Annotated[str, msgspec.Meta(max_length=CELL)]


class File(msgspec.Struct, frozen=True):
    """A file of a package beside its manifest."""

    name: Word
    size: Count
    sha256: Digest


class Attached(msgspec.Struct, frozen=True):
    """A scan of an achievement, and the line of the checklist it proves."""

    sha256: Digest
    name: Word
    media_type: Word
    size: Count
    pages: Count
    item: Word = ""
    note: Text = ""


class Checked(msgspec.Struct, frozen=True):
    """A line of the sender's checklist of an achievement."""

    item: Word
    required: bool = True
    received: bool = False
    form: Literal["", "原件", "复印件"] = ""
    pages: Count | None = None
    note: Text = ""


class Listed(msgspec.Struct, frozen=True):
    """An achievement of a package, and what the workbook does not say of it."""

    uid: Uid
    title: Text
    attachments: tuple[Attached, ...] = ()
    materials: tuple[Checked, ...] = ()


class Sender(msgspec.Struct, frozen=True):
    """The office that sends a package; it is known by its uid, whatever it is called."""

    uid: Uid
    name: Word


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a package is, from whom, and what is in it."""

    format: str = FORMAT
    version: int = VERSION
    uid: Uid
    sender: Sender
    number: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    """Counts the sender's packages from 1, without gaps."""
    made_at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    program: Word = ""
    files: tuple[File, ...]
    achievements: tuple[Listed, ...]

    @property
    def scans(self) -> dict[str, Attached]:
        """Each scan once, by its digest."""
        return scans_in(self.achievements)


def scans_in(achievements: Iterable[Listed]) -> dict[str, Attached]:
    """Return each scan of some achievements once, by its digest."""
    return {scan.sha256: scan for row in achievements for scan in row.attachments}


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0


def version_of(data: bytes) -> int:
    """Return the format's version of a manifest, before anything else of it is believed; 0 for what is none."""
    try:
        head = msgspec.json.decode(data, type=_Head)
    except msgspec.DecodeError:
        return 0
    return head.version if head.format == FORMAT else 0


def encode(manifest: Manifest) -> bytes:
    """Write a manifest, a line for each of what it lists."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decode(data: bytes) -> Manifest:
    """Read a manifest; raises ValueError when it says something no manifest says."""
    return msgspec.json.decode(data, type=Manifest)
