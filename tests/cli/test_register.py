"""Likely doubles by command, on the sample year."""

import json
from pathlib import Path

import pytest

from awardsdesk.cli import run_command
from awardsdesk.store.database import Database

TITLE = "新型城市污水综合治理示范"
UNIT = "澄川市水利勘测设计院"
REASONS = ["名称相同（不计标点、空格、数字写法）", "第一完成单位相同", "6 名完成人相同", "起止年月相同"]
PLANTED = {(1, 145), (7, 242), (31, 35), (46, 217), (53, 109), (59, 68)}


def run(*arguments: object) -> int | Path:
    return run_command([str(argument) for argument in arguments])


@pytest.fixture
def office(sample: Database) -> Path:
    sample.close()
    return sample.path


def test_open_pairs_are_listed_and_one_is_decided(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doubles", office, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert {(pair["one"]["id"], pair["other"]["id"]) for pair in report} == PLANTED
    assert [pair for pair in report if pair["one"]["id"] == 53] == [
        {
            "one": {"id": 53, "title": TITLE, "number": "9412007Y0039", "unit": UNIT},
            "other": {"id": 109, "title": f"《{TITLE}》", "number": "", "unit": UNIT},
            "reasons": REASONS,
        }
    ]
    assert run("doubles", office, "--apart", 109, 53, "--reason", "两期工程") == 0
    assert capsys.readouterr().out == "已记录：不是重复。\n"
    assert run("doubles", office, "--apart", 53, 109, "--reason", "两期工程") == 0
    assert capsys.readouterr().out == "早已记录过不是重复，没有再记。\n"
    assert run("doubles", office, "--json") == 0
    left = json.loads(capsys.readouterr().out)
    assert {(pair["one"]["id"], pair["other"]["id"]) for pair in left} == PLANTED - {(53, 109)}


def test_the_newest_are_compared_with_the_whole_file(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doubles", office, "--latest", 192) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [(line.split()[0], other.split()[0]) for line, other in zip(lines[::3], lines[1::3], strict=True)] == [
        ("1", "145"),
        ("7", "242"),
        ("46", "217"),
        ("53", "109"),
    ]
    assert lines[-3:] == [
        f"     53  9412007Y0039  {TITLE}  {UNIT}",
        f"    109  —             《{TITLE}》  {UNIT}",
        f"         {'；'.join(REASONS)}",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--apart", 53, 109), "请写明为什么不是重复，没有记录。"),
        (("--apart", 53, 53, "--reason", "两期"), "这是同一项成果，没有记录；请给出两项成果。"),
        (("--apart", 53, 999, "--reason", "两期"), "登记簿中没有“999”这项成果，请核对。"),
    ],
    ids=["no reason", "one", "not there"],
)
def test_what_cannot_be_decided_is_said(
    office: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[object, ...], sentence: str
) -> None:
    assert run("doubles", office, *arguments) == 1
    assert capsys.readouterr().err == f"{sentence}\n"
