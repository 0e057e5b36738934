"""The English of the screens is complete and says the same; paper and file stay Chinese."""

import ast
import json
import os
import re
import shutil
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from awardsdesk.documents.registration_papers import find_number
from awardsdesk.i18n import _, joined, languages, preferred, use
from awardsdesk.lists.achievements import draft_of
from awardsdesk.models import Achievement
from awardsdesk.operations.achievements import save
from awardsdesk.operations.steps import last_step
from awardsdesk.store.database import Database
from awardsdesk.ui.preferences import Preferences
from tests.exchange.sheets import write

ROOT = Path(__file__).parent.parent
CATALOGUE: dict[str, str] = json.loads((ROOT / "resources/locale/en.json").read_text("utf-8"))
APART = re.compile(r"“[^“”]*”|\([^()]*\)")
"""Where a translation may name something in Chinese."""
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")

COMMANDS = """
import sys
from awardsdesk.__main__ import main
for command in sys.stdin.read().splitlines():
    sys.argv[1:] = command.split("|")
    if main():
        sys.exit(command)
"""


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Speak Chinese again after each test."""
    yield
    use("zh")


def calls() -> list[tuple[str, ast.Call]]:
    """Return every call of `_()` with where it stands."""
    return [
        (f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", node)
        for path in sorted((ROOT / "awardsdesk").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    ]


def literal(call: ast.Call) -> str | None:
    match call.args:
        case [ast.Constant(value=str(text))] if not call.keywords:
            return text
    return None


def placeholders(text: str) -> Counter[tuple[str, str | None, str | None]]:
    parsed = string.Formatter().parse(text)
    return Counter((name, spec, conversion) for _text, name, spec, conversion in parsed if name is not None)


def test_only_literals_are_translated():
    assert [where for where, call in calls() if literal(call) is None] == []


def test_every_text_is_translated_and_no_translation_is_stale():
    texts = {text for _where, call in calls() if (text := literal(call)) is not None}
    assert sorted(texts - CATALOGUE.keys()) == []
    assert sorted(CATALOGUE.keys() - texts) == []
    assert list(CATALOGUE) == sorted(CATALOGUE)


def test_translations_keep_the_placeholders():
    assert [text for text, said in CATALOGUE.items() if placeholders(text) != placeholders(said)] == []


def test_translations_are_english():
    assert {text: said for text, said in CATALOGUE.items() if CHINESE.search(APART.sub("", said))} == {}
    assert {
        text: said for text, said in CATALOGUE.items() if not said.strip() or said.count("“") != said.count("”")
    } == {}


def test_the_language_can_change_both_ways():
    use("en")
    assert (_("取消"), _("没有这样的文字")) == ("Cancel", "没有这样的文字")
    assert joined(("one", "two")) == "one, two"
    use("zh")
    assert _("取消") == "取消"
    assert joined(("甲", "乙")) == "甲、乙"
    use("en")
    use("xx")
    assert _("取消") == "取消"
    assert set(languages()) == {"zh", "en"}


def test_the_preferred_language(monkeypatch: pytest.MonkeyPatch, home: Path):
    monkeypatch.delenv("AWARDSDESK_LANGUAGE", raising=False)
    assert preferred() == "zh"
    home.mkdir(exist_ok=True)
    (home / "window.json").write_text("[]", "utf-8")
    assert preferred() == "zh"
    (home / "window.json").write_text("{", "utf-8")
    assert preferred() == "zh"
    Preferences().set("language", "en")
    assert preferred() == "en"
    monkeypatch.setenv("AWARDSDESK_LANGUAGE", "zh")
    assert preferred() == "zh"


def run(language: str, *arguments: object, told: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"AWARDSDESK_LANGUAGE": language, "PYTHONUTF8": "1"}
    words = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        words, cwd=ROOT, env=environment, input=told, capture_output=True, encoding="utf-8", timeout=50, check=False
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is no round with the code “2009-J”; this file has: 2008-J, 2008-QP.\n"),
        ("zh", "没有代号为“2009-J”的评选；本文件中有：2008-J、2008-QP。\n"),
        ("xx", "没有代号为“2009-J”的评选；本文件中有：2008-J、2008-QP。\n"),
    ],
)
def test_commands_speak_the_language(language: str, sentence: str, imported_year: Path, tmp_path: Path):
    file = shutil.copy(imported_year, tmp_path / "year.awards")
    command = ("-m", "awardsdesk", "approve", file, "--round", "2009-J", "--document", "一号", "--date", "2009-01-01")
    answer = run(language, *command)
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", sentence)


HEADS = """
import json
from awardsdesk.i18n import preferred, use
use(preferred())
from awardsdesk.lists.achievements import ACHIEVEMENTS
print(json.dumps({column.key: column.title for column in ACHIEVEMENTS.columns}, ensure_ascii=False))
"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("exported", ["zh", "en"])
def test_a_list_exported_in_one_language_is_read_in_every(
    exported: str, language: str, imported_year: Path, tmp_path: Path
):
    said = {
        "title": "秸秆还田机",
        "klass": "应用技术",
        "level": "国内先进",
        "units": "甲研究所、乙有限公司",
        "completers": "张三",
        "discipline_code": "21040",
        "industry_code": "3572",
        "field_of_technology": "先进制造与自动化",
        "details.secrecy": "内部",
        "details.funding_state": "12.5",
        "details.plan_no": "K1",
    }
    heads = json.loads(run(exported, "-c", HEADS).stdout)
    book = write(tmp_path / "列表.xlsx", ("成果登记", [[heads[key] for key in said], [*said.values()]]))
    file = shutil.copy(imported_year, tmp_path / "year.awards")
    assert run(language, "-m", "awardsdesk", "import", file, book).returncode == 0
    with closing(Database.open(Path(file))) as database, database.read() as session:
        made = session.scalars(select(Achievement).where(Achievement.title == said["title"])).one()
        read = {key: getattr(made, key) for key in said if hasattr(made, key)}
        read |= {key: "、".join(each.name for each in read[key]) for key in ("units", "completers")}
        assert (
            read | {f"details.{key}": value for key, value in made.details.items() if f"details.{key}" in said} == said
        )


