"""How Chinese is read: initials to search by, syllables to sort by; words are read as words, persons by their surname."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise

import msgspec

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.paths import resource

READINGS = resource("pinyin", "readings.json")
SYLLABLE = re.compile("[a-z]+[1-5]?")
LONGEST_WORD = 4
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
CHINESE = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""Where Unicode keeps Chinese characters: the common ones, those for compatibility, planes 2 and 3."""
SURNAMES = {
    "柏": "bai3", "种": "chong2", "单": "shan4", "盖": "ge3", "葛": "ge3", "过": "guo1", "哈": "ha3", "黑": "he4",
    "华": "hua4", "纪": "ji3", "句": "gou1", "牟": "mu4", "缪": "miao4", "那": "na1", "佴": "nai4", "宁": "ning4",
    "区": "ou1", "朴": "piao2", "繁": "po2", "覃": "qin2", "仇": "qiu2", "曲": "qu1", "瞿": "qu2", "任": "ren2",
    "折": "she2", "召": "shao4", "谌": "chen2", "隗": "wei3", "洗": "xian3", "冼": "xian3", "解": "xie4", "燕": "yan1",
    "应": "ying1", "尉": "wei4", "员": "yun4", "乐": "yue4", "查": "zha1", "翟": "zhai2", "祭": "zhai4", "曾": "zeng1",
    "秘": "bi4", "宓": "mi4", "逄": "pang2", "车": "che1", "石": "shi2", "阚": "kan4", "郗": "xi1",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "尉迟": ("yu4", "chi2"), "万俟": ("mo4", "qi2"), "单于": ("chan2", "yu2"), "长孙": ("zhang3", "sun1"),
    "澹台": ("tan2", "tai2"), "鲜于": ("xian1", "yu2"), "令狐": ("ling2", "hu2"), "宰父": ("zai3", "fu3"),
}  # fmt: skip


@cache
def _dictionaries() -> tuple[dict[str, str], dict[str, tuple[str, ...]], frozenset[str], frozenset[str]]:
    """Return usual readings, the words that read a character otherwise, those characters, and all pairs in the words."""
    kept = msgspec.json.decode(READINGS.read_bytes())
    usual = {sign: said for said, signs in kept["characters"].items() for sign in signs}
    words = {word: tuple(said.split()) for word, said in kept["words"].items()}
    odd = {
        sign for word, said in words.items() for sign, each in zip(word, said, strict=True) if usual.get(sign) != each
    }
    return usual, words, frozenset(odd), frozenset(map("".join, chain.from_iterable(map(pairwise, words))))


@lru_cache(4096)
def syllable(marked: str) -> str:
    """Return a syllable in plain letters with its tone as a digit: `lǜ` is `lv4`, a light one has no digit."""
    plain = unicodedata.normalize("NFD", marked).replace("u\u0308", "v")
    tone = "".join(TONES.get(sign, "") for sign in plain)
    return "".join(sign for sign in plain if sign.isascii()) + tone


def read(text: str) -> list[str]:
    """Return the reading of each character of a title or a unit's name; a longer word decides before a shorter one."""
    usual, words, signs, pairs = _dictionaries()
    said = [usual.get(sign, sign) for sign in text]
    for place, sign in enumerate(text):
        if sign in signs and (text[place - 1 : place + 1] in pairs or text[place : place + 2] in pairs):
            said[place] = _in_word(text, place, words) or said[place]
    return said


def _in_word(text: str, place: int, words: dict[str, tuple[str, ...]]) -> str:
    """Return how the longest word around a character reads it; empty when none does."""
    for length in range(LONGEST_WORD, 1, -1):
        for start in range(max(place - length + 1, 0), place + 1):
            found = words.get(text[start : start + length])
            if found:
                return found[place - start]
    return ""


def read_person(name: str) -> list[str]:
    """Return the reading of each character of a person's name: a surname reads as one, unless the name is a foreign one."""
    usual = _dictionaries()[0]
    said = [usual.get(sign, sign) for sign in name]
    if "·" in name:
        return said
    if len(name) > 2 and name[:2] in DOUBLE_SURNAMES:
        said[:2] = DOUBLE_SURNAMES[name[:2]]
    elif name[:1] in SURNAMES:
        said[0] = SURNAMES[name[0]]
    return said


def initials(said: Iterable[str]) -> str:
    """Return the first letter of each reading: 基因A3 is jya3."""
    return "".join(each[0] for each in said)


def sort_key(text: str, said: Sequence[str] = ()) -> str:
    """Return a key that sorts as a dictionary does: by syllable, tone and character, character by character."""
    return "".join(each if each == sign else each + sign for sign, each in zip(text, said or read(text), strict=True))


def spelled(said: Iterable[str]) -> str:
    """Return the syllables in one row without tones, as they are typed: 单伟 is shanwei."""
    return "".join(each.rstrip("12345") if SYLLABLE.fullmatch(each) else each for each in said)


def toned(name: str, said: Iterable[str]) -> str:
    """Return the syllables of the Chinese in a name as a clerk may write them: shan4 wei3."""
    return " ".join(each for sign, each in zip(name, said, strict=True) if is_chinese(sign))


def corrected(name: str, said: list[str], own: str) -> list[str]:
    """Put the syllables a clerk gave in place of the dictionary's; those that do not fit the name change nothing."""
    if not own:
        return said
    given = syllables(own)
    places = [place for place, sign in enumerate(name) if is_chinese(sign)]
    if len(given) != len(places):
        return said
    own_reading = dict(zip(places, given, strict=True))
    return [own_reading.get(place, each) for place, each in enumerate(said)]


def syllables(own: str) -> list[str]:
    """Return the syllables of a reading as a clerk writes it, tones as signs or digits: Shàn xiao3 is shan4, xiao3."""
    return [syllable(each) for each in own.casefold().replace("ü", "v").split()]


def is_chinese(sign: str) -> bool:
    """Tell whether a sign is a Chinese character, of any plane."""
    return sign == "〇" or any(first <= ord(sign) <= last for first, last in CHINESE)


def pinyin_problems(name: str, own: str, field: str = "pinyin") -> list[Problem]:
    """Say what keeps a reading from being used for a name."""
    given = syllables(own)
    if odd := next((word for word, each in zip(own.split(), given, strict=True) if not SYLLABLE.fullmatch(each)), ""):
        return [Problem(field, _("“{odd}”不是拼音音节；各音节之间空一格，如 shan wei").format(odd=odd))]
    count = sum(map(is_chinese, name))
    if given and len(given) != count:
        sentence = _("名称有 {count} 个汉字，拼音有 {given} 个音节，应一一对应")
        return [Problem(field, sentence.format(count=count, given=len(given)))]
    return []
