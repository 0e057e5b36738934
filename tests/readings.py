"""Makes resources/pinyin/readings.json of pypinyin's dictionaries: `python -m tests.readings`."""

from collections import defaultdict
from typing import Any

import msgspec
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from awardsdesk.operations.pinyin import LONGEST_WORD, READINGS, syllable

COMMON = {"长": "chang2", "调": "tiao2", "弹": "tan2"}
"""Characters that technical titles read otherwise than the dictionary's first reading."""


def made() -> dict[str, Any]:
    """Return the characters of each reading, and how the words read that read one of theirs otherwise."""
    usual = {chr(code): syllable(said.split(",")[0]) for code, said in pinyin_dict.items()} | COMMON
    characters: defaultdict[str, str] = defaultdict(str)
    for sign in sorted(usual):
        characters[usual[sign]] += sign
    words = {}
    for word, said in sorted(phrases_dict.items()):
        read = [syllable(each[0]) for each in said]
        if len(word) <= LONGEST_WORD and any(
            usual.get(sign, sign) != each for sign, each in zip(word, read, strict=True)
        ):
            words[word] = " ".join(read)
    return {"characters": dict(sorted(characters.items())), "words": words}


if __name__ == "__main__":
    READINGS.write_bytes(msgspec.json.format(msgspec.json.encode(made()), indent=1) + b"\n")
