"""Numbers of persons' papers are doubted by their kind, never repeated, and shown with their middle hidden."""

import pytest

from awardsdesk.rules.identifiers import clean_orcid, id_check, private_problems
from awardsdesk.rules.identity import contradicts, masked, paper_problems
from awardsdesk.terms import IdType

CITIZEN = "11010519491231002X"


def with_check(digits: str) -> str:
    return digits + id_check(digits)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdType.CITIZEN, CITIZEN),
        (IdType.CITIZEN, "110105491231002"),
        (IdType.RESIDENCE_PERMIT, with_check("81000019800101001")),
        (IdType.RESIDENCE_PERMIT, with_check("83000019800101001")),
        (IdType.HONG_KONG_MACAO, "H12345678"),
        (IdType.HONG_KONG_MACAO, "m1234567801"),
        (IdType.TAIWAN, "12345678"),
        (IdType.TAIWAN, "1234567801(B)"),
        (IdType.FOREIGN_RESIDENT, "CAN110080010101"),
        (IdType.FOREIGN_RESIDENT, with_check("91101019800101001")),
        (IdType.PASSPORT, "Ｅ12345678"),
        (IdType.OTHER, "军字第1号"),
        ("", ""),
        (IdType.CITIZEN, ""),
    ],
)
def test_sound_numbers(kind: str, number: str) -> None:
    assert paper_problems(kind, number) == []


@pytest.mark.parametrize(
    ("kind", "number", "sentence"),
    [
        (IdType.CITIZEN, CITIZEN[:-1] + "1", "身份号码的校验码不符，请核对"),
        (IdType.CITIZEN, with_check("81000019800101001"), "号码的前两位与“居民身份证”不符，请核对证件类型"),
        (IdType.CITIZEN, with_check("91101019800101001"), "号码的前两位与“居民身份证”不符，请核对证件类型"),
        (IdType.RESIDENCE_PERMIT, CITIZEN, "号码的前两位与“港澳台居民居住证”不符，请核对证件类型"),
        (IdType.FOREIGN_RESIDENT, "91101019800101001X"[:17] + "0", "身份号码的校验码不符，请核对"),
        (IdType.FOREIGN_RESIDENT, CITIZEN, "号码不像“外国人永久居留身份证”的号码，请核对"),
        (IdType.HONG_KONG_MACAO, "12345678", "号码不像“港澳居民来往内地通行证”的号码，请核对"),
        (IdType.PASSPORT, "护照", "号码不像“护照”的号码，请核对"),
        ("", CITIZEN, "填了证件号码，请选择证件类型"),
    ],
)
def test_doubtful_numbers_are_never_repeated(kind: str, number: str, sentence: str) -> None:
    [problem] = paper_problems(kind, number)
    assert (problem.sentence, problem.severity) == (sentence, "warning")


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        ("41082319800101231X", "4108**********231X"),
        ("110105491231002", "1101*******1002"),
        ("H12345678", "H1*****78"),
        ("1234567", "*******"),
        ("", ""),
    ],
)
def test_masked(number: str, seen: str) -> None:
    assert masked(number) == seen


def test_an_orcid_is_written_four_by_four() -> None:
    assert clean_orcid("https://orcid.org/000000021825009x") == "0000-0002-1825-009X"
    assert clean_orcid(" 0000-0002 ") == "0000-0002"


def test_signs_of_old_systems_are_named_by_code_point() -> None:
    [problem] = private_problems("区\ue863\ue863\U000f0001")
    assert problem.sentence == "人工：有旧系统自造的字（U+E863、U+F0001），印不出来，请问清是哪个字再改"
    assert private_problems("区𬭎䶮") == []


@pytest.mark.parametrize(
    ("kind", "number", "sex", "born", "against"),
    [
        (IdType.CITIZEN, CITIZEN, "女", "1949-12", []),
        (IdType.CITIZEN, CITIZEN, "", "", []),
        (IdType.CITIZEN, CITIZEN, "男", "1949-11", ["男", "1949-11"]),
        (IdType.CITIZEN, CITIZEN.lower(), "男", "1949", ["男"]),
        (IdType.CITIZEN, "110105491231002", "男", "1949-12", ["男"]),
        (IdType.CITIZEN, with_check("11010519491231003"), "男", "1949-12", []),
        (IdType.CITIZEN, "110105194912310021", "男", "", []),
        (IdType.PASSPORT, CITIZEN, "男", "", []),
    ],
)
def test_a_number_contradicts_sex_and_month_of_birth(kind, number, sex, born, against):
    assert contradicts(kind, number, sex, born) == against
