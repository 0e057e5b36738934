"""The commands for workbooks, on real files."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from awardsdesk.cli import run_command
from awardsdesk.lists.imports import imports
from awardsdesk.operations.drafts import AchievementDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.samples import sample_workbooks
from awardsdesk.store.attachments import scan_path
from awardsdesk.store.database import Database
from tests.exchange.sheets import write
from tests.exchange.test_handed_in import book as registered


@pytest.fixture
def year(imported_year: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(imported_year, tmp_path / "year.awards"))


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    Database.create(tmp_path / "new.awards", actor="测试员").close()
    return tmp_path / "new.awards"


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert run(*arguments) == 0
    return json.loads(capsys.readouterr().out)


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


def test_a_template_that_nobody_filled_in_has_no_row(
    database_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("template", "成果登记", tmp_path / "空.xlsx") == 0
    assert run("import", database_file, tmp_path / "空.xlsx") == 0
    assert capsys.readouterr() == ("工作簿里没有可以导入的行，没有改动。\n", "")


def test_a_folder_is_told_by_its_name_wherever_one_stands(
    database_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "表格").mkdir()
    monkeypatch.chdir(tmp_path / "表格")
    assert run("import", database_file, ".") == 1
    assert run("imports", ".") == 1
    assert capsys.readouterr().err.splitlines() == [
        "“表格”是文件夹，不是工作簿；没有读入任何内容。请选择一个 .xlsx 文件。",
        "“表格”是文件夹，请选择其中的 .awards 文件。",
    ]


def test_a_workbook_named_twice_is_read_once(database_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [book] = (path for path in sample_workbooks() if path.stem == "成果登记")
    counts = answer(capsys, "import", database_file, book, book, "--dry-run", "--json")["counts"]
    assert counts == {"成果登记": {"added": 300}}


def test_a_report_over_the_workbook_itself_is_refused_before_anything_is_taken_in(
    database_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [sample] = (path for path in sample_workbooks() if path.stem == "成果登记")
    book = Path(shutil.copy(sample, tmp_path))
    before = book.read_bytes()
    assert run("import", database_file, book, "--report", book) == 1
    assert book.read_bytes() == before
    assert answer(capsys, "imports", database_file, "--json") == []


def test_a_report_that_cannot_be_written_leaves_no_doubt_that_the_rows_are_in(
    database_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("template", "成果登记", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    heads = [cell.value.rstrip("*") for cell in book["成果登记"][1]]
    for heading, text in {"成果名称": "甲", "成果类别": "软科学", "完成单位": "乙", "完成人": "丙"}.items():
        book["成果登记"].cell(2, heads.index(heading) + 1).value = text
    book.save(tmp_path / "a.xlsx")
    out = tmp_path / "无" / "b.xlsx"
    assert run("import", database_file, tmp_path / "a.xlsx", "--report", out) == 1
    told, trouble = capsys.readouterr()
    assert told.splitlines()[-2:] == ["已导入", "  成果登记：新增 1"]
    assert trouble == f"无法写入“{out}”：找不到文件或文件夹。\n"


def test_a_dry_run_sends_the_workbook_back_with_its_faults(year: Path, tmp_path: Path) -> None:
    messy, out = Path(__file__).parents[1] / "exchange" / "messy" / "企业申报.xlsx", tmp_path / "标注.xlsx"
    assert run("import", year, messy, "--dry-run", "--report", out) == 0
    sheet = openpyxl.load_workbook(out)["申报企业"]
    assert sheet["K37"].comment is not None
    assert sheet.cell(37, sheet.max_column).value == sheet["K37"].comment.text
    assert run("import", year, messy, "--report", tmp_path / "标注.pdf") == 1


def test_an_import_is_listed_and_taken_back(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = answer(capsys, "imports", year, "--json")
    assert (line["actor"], line["undone"]) == ("测试员", "")
    assert line["counts"].startswith("成果登记：新增 300；企业申报：新增 119")
    dry = answer(capsys, "undo-import", year, line["id"], "--dry-run", "--json")
    assert (dry["removed"], dry["kept"]) == (552, [])
    assert run("undo-import", year, line["id"]) == 0
    assert capsys.readouterr().out == "已撤回：移除 552，恢复 0，保留 0\n"
    assert answer(capsys, "registrations", year, "--json") == []
    assert run("undo-import", year, line["id"]) == 1
    assert "没有可以撤回的" in capsys.readouterr().err
    assert run("imports", year) == 0
    assert capsys.readouterr().out.endswith("[撤回 552，恢复 0，保留 0]\n")
    assert run("check", year) == 0


def test_a_dry_run_tells_the_changes_field_by_field(
    year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(next(path for path in sample_workbooks() if path.stem == "成果登记"))
    place = next(cell.column for cell in book.active[1] if cell.value == "成果水平")
    title, level = book.active["A2"].value, book.active.cell(2, place).value
    book.active.cell(2, place).value = "行业首创"
    book.save(tmp_path / "更正.xlsx")
    dry = answer(capsys, "import", year, tmp_path / "更正.xlsx", "--dry-run", "--json")
    assert [row["fields"] for row in dry["rows"] if row["change"] == "changed"] == [
        [{"field": "成果水平", "old": level, "new": "行业首创"}]
    ]
    assert run("import", year, tmp_path / "更正.xlsx", "--dry-run") == 0
    assert f"修改  {title}  成果水平：{level} → 行业首创" in capsys.readouterr().out.splitlines()


HEAD = ["成果标题", "成果类型", "完成单位", "完成人", "内部编号"]
MEANT = ["--map", "成果标题=成果名称", "--map", "成果类型=成果类别"]


def test_a_senders_headings_are_given_once_and_known_from_then_on(
    database_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = write(tmp_path / "一.xlsx", ("表", [HEAD, ["高原肉牛繁育", "应用技术", "甲大学", "张三", "1"]]))
    second = write(tmp_path / "二.xlsx", ("表", [HEAD, ["盐碱地改良", "应用技术", "乙公司", "李四", "2"]]))
    assert run("import", database_file, first) == 1
    unknown = "“一.xlsx”里没有认得出的表，没有读入任何内容。请核对表头，或下载模板填写。"
    named = "如果表头是寄送单位自己的写法，可用 --map “列名=栏目” 逐列指明；以前指明过的，用 --sender 写明寄送单位。"
    assert capsys.readouterr().err == f"{unknown}{named}\n"
    dry = answer(capsys, "import", database_file, first, *MEANT, "--sender", "武侯区科技局", "--dry-run", "--json")
    line = "按“武侯区科技局”的列对应读取：成果标题→成果名称、成果类型→成果类别"
    assert (dry["columns"], dry["changes"]) == ([line], 1)
    assert answer(capsys, "senders", database_file, "--json") == []
    assert run("import", database_file, first, *MEANT, "--sender", "武侯区科技局") == 0
    capsys.readouterr()
    assert run("import", database_file, second, "--sender", "武侯区科技局") == 0
    assert capsys.readouterr().out.splitlines()[0] == line
    assert run("import", database_file, second, "--sender", "青峪市科技局") == 1
    assert capsys.readouterr().err.endswith(
        "“青峪市科技局”的列对应没有记住或对不上；可用 --map “列名=栏目” 逐列指明。\n"
    )
    assert run("import", database_file, second) == 0
    capsys.readouterr()
    assert run("senders", database_file) == 0
    assert capsys.readouterr().out == "武侯区科技局  成果登记  成果标题→成果名称、成果类型→成果类别\n"
    assert run("senders", database_file, "--forget", "武侯区科技局") == 0
    assert run("import", database_file, second) == 1


def test_a_heading_without_a_known_field_is_told_with_the_fields_there_are(
    database_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = write(tmp_path / "一.xlsx", ("表", [HEAD, ["高原肉牛繁育", "应用技术", "甲大学", "张三", "1"]]))
    assert run("import", database_file, book, "--map", "成果标题=题名") == 1
    assert "没有“题名”这个栏目。成果登记的栏目有：成果名称、成果类别、成果水平、" in capsys.readouterr().err
    assert run("import", database_file, book, "--map", "成果标题") == 1
    assert "“成果标题”不是。" in capsys.readouterr().err


def test_a_command_says_what_the_first_unit_alone_would_lose(
    database_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = ["成果名称", "成果类别", "第一完成单位", "完成人"]
    book = write(tmp_path / "一.xlsx", ("表", [head, ["高原肉牛繁育", "应用技术", "甲大学", "张三"]]))
    assert run("import", database_file, book) == 1
    capsys.readouterr()
    assert run("import", database_file, book, "--map", "第一完成单位=完成单位") == 0
    told = capsys.readouterr()
    assert told.err == "“第一完成单位”里只有第一个，其余完成单位没有读入，会丢失。\n"
    assert (
        "一.xlsx  表  C1  [warn]  “第一完成单位”里只有第一个，其余完成单位没有读入，会丢失。" in told.out.splitlines()
    )


def test_the_register_goes_out_whole_and_comes_in_again_unchanged(
    year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "表.xlsx"
    assert run("register-table", year, out) == 0
    assert capsys.readouterr().out == "已写出 300 项到 表.xlsx\n"
    assert run("import", year, out) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "  成果登记：不变 300"
    assert run("register-table", year, tmp_path / "表.pdf") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a single process")
def test_an_import_that_is_interrupted_changes_nothing_and_says_so(year: Path, tmp_path: Path) -> None:
    rows = [["成果名称", "成果类别", "完成单位", "完成人"]]
    rows += [[f"中断的成果{number}", "软科学", "甲研究所", f"张{number}"] for number in range(20_000)]
    path = write(tmp_path / "长.xlsx", ("成果登记", rows))
    before = year.read_bytes()
    running = subprocess.Popen(
        [sys.executable, "-m", "awardsdesk", "import", str(year), str(path)],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    journal = year.with_name(year.name + ".lock")
    until = time.monotonic() + 60
    while not journal.exists() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1)  # somewhere between reading and taking in
    running.send_signal(signal.SIGINT)
    _out, said = running.communicate(timeout=60)
    assert (running.returncode, said.lstrip()) == (130, "已中断。没有做完的一步没有写入，原有数据完好。\n")
    assert year.read_bytes() == before
    assert run("check", year) == 0


def test_the_files_of_an_import_are_listed_and_written_out(
    database_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = tmp_path / "澄东", tmp_path / "澄西"
    for folder, title in zip(folders, ("永磁电机", "小麦栽培"), strict=True):
        folder.mkdir()
        registered(folder / "成果.xlsx", title)
    assert run("import", database_file, *(folder / "成果.xlsx" for folder in folders)) == 0
    capsys.readouterr()
    (line,) = answer(capsys, "imports", database_file, "--json")
    data = [(folder / "成果.xlsx").read_bytes() for folder in folders]
    assert line["originals"] == [
        {"name": "成果.xlsx", "sha256": hashlib.sha256(each).hexdigest(), "size": len(each), "present": True}
        for each in data
    ]
    out = tmp_path / "取出"
    assert run("originals", database_file, line["id"], out) == 0
    named = [out / "成果.xlsx", out / "成果 (2).xlsx"]
    assert capsys.readouterr().out.splitlines() == [str(each) for each in named]
    assert [each.read_bytes() for each in named] == data
    assert run("imports", database_file) == 0
    assert capsys.readouterr().out.endswith("成果登记：新增 2\n")
    scan_path(database_file, line["originals"][0]["sha256"]).unlink()
    assert run("imports", database_file) == 0
    assert capsys.readouterr().out.endswith("成果登记：新增 2  [缺 1 个原件]\n")
    assert run("originals", database_file, line["id"], out) == 1
    assert capsys.readouterr().err == "导入原件“成果.xlsx”不见了，没有取出；请从备份找回。\n"
    assert run("originals", database_file, 99, out) == 1
    assert capsys.readouterr().err == "没有编号为 99 的导入，没有写出文件；请用 imports 核对编号。\n"
    assert sorted(out.iterdir()) == sorted(named)
    database = Database.open(database_file)
    with database.write() as session:
        take(session, [Batched(AchievementDraft(title="旧的", klass="软科学", units=(UnitDraft("乙"),)))], "旧.xlsx")
    with database.read() as session:
        older = imports(session)[0].id
    database.close()
    assert run("imports", database_file) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("[没有原件]")
    assert run("originals", database_file, older, out) == 1
    assert capsys.readouterr().err == "这次导入没有留下原件：文件带有密级标志，或那时的程序还不保存。\n"
