"""Official classification codes: how a list's codes are built, and finding one by code, name or pinyin."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from awardsdesk.i18n import _

SEPARATOR = "；"
BESIDE = re.compile(r"([A-Z]?\d+)(\D.*)")
REMEMBERED = 20_000
"""Texts whose names are at hand: the same codes stand in row after row."""
FORMER = _("{code} {name}（旧版）")


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the codes of one list are built; `levels` are the lengths of code on each level, outermost first."""

    key: str
    title: str
    pattern: str = r".+"
    levels: tuple[int, ...] = ()
    padded: bool = False
    """Codes of the upper levels are filled up with zeros."""
    lettered: bool = False
    """Codes begin with a letter that the digits imply, so that it may be left out."""
    shape: str = ""
    """What a code looks like, for a sentence."""

    def fold(self, text: str) -> str:
        """Return a code without blanks, dots and full-width signs; names are left as they are."""
        plain = unicodedata.normalize("NFKC", text).strip()
        bare = re.sub(r"[\s.·]", "", plain).upper()
        return bare if self.levels and re.fullmatch(r"[A-Z]?\d*", bare) else plain

    def split(self, value: str) -> list[str]:
        """Return the codes of a field that holds several; names may have commas of their own."""
        signs = r"[;；,，、\s]+" if self.levels else r"[;；\n\t]+"
        return [part for part in (each.strip() for each in re.split(signs, value)) if part]

    def stem(self, code: str) -> str:
        """Return a code without the zeros that only fill it up."""
        if not self.padded:
            return code
        return next((code[:length] for length in self.levels if not code[length:].strip("0")), code)

    def ancestors(self, code: str) -> list[str]:
        """Return the codes above a code, outermost first."""
        stem, whole = self.stem(code), self.levels[-1] if self.levels else 0
        above = [stem[:length] for length in self.levels if length < len(stem)]
        return [each.ljust(whole, "0") for each in above] if self.padded else above

    def fits(self, code: str) -> bool:
        """Tell whether a code is built as this list's codes are."""
        return re.fullmatch(self.pattern, code) is not None


DISCIPLINE, INDUSTRY, REGION, TECHNOLOGY = "discipline", "industry", "region", "technology"
SCHEMES = {
    scheme.key: scheme
    for scheme in (
        Scheme(DISCIPLINE, _("学科"), r"\d{3}(\d{2}){0,2}", (3, 5, 7), shape=_("3、5 或 7 位数字")),
        Scheme(
            INDUSTRY,
            _("行业"),
            r"[A-T](\d{2,4})?",
            (1, 3, 4, 5),
            lettered=True,
            shape=_("一个字母 A–T，后面可带 2 至 4 位数字"),
        ),
        Scheme(REGION, _("行政区划"), r"\d{6}", (2, 4, 6), padded=True, shape=_("6 位数字")),
        Scheme(TECHNOLOGY, _("高新技术领域")),
    )
}


@dataclass(frozen=True, slots=True)
class ListedCode:
    """One code of a list with its name."""

    code: str
    name: str

    def __str__(self) -> str:
        return self.code if self.code == self.name else f"{self.code} {self.name}"


class Standing(StrEnum):
    """Where a code that was written stands."""

    KNOWN = "known"
    FORMER = "former"
    """In an older edition only."""
    UNCHECKED = "unchecked"
    """Built as it should be, below a known one, but deeper than this incomplete list goes."""
    UNKNOWN = "unknown"


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


