import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum
from stdnum.iso7064 import mod_11_2

from awardsdesk.errors import Problem
from awardsdesk.rules.identifiers import (
    USCC_SET,
    account_problems,
    clean_code,
    clean_credit_code,
    clean_name,
    email_problems,
    id_check,
    id_problems,
    orcid_check,
    orcid_problems,
    patent_check,
    patent_problems,
    phone_problems,
    postcode_problems,
    private_use,
    same_code,
    uscc_check,
    uscc_problems,
)
from tests.rules.sample_year import rows


@pytest.mark.parametrize(
    "code",
    ["91110000101623741K", "9141080077777777M0", "D2143569X", "D2143569-X", "12345678—8", "717830108", "000000000"],
)
def test_sound_codes(code: str):
    assert uscc_problems(code) == []


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91110000101623741L", Problem("uscc", "统一社会信用代码 91110000101623741L 的校验码不符，请核对", "warning")),
        ("91350211M0000XUF46", Problem("uscc", "统一社会信用代码 91350211M0000XUF46 的校验码不符，请核对", "warning")),
        ("123456789", Problem("uscc", "组织机构代码 123456789 的校验码不符，请核对", "warning")),
        ("D2143569-A", Problem("uscc", "组织机构代码 D2143569-A 的校验码不符，请核对", "warning")),
        ("1234-56788", Problem("uscc", "统一社会信用代码应为 18 位，旧组织机构代码 9 位，现为 10 位")),
        ("12345678", Problem("uscc", "统一社会信用代码应为 18 位，旧组织机构代码 9 位，现为 8 位")),
        ("12345旧788", Problem("uscc", "组织机构代码中不应有“旧”")),
        ("91419908KE8GR85B7", Problem("uscc", "统一社会信用代码应为 18 位，旧组织机构代码 9 位，现为 17 位")),
        ("914199O99Q3QER3W0O", Problem("uscc", "统一社会信用代码中不应有“O”")),
        ("9110000010162374１k", Problem("uscc", "统一社会信用代码中不应有“１k”")),
        ("", Problem("uscc", "统一社会信用代码应为 18 位，旧组织机构代码 9 位，现为 0 位")),
    ],
)
def test_doubtful_codes(code: str, problem: Problem):
    assert uscc_problems(code) == [problem]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("101623741", "91110000101623741K", True),
        ("91110000101623741K", "101623741", True),
        ("91110000101623741K", "91110000101623741K", True),
        ("D2143569X", "91110000101623741K", False),
        ("91110000101623741K", "9141080077777777M0", False),
    ],
)
def test_a_code_of_today_holds_the_old_one(one: str, other: str, same: bool):
    assert same_code(one, other) is same


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("d2143569-x", "D2143569X"),
        ("１２３４５６７８－８", "123456788"),
        ("12345678—8", "123456788"),
        ("1234-56788", "1234-56788"),
        ("9111 0000101623741k", "91110000101623741K"),
    ],
)
def test_a_code_is_stored_without_its_hyphen(written: str, stored: str):
    assert clean_credit_code(written) == stored


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
        ("买买提. 艾力", "买买提·艾力"),
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


def said(problems: list[Problem]) -> list[str]:
    assert all(problem.severity == "warning" for problem in problems)
    return [problem.sentence for problem in problems]


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５ 19491231 002X",
        "110105491231002",
        *(f"{region}000019800101001" + id_check(f"{region}000019800101001") for region in (81, 82, 83)),
    ],
)
def test_sound_id_numbers(number: str):
    assert id_problems(number) == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("110105194912310021", "身份号码的校验码不符，请核对"),
        ("11010519490231002X", "身份号码的出生日期不存在，请核对"),
        ("110105491331002", "身份号码的出生日期不存在，请核对"),
        ("99010519491231002X", "身份号码的前两位不是行政区划代码，请核对"),
        ("1101051949123100", "身份号码应为 18 位数字（末位可为 X）或 15 位旧号码，现为 16 位"),
        ("", "身份号码应为 18 位数字（末位可为 X）或 15 位旧号码，现为 0 位"),
    ],
)
def test_doubtful_id_numbers(number: str, sentence: str):
    assert said(id_problems(number)) == [sentence]


@given(st.text("0123456789", min_size=17, max_size=17))
def test_id_numbers_agree_with_the_standard_library_of_numbers(digits: str):
    assert id_check(digits) == ric.calc_check_digit(f"{digits}0")


@pytest.mark.parametrize(
    "written",
    ["0000-0002-1825-0097", "0000000218250097", "https://orcid.org/0000-0002-9079-593X", "0000-0002-9079-593x"],
)
def test_sound_orcids(written: str):
    assert orcid_problems(written) == []


def test_doubtful_orcids():
    assert said(orcid_problems("0000-0002-1825-0098")) == ["ORCID 0000-0002-1825-0098 的校验码不符，请核对"]
    assert said(orcid_problems("0000-0002")) == ["ORCID 应为 16 位（如 0000-0002-1825-0097），请核对“0000-0002”"]


