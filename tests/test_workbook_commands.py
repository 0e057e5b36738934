"""The commands for workbooks, on real files."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from awardsdesk.cli import run_command


@pytest.fixture
def year(imported_year: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(imported_year, tmp_path / "year.awards"))


def run(*arguments: object) -> int | Path:
    return run_command([str(argument) for argument in arguments])


def test_a_template_with_and_without_rules(year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("template", "成果登记", tmp_path / "a.xlsx") == 0
    assert run("template", "企业申报", tmp_path / "b.xlsx", "--file", year, "--round", "2008-QP") == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["成果登记", "填写说明"]
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["企业申报", "填写说明"]
    assert run("template", "企业申报", tmp_path / "c.xlsx") == 2
    assert run("template", "成果登记", tmp_path / "c.pdf") == 1
    assert capsys.readouterr().err.endswith("“c.pdf”的扩展名不对，这里可以写出：.xlsx。\n")
