"""Readings: words decide before characters, surnames in persons' names; keys sort as a dictionary does."""

import pytest

from awardsdesk.operations.pinyin import initials, read, read_person, sort_key


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
