"""One cell at a time: what is written, and what it is taken for."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awardsdesk.exchange import cells, choices, days, figures
from awardsdesk.exchange.cells import Taken
from awardsdesk.exchange.workbook import EPOCH_1904, Damage, Damaged

LOST = Damaged(Damage.LOST_DIGITS, "6.2e+18")
BLANK_DASH = Taken(None, "“—”按空白读入。")
VALUES = st.one_of(
    st.none(),
    st.text(),
    st.text("0123456789０９.,，-－—()（）万元年月日 　\n√×/eE+"),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15),
    st.dates(),
    st.just(LOST),
)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        (None, Taken()),
        ("", Taken()),
        ("　", Taken()),
        (Decimal("15.35"), Taken(Decimal("15.35"))),
        ("1,442.00", Taken(Decimal(1442))),
        ("１，３３１．２５", Taken(Decimal("1331.25"))),
        ("  599.88　", Taken(Decimal("599.88"))),
        ("－582.41", Taken(Decimal("-582.41"))),
        ("−582.41", Taken(Decimal("-582.41"))),
        ("+5", Taken(Decimal(5))),
        ("￥5", Taken(Decimal(5))),
        ("(1793.99)", Taken(Decimal("-1793.99"), "括号里的金额按负数读入。")),
        ("（1,793.99）", Taken(Decimal("-1793.99"), "括号里的金额按负数读入。")),
        ("12万", Taken(Decimal(12), "写有单位“万”，按 12 万元读入。")),
        ("1,200.50元", Taken(Decimal("0.12005"), "写有单位“元”，按 0.12005 万元读入。")),
        ("181498600元", Taken(Decimal("18149.86"), "写有单位“元”，按 18149.86 万元读入。")),
        ("1.2亿元", Taken(Decimal(12000), "写有单位“亿元”，按 12000 万元读入。")),
        ("—", BLANK_DASH),
        ("无", Taken(None, "“无”按空白读入。")),
        (Decimal("1.234"), Taken(Decimal("1.234"), "金额超过两位小数，请核对。")),
        (Decimal("0.0000001"), Taken(error="金额 0.0000001 的小数太长，不是整分。")),
        ("1e3", Taken(error="“1e3”不是可以读懂的金额。")),
        ("1,44.00", Taken(error="“1,44.00”不是可以读懂的金额。")),
        ("(-5)", Taken(error="“(-5)”不是可以读懂的金额。")),
        ("50%", Taken(error="“50%”不是可以读懂的金额。")),
        ("约500", Taken(error="“约500”不是可以读懂的金额。")),
        ("1.2.3", Taken(error="“1.2.3”不是可以读懂的金额。")),
        ("1" * 30, Taken(error="数字太大，不可能是金额。")),
        (LOST, Taken(error="数字超过 15 位，不可能是金额。")),
        (dt.date(2008, 1, 1), Taken(error="这里应是金额，写的却是日期。")),
    ],
)
def test_amount(written, taken):
    assert figures.amount(written) == taken


def test_an_amount_follows_the_unit_of_its_heading():
    assert figures.amount(Decimal(89841000), unit="万元", column="元") == Taken(Decimal("8984.1"))
    assert figures.amount("5万", unit="元") == Taken(Decimal(50000), "写有单位“万”，按 50000 元读入。")


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("１７", Taken(Decimal(17))),
        ("3", Taken(Decimal(3))),
        (Decimal("3.0"), Taken(Decimal(3))),
        ("1,200", Taken(Decimal(1200))),
        ("10人", Taken(Decimal(10), "单位“人”略去，按 10 读入。")),
        ("—", BLANK_DASH),
        (None, Taken()),
        (Decimal("1.5"), Taken(error="“1.5”不是整数，这里应填不小于零的整数。")),
        (Decimal(-1), Taken(error="“-1”不是整数，这里应填不小于零的整数。")),
        ("10元", Taken(error="“10元”不是整数，这里应填不小于零的整数。")),
        ("1" * 30, Taken(error="数字太大，不可能是数量。")),
        (LOST, Taken(error="数字超过 15 位，不可能是数量。")),
    ],
)
def test_count(written, taken):
    assert figures.count(written) == taken


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        (Decimal("22.5"), Taken(Decimal("22.5"))),
        ("２２.5分", Taken(Decimal("22.5"))),
        (Decimal(0), Taken(Decimal(0))),
        (Decimal(25), Taken(Decimal(25))),
        (None, Taken()),
        ("—", BLANK_DASH),
        (Decimal("25.5"), Taken(error="分数 25.5 不合规定：应在 0 到 25 之间，至多一位小数。")),
        (Decimal("20.25"), Taken(error="分数 20.25 不合规定：应在 0 到 25 之间，至多一位小数。")),
        (Decimal(-1), Taken(error="“-1”不是分数。")),
        ("优", Taken(error="“优”不是分数。")),
    ],
)
def test_mark(written, taken):
    assert figures.mark(written, 25) == taken


@pytest.mark.parametrize(
    "written",
    [
        "2008年4月20日",
        "2008.4.20",
        "2008/04/20",
        "2008-4-20",
        "20080420",
        "２００８年４月２０日",
        "2008-04-20 00:00:00",
        Decimal(39558),
        Decimal(20080420),
        dt.date(2008, 4, 20),
    ],
)
def test_date(written):
    assert days.date(written) == Taken(dt.date(2008, 4, 20))


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("08.4.2", Taken(dt.date(2008, 4, 2), "年份只写了两位，按 2008-04-02 读入，请核对。")),
        ("98.4.2", Taken(dt.date(1998, 4, 2), "年份只写了两位，按 1998-04-02 读入，请核对。")),
        ("2008-02-30", Taken(None, "没有“2008-02-30”这一天，日期留空。")),
        ("2008年4月", Taken(None, "“2008年4月”不是可以读懂的日期，留空。")),
        (Decimal(7), Taken(None, "“7”不是可以读懂的日期，留空。")),
        (LOST, Taken(None, "“6.2e+18”不是可以读懂的日期，留空。")),
    ],
)
def test_doubtful_dates(written, taken):
    assert days.date(written) == taken


def test_bare_days_of_a_1904_workbook():
    assert days.date(Decimal(38096), EPOCH_1904) == Taken(dt.date(2008, 4, 20))


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("2006-04", Taken("2006-04")),
        ("2006.4", Taken("2006-04")),
        ("2006年4月", Taken("2006-04")),
        ("200604", Taken("2006-04")),
        ("20061", Taken("", "“20061”不是可以读懂的年月，留空。")),
        ("2006", Taken("", "“2006”不是可以读懂的年月，留空。")),
        (Decimal("2006.04"), Taken("2006-04")),
        (dt.date(2006, 4, 1), Taken("2006-04")),
        (None, Taken("")),
        (Decimal("2006.1"), Taken("", "“2006.1”不是可以读懂的年月，留空。")),
        ("2006-13", Taken("", "“2006-13”不是可以读懂的年月，留空。")),
    ],
)
def test_year_month(written, taken):
    assert days.year_month(written) == taken


@pytest.mark.parametrize(
    ("written", "options", "taken"),
    [
        ("有", ("有", "无"), Taken("有")),
        ("√", ("有", "无"), Taken("有")),
        ("×", ("有", "无"), Taken("无")),
        ("是", ("有", "无"), Taken("有")),
        ("没有", ("是", "否"), Taken("否")),
        ("一等奖", ("一等", "二等"), Taken("一等")),
        ("一等", ("一等奖", "二等奖"), Taken("一等奖")),
        ("工业组", ("工业", "农业"), Taken("工业")),
        ("省 级", ("国家级", "省级"), Taken("省级")),
        ("省级（中心）", ("国家级", "省级"), Taken("省级", "括号里的说明略去，按“省级”读入。")),
        ("—", ("有", "无"), Taken(None, "短横线按空白读入。")),
        ("校级", ("国家级", "省级"), Taken(error="“校级”不在可选的范围内，这里只能填国家级、省级。")),
        ("√", ("国家级", "省级"), Taken(error="“√”不在可选的范围内，这里只能填国家级、省级。")),
        (None, ("有", "无"), Taken()),
    ],
)
def test_choice(written, options, taken):
    assert choices.choice(written, options) == taken


def test_a_blank_choice_counts_as_the_rules_say():
    assert choices.choice(None, ("有", "无"), blank="无") == Taken("无")


def test_a_tick_in_a_legal_finding_is_told():
    assert choices.choice("√", ("合格", "不合格"), warn_of_tick=True) == Taken("合格", "“√”按“合格”读入。")


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("91419904ujpf3nle4r", Taken("91419904UJPF3NLE4R")),
        ("９１４１９９０９３３７ＲＥ７ＨＧ５６", Taken("91419909337RE7HG56")),
        ("91419901 5PLYLN5L84　", Taken("914199015PLYLN5L84")),
        (
            "91419901PF54GD2991",
            Taken("91419901PF54GD2991", "统一社会信用代码 91419901PF54GD2991 的校验码不符，请核对。"),
        ),
        ("91419908KE8GR85B7", Taken(error="统一社会信用代码应为 18 位，旧组织机构代码 9 位，现为 17 位。")),
        ("914199O99Q3QER3W0R", Taken(error="统一社会信用代码中不应有“O”。")),
        ("d2143569-x", Taken("D2143569X")),
        (Decimal(123456788), Taken("123456788")),
        ("12345678-9", Taken("123456789", "组织机构代码 123456789 的校验码不符，请核对。")),
        (LOST, Taken(error="统一社会信用代码存成了数字，位数已经丢失。")),
        (None, Taken("")),
    ],
)
def test_credit_code(written, taken):
    assert cells.credit_code(written) == taken


def test_a_payees_wrong_code_does_not_keep_the_row_out():
    assert cells.optional_credit_code("123") == Taken(
        "", "统一社会信用代码应为 18 位，旧组织机构代码 9 位，现为 3 位。此项留空。"
    )


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("1941 0035 9111 9979 05", Taken("194100359111997905")),
        ("０８７4", Taken("0874")),
        ("5.74031E+18", Taken("", "科学记数法丢失了数字，账号留空，请补填。")),
        (LOST, Taken("", "数字超过 15 位，末几位已经丢失，账号留空，请补填。")),
        (Decimal(123456), Taken("123456", "账号存成了数字，开头的零可能已经丢失，请核对。")),
        ("1234-56", Taken("1234-56", "账号里有数字以外的字符，按原样收下，请核对。")),
        ("—", Taken("", "短横线按空白读入。")),
    ],
)
def test_account(written, taken):
    assert cells.account(written) == taken


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        (Decimal(19903997276), Taken("19903997276")),
        ("0399-4195484转870", Taken("0399-4195484转870")),
        ("０３９９－４１９", Taken("0399-419")),
        ("1.99E+10", Taken("", "科学记数法丢失了数字，电话留空，请补填。")),
    ],
)
def test_phone(written, taken):
    assert cells.phone(written) == taken


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        (Decimal(13), Taken("13")),
        ("ｃ３4", Taken("C34")),
        (Decimal(8), Taken("8", "代码存成了数字，开头的零可能已经丢失，请核对。")),
    ],
)
def test_code(written, taken):
    assert cells.code(written) == taken


def test_entry_number():
    assert cells.entry_number("２００８－社－００２") == Taken("2008-社-002")
    assert cells.entry_number(LOST) == Taken(error="编号存成了超过 15 位的数字，已经不完整。")


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("甲\n乙", Taken("甲乙")),
        ("deep\nlearning", Taken("deep learning")),
        ("\u200b甲\u202e\x00\x0b", Taken("甲")),
        ("=cmd|'/C calc'!A0", Taken("=cmd|'/C calc'!A0", "看起来像公式，按文字原样收下，不会计算。")),
        ("<b>甲</b> & 乙", Taken("<b>甲</b> & 乙")),
        (Decimal("2.50"), Taken("2.50")),
        (None, Taken("")),
    ],
)
def test_text(written, taken):
    assert cells.text(written) == taken


def test_long_text_keeps_its_lines():
    assert cells.long_text(" 第一行\r\n第二行 ") == Taken("第一行\n第二行")


def test_yes():
    assert [choices.yes(written).value for written in ("是", "√", "否", "", None)] == [True, True, False, False, False]


def test_unreadable_cells_are_judged_alike():
    assert cells.unreadable(Damaged(Damage.ERROR, "#REF!")) == Taken(error="单元格是错误值 #REF!。")
    assert cells.unreadable(Damaged(Damage.NO_RESULT, "=A1")) == Taken(
        None, "公式 =A1 没有存下结果，按空白读入；请在 Excel 里重新计算后保存。"
    )
    assert cells.unreadable(Damaged(Damage.TOO_LONG, "x…")) == Taken(error="文字超过 32767 字，读不下。")
    assert cells.unreadable("x") is None
    assert cells.unreadable(LOST) is None


def choose(value):
    return choices.choice(value, ("有", "无"))


def grade(value):
    return figures.mark(value, 25)


TAKES = [
    cells.text,
    cells.long_text,
    cells.code,
    cells.entry_number,
    cells.credit_code,
    cells.optional_credit_code,
    cells.phone,
    cells.account,
    figures.amount,
    figures.count,
    figures.whole,
    grade,
    days.date,
    days.year_month,
    choose,
    choices.yes,
]


@pytest.mark.parametrize("take", TAKES, ids=lambda take: take.__name__)
@given(value=VALUES)
def test_no_cell_ever_raises_and_what_is_taken_stays(take, value):
    taken = take(value)
    assert not (taken.warning and taken.error)
    if not taken.error and taken.value is not None and not isinstance(taken.value, bool):
        again = take(Decimal(taken.value) if isinstance(taken.value, int) else taken.value)
        assert again.value == taken.value
        assert not again.error


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_an_amount_is_never_a_binary_fraction(number):
    assert figures.amount(number).value == number
    assert figures.amount(f"{number:,}").value == number
