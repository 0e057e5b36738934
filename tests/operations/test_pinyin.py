"""Readings: words decide before characters, surnames in persons' names; keys sort as a dictionary does."""

import msgspec
import pytest

from awardsdesk.operations.pinyin import (
    READINGS,
    corrected,
    initials,
    pinyin_problems,
    read,
    read_person,
    sort_key,
    spelled,
    syllables,
    toned,
)
from tests.readings import made


def test_the_readings_we_ship_are_those_of_the_dictionaries():
    assert msgspec.json.decode(READINGS.read_bytes()) == made()


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("基因编辑", "jybj"),
        ("重庆银行", "cqyh"),
        ("重金属行业", "zjshy"),
        ("超长隧道调控", "ccsdtk"),
        ("萃取率", "cql"),
        ("A-100型λ系统㛃", "A-100xλxtj"),
        ("", ""),
        ("\u20000😀", "\u20000😀"),
    ],
)
def test_titles_read_word_by_word(text: str, letters: str):
    assert initials(read(text)) == letters


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("单伟", "sw"),
        ("单于伟", "cyw"),
        ("曾区", "zq"),
        ("区曾", "oc"),
        ("查小曾", "zxc"),
        ("尼格买提·热合曼", "ngmt·rhm"),
        ("单增·次仁", "dz·cr"),
        ("", ""),
    ],
)
def test_surnames_read_as_surnames(name: str, letters: str):
    assert initials(read_person(name)) == letters


def test_keys_sort_by_syllable_then_tone_then_character():
    titles = ["基因", "机械", "激光", "及时", "家具", "鸡", "绿色", "路灯", "3D打印", "A型", "重庆", "中国", "安全"]
    assert sorted(titles, key=sort_key) == [
        "3D打印", "A型", "安全", "重庆", "基因", "机械", "激光", "鸡", "及时", "家具", "路灯", "绿色", "中国",
    ]  # fmt: skip


SURNAMES = "单 shan4|仇 qiu2|区 ou1|查 zha1|解 xie4|曾 zeng1|任 ren2|华 hua4|朴 piao2|尉迟 yu4 chi2|万俟 mo4 qi2"


@pytest.mark.parametrize("line", SURNAMES.split("|"))
def test_surnames_are_right_without_being_told(line: str):
    surname, *said = line.split(" ")
    assert read_person(f"{surname}小明")[: len(surname)] == said


@pytest.mark.parametrize(
    ("name", "own", "said"),
    [
        ("盖伟", "gai4 wei3", ["gai4", "wei3"]),
        ("盖伟", "Gài wěi", ["gai4", "wei3"]),
        ("盖伟", "gai", ["ge3", "wei3"]),
        ("A1盖·伟", "gai wei", ["A", "1", "gai", "·", "wei"]),
        ("吕𬭎", "lü3 hong2", ["lv3", "hong2"]),
        ("盖伟", "", ["ge3", "wei3"]),
    ],
)
def test_a_clerk_corrects_the_dictionary_sign_by_sign(name: str, own: str, said: list[str]):
    assert corrected(name, read_person(name), own) == said


def test_readings_are_spelled_and_shown():
    assert spelled(["shan4", "A", "wei3", "·"]) == "shanAwei·"
    assert toned("单A伟", read_person("单A伟")) == "shan4 wei3"
    assert syllables("Lǜ  Nü3") == ["lv4", "nv3"]
    assert sort_key("盖伟", ["gai4", "wei3"]) == "gai4盖wei3伟"


@pytest.mark.parametrize(
    ("own", "sentences"),
    [
        ("", []),
        ("gai wei", []),
        ("gai", ["名称有 2 个汉字，拼音有 1 个音节，应一一对应"]),
        ("gai 伟", ["“伟”不是拼音音节；各音节之间空一格，如 shan wei"]),
        ("gai6 wei", ["“gai6”不是拼音音节；各音节之间空一格，如 shan wei"]),
    ],
)
def test_a_reading_that_cannot_be_used_says_why(own: str, sentences: list[str]):
    assert [each.sentence for each in pinyin_problems("盖伟", own)] == sentences
