"""What a file may be called: names that came with files, and names that every system takes."""

import re
import unicodedata

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, marks that turn the direction of writing, halves of characters."""
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, with any ending."""
LONGEST, MOST_BYTES = 80, 200
KEPT = 200
"""So many characters of a name are kept as it came."""


def kept_name(name: str) -> str:
    """Return the name a file came under as it can be kept and shown; a longer one loses its middle."""
    tidy = UNSEEN.sub("", unicodedata.normalize("NFC", name)).strip()
    return tidy if len(tidy) <= KEPT else f"{tidy[: KEPT - 20]}…{tidy[-19:]}"


def safe_name(name: str, endings: tuple[str, ...], otherwise: str) -> str:
    """Return a name that every system takes, with one of the endings: its own, or else the first."""
    tidy = FORBIDDEN.sub("", kept_name(name)).rstrip(". ")
    ending = next((each for each in endings if tidy.lower().endswith(each)), "")
    stem = (tidy[: len(tidy) - len(ending)] if ending else tidy).strip(". ")
    if DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    stem = stem[: LONGEST - 5]
    while len(stem.encode()) > MOST_BYTES - 5:
        stem = stem[:-1]
    return (stem.strip(". ") or otherwise) + (ending or endings[0])
