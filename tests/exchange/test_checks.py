"""An import doubts what the window's form doubts, at the cell: 强制 keeps the row out, 核实 is told."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.importing import ImportProblem
from awardsdesk.exchange.marking import mark
from awardsdesk.exchange.reading import read
from awardsdesk.operations.achievements import check
from tests.exchange.sheets import write
from tests.exchange.test_form_cells import PLAIN, workbook

WARN, REFUSE = Severity.WARN, Severity.REFUSE


@pytest.mark.parametrize(
    ("said", "cell", "severity", "sentence"),
    [
        ({"研究起始": "2021-03", "研究终止": "2020-01"}, "F2", REFUSE, "研究终止早于研究起始。"),
        ({"推荐单位": "密级：机密"}, "E2", REFUSE, "内容带有密级标志“密级：机密”：涉密成果不得用本程序登记。"),
        ({"成果简介": "未评", "成果密级": "秘密"}, "F2", REFUSE, "内容带有密级标志“秘密”：涉密成果不得用本程序登记。"),
        ({"国家投资（万元）": -5}, "E2", WARN, "“-5”应是不小于 0 的数字。"),
        (
            {"国家投资（万元）": 5, "单位自筹（万元）": "1.5", "经费合计（万元）": 7},
            "G2",
            WARN,
            "各项合计为 6.5，这里写的是 7。",
        ),
        ({"成果简介": "字" * 1001}, "E2", WARN, "超过 1000 字（现有 1001 字）。"),
        ({"关键词": "一、二、三、四"}, "E2", WARN, "最多 3 个，现有 4 个。"),
        ({"联系电话": "12345"}, "E2", WARN, "“12345”不像手机或固定电话号码，请核对。"),
        ({"专利": "ZL200810012345.6"}, "E2", WARN, "专利号“ZL200810012345.6”的校验码不符，请核对。"),
        ({"经济效益（万元）": "2008|约十"}, "E2", WARN, "“约十”不是数字，按原样收下，请核对。"),
        ({"成果体现形式": "论文"}, "E2", WARN, "“论文”不在“应用技术”登记表的选项中，请核对。"),
        ({"应用状态": "未应用", "停用或未应用原因": None}, "F2", WARN, "应用状态为“未应用”，请填写原因。"),
        ({"成果名称": "题" * 201}, "A2", WARN, "超过 200 字（现有 201 字）。"),
        ({"完成人": "张三等5人"}, "D2", WARN, "“张三等5人”不像一个人的姓名：完成人要逐一列出，请核对。"),
        ({"完成人": "李四；张三等"}, "D2", WARN, "“张三等”不像一个人的姓名：完成人要逐一列出，请核对。"),
        (
            {"计划编号": dt.datetime(2019, 3, 1)},
            "E2",
            WARN,
            "这一格被 Excel 存成了日期，按“2019-03-01”读入，原来的写法可能已经变了，请核对。",
        ),
        ({"评价日期": "2199-01-01"}, "E2", WARN, "日期 2199-01-01 还没有到。"),
        ({"登记号": "9412008Y0001", "登记日期": "2199-01-01"}, "F2", REFUSE, "日期 2199-01-01 还没有到。"),
    ],
)
def test_a_fault_of_the_form_is_told_at_its_cell(
    tmp_path: Path, said: dict[str, object], cell: str, severity: Severity, sentence: str
) -> None:
    reading = read(workbook(tmp_path, said))
    told = [(found.sheet, found.cell, found.severity, found.sentence) for found in reading.problems]
    assert told == [("成果登记", cell, severity, sentence)]
    assert len(reading.rows) == (severity is WARN)


@pytest.mark.parametrize("said", [{"成果水平": "国内先进"}, {"应用状态": "未应用"}, {"登记号": "X1"}])
def test_what_has_no_column_is_not_doubted(tmp_path: Path, said: dict[str, object]) -> None:
    assert read(workbook(tmp_path, said)).problems == ()


def test_namesakes_are_left_to_the_window(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path, {"完成人": "张三、张三（乙所）"}))
    assert reading.problems == ()
    [row] = reading.rows
    assert [problem.severity for problem in check(row.draft)] == ["hint"]  # type: ignore[arg-type]


def test_the_cell_is_marked_in_the_copy_that_goes_back(tmp_path: Path) -> None:
    path, out = workbook(tmp_path, {"研究起始": "2021-03", "研究终止": "2020-01"}), tmp_path / "标注.xlsx"
    faults = [
        ImportProblem(path.name, found.sheet, found.cell, found.severity, found.sentence)
        for found in read(path).problems
    ]
    mark(path, faults, out)
    sheet = openpyxl.load_workbook(out)["成果登记"]
    marked = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked == {"F2": "研究终止早于研究起始。"}
    assert sheet.cell(2, len(PLAIN) + 3).value == "研究终止早于研究起始。"


def test_a_number_that_stands_twice_is_told_at_its_own_cell(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", ("成果登记", [[*PLAIN, "登记号"], *[[*PLAIN.values(), "X1"]] * 2]))
    [problem] = [each for each in read(path).problems if each.severity is REFUSE]
    assert (problem.cell, problem.sentence) == ("E3", "与“成果登记”第 2 行重复（X1），只留前一行。")
