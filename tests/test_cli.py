"""Every command, on real files: what it prints, what it writes, how it ends."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest

from awardsdesk.cli import run_command
from awardsdesk.i18n import use
from awardsdesk.operations.samples import sample_workbooks

ROUNDS = ("2008-QP", "2008-J")


@pytest.fixture
def year(imported_year: Path, tmp_path: Path) -> str:
    return str(shutil.copy(imported_year, tmp_path / "year.awards"))


@pytest.fixture
def done(approved_year: Path, tmp_path: Path) -> str:
    return str(shutil.copy(approved_year, tmp_path / "done.awards"))


def run(*arguments: object) -> int | Path:
    return run_command([str(argument) for argument in arguments])


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert run(*arguments) == 0
    return json.loads(capsys.readouterr().out)


def test_new_makes_an_empty_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", tmp_path / "a.awards") == 0
    assert answer(capsys, "rounds", tmp_path / "a.awards", "--json") == []
    assert run("new", tmp_path / "a.awards") == 1
    assert capsys.readouterr().err == "“a.awards”已经存在，没有改动它；请换一个名称。\n"


def test_a_new_file_is_the_office_s_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    county, sent = tmp_path / "county.awards", tmp_path / "1.zip"
    assert run("new", county, "--office", " 平泽县科学技术局 ") == 0
    (register,) = (path for path in sample_workbooks() if path.stem == "成果登记")
    assert run("import", county, register) == 0
    assert run("package", county, sent, "--all") == 0
    with ZipFile(sent) as package:
        assert json.loads(package.read("manifest.json"))["sender"]["name"] == "平泽县科学技术局"


def test_the_year_from_workbooks_to_approval(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.awards"
    assert run("new", file, "--template", "sample") == 0
    assert [item["code"] for item in answer(capsys, "rounds", file, "--json")] == ["2008-J", "2008-QP"]
    dry = answer(capsys, "import", file, *sample_workbooks(), "--dry-run", "--json")
    assert (dry["imported"], dry["changes"], dry["counts"]["部门核实"]) == (False, 5026, {"added": 2652})
    assert [item["entries"] for item in answer(capsys, "rounds", file, "--json")] == [0, 0]
    first = answer(capsys, "import", file, *sample_workbooks(), "--json")
    assert (first["imported"], first["counts"]) == (True, dry["counts"])
    assert [problem for problem in first["problems"] if problem["severity"] == "refuse"] == []
    again = answer(capsys, "import", file, *sample_workbooks(), "--json")
    assert again["changes"] == 0
    for code in ROUNDS:
        assert run("approve", file, "--round", code, "--document", "澄政〔2008〕28号", "--date", "2008-08-15") == 0
    states = answer(capsys, "rounds", file, "--json")
    assert [(item["approved"], item["awards"], item["certificates"]) for item in states] == [
        (True, 79, 522),
        (True, 63, 63),
    ]
    assert answer(capsys, "check", file, "--json") == {"sound": True, "problems": []}


def test_result_prints_the_agreed_keys(year: str, capsys: pytest.CaptureFixture[str]) -> None:
    evaluation = answer(capsys, "result", year, "--round", "2008-QP", "--json")
    assert evaluation["entries"][0] == {
        "key": "91419901UTHCBLJJXP",
        "name": "澄东澜工蓄电池有限公司",
        "score": "93.23",
        "objective": evaluation["entries"][0]["objective"],
        "expert": evaluation["entries"][0]["expert"],
        "rank": 1,
        "reason": "",
        "honours": ["技术创新示范企业", "技术创新十强企业", "技术创新能力五十强企业"],
    }
    award = answer(capsys, "result", year, "--round", "2008-J", "--json")
    assert sorted(award["splits"])[:2] == ["2008-J-1-001", "2008-J-1-002"]
    assert award["splits"]["2008-J-1-001"] == [2_000_000, *[375_000] * 8]
    assert (award["undecided_ties"], award["plaques"], award["bonus_fen"]) == ([], 0, 63_000_000)


def test_documents_are_marked_until_approval(year: str, done: str, tmp_path: Path) -> None:
    for file, marked in ((year, True), (done, False)):
        for command, name in (
            ("certificates", "证书.pdf"),
            ("plaques", "牌匾.pdf"),
            ("roster", "名册.pdf"),
            ("payments", "奖金.pdf"),
        ):
            out = tmp_path / name
            assert run(command, file, "--round", "2008-QP", out) == 0
            page = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_bounded()
            assert ("未批准" in page) is marked, (command, file)
            assert ("2008-QP-0" in page) is (not marked and command in {"certificates", "roster"})


def test_certificates_reprint_byte_for_byte(done: str, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        assert run("certificates", done, "--round", "2008-J", tmp_path / name) == 0
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert len(pypdfium2.PdfDocument(tmp_path / "a.pdf")) == 522


def test_rosters_come_in_three_forms_and_two_profiles(done: str, tmp_path: Path) -> None:
    for kind in ("xlsx", "docx", "pdf"):
        for profile in ("public", "internal"):
            assert run("roster", done, "--round", "2008-QP", tmp_path / f"{profile}.{kind}", "--profile", profile) == 0
    public, internal = (
        openpyxl.load_workbook(tmp_path / f"{profile}.xlsx").active for profile in ("public", "internal")
    )
    headers = [
        next([cell.value for cell in row if cell.value] for row in sheet.iter_rows() if row[0].value == "排名")
        for sheet in (public, internal)
    ]
    assert headers == [
        ["排名", "企业名称", "所属县区", "证书号"],
        ["排名", "企业名称", "所属县区", "证书号", "统一社会信用代码", "得分", "奖金（元）"],
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["certificates", "--round", "2008-J", "a.docx"], "“a.docx”的扩展名不对，这里可以写出：.pdf。"),
        (["plaques", "--round", "2008-J", "a.docx"], "“a.docx”的扩展名不对，这里可以写出：.xlsx、.pdf。"),
        (["result", "--round", "2009-J"], "没有代号为“2009-J”的评选；本文件中有：2008-J、2008-QP。"),
        (
            ["decide", "--round", "2008-J", "--cut", "工业/一等", "--none", "--reason", "x"],
            "没有跨“工业/一等”的并列，没有改动。",
        ),
    ],
)
def test_expected_trouble_is_one_sentence_on_stderr(
    year: str, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments[0], year, *arguments[1:]) == 1
    assert capsys.readouterr() == ("", f"{sentence}\n")


@pytest.mark.parametrize(
    ("arguments", "said", "command"),
    [
        ("result x.awards", "缺少 --round", " result"),
        ("attach x.awards", "缺少 SCAN...", " attach"),
        ("nonsense", "没有命令 nonsense", ""),
        ("certificate x", "没有命令 certificate，是不是 certificates、registration-certificate", ""),
        ("check x --jsn", "没有选项 --jsn，是不是 --json", " check"),
        ("check x y z", "多出了 y z", " check"),
        ("check x --json=1", "选项 --json 后面的值缺了或多了", ""),
        ("approve x --round y --date z", "--date 的值不对，要填日期，如 2008-08-15", " approve"),
        ("step x accept --id z", "--id 的值不对，要填整数", " step"),
        ("register-book x y --year 1", "--year 的值不对，要填 1900 到 9998 的整数", " register-book"),
        ("register-book x y --month 1", "--month 要和 --year 一起用", " register-book"),
        ("new x --template y", "--template 的值不对，可以是 sample", " new"),
        ("decide x --round y --cut z --reason r", "请用 --above KEY 逐个指明线上的，或用 --none", " decide"),
    ],
)
def test_usage_ends_with_two_and_a_sentence(
    arguments: str, said: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments.split()) == 2
    assert capsys.readouterr() == ("", f"{said}。用法见 awardsdesk{command} --help\n")


def test_usage_is_told_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    use("en")
    try:
        assert run("approve", "x", "--round", "y", "--date", "z") == 2
    finally:
        use("zh")
    told = "The value of --date is wrong; it is a day, e.g. 2008-08-15. For usage see awardsdesk approve --help\n"
    assert capsys.readouterr().err == told


def test_a_late_change_must_be_looked_at_before_approval(
    year: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("result", year, "--round", "2008-J") == 0
    changed = openpyxl.load_workbook(next(path for path in sample_workbooks() if path.name == "奖励专家评分.xlsx"))
    changed.active["D2"] = 24
    changed.save(tmp_path / "改分.xlsx")
    assert run("import", year, tmp_path / "改分.xlsx") == 0
    capsys.readouterr()
    approval = ("approve", year, "--round", "2008-J", "--document", "文", "--date", "2008-08-15")
    assert run(*approval) == 1
    assert capsys.readouterr().err == (
        "“2008年度市科学技术进步奖”还不能批准：计算之后数据有变动，结果已失效，请重新计算。\n"
    )
    assert run("result", year, "--round", "2008-J") == 0
    assert run(*approval) == 0


def test_check_names_what_is_wrong(done: str, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(done) as connection:
        connection.execute("UPDATE bonus_share SET fen = fen + 1 WHERE id = 1")
    assert run("check", done) == 1
    assert capsys.readouterr().err == "2008-J-1-001 的奖金分配合计 5000001 分，与奖金 5000000 分不符\n"


def test_demo_makes_the_whole_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", tmp_path / "demo", "--no-window") == 0
    made = list((tmp_path / "demo").iterdir())
    assert (len(made), tmp_path / "demo" / "示例年度2008-附件" in made) == (22, True)
    assert "2008-J：127 个有名次，奖金 630,000.00 元，证书 522 张，牌匾 0 块" in capsys.readouterr().out
    assert run("demo", tmp_path / "demo") == tmp_path / "demo" / "示例年度2008 (2).awards"


def test_a_character_nowhere_to_be_had_stops_the_batch_by_name(
    year: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(year) as connection:
        connection.execute(
            "UPDATE entry_completer SET name = '张\ue863' WHERE position = 1"
            " AND entry_id = (SELECT id FROM entry WHERE key = '2008-工-008')"
        )
    out = tmp_path / "证书.pdf"
    assert run("certificates", year, "--round", "2008-J", out) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == ("[error]  张\ue863  获奖者  没有字体能打印“\ue863”（U+E863，自造字），请核对或改用可打印的字。")
    assert told[-1].startswith("打印前体检发现 1 处错误，未生成文件。")
    assert not out.exists()


def test_the_register_leaves_by_commands(imported_year, tmp_path, capsys):
    file = shutil.copy(imported_year, tmp_path / "year.awards")
    assert run_command(["registrations", str(file), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    number = listed[0]["number"]
    assert {item["state"] for item in listed if item["number"]} == {"已登记"}
    assert run_command(["registrations", str(file)]) == 0
    assert number in capsys.readouterr().out
    for name in ("登记簿.pdf", "登记簿.xlsx"):
        assert run_command(["register-book", str(file), str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 1000
    certificate = ["registration-certificate", str(file), "--number", number, str(tmp_path / "证书.pdf")]
    capsys.readouterr()
    assert run_command(certificate) == 1
    assert capsys.readouterr().err == (
        f"登记号 {number} 是导入的，还没有发证；请先办理“发证”，证书的内容由此固定，以后照原样打印。\n"
    )
    assert run_command(["step", str(file), "issue-certificate", "--number", number]) == 0
    assert run_command(certificate) == 0
    assert (tmp_path / "证书.pdf").read_bytes().startswith(b"%PDF")
    assert run_command(["registration-certificate", str(file), "--number", "X", str(tmp_path / "无.pdf")]) == 1
    capsys.readouterr()
    assert run_command(["register-book", str(file), "--year", "1985", str(tmp_path / "无.pdf")]) == 1
    assert capsys.readouterr().err == "登记库中没有登记时间为 1985 的成果，没有写出“无.pdf”。\n"
    assert run_command(["register-book", str(file), "--month", "7", str(tmp_path / "无.pdf")]) == 2
    assert not (tmp_path / "无.pdf").exists()


def test_an_empty_round_is_not_sealed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.awards"
    run("new", file, "--template", "sample")
    assert run("approve", file, "--round", "2008-J", "--document", "文", "--date", "2008-08-15") == 1
    assert capsys.readouterr().err == "“2008年度市科学技术进步奖”还不能批准：还没有申报，没有可以批准的内容。\n"
    nominations = next(path for path in sample_workbooks() if path.stem == "奖励提名")
    assert run("import", file, nominations) == 0
    capsys.readouterr()
    assert run("approve", file, "--round", "2008-J", "--document", "文", "--date", "2008-08-15") == 1
    assert capsys.readouterr().err == (
        "“2008年度市科学技术进步奖”还不能批准：没有一项有名次，请先导入专家评分。"
        "没有评审会议的记录，请先导入表决工作簿。\n"
    )


def test_a_named_round_must_fit(year: str, done: str, capsys: pytest.CaptureFixture[str]) -> None:
    nominations = next(path for path in sample_workbooks() if path.stem == "奖励提名")
    assert run("import", year, nominations, "--round", "2008-QP") == 1
    assert capsys.readouterr().err == (
        "这些工作簿里没有“2008年度市工业企业技术创新能力评价”的内容，没有导入；请核对选定的评选。\n"
    )
    assert run("import", done, nominations, "--round", "2008-J") == 1
    assert capsys.readouterr().err == (
        "“2008年度市科学技术进步奖”已于 2008-08-15 批准（澄政〔2008〕28号），数据已封存，没有改动。\n"
    )


def test_json_is_utf8_whatever_the_console_speaks(year: str) -> None:
    command = [sys.executable, "-m", "awardsdesk", "result", year, "--round", "2008-J"]
    environment = os.environ | {"PYTHONIOENCODING": "gbk"}
    made = subprocess.run([*command, "--json"], capture_output=True, check=True, env=environment)
    assert json.loads(made.stdout.decode("utf-8"))["round"] == "2008-J"
    assert subprocess.run(command, capture_output=True, check=False, env=environment).returncode == 0


def test_a_backup_is_made_beside_the_file_and_is_sound(done: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backup", done) == 0
    made = Path(capsys.readouterr().out.strip())
    assert made.parent == Path(done).with_name(f"{Path(done).stem}-备份")
    assert run("check", made) == 0
    assert capsys.readouterr().out == "完好。\n"


def test_an_id_no_file_can_hold_is_told_like_any_other(year: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("step", year, "submit", "--id", 10**20) == 1
    assert capsys.readouterr().err == "登记簿中没有“9223372036854775807”这项成果，请核对。\n"
    assert run("undo-import", year, 10**20) == 1
    assert capsys.readouterr().err == (
        "没有编号为 9223372036854775807 的导入，没有改动任何内容；请在导入记录中核对编号。\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_an_answer_that_finds_no_room_is_told(year: str) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "awardsdesk", "registrations", year],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr.decode()) == (
        1,
        "“输出”不能读写：磁盘已满。原有数据完好；这一步是否已经写入，请用 imports 或 registration-course 核对。\n",
    )


def test_a_place_that_cannot_be_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    name = tmp_path / ("长" * 300)
    assert run("new", name) == 1
    assert capsys.readouterr().err == (f"“{name.name}”不能建立：名称太长。没有写入任何内容；请换一个名称或文件夹。\n")
    assert list(tmp_path.iterdir()) == []


INTERRUPTED = """
import sys
class Stop:
    def find_spec(self, name, path, target=None):
        if name == "awardsdesk.cli.register":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
sys.argv[1:] = ["imports", "x.awards"]
from awardsdesk.__main__ import main
sys.exit(main())
"""


def test_a_command_given_up_while_it_begins_says_so():
    ended = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "已中断，什么都没有做。\n")
