"""The commands of a registration's life, on real files."""

import datetime as dt
import getpass
import json
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from msgspec import structs

from awardsdesk.cli import run_command
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.office import rename_office
from awardsdesk.operations.registration_rules import set_rules
from awardsdesk.store.database import Database

DAY = dt.date(2007, 8, 1)
DRAFT = AchievementDraft(
    title="永磁电机", klass="应用技术", units=(UnitDraft("甲公司"),), completers=(CompleterDraft("张三"),)
)


def run(*arguments: object) -> int | Path:
    return run_command([str(argument) for argument in arguments])


def headings(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = [page.get_textpage().get_text_bounded().splitlines()[0] for page in document]
    document.close()
    return found


@pytest.fixture
def office(database: Database) -> Path:
    """Two drafts."""
    with database.write() as session:
        rename_office(session, "澄川市科学技术局")
        for place in (1, 2):
            save(session, replace(DRAFT, title=f"成果{place}"))
    database.close()
    return database.path


def both(office: Path, verb: str, *more: object) -> int | Path:
    return run("step", office, verb, "--id", 1, "--id", 2, "--day", "2008-07-01", *more)


def test_the_whole_way_by_commands(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert both(office, "submit") == 0
    assert both(office, "return", "--code", "01", "--code", "02", "--reason", "缺报告") == 0
    assert both(office, "submit") == 0
    capsys.readouterr()
    assert both(office, "accept") == 1
    assert capsys.readouterr().err == (
        "所选 2 项中有 2 项没有核对过材料（清单共 16 项，一项也没有勾选），没有改动任何内容；"
        "请先勾选收到的材料，确已核对纸质材料的加 --unticked。\n"
    )
    assert both(office, "accept", "--unticked") == 0
    assert both(office, "open-notice", "--until", "2008-07-02") == 1
    assert capsys.readouterr().err == "公示：公示期为 30 天，2008-07-01 开始公示的不能早于 2008-07-31 截止。\n"
    assert run("step", office, "open-notice", "--id", 1, "--day", "2008-06-30") == 1
    assert capsys.readouterr().err == (
        "不能公示，没有改动任何内容。《成果1》：上一步“受理”在 2008-07-01 办理，本步不能早于这一天。\n"
    )
    assert both(office, "open-notice") == 0
    capsys.readouterr()
    assert both(office, "give-number") == 1
    told = "公示到 2008-07-31 为止，期满后才能登记。"
    assert capsys.readouterr().err == (
        f"所选 2 项中有 2 项不能登记发号，没有改动任何内容。《成果1》：{told}《成果2》：{told}\n"
    )
    assert run("step", office, "lodge-objection", "--id", 2, "--reason", "排序", "--objector", "李四") == 0
    assert run("step", office, "give-number", "--id", 2) == 1
    assert run("step", office, "give-number", "--id", 1, "--day", "2008-08-01", "--json") == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index("[") :]) == [
        {"id": 1, "number": "9412008Y0001", "title": "成果1", "state": "已登记"}
    ]
    assert run("step", office, "cancel", "--number", "9412008Y0001", "--reason", "造假", "--document", "澄科1号") == 0
    assert capsys.readouterr().out == "9412008Y0001  已注销  成果1\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("reject", "--code", "77"), "不予登记没有理由代码“77”，没有改动任何内容；可用："),
        (("reject",), "不予登记：请至少选择一项理由。"),
        (("return", "--code", "08"), "退回补正没有理由代码“08”，没有改动任何内容；可用："),
        (("return", "--code", "01", "--until", "2008-06-01"), "退回补正：截止日期早于办理日期。"),
        (("issue-certificate",), "所选 2 项中有 2 项不能发证，没有改动任何内容。"),
    ],
)
def test_a_step_that_cannot_be_changes_nothing(
    office: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert both(office, "submit") == 0
    assert both(office, *arguments) == 1
    assert capsys.readouterr().err.startswith(told)
    assert run("registrations", office, "--json") == 0
    out = capsys.readouterr().out
    assert {each["state"] for each in json.loads(out[out.index("[") :])} == {"已提交"}


def test_a_number_is_not_given_on_a_day_to_come(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in (("submit",), ("accept", "--unticked"), ("open-notice",)):
        assert both(office, *verb) == 0
    assert run("step", office, "give-number", "--id", 1, "--day", "2999-01-01") == 1
    assert capsys.readouterr().err == "登记发号：登记日期是发号的当天，不能晚于今天。\n"


def test_numbers_of_several_classes_are_told_a_range_each(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database.open(office)
    with database.write() as session:
        save(session, replace(DRAFT, title="成果3", klass="软科学"))
    database.close()
    three = ("--id", 1, "--id", 3, "--id", 2)
    for verb in (("submit",), ("accept", "--unticked"), ("open-notice",)):
        assert run("step", office, *verb, *three, "--day", "2008-07-01") == 0
    capsys.readouterr()
    assert run("step", office, "give-number", *three, "--day", "2008-08-01") == 0
    assert capsys.readouterr().out.splitlines() == [
        "9412008Y0001  已登记  成果1",
        "9412008R0001  已登记  成果3",
        "9412008Y0002  已登记  成果2",
        "已登记：9412008Y0001 — 9412008Y0002、9412008R0001",
    ]


def test_a_step_needs_a_verb_and_achievements_that_are_there(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("step", office, "accept") == 2
    assert run("step", office, "praise", "--id", 1) == 2
    capsys.readouterr()
    assert run("step", office, "submit", "--id", 1, "--id", 9) == 1
    assert capsys.readouterr().err == "登记簿中没有“9”这项成果，请核对。\n"


def test_rules_are_printed_changed_and_set(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("registration-rules", office) == 0
    rules = json.loads(capsys.readouterr().out)
    rules["notice"] |= {"days": 15, "calendar": "working"}
    source = tmp_path / "rules.json"
    source.write_text(json.dumps(rules, ensure_ascii=False), "utf-8-sig")
    assert run("registration-rules", office, "--set", source, "--reason", "澄科〔2026〕1号") == 0
    assert run("registration-rules", office, "--set", source) == 0
    assert capsys.readouterr().out == "登记规则已改。\n与现有的一致，没有改动\n"
    assert run("registration-rules", office) == 0
    assert json.loads(capsys.readouterr().out) == rules


def test_faulty_rules_are_refused_by_name(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "rules.json"
    assert run("registration-rules", office, "--set", source) == 1
    assert capsys.readouterr().err == "读不出“rules.json”，登记规则没有改动；请核对文件名和权限。\n"
    source.write_text('{"registrars": [', "utf-8")
    assert run("registration-rules", office, "--set", source) == 1
    assert capsys.readouterr().err == ("登记规则没有改动：文件不是完整的 JSON（UTF-8），请核对括号、引号和逗号。\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_rules_are_not_waited_for_at_a_pipe(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "管")
    for source in (tmp_path / "管", Path("/dev/null"), tmp_path):
        assert run("registration-rules", office, "--set", source) == 1
        assert capsys.readouterr().err == (f"“{source.name}”不是文件，登记规则没有改动；请先把规则存成 JSON 文件。\n")


def test_a_correction_and_the_certificate_from_before_it(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in (("submit",), ("accept", "--unticked"), ("open-notice",)):
        assert both(office, *verb) == 0
    assert both(office, "give-number", "--day", "2008-08-01") == 0
    number, first, before = ("--number", "9412008Y0001"), tmp_path / "证书.pdf", tmp_path / "更正前.pdf"
    assert run("registration-certificate", office, *number, first) == 0
    capsys.readouterr()
    assert run("registration-certificate", office, *number, "--replaced", before) == 1
    assert capsys.readouterr().err == "所选成果的证书没有更正过，没有更正前的证书。\n"
    assert run("step", office, "correct", *number, "--reason", "笔误") == 1
    assert capsys.readouterr().err == (
        "不能更正，没有改动任何内容。"
        "《成果1》：登记表与证书一致；请先在登记表中改好名称、完成单位或完成人，保存后再办理更正。\n"
    )
    database = Database.open(office)
    with database.write() as session:
        save(session, replace(DRAFT, title="成果一"), 1)
    database.close()
    assert run("step", office, "correct", *number, "--reason", "笔误", "--document", "澄科1号") == 0
    assert capsys.readouterr().out == "9412008Y0001  已登记  成果一\n"
    assert run("registration-certificate", office, *number, "--replaced", before) == 0
    assert before.read_bytes() == first.read_bytes()


def test_notices_and_the_public_notice_are_drawn(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, letters = ("--id", "1"), ("--id", "2"), tmp_path / "通知书.pdf"
    assert both(office, "submit") == 0
    assert run("step", office, "return", *first, "--code", "02", "--document", "澄科补1号") == 0
    assert run("step", office, "reject", *second, "--code", "08") == 0
    assert run("registration-notice", office, *first, *second, letters) == 0
    assert headings(letters) == ["科技成果登记补正通知书", "科技成果不予登记通知书"]
    capsys.readouterr()
    assert run("registration-notice", office, *first, "--public", tmp_path / "公示.pdf") == 1
    assert capsys.readouterr().err == "《成果1》没有办理过公示，没有可打印的文书。\n"
    assert run("step", office, "submit", *first) == 0
    assert run("step", office, "accept", *first, "--unticked") == 0
    assert run("step", office, "open-notice", *first) == 0
    assert run("registration-notice", office, *first, "--public", tmp_path / "公示.pdf") == 0
    assert headings(tmp_path / "公示.pdf") == ["科技成果登记公示"]
    before = (tmp_path / "公示.pdf").read_bytes()
    assert run("step", office, "reject", *first, "--code", "08") == 0
    assert run("registration-notice", office, *first, "--public", tmp_path / "公示.pdf") == 0
    assert (tmp_path / "公示.pdf").read_bytes() == before
    assert run("registration-notice", office, *first, letters) == 0
    assert headings(letters) == ["科技成果不予登记通知书"]
    assert run("registration-notice", office, *first, "--all", letters) == 0
    assert headings(letters) == ["科技成果不予登记通知书", "科技成果登记补正通知书"]
    assert run("registration-notice", office, "--id", "99", tmp_path / "三.pdf") == 1
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["公示.pdf", "通知书.pdf"]


def test_the_course_of_a_registration(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert both(office, "submit") == 0
    assert run("step", office, "return", "--id", 1, "--day", "2008-07-01", "--code", "01", "--document", "澄科1号") == 0
    assert run("registration-course", office) == 2
    capsys.readouterr()
    assert run("registration-course", office, "--id", 1) == 0
    assert capsys.readouterr().out.splitlines()[:7] == [
        "成果1",
        "现在：补正。可以办理：提交、不予登记、撤回",
        "2008-07-01　退回补正",
        "    结果  补正",
        "    理由  材料不齐全",
        "    文书  科技成果登记补正通知书",
        "    文号  澄科1号",
    ]
    assert run("registration-course", office, "--id", 1, "--json") == 0
    out = capsys.readouterr().out
    submitted, returned = json.loads(out[out.index("[") :])
    del returned["at"]
    assert submitted["step"] == "submit"
    assert returned == {
        "step": "return",
        "from": "已提交",
        "to": "补正",
        "day": "2008-07-01",
        "until": "2008-07-15",
        "reason": "",
        "codes": ["01"],
        "document": "澄科1号",
        "by": getpass.getuser(),
    }


def test_the_day_of_an_imported_number_is_corrected(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database.open(office)
    imported = replace(DRAFT, title="导入的", registration_no="9412008Y0007", registered_on=dt.date(2008, 8, 10))
    with database.write() as session:
        take(session, [Batched(imported)], "册.xlsx")
    database.close()
    number = ("--number", "9412008Y0007", "--registered", "2008-07-10")
    assert run("step", office, "issue-certificate", *number) == 2
    assert run("step", office, "correct", *number, "--reason", "录入有误") == 0
    capsys.readouterr()
    assert run("registrations", office, "--json") == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index("[") :])[0]["registered_on"] == "2008-07-10"


def test_a_number_whose_certificate_cannot_be_printed_is_given_only_when_that_is_said(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the window asks: a number cannot be taken back."""
    with (database := Database.open(office)).write() as session:
        rules = rules_of(session)
        words = structs.replace(rules.certificate, organ="澄川市科学技术局" * 12)
        set_rules(session, structs.replace(rules, certificate=words))
        there = replace(DRAFT, title="导入的", completers=(), registration_no="9412007Y0001", registered_on=DAY)
        take(session, [Batched(there)], "x")
    database.close()
    for verb, *more in (("submit",), ("accept", "--unticked"), ("open-notice",)):
        assert both(office, verb, *more) == 0
    capsys.readouterr()
    number = "step", office, "give-number", "--id", 1, "--id", 2, "--day", "2008-08-01"
    issue = "step", office, "issue-certificate", "--number", "9412007Y0001"
    after = "没有办理，没有改动任何内容；仍要办理的请加 --anyway。\n"
    assert run(*number) == 1
    too_long = "颁发机关：共 96 字，缩到最小字号 11 磅仍放不下。"
    assert capsys.readouterr() == ("", f"登记证书：有 2 处打印不出来，第一处：{too_long}{after}")
    assert run(*issue) == 1
    assert capsys.readouterr() == ("", f"登记证书：有 2 处打印不出来，第一处：完成者：没有内容。{after}")
    assert run(*number, "--anyway", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["number"], each["state"]) for each in told] == [
        ("9412008Y0001", "已登记"),
        ("9412008Y0002", "已登记"),
    ]
    assert run(*issue, "--anyway") == 0


@pytest.mark.parametrize("name", ["澄东区科技局", "澄川市科学技术局"])
def test_nothing_is_said_in_another_offices_name_unless_that_is_meant(
    office: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with closing(Database.open(office)) as database, database.write() as session:
        rename_office(session, name)
    assert [both(office, "submit"), both(office, "accept", "--unticked")] == [0, 0]
    capsys.readouterr()
    if name == "澄东区科技局":
        assert both(office, "open-notice") == 1
        assert capsys.readouterr().err == (
            "登记机构是“941 澄川市科学技术局”，本单位是“澄东区科技局”；公示、登记号和证书用的是登记机构的，请先在“设置”里改好登记规则。"
            "没有办理，没有改动任何内容；仍要办理的请加 --anyway。\n"
        )
        assert both(office, "open-notice", "--anyway") == 0
    else:
        assert both(office, "open-notice") == 0