def test_papers_are_the_same_in_every_language(approved_year: Path, tmp_path: Path):
    made: dict[str, dict[str, bytes]] = {}
    for language in ("zh", "en"):
        folder = tmp_path / language
        folder.mkdir()
        file = shutil.copy(approved_year, folder / "year.awards")
        commands = [
            ("certificates", "2008-QP", "证书.pdf"),
            *(("roster", code, f"{code}.{kind}") for code in ("2008-QP", "2008-J") for kind in ("xlsx", "docx", "pdf")),
            *(("payments", "2008-J", f"发放表.{kind}") for kind in ("xlsx", "pdf")),
            *(("plaques", "2008-QP", f"牌匾.{kind}") for kind in ("xlsx", "pdf")),
        ]
        lines = [f"{verb}|{file}|--round|{code}|{folder / name}" for verb, code, name in commands]
        lines += [
            f"explain|{file}|--round|{code}|--key|{key}|{folder / key}.pdf"
            for code, key in (("2008-QP", "91419901UTHCBLJJXP"), ("2008-J", "2008-农-002"))
        ]
        answer = run(language, "-c", COMMANDS, told="\n".join(lines))
        assert (answer.returncode, answer.stderr) == (0, "")
        made[language] = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".awards"}
    assert made["zh"].keys() == made["en"].keys()
    assert [name for name, content in made["zh"].items() if content != made["en"][name]] == []
    assert len(made["zh"]) == len(lines)


def test_what_was_computed_in_one_language_is_approved_in_another(imported_year: Path, tmp_path: Path):
    file = shutil.copy(imported_year, tmp_path / "year.awards")
    rounds = ("2008-QP", "2008-J")
    answer = run("zh", "-c", COMMANDS, told="\n".join(f"result|{file}|--round|{code}" for code in rounds))
    assert (answer.returncode, answer.stderr) == (0, "")
    lines = [f"approve|{file}|--round|{code}|--document|澄政〔2008〕28号|--date|2008-08-15" for code in rounds]
    answer = run("en", "-c", COMMANDS, told="\n".join([*lines, f"check|{file}"]))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "Sound.\n", "")


def test_the_record_of_a_correction_is_chinese_in_every_language(imported_year: Path, tmp_path: Path):
    file = Path(shutil.copy(imported_year, tmp_path / "year.awards"))
    correct = f"step|{file}|correct|--number|9412008Y0001|--reason|笔误"
    answer = run("en", "-c", COMMANDS, told=f"step|{file}|issue-certificate|--number|9412008Y0001")
    assert (answer.returncode, answer.stderr) == (0, "")
    database = Database.open(file)
    with database.write() as session:
        id_ = find_number(session, "9412008Y0001")
        before = draft_of(session, id_)
        save(session, replace(before, title="正确的名称"), id_)
    database.close()
    answer = run("en", "-c", COMMANDS, told=correct)
    assert (answer.returncode, answer.stderr) == (0, "")
    database = Database.open(file)
    with database.read() as session:
        done = last_step(session, id_)
        assert done is not None
        assert done.reason == f"笔误；成果名称由“{before.title}”更正为“正确的名称”"
    database.close()
