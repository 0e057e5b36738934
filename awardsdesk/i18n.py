"""Chinese in the source, English in resources/locale: `_()` marks and translates what a user sees."""

import json
import os
from collections.abc import Iterable
from functools import cache

from awardsdesk.paths import home, resource

_catalogue: dict[str, str] = {}


def languages() -> tuple[str, ...]:
    """Return the languages on offer: the source's, and each with a catalogue resources/locale/LANGUAGE.json."""
    return ("zh", *sorted(path.stem for path in resource("locale").glob("*.json")))


def preferred() -> str:
    """Return the language asked for: by AWARDSDESK_LANGUAGE, else in 设置, else Chinese."""
    if named := os.environ.get("AWARDSDESK_LANGUAGE"):
        return named
    try:  # the file of ui.preferences, read here so that commands need no ui
        kept = json.loads((home() / "window.json").read_text("utf-8"))
    except (OSError, ValueError):
        return "zh"
    return str(kept.get("language", "zh")) if isinstance(kept, dict) else "zh"


def use(language: str) -> None:
    """Speak one of the languages; one that is no longer on offer is as good as none.

    Texts of modules are translated when they are imported: call this before.
    """
    _catalogue.clear()
    if language != "zh" and language in languages():
        _catalogue.update(_read(language))


@cache
def _read(language: str) -> dict[str, str]:
    return dict(json.loads(resource("locale", f"{language}.json").read_text("utf-8")))


def _(text: str) -> str:
    """Return `text` in the user's language; a text without translation stays Chinese."""
    return _catalogue.get(text, text)


def english(text: str) -> str:
    """Return a text of the source in English, whatever the user speaks: another user's workbook may."""
    return _read("en").get(text, text)


def either(chinese: str, english: str) -> str:
    """Return the one that is in the user's language, of data that says itself in both."""
    return english if _catalogue else chinese


def joined(words: Iterable[str]) -> str:
    """Return words one after another as a sentence in the user's language has them; data and paper keep their 、."""
    return either("、", ", ").join(words)
