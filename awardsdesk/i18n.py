"""Chinese in the source, English in resources/locale: `_()` marks and translates what a user sees."""

import json

from awardsdesk.paths import resource

_catalogue: dict[str, str] = {}


def use(language: str) -> None:
    """Speak `zh` (the source texts) or another language with a catalogue resources/locale/LANGUAGE.json."""
    _catalogue.clear()
    if language != "zh":
        _catalogue.update(json.loads(resource("locale", f"{language}.json").read_text("utf-8")))


def _(text: str) -> str:
    """Return `text` in the user's language; a text without translation stays Chinese."""
    return _catalogue.get(text, text)
