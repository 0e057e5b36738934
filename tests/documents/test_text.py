import re
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.documents.text import (
    NOEND,
    NOSTART,
    Paragraph,
    balanced,
    break_lines,
    fit,
    spaced_name,
    steps,
    width,
)  # fmt: skip

# Sentences as offices write them: words, figures, and marks that never pile up more than three high.
words = st.text("科技进步奖励项目单位㛃䶮𬭎一", min_size=2, max_size=9)
marks = st.sampled_from(
    ["，", "。", "、", "；", "”。", "》，", "（", "《", "“", "：“", "）", "·", "2008年", " PLC ", "98.5%"]
)
sentences = st.lists(st.tuples(words, marks), min_size=1, max_size=40).map(
    lambda parts: "".join(word + mark for word, mark in parts) + "完成"
)
widths = st.floats(8, 40)


@given(sentences, widths, st.sampled_from([0, 2]), st.sampled_from(["song", "kai", "hei"]))
def test_broken_lines_keep_the_text_and_the_rules(text, ems, indent, style):
    lines = break_lines(text, style, ems, indent)
    assert re.sub(" ", "", "".join(lines)) == re.sub(" ", "", text)
    for line in lines[1:]:
        assert line[0] not in NOSTART
        assert line[0] != " "
    for line in lines[:-1]:
        assert line[-1] not in NOEND
    for place, line in enumerate(lines):
        assert width(line, style, 1) <= ems - (indent if place == 0 else 0) + 1e-5


@given(sentences, widths)
def test_a_last_line_is_more_than_one_character(text, ems):
    lines = break_lines(text, "song", ems)
    if len(lines) > 1:
        assert len(lines[-1]) > 1


@given(sentences, widths)
def test_balancing_takes_no_more_lines(text, ems):
    lines = balanced(text, "song-bold", ems)
    assert re.sub(" ", "", "".join(lines)) == re.sub(" ", "", text)
    assert len(lines) == len(break_lines(text, "song-bold", ems))
    assert all(line[0] not in NOSTART for line in lines)


def test_a_balanced_title_has_lines_of_like_length():
    lines = balanced("面向大型矿山井下复杂环境的智能监测预警关键技术研究及应用", "song-bold", 24)
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 2


def test_words_and_figures_stay_whole():
    lines = break_lines("澄川市二〇〇八年度PROFIBUS总线2008-J-1-001技术", "song", 12)
    assert any("PROFIBUS" in line for line in lines)
    assert all(not (a[-1].isdigit() and b[0].isdigit()) for a, b in pairwise(lines))


@pytest.mark.parametrize("whole", ["Al₂O₃", "10³", "μm", "Ca²⁺", "γGT"])
def test_formulas_and_units_stay_whole(whole):
    for ems in range(6, 16):
        assert any(whole in line for line in break_lines(f"超细粉体材料（{whole}）制备技术", "song", ems))


def test_a_word_wider_than_the_line_is_split():
    assert "".join(break_lines("A" * 100, "song", 10)) == "A" * 100
    assert len(break_lines("A" * 100, "song", 10)) > 4


def test_nothing_breaks_into_nothing():
    assert break_lines("", "song", 10) == ()


def test_a_text_shrinks_before_it_takes_more_lines():
    text = [Paragraph("一" * 20, "song")]
    assert fit(text, (200, 100), (20, 10), 1.5, lines=1) == fit(text, (200, 100), (10,), 1.5)
    two = fit(text, (150, 100), (20, 10), 1.5, lines=1)
    assert (two.count, two.size, two.fits) == (3, 20, True)
    assert not fit(text, (50, 20), (20, 10), 1.5).fits


def test_a_last_line_of_few_characters_is_saved_by_a_slightly_smaller_size():
    text = [Paragraph("一" * 33, "song")]
    assert (fit(text, (600, 300), (20, 19, 18, 10), 1.5).size, fit(text, (600, 300), (20, 10), 1.5).size) == (18, 20)
    assert fit([Paragraph("一" * 38, "song")], (600, 300), (20, 19, 18, 10), 1.5).size == 20


def test_steps_go_down_by_half_points():
    assert steps(12, 10.5) == (12, 11.5, 11, 10.5)
    assert steps(12, 12) == (12,)


@pytest.mark.parametrize(
    ("name", "space"), [("徐堃", 1), ("王𬭎", 1), ("欧阳修", 0), ("尼格买提·热合曼", 0), ("Bo", 0)]
)
def test_names_of_two_characters_are_spaced(name, space):
    assert spaced_name(name) == space


NAMES = st.text("张王赵李五九甲买提尼格", min_size=2, max_size=9).map(
    lambda name: f"{name[:3]}·{name[3:]}" if len(name) > 4 else name
)


@given(
    st.lists(NAMES, min_size=1, max_size=40, unique=True),
    st.floats(6, 40),
    st.sampled_from(["", "等40人（名单见附页）"]),
)
def test_a_name_is_torn_only_where_it_is_longer_than_a_line(names, ems, after):
    text = "、".join(names) + after
    lines = break_lines(text, "kai", ems, whole=frozenset(names))
    assert "".join(lines) == text
    ends = set(accumulate(map(len, lines)))
    place = 0
    for name in names:
        if width(name + "、", "kai", 1) <= ems:
            assert not ends & set(range(place + 1, place + len(name)))
        place += len(name) + 1


def test_a_name_is_known_by_what_stands_around_it():
    whole = frozenset({"张三", "李四"})
    assert break_lines("王五、张三丰收割机厂", "kai", 4.2, whole=whole) == ("王五、张", "三丰收割", "机厂")
    assert break_lines("王五、张三、李四", "kai", 4.2, whole=whole) == ("王五、", "张三、", "李四")
