"""Achievements in an .xls of Excel 97, from the file to the register and back.

成果登记.xls was written by xlwt 1.3, whose formula records got the results that Excel would have stored (a double, and a
STRING record for the text); days, months and money are numbers with a format, as Excel keeps them.
"""

from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import select

from awardsdesk.exchange.importing import apply, load
from awardsdesk.exchange.register_workbook import write_register
from awardsdesk.models import Achievement
from awardsdesk.operations.taking import Change
from awardsdesk.store.database import Database

BOOK = Path(__file__).parent / "成果登记.xls"
KEPT = (
    "成果名称|成果类别|完成单位|完成人|联系电话|研究起始|研究终止|评价日期|登记日期|登记号|立项年度|计划编号"
    "|国家投资|单位自筹|经费合计"
).split("|")


def test_days_numbers_texts_and_results_of_formulas_come_in_as_excel_shows_them(
    database: Database, tmp_path: Path
) -> None:
    with database.read() as session:
        loaded = load(session, [BOOK])
    with database.write() as session:
        report = apply(session, loaded)
    assert report.outcome.counts == {("成果登记", Change.ADDED): 2}
    assert [(problem.cell, problem.sentence) for problem in report.problems] == [
        ("A1", "旧格式 .xls 看不出隐藏的行和出错的公式；请核对，最好另存为 .xlsx。"),
        ("E2", "“0085550001”不像手机或固定电话号码，请核对。"),
        ("I3", "登记号与登记日期应同时填写。"),
        ("L3", "代码存成了数字，开头的零可能已经丢失，请核对。"),
    ]
    with database.read() as session:
        ids = session.scalars(select(Achievement.id).order_by(Achievement.id)).all()
        write_register(session, ids, tmp_path / "出.xlsx")
    heads, *rows = load_workbook(tmp_path / "出.xlsx").worksheets[0].iter_rows(values_only=True)
    places = {head.rstrip("*").partition("（")[0]: place for place, head in enumerate(heads)}
    assert [[str(row[places[head]] or "") for head in KEPT] for row in rows] == [
        [
            *("高原肉牛繁育技术", "应用技术", "甲大学、乙公司", "张三、李四", "0085550001", "2006-01", "2007-10"),
            *("2008-05-03", "2008-06-01", "9412008Y0001", "2006", "0012", "0.3", "12.1", "12.4"),
        ],
        [
            *("沙棘育种", "软科学", "丙研究所", "王五", "13812345678", "2006-01", "2007-10"),
            *("2008-05-03", "2008-06-03", "", "2006", "7", "100", "1000", "1100"),
        ],
    ]


def test_the_same_xls_again_changes_nothing(database: Database) -> None:
    with database.read() as session:
        loaded = load(session, [BOOK])
    for change in (Change.ADDED, Change.SAME):
        with database.write() as session:
            assert apply(session, loaded).outcome.counts == {("成果登记", change): 2}
