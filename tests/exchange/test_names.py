"""Names and lists: what is typography is tidied, what is legal content is kept."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awardsdesk.exchange import names
from awardsdesk.exchange.cells import Taken
from awardsdesk.exchange.findings import item_text

PRIVATE = "有一个旧系统自造的字（U+E863），印不出来，此项留空；请问清是哪个字再补填。"


def taken(result: Taken) -> tuple[list[str], str, str]:
    return [item_text(item) for item in result.value or ()], result.warning, result.error


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("阎　磊", Taken("阎磊")),
        ("尼格买提•热合曼", Taken("尼格买提·热合曼")),
        ("尼格买提．热合曼", Taken("尼格买提·热合曼")),
        ("John Smith", Taken("John Smith")),
        ("J. Smith", Taken("J. Smith")),
        ("\u20bb7欧阳䶮\U000200cc", Taken("\u20bb7欧阳䶮\U000200cc")),
        ("\uf900", Taken("\uf900")),  # a compatibility ideograph: NFKC would change the name
        ("区\ue863", Taken("", PRIVATE)),
    ],
)
def test_person(written, result):
    assert names.person(written) == result


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("澄川市澜信淀粉有限公司　　", Taken("澄川市澜信淀粉有限公司")),
        ("青峪市骏达汽\n车零部件", Taken("青峪市骏达汽车零部件")),
        ("平泽县 骏科纸业", Taken("平泽县骏科纸业", "名称中间的空格已经去掉。")),
        ("峻源(澄川)饮品", Taken("峻源（澄川）饮品", "半角括号改成了全角，与公章一致。")),
        ("ABB China", Taken("ABB China")),
    ],
)
def test_unit(written, result):
    assert names.unit(written) == result


def test_a_title_keeps_its_inner_blanks():
    assert names.title("PM₁₀（≤10 μm）\n研究  ") == Taken("PM₁₀（≤10 μm）研究")


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("张三、李四", (["张三", "李四"], "", "")),
        ("张三，李四;王五；赵六,钱七\n孙八", (["张三", "李四", "王五", "赵六", "钱七", "孙八"], "", "")),
        ("张三(甲公司)、李四", (["张三（甲公司）", "李四"], "", "")),
        ("何燕（澄川农业大学（北校区））、李四", (["何燕（澄川农业大学（北校区））", "李四"], "", "")),
        ("张三（甲公司、乙公司）、李四", (["张三（甲公司、乙公司）", "李四"], "", "")),
        ("张三（甲公司）、张三（乙公司）", (["张三（甲公司）", "张三（乙公司）"], "", "")),
        ("钟　强", (["钟强"], "", "")),
        ("钟　强、李四", (["钟强", "李四"], "", "")),
        (
            "张三、王五 赵六",
            (["张三", "王五赵六"], "“王五 赵六”中间有空格，按一个人读入；是两个人的，请用顿号分开。", ""),
        ),
        ("罗满仓  易静  段　华", (["罗满仓", "易静", "段华"], "用空格分隔，按 3 项读入，请核对。", "")),
        ("罗满仓 易静", (["罗满仓", "易静"], "用空格分隔，按 2 项读入，请核对。", "")),
        ("John Smith", (["John Smith"], "", "")),
        ("张三、李四、张三", (["张三", "李四"], "张三出现了两次，只留第一处。", "")),
        ("张三、、李四、", (["张三", "李四"], "", "")),
        ("区\ue863、李四", ([], PRIVATE, "")),
        ("张三（甲公司、李四", ([], "", "括号不成对，分不清单位和姓名。")),
        ("张三）", ([], "", "括号不成对，分不清单位和姓名。")),
        ("张三（）", ([], "", "“张三（）”不是“姓名”或“姓名（单位）”的写法。")),
        ("（甲公司）", ([], "", "“（甲公司）”不是“姓名”或“姓名（单位）”的写法。")),
        ("张三（甲公司）等", ([], "", "“张三（甲公司）等”不是“姓名”或“姓名（单位）”的写法。")),
        (None, ([], "", "")),
    ],
)
def test_completers(written, result):
    assert taken(names.completers(written)) == result


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("甲公司\n乙医院", (["甲公司", "乙医院"], "", "")),
        ("曜利（澄川，北区）集团、乙公司　　", (["曜利（澄川，北区）集团", "乙公司"], "", "")),
        ("市人民医院 市中医医院", (["市人民医院", "市中医医院"], "用空格分隔，按 2 项读入，请核对。", "")),
        ("平泽县 骏科纸业", (["平泽县骏科纸业"], "名称中间的空格已经去掉。", "")),
        ("甲公司、甲公司", (["甲公司"], "甲公司出现了两次，只留第一处。", "")),
    ],
)
def test_units(written, result):
    assert taken(names.units(written)) == result


def test_keywords():
    assert names.keywords("临床；诊断;护理") == Taken(("临床", "诊断", "护理"))


LISTS = st.text("张王李区尉迟·•、，;； 　\n()（）甲公司AB\ue863", max_size=40)


@given(LISTS)
@example("( )()")
def test_a_list_read_again_is_the_same_list(written):
    for take in (names.units, names.completers):
        first = take(written)
        assert not (first.warning and first.error)
        if first.value:
            again = take("、".join(item_text(item) for item in first.value))
            assert again.value == first.value


@given(st.text())
def test_names_never_raise_and_stay(written):
    for take in (names.person, names.unit, names.title, names.keywords, names.completers, names.units):
        result = take(written)
        if isinstance(result.value, str):
            assert take(result.value).value == result.value


@given(st.lists(st.text("张王李赵钱孙", min_size=2, max_size=4), min_size=1, unique=True))
def test_order_survives(people):
    assert [person.name for person in names.completers("、".join(people)).value] == people
