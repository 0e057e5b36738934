"""Which achievements may be one and the same, and why a reader would think so. A hint for a clerk, never a verdict."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct
from rapidfuzz import fuzz, process

from awardsdesk.i18n import _, joined

ALIKE = 92
"""Titles this alike (per cent) speak for themselves: the most alike two of the sample year that are two are at 90.9."""
ALIKE_BY_ONE_TEAM = 80
"""Titles this alike speak when at least two persons are common: in the sample year such pairs end at 73.3."""
TEAM = 2
WHOLE_TEAM = 3
"""So many common persons, and all of the smaller team, speak under any title where first unit and months agree too."""

NUMERALS = {"〇": 0, "零": 0} | {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
NUMERAL_RUN = re.compile(f"[{''.join(NUMERALS)}十]+")
ROMAN_RUN = re.compile(r"(?<![a-z])(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})(?![a-z])")
ROMAN = {"i": 1, "v": 5, "x": 10}
SIGNS = re.compile(r"[^\w\ue000-\uf8ff\U000f0000-\U0010ffff]|_")
"""Neither letter nor figure; the private-use signs of old systems are letters here."""
PATENT = re.compile(r"ZL((?:\d{12}|\d{8})[\dX])(?!\d)", re.IGNORECASE)
PATENT_GAPS = re.compile(r"[\s.．·]+")


class Work(Struct, frozen=True):
    """What two achievements are compared by; `key` is anything that tells them apart."""

    key: int
    title: str
    unit: str = ""
    """The first completing unit."""
    persons: frozenset[str] = frozenset()
    started: str = ""
    ended: str = ""
    numbers: frozenset[str] = frozenset()
    """Of projects and patents."""
    team: int = 0
    """How many persons there are in all, where `persons` are not all of them."""
    registration_no: str = ""


class Candidate(Struct, frozen=True):
    """A work that may be the same, why, and how alike the titles are, in per cent."""

    key: int
    reasons: tuple[str, ...]
    likeness: int


@lru_cache(maxsize=4096)
def fold(title: str) -> str:
    """Return a title without what writers vary: width, case, blanks, punctuation, brackets, the form of figures."""
    folded = _folded_once(title)
    while folded != title:  # what a sign stood between may now make one letter
        title, folded = folded, _folded_once(folded)
    return folded


def _folded_once(title: str) -> str:
    return SIGNS.sub("", ROMAN_RUN.sub(_roman, NUMERAL_RUN.sub(_numeral, _one_width(title))))


def _one_width(title: str) -> str:
    return unicodedata.normalize("NFKC", title).casefold()


def _numeral(found: re.Match[str]) -> str:
    """Write 二十一 as 21, 二〇〇八 as 2008."""
    run = found.group()
    if run.count("十") > 1:
        return run
    tens, ten, ones = run.partition("十")
    digits = "".join(str(NUMERALS[sign]) for sign in ones)
    if not ten:
        return "".join(str(NUMERALS[sign]) for sign in tens)
    return ("".join(str(NUMERALS[sign]) for sign in tens) or "1") + (digits or "0")


def _roman(found: re.Match[str]) -> str:
    values = [ROMAN[sign] for sign in found.group()]
    following = [*values[1:], 0]
    return str(sum(-value if value < after else value for value, after in zip(values, following, strict=True)))


def patents(text: str) -> frozenset[str]:
    """Return the patent numbers a text names, in one form."""
    return frozenset(f"ZL{number.upper()}" for number in PATENT.findall(PATENT_GAPS.sub("", text)))


def candidates(subject: Work, others: Iterable[Work]) -> list[Candidate]:
    """Return which others may be the same work, the most alike first; the subject itself is never among them."""
    title = fold(subject.title)
    found = [
        candidate
        for other in others
        if other.key != subject.key and (candidate := _compare(subject, title, other)) is not None
    ]
    return sorted(found, key=lambda each: (-len(each.reasons), -each.likeness, each.key))


def _compare(subject: Work, title: str, other: Work) -> Candidate | None:
    other_title = fold(other.title)
    likeness = alike(title, other_title)
    common = subject.persons & other.persons
    numbers = sorted(subject.numbers & other.numbers)
    speaks = likeness >= ALIKE or (likeness >= ALIKE_BY_ONE_TEAM and len(common) >= TEAM)
    team = not speaks and _one_team(subject, other, len(common))
    if not speaks and not numbers and not team:
        return None
    reasons = []
    if title and title == other_title:
        reasons.append(_("名称相同（不计标点、空格、数字写法）"))
    elif speaks:
        reasons.append(_("名称相似（{likeness}%）").format(likeness=likeness))
    elif team:
        reasons.append(_("名称不同，但完成人是同一组人"))
    if numbers:
        reasons.append(_("专利号或项目号相同（{numbers}）").format(numbers=joined(numbers)))
    if _one_unit(subject, other):
        reasons.append(_("第一完成单位相同"))
    if common:
        reasons.append(_("{count} 名完成人相同").format(count=len(common)))
    if _one_time(subject, other):
        reasons.append(_("起止年月相同"))
    return Candidate(other.key, tuple(reasons), likeness)


def may_amend(work: Work, known: Work) -> bool:
    """Tell whether what bears a known work's title and first unit may speak of it: series share names, hardly their teams too."""
    return not work.persons.isdisjoint(known.persons) or _one_time(work, known)


def _one_team(subject: Work, other: Work, common: int) -> bool:
    """Tell whether the smaller team is all in the other one, of the same first unit in the same months."""
    smaller = min(each.team or len(each.persons) for each in (subject, other))
    whole = WHOLE_TEAM <= common == smaller
    return whole and bool(subject.started) and _one_time(subject, other) and _one_unit(subject, other)


def _one_unit(subject: Work, other: Work) -> bool:
    return bool(unit := fold(subject.unit)) and unit == fold(other.unit)


def _one_time(subject: Work, other: Work) -> bool:
    return bool(subject.ended) and (subject.started, subject.ended) == (other.started, other.ended)


def alike(one: str, other: str) -> int:
    """Return how alike two folded titles are, in whole per cent; titles of signs alone are alike in nothing."""
    if not one or not other:
        return 0
    return int(fuzz.ratio(one, other))


def near(title: str, others: Mapping[int, str]) -> set[int]:
    """Return the keys of the folded titles that are alike enough to be looked at more closely."""
    found = process.extract(title, others, scorer=fuzz.ratio, score_cutoff=ALIKE_BY_ONE_TEAM, limit=None)
    return {key for _title, _likeness, key in found}