@dataclass(frozen=True)
class CodeTable:
    """One edition of a list; `spell` gives the syllables of a name."""

    scheme: Scheme
    edition: str
    items: tuple[ListedCode, ...]
    complete: bool = True
    depth: int = 0
    """An incomplete list has all codes of up to so many characters."""
    former: Mapping[str, str] = field(default_factory=dict)
    """Names of codes that only older editions have."""
    spell: Callable[[str], Sequence[str]] = list
    own: bool = False
    """The office brought it in; else it is the one that comes with the program."""

    @cached_property
    def by_code(self) -> dict[str, ListedCode]:
        """Map each code, and what may be written for it, to its item."""
        found = {item.code[1:]: item for item in self.items if self.scheme.lettered and len(item.code) > 1}
        return found | {item.code: item for item in self.items}

    @cached_property
    def by_name(self) -> dict[str, ListedCode]:
        """Map each name to its outermost item: the same name goes down several levels.

        A name that stands in several places, as 鼓楼区 does, means none of them.
        """
        found: dict[str, ListedCode] = {}
        several = set()
        for item in sorted(self.items, key=lambda item: len(self.scheme.stem(item.code))):
            outer = found.setdefault(item.name, item)
            if outer is not item and outer.code not in self.scheme.ancestors(item.code):
                several.add(item.name)
        return {name: item for name, item in found.items() if name not in several}

    @cached_property
    def spelled(self) -> list[tuple[str, str, frozenset[int]]]:
        """Return for each item the initials of its name, its whole reading, and where syllables begin in that."""
        made = []
        for item in self.items:
            said = [each.rstrip("1234").lower() for each in self.spell(item.name)]
            starts, place = set(), 0
            for syllable in said:
                starts.add(place)
                place += len(syllable)
            made.append(("".join(each[:1] for each in said), "".join(said), frozenset(starts)))
        return made

    def resolve(self, written: str) -> str:
        """Return the code meant by a code, a name, or both one after the other; what means none stays as it is."""
        text = self.scheme.fold(written)
        head = self.scheme.fold(written.strip().split(" ")[0])
        for found in (self.by_code.get(text), self.by_name.get(written.strip()), self.by_code.get(head)):
            if found:
                return found.code
        return text

    def parts(self, written: str) -> list[str]:
        """Return the codes of a field as they are written; one beside its own name, as lists show it, without that."""
        found: list[str] = []
        for piece in re.split(r"[；;\n]", written):
            beside = BESIDE.fullmatch(_bare(piece))
            item = self.by_code.get(beside[1]) if beside else None
            found += [item.code] if item and beside and beside[2] == _bare(item.name) else self.scheme.split(piece)
        return found

    def named(self, written: str) -> str:
        """Return the codes of a field with their names, as far as the list has them."""
        told = [each for piece in written.split(SEPARATOR) if (each := self._told(piece))]
        return SEPARATOR.join(dict.fromkeys(told)) if len(told) > 1 else "".join(told)

    @cached_property
    def _told(self) -> Callable[[str], str]:
        return lru_cache(REMEMBERED)(lambda piece: SEPARATOR.join(map(self._named, self.parts(piece))))

    def _named(self, written: str) -> str:
        code = self.scheme.fold(written)
        if item := self.by_code.get(code):
            return str(item)
        return FORMER.format(code=code, name=self.former[code]) if code in self.former else written

    def standing(self, code: str) -> Standing:
        """Tell where a code stands."""
        if code in self.by_code:
            return Standing.KNOWN
        if code in self.former:
            return Standing.FORMER
        above = [each for each in self.scheme.ancestors(code) if len(self.scheme.stem(each)) <= self.depth]
        deeper = not self.complete and self.scheme.fits(code) and len(self.scheme.stem(code)) > self.depth
        return Standing.UNCHECKED if deeper and above and above[-1] in self.by_code else Standing.UNKNOWN

    def path(self, code: str) -> list[ListedCode]:
        """Return what lies above a code, outermost first, as far as the list has it."""
        return [self.by_code[each] for each in self.scheme.ancestors(code) if each in self.by_code]

    def doubt(self, code: str) -> str:
        """Say what is to be looked at about a code; empty when it is in the list."""
        words = {"title": self.scheme.title, "code": code, "edition": self.edition}
        match self.standing(code):
            case Standing.FORMER:
                sentence = _("{title}代码 {code} 是旧版的（{name}），{edition} 中没有")
                return sentence.format(name=self.former[code], **words)
            case Standing.UNKNOWN if not self.scheme.fits(code):
                sentence = _("{title}代码 {code} 不在 {edition} 中：应是{shape}")
                return sentence.format(shape=self.scheme.shape, **words)
            case Standing.UNKNOWN:
                return _("{title}代码 {code} 不在 {edition} 中").format(**words)
        return ""

    def find(self, typed: str, limit: int = 50) -> list[ListedCode]:
        """Return the codes that what was typed may mean, the likeliest first; nothing typed gives the outermost."""
        words = unicodedata.normalize("NFKC", typed).lower().split()
        if not words:
            return [item for item in self.items if not self.scheme.ancestors(item.code)][:limit]
        ranked = self._ranked(words[0])
        for word in words[1:]:
            also = dict(self._ranked(word))
            ranked = [(place, rank + also[place]) for place, rank in ranked if place in also]
        # of equal rank the outer ones first; items of one level stay in the order of the list
        ranked.sort(key=lambda each: (each[1], len(self.items[each[0]].code)))
        return [self.items[place] for place, _rank in ranked[:limit]]

    def _ranked(self, word: str) -> list[tuple[int, int]]:
        """Return the places of the items that a word fits, each with how well: 0 is best."""
        code = self.scheme.fold(word)
        bare = code if self.scheme.lettered and code.isdigit() else ""
        found: dict[int, int] = {}
        for place, item in enumerate(self.items):
            if item.code.startswith(code):
                found[place] = 0 if item.code == code else 1
            elif bare and item.code.startswith(bare, 1):
                found[place] = 0 if len(item.code) == len(bare) + 1 else 1
            elif word in item.name.lower():
                found[place] = 2 if item.name.lower().startswith(word) else 4
        if word.isascii() and word.isalpha():
            for place, (initials, whole, starts) in enumerate(self.spelled):
                if place not in found and (rank := _heard(word, initials, whole, starts)):
                    found[place] = rank
        return list(found.items())


def _heard(word: str, initials: str, whole: str, starts: frozenset[int]) -> int:
    """Return how well letters fit a reading; 0 when they do not."""
    if initials.startswith(word):
        return 2 if initials == word else 3
    if whole.startswith(word):
        return 3
    if word in initials:
        return 5
    at = whole.find(word)
    while at >= 0:
        if at in starts:
            return 6
        at = whole.find(word, at + 1)
    return 0
