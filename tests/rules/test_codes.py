import pytest

from awardsdesk.operations.codes import shipped
from awardsdesk.rules.codes import SCHEMES, CodeTable, ListedCode, Standing

ITEMS = (
    ("520", "计算机科学技术"),
    ("52010", "计算机科学技术基础学科"),
    ("52040", "计算机软件"),
    ("5204010", "软件理论"),
    ("530", "化学工程"),
)
SAID = {"软": "ruan3", "件": "jian4", "理": "li3", "论": "lun4", "计": "ji4", "算": "suan4", "机": "ji1"}


def table(**more: object) -> CodeTable:
    items = tuple(ListedCode(code, name) for code, name in ITEMS)
    return CodeTable(
        SCHEMES["discipline"], "新版", items, spell=lambda name: [SAID.get(sign, "x") for sign in name], **more
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("520", ["520", "52010", "52040", "5204010"]),
        ("520.40", ["52040", "5204010"]),
        ("５２０４０１０", ["5204010"]),
        ("软件", ["5204010", "52040"]),
        ("rj", ["5204010", "52040"]),
        ("ruanj", ["5204010", "52040"]),
        ("uan", []),
        ("520 软件", ["5204010", "52040"]),
        ("软件 53", []),
        ("", ["520", "530"]),
        ("无此", []),
    ],
)
def test_finds_by_code_name_and_pinyin_the_likeliest_first(typed: str, codes: list[str]) -> None:
    assert [item.code for item in table().find(typed)] == codes


@pytest.mark.parametrize(
    ("key", "code", "above"),
    [
        ("discipline", "5204010", ["520", "52040"]),
        ("industry", "C3511", ["C", "C35", "C351"]),
        ("region", "410105", ["410000", "410100"]),
        ("region", "410100", ["410000"]),
        ("region", "410000", []),
        ("technology", "新材料", []),
    ],
)
def test_knows_what_lies_above_a_code(key: str, code: str, above: list[str]) -> None:
    assert SCHEMES[key].ancestors(code) == above


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("520.40", "52040"),
        ("计算机软件", "52040"),
        ("52040 计算机软件", "52040"),
        ("999 什么", "999 什么"),
        ("５３０", "530"),
    ],
)
def test_resolves_codes_and_names_and_keeps_the_rest(written: str, code: str) -> None:
    assert table().resolve(written) == code


@pytest.mark.parametrize(
    ("key", "written", "code"),
    [
        ("region", "山阳区", "410811"),
        ("region", "鼓楼区", "鼓楼区"),  # of Nanjing, Xuzhou, Fuzhou, Kaifeng
        ("region", "市辖区", "市辖区"),
        ("industry", "医药制造业", "C27"),
    ],
)
def test_a_name_that_stands_in_several_places_means_none_of_them(key: str, written: str, code: str) -> None:
    assert shipped(key).resolve(written) == code


def test_a_name_that_goes_down_several_levels_means_the_outermost() -> None:
    nested = tuple(ListedCode(code, "渔业") for code in ("A0411", "A04", "A041"))
    assert CodeTable(SCHEMES["industry"], "新版", nested).resolve("渔业") == "A04"
    assert CodeTable(SCHEMES["industry"], "新版", (*nested, ListedCode("B1", "渔业"))).resolve("渔业") == "渔业"


def test_an_industry_is_known_without_its_letter() -> None:
    assert shipped("industry").resolve("35") == "C35"
    assert [item.code for item in shipped("industry").find("35")] == ["C35"]


def test_an_incomplete_list_does_not_judge_what_it_does_not_hold() -> None:
    short = table(complete=False, depth=3)
    assert [short.standing(code) for code in ("520", "52077", "5207710", "99910", "52")] == [
        Standing.KNOWN, Standing.UNCHECKED, Standing.UNCHECKED, Standing.UNKNOWN, Standing.UNKNOWN,
    ]  # fmt: skip
    assert table().standing("52077") is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("key", "count"), [("discipline", 62), ("industry", 117), ("technology", 12), ("region", 3213)]
)
def test_shipped_lists_hold_each_code_once_in_its_shape_below_its_parent(key: str, count: int) -> None:
    shipped_ = shipped(key)
    codes = [item.code for item in shipped_.items]
    assert (len(codes), len(set(codes))) == (count, count)
    assert [code for code in codes if not shipped_.scheme.fits(code)] == []
    assert [code for code in codes for above in shipped_.scheme.ancestors(code) if above not in shipped_.by_code] == []


def test_five_thousand_codes_are_searched_within_milliseconds() -> None:
    import time

    items = tuple(ListedCode(f"{number:07}", f"第{number}项技术") for number in range(5000))
    many = CodeTable(SCHEMES["discipline"], "版", items, spell=list)
    many.find("d")
    started = time.perf_counter()
    many.find("jishu")
    assert time.perf_counter() - started < 0.1
