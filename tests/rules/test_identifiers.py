import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum

from awardsdesk.errors import Problem
from awardsdesk.rules.identifiers import USCC_SET, clean_code, clean_name, private_use, uscc_check, uscc_problems
from tests.rules.sample_year import rows


@pytest.mark.parametrize("code", ["91110000101623741K", "9141080077777777M0"])
def test_sound_codes(code: str):
    assert uscc_problems(code) == []


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91110000101623741L", Problem("uscc", "统一社会信用代码 91110000101623741L 的校验码不符，请核对", "warning")),
        ("91350211M0000XUF46", Problem("uscc", "统一社会信用代码 91350211M0000XUF46 的校验码不符，请核对", "warning")),
        ("91419908KE8GR85B7", Problem("uscc", "统一社会信用代码应为 18 位，现为 17 位")),
        ("914199O99Q3QER3W0O", Problem("uscc", "统一社会信用代码中不应有“O”")),
        ("9110000010162374１k", Problem("uscc", "统一社会信用代码中不应有“１k”")),
        ("", Problem("uscc", "统一社会信用代码应为 18 位，现为 0 位")),
    ],
)
def test_doubtful_codes(code: str, problem: Problem):
    assert uscc_problems(code) == [problem]


def test_the_field_of_the_form_is_named():
    assert [problem.field for problem in uscc_problems("1", "payee_uscc")] == ["payee_uscc"]


def test_every_code_of_the_sample_year_is_sound():
    codes = [row["统一社会信用代码"] for row in rows("企业申报", "申报企业")]
    assert [code for code in codes if uscc_problems(code)] == []


@given(st.text("0123456789", min_size=8, max_size=8), st.text(USCC_SET, min_size=10, max_size=10))
def test_agrees_with_the_standard_library_of_numbers(region: str, rest: str):
    code = region + rest
    try:
        sound = uscc.validate(code) == code
    except InvalidChecksum:
        sound = False
    assert (uscc_problems(code) == []) is sound


@given(st.text(USCC_SET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(USCC_SET))
def test_one_wrong_character_is_noticed(code: str, position: int, other: str):
    wrong = code[:position] + other + code[position + 1 :]
    assert (uscc_check(wrong) == uscc_check(code)) is (wrong == code)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("91419904ujpf3nle4r", "91419904UJPF3NLE4R"),
        ("９１４１９９０９３３７ＲＥ７ＨＧ５６", "91419909337RE7HG56"),
        ("91419901 5PLYLN5L84\u3000", "914199015PLYLN5L84"),
    ],
)
def test_clean_code(written: str, stored: str):
    assert clean_code(written) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("尼格买提•热合曼", "尼格买提·热合曼"),
        ("尼格买提・热合曼", "尼格买提·热合曼"),
        ("尼格买提‧热合曼", "尼格买提·热合曼"),
        ("尼格买提.热合曼", "尼格买提·热合曼"),
        ("尼格买提．热合曼", "尼格买提·热合曼"),
        ("尼格买提·热合曼", "尼格买提·热合曼"),
        ("阎\u3000磊", "阎磊"),
        (" 张 三 ", "张三"),
        ("John R. Smith", "John R. Smith"),
        ("欧阳䶮", "欧阳䶮"),
        ("刘𬭎", "刘𬭎"),
        ("\uf900", "\uf900"),
    ],
)
def test_clean_name(written: str, stored: str):
    assert clean_name(written) == stored


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str):
    assert clean_name(clean_name(text)) == clean_name(text)
    assert clean_code(clean_code(text)) == clean_code(text)


def test_private_use_characters_are_found_on_all_planes():
    assert private_use("区\ue863、邱玲𬭎\U000f0001\U00100000") == ("\ue863", "\U000f0001", "\U00100000")
    assert private_use("区一鸣䶮𬭎") == ()