@given(st.text("0123456789", min_size=15, max_size=15))
def test_orcids_agree_with_the_standard_library_of_numbers(digits: str):
    assert orcid_check(digits) == mod_11_2.calc_check_digit(digits)


@pytest.mark.parametrize(
    "written",
    [
        "13812345678", "+86 138 1234 5678", "0399-8274758", "（0399）8274758", "010-62345678", "62345678-8012",
        "0399-8274758转12", "400-810-8888", "82345678", "13812345678／0399-8274758", "95588",
        "13812345678、13912345678", "０３９９－８２７４７５８",
    ],
)  # fmt: skip
def test_sound_phones(written: str):
    assert phone_problems(written) == []


@pytest.mark.parametrize("written", ["12345678901", "1381234567", "138123456789", "电话", "0399", "1.38E+10"])
def test_doubtful_phones(written: str):
    assert said(phone_problems(written)) == [f"“{written}”不像手机或固定电话号码，请核对"]


@pytest.mark.parametrize(
    ("written", "doubtful"), [("454150", 0), ("４５４１５０", 0), ("45415", 1), ("4541500", 1), ("4541X0", 1)]
)
def test_a_postcode_has_six_digits(written: str, doubtful: int):
    assert said(postcode_problems(written)) == [f"邮编“{written}”应为 6 位数字，请核对"] * doubtful


@pytest.mark.parametrize("written", ["kjj@city.gov.cn", "a.b+c@x-y.com；d_e@f.cn"])
def test_sound_addresses_of_mailboxes(written: str):
    assert email_problems(written) == []


@pytest.mark.parametrize(
    "written", ["kjj", "kjj@", "@city.cn", "kjj@city", "kjj＠city.cn", "k jj@city.cn", "科技局@city.cn"]
)
def test_doubtful_addresses_of_mailboxes(written: str):
    assert said(email_problems(written)) == [f"“{written}”不像电子邮箱，请核对"]


def test_only_the_doubtful_one_of_two_phones_is_named():
    assert said(phone_problems("13812345678、123")) == ["“123”不像手机或固定电话号码，请核对"]


@pytest.mark.parametrize("account", ["41001512345678901234", "6222 0212 3456 7890 128", "12345678", "4100-1512-3456"])
def test_sound_accounts(account: str):
    assert account_problems(account) == []


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ("4100151A", "银行账号“4100151A”中有数字以外的字符，请核对"),
        ("1234567", "银行账号一般为 8 至 30 位，现为 7 位，请核对"),
        ("410015100000000000", "银行账号 410015100000000000 末尾全是 0，可能被电子表格改写过，请核对"),
        ("6222021234567890127", "银行卡号 6222021234567890127 的校验位不符，请核对"),
    ],
)
def test_doubtful_accounts(account: str, sentence: str):
    assert said(account_problems(account)) == [sentence]


@given(st.text("0123456789", min_size=14, max_size=17))
def test_cards_agree_with_the_standard_library_of_numbers(digits: str):
    card = f"62{digits}"
    if not card.endswith("00000000"):
        assert (account_problems(card) == []) is luhn.is_valid(card)


def test_phones_and_accounts_of_the_sample_year_are_sound():
    everything = rows("企业申报", "申报企业")
    assert [row["联系电话"] for row in everything if row["联系电话"] and phone_problems(row["联系电话"])] == []
    accounts = [row["账号"] for row in everything if row.get("账号")]
    assert [account for account in accounts if account_problems(account)] == []


@pytest.mark.parametrize(
    "number",
    [
        "201710601862.3", "95115608.X", "97101765.4", "201510958772.0", "200510096239.4", "202010566088.9",
        "201811564288.X", "201910603565.1", "202322865413.3",
    ],
)  # fmt: skip
def test_published_patents_bear_the_sign_we_compute(number: str):
    """As they were published: the weights 2 to 9 begin anew at the ninth digit."""
    digits, sign = number.split(".")
    assert patent_check(digits) == sign


@pytest.mark.parametrize(
    "number", ["ZL200310102344.5", "ZL 2003 1 0102344·5", "zl200310102344", "ZL98100001.0", "US1234567", "待批", ""]
)
def test_patents_that_are_sound_or_not_ours_to_judge(number: str):
    assert patent_problems(number) == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("ZL200310102344.X", "专利号“ZL200310102344.X”的校验码不符，请核对"),
        ("ZL2003101", "专利号“ZL2003101”应为 ZL 加 8 位或 12 位数字和一位校验码，请核对"),
        ("ZL20031010234４O5", "专利号“ZL20031010234４O5”应为 ZL 加 8 位或 12 位数字和一位校验码，请核对"),
    ],
)
def test_patents_that_deserve_a_look(number: str, sentence: str):
    assert patent_problems(number) == [Problem("patents", sentence, "warning")]
