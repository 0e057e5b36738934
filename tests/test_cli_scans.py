"""The commands for scans on real files."""

import json
from pathlib import Path

import pytest

from awardsdesk.cli import run_command
from awardsdesk.store.attachments import scan_folder
from awardsdesk.store.backup import backups
from awardsdesk.store.database import Database
from tests.scans import achievement, pdf, picture


def run(*arguments: object) -> int | Path:
    return run_command([str(argument) for argument in arguments])


@pytest.fixture
def office(database: Database) -> Path:
    achievement(database)
    database.close()
    return database.path


def test_scans_are_attached_listed_and_checked(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = [pdf(tmp_path / "甲.pdf", pages=2), picture(tmp_path / "乙.png")]
    assert run("attach", office, "--id", 1, *sources, "--note", "原件") == 0
    assert capsys.readouterr().out == "已添加 2 个附件。\n"
    assert run("attach", office, "--id", 1, sources[0]) == 0
    assert capsys.readouterr().out == "已添加 0 个附件。\n“甲.pdf”本来就有，内容相同。\n"
    assert run("attachments", office, "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(each["name"], each["pages"], each["present"], each["note"]) for each in listed] == [
        ("甲.pdf", 2, True, "原件"),
        ("乙.png", 1, True, "原件"),
    ]
    assert run("check", office) == 0
    lost = scan_folder(office) / listed[0]["sha256"][:2] / listed[0]["sha256"]
    lost.unlink()
    capsys.readouterr()
    assert run("check", office, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["sound"], len(said["problems"])) == (False, 1)
    assert said["problems"][0].startswith("附件“甲.pdf”不见了（《永磁电机》）；")
    assert run("attachments", office) == 0
    assert [line.rstrip().endswith("文件不见了") for line in capsys.readouterr().out.splitlines()] == [True, False]


def test_one_bad_scan_of_several_attaches_none(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("attach", office, "--id", 1, pdf(tmp_path / "甲.pdf"), tmp_path / "没有.pdf") == 1
    assert capsys.readouterr().err == "找不到文件“没有.pdf”；没有添加。\n"
    assert run("attach", office, "--number", "X", tmp_path / "甲.pdf") == 1
    assert capsys.readouterr().err == "登记簿中没有“X”这项成果，请核对。\n"
    assert run("attach", office, tmp_path / "甲.pdf") == 2
    assert run("attachments", office, "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == []
    assert run("check", office) == 0
    stray = next(file for file in scan_folder(office).rglob("*") if file.is_file())
    assert capsys.readouterr().out.splitlines() == [
        "完好。",
        f"没有登记的附件文件（可用 attachments --tidy 清理）：{stray}",
    ]
    assert run("attachments", office, "--tidy") == 0
    assert capsys.readouterr().out == "清理了 0 个没有登记的文件。\n"


def test_a_backup_is_restored_with_its_scans(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from awardsdesk.store.backup import back_up

    run("attach", office, "--id", 1, pdf(tmp_path / "甲.pdf"))
    back_up(office, "手工")
    stored = next(file for file in scan_folder(office).rglob("*") if file.is_file())
    data = stored.read_bytes()
    stored.unlink()
    office.write_bytes(b"")
    capsys.readouterr()
    assert run("restore", office, backups(office)[0]) == 0
    said = capsys.readouterr().out.splitlines()
    assert (said[0], said[2]) == (f"已恢复为备份“{backups(office)[0].name}”的内容。", "找回 1 个附件。")
    assert said[1].startswith("原来的文件留在“")
    assert stored.read_bytes() == data
    stored.unlink()
    assert run("restore", office) == 0
    assert capsys.readouterr().out == "找回 1 个附件。\n"
    for file in (office.with_name("office-备份") / "附件").rglob("*"):
        if file.is_file():
            file.chmod(0o644)
            file.unlink()
    stored.unlink()
    assert run("restore", office) == 1
    assert capsys.readouterr().err == "附件“甲.pdf”备份里也没有（《永磁电机》），请重新添加原文件。\n"
