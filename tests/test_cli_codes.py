"""The commands of the code lists, on real files."""

import json
from pathlib import Path

import pytest

from awardsdesk.cli import run_command
from tests.exchange.sheets import write


def test_lists_are_shown_and_a_full_one_is_brought_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, book = str(tmp_path / "a.awards"), tmp_path / "学科.xlsx"
    write(book, ("表", [("代码", "名称"), ("110", "数学"), ("11014", "数理逻辑与数学基础")]))
    arguments = ["import-codes", file, str(book), "--list", "discipline", "--edition", "GB/T 13745-2009"]
    assert run_command(["new", file]) == 0
    assert run_command([*arguments, "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "试导入，没有改动",
        "  新增 1，改名 0，不再有 61，不变 1",
        "  不再有 120 信息科学与系统科学",
    ]
    assert run_command(arguments) == 0
    assert capsys.readouterr().out.startswith("已导入\n")
    assert run_command(arguments) == 0
    assert capsys.readouterr().out == "与现有的一致，没有改动\n  新增 0，改名 0，不再有 0，不变 2\n"
    assert run_command(["codes", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[:2] == [
        {"key": "discipline", "title": "学科", "edition": "GB/T 13745-2009", "count": 2, "complete": True, "own": True},
        {
            "key": "industry",
            "title": "行业",
            "edition": "GB/T 4754-2017",
            "count": 117,
            "complete": False,
            "own": False,
        },
    ]
    write(book, ("表", [("代码", "名称"), ("1.1E+05", "数学")]))
    assert run_command(arguments) == 1
    told = capsys.readouterr()
    assert told.out == "表  A2  [refuse]  “1.1E+05”是科学记数法，代码的数字已经丢失；请把代码列设为文本重填。\n"
    assert told.err == "有 1 处问题，代码表没有导入；请改好工作簿再导入。\n"
