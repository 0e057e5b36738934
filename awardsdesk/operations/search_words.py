"""How texts become words of a full-text table, a question a match of them, and a name a key to sort by.

A text stands in the table in single characters, so that a phrase of them is a substring from one character on. What
can be typed without an input method, digits, latin letters and the initials of Chinese, stands in threes as well, and
in ones and twos: common single letters would make slow phrases.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain

from msgspec import Struct

from awardsdesk.operations.pinyin import corrected, initials, read, read_person, sort_key
from awardsdesk.rules import duplicates
from awardsdesk.rules.identifiers import NAME_DOT, dotted

KEY_LENGTH = 16
"""Characters of a title or a unit's name that count in sorting; what agrees so far keeps the order of registration."""

FOLD_LENGTH = 120
"""Characters of a folded title that are kept; what agrees so far is compared as a whole."""

UNSEARCHED = re.compile(r"[\s\0-\x1f\x7f-\x9f\u180e\ud800-\udfff]+")
THREES = re.compile(r"(?=([!-~]{3}))")
TWOS = re.compile(r"(?=([!-~]{2}))")
ONES = re.compile(r"[!-~]")
GAP = " \x1f "
"""Stands between fields and cannot be asked for, so that no phrase reaches from one field into the next."""


def fold(written: str) -> str:
    """Return a text as it is compared: one width, one case, no blanks, no control characters."""
    return UNSEARCHED.sub("", unicodedata.normalize("NFKC", written).casefold())


Named = tuple[str, str]
"""A name and how a clerk says it is read; empty: as the dictionary says."""


def words(fields: Iterable[str | Named], persons: Iterable[str | Named] = (), marks: Iterable[str] = ()) -> str:
    """Return the words of a record's texts, and the marks it is found by besides, which nobody can type."""
    parts = [_parts(*_named(each), person=False) for each in fields]
    parts += [_parts(*_named(each), person=True) for each in persons]
    short = dict.fromkeys(chain(chain.from_iterable(part.short for part in parts), marks))
    return GAP.join([*(part.long for part in parts if part.long), " ".join(short)])


class Parts(Struct, frozen=True):
    """One text as words."""

    long: str
    """Character by character, unless nothing but letters and digits can be asked for, and what can be typed by threes."""
    short: tuple[str, ...]
    """What can be typed, in ones and twos, each once."""


def _named(each: str | Named) -> Named:
    return (each, "") if isinstance(each, str) else each


@lru_cache(16_384)
def heard(written: str, own: str = "", *, person: bool = False) -> str:
    """Return all that a name is found by: what a term stands in is found by it."""
    return GAP.join(chain.from_iterable(_ways(written, own, person=person)))


def _ways(written: str, own: str, *, person: bool) -> list[tuple[str, str]]:
    """Return the ways a text is said, each with what is typed for it without an input method."""
    field, reading = fold(written), read_person if person else read
    typed = fold(initials(corrected(written, reading(written), own))) if own else initials(reading(field))
    ways = [(field, typed)]
    if person and NAME_DOT in field:  # who looks for 买买提·艾力 may leave the dot out
        ways.append((field.replace(NAME_DOT, ""), typed.replace(NAME_DOT, "")))
    return ways


@lru_cache(16_384)
def _parts(written: str, own: str, *, person: bool) -> Parts:
    ways = _ways(written, own, person=person)
    single = [" ".join(said) for said, _typed in ways if not said.isascii()]
    threes = [" ".join(THREES.findall(typed)) for _said, typed in ways]
    short = chain.from_iterable(ONES.findall(typed) + TWOS.findall(typed) for _said, typed in ways)
    return Parts(GAP.join(filter(None, single + threes)), tuple(dict.fromkeys(short)))


def asked(question: str, also: Callable[[frozenset[str]], Iterable[str]] = lambda _said: ()) -> str:
    """Return a question in the language of the full-text tables; empty when it asks nothing.

    A dot is asked for as it is typed and as names hold it: 买买提.艾力 finds 买买提·艾力. `also` gives the marks that
    answer a term as well, by the ways it may be written.
    """
    terms = dict.fromkeys(filter(None, map(fold, question.split())))
    return " AND ".join(_either([*dict.fromkeys((term, dotted(term)))], also) for term in terms)


def _either(said: list[str], also: Callable[[frozenset[str]], Iterable[str]]) -> str:
    phrases = [f'"{each}"' for each in (*map(_phrase, said), *also(frozenset(said)))]
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def _phrase(term: str) -> str:
    parts = [*term] if not term.isascii() else [term] if len(term) < 3 else THREES.findall(term)
    return " ".join(parts).replace('"', '""')


def title_fold(title: str) -> str:
    """Return what likely doubles are looked up by: the beginning of the title without what writers vary."""
    return duplicates.fold(title)[:FOLD_LENGTH]


@lru_cache(65_536)
def spoken(written: str | None, person: int = 0) -> str | None:
    """Return what a text of any column is sorted by, None for a blank; SQLite asks it, under this name, of every row."""
    return key_of(written, person=bool(person)) if written else None


@lru_cache(4096)
def key_of(written: str, own: str = "", *, person: bool = False) -> str:
    """Return what a title or name is sorted by."""
    if own or person:
        said = corrected(written, read_person(written) if person else read(written), own)
        return sort_key(written[:KEY_LENGTH], said[:KEY_LENGTH])
    return sort_key(fold(written)[:KEY_LENGTH])
