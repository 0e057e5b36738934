"""Workbooks into the file: previewed, all or nothing, twice the same, and as offices really send them."""

import shutil
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from awardsdesk.errors import UserError
from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.importing import ImportRefused, Report, apply, load, preview
from awardsdesk.models import Achievement, Entry, Event, Organization, Round
from awardsdesk.operations.audit import now, operation
from awardsdesk.operations.imports import describe
from awardsdesk.operations.rounds import by_code, open_round
from awardsdesk.operations.samples import open_sample_rounds, sample_books, sample_workbooks
from awardsdesk.operations.taking import Change
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store.database import Database
from tests.exchange.sheets import write

MESSY = Path(__file__).parent / "messy"
BOOKS = {path.stem: path for path in sample_workbooks()}


@pytest.fixture
def rounds(database: Database) -> Database:
    with database.write() as session:
        open_sample_rounds(session)
    return database


def bring(database: Database, *paths: Path, code: str = "", skip: bool = False) -> Report:
    with database.read() as session:
        loaded = load(session, paths, code)
    with database.write() as session:
        return apply(session, loaded, code, skip_refused=skip)


def count(database: Database, model: type[Entry | Achievement | Event]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(model.id))) or 0


def test_preview_tells_what_would_change_and_changes_nothing(rounds: Database) -> None:
    with rounds.read() as session:
        loaded = load(session, [BOOKS["企业申报"]])
    with rounds.read() as session:
        report = preview(session, loaded)
    assert describe(report.outcome.counts.items()) == ["企业申报：新增 119"]
    assert count(rounds, Entry) == 0


def test_a_number_that_leaves_out_others_is_doubted(database: Database, tmp_path: Path) -> None:
    today = now().date()
    head = ["成果名称", "成果类别", "完成单位", "完成人", "登记号", "登记日期"]

    def doubts(*serials: int, year: int = today.year, letter: str = "Y") -> list[tuple[str, str]]:
        klass = {"Y": "应用技术", "R": "软科学"}[letter]
        numbers = [f"941{year}{letter}{serial:04}" for serial in serials]
        rows = [[f"{number}之研究", klass, "甲所", "张三", number, f"{year}-01-01"] for number in numbers]
        path = write(tmp_path / "登记.xlsx", ("成果登记", [head, *rows]))
        report = bring(database, path)
        return [(found.cell, found.sentence) for found in report.problems if "空着" in found.sentence]

    sentence = "这一号之前空着 {} 个号（第 {} 号起），登记库和这张表里都没有；导入后接着这一号往下发，撤回导入也不退回。请核对。"
    assert doubts(2, 1, 3) == []
    assert doubts(7, 4, 3) == [("E2", sentence.format(2, 5))]
    assert doubts(8, 5) == []
    assert doubts(2, letter="R") == [("E2", sentence.format(1, 1))]
    assert doubts(90, year=today.year - 1) == []


def test_the_same_workbook_twice_changes_nothing(rounds: Database) -> None:
    first = bring(rounds, BOOKS["成果登记"], BOOKS["奖励提名"])
    events = count(rounds, Event)
    second = bring(rounds, BOOKS["成果登记"], BOOKS["奖励提名"])
    assert first.outcome.counts == {("成果登记", Change.ADDED): 300, ("奖励提名", Change.ADDED): 132}
    assert second.outcome.counts == {("成果登记", Change.SAME): 300, ("奖励提名", Change.SAME): 132}
    assert count(rounds, Event) == events
    assert count(rounds, Achievement) == 300


def test_order_of_units_and_persons_is_that_of_the_workbook(sample: Database) -> None:
    sheet = openpyxl.load_workbook(BOOKS["奖励提名"]).active
    wanted = {row[0]: (row[6].split("、"), row[7].split("、")) for row in sheet.iter_rows(min_row=2, values_only=True)}
    with sample.read() as session:
        entries = session.scalars(select(Entry).where(Entry.round_id == by_code(session, "2008-J").id)).all()
        found = {
            entry.key: (
                [unit.name for unit in entry.units],
                [
                    row.name if row.unit == entry.units[0].name else f"{row.name}（{row.unit}）"
                    for row in entry.completers
                ],
            )
            for entry in entries
        }
    assert found == wanted


def test_all_or_nothing_unless_asked_otherwise(rounds: Database) -> None:
    with pytest.raises(ImportRefused) as told:
        bring(rounds, MESSY / "企业申报.xlsx")
    assert told.value.report.refused == 7
    assert str(told.value).startswith(
        "有 7 处问题使所在的行不能导入，全部没有导入。第一处：企业申报.xlsx“申报企业”K37："
    )
    assert count(rounds, Entry) == 0


def test_messy_workbooks_come_in_without_their_refused_rows(rounds: Database) -> None:
    bring(rounds, BOOKS["成果登记"])
    report = bring(rounds, MESSY / "企业申报.xlsx", MESSY / "奖励提名.xlsx", skip=True)
    added = {kind: number for (kind, change), number in report.outcome.counts.items() if change is Change.ADDED}
    assert added == {"企业申报": 114, "奖励提名": 129}
    assert Counter(problem.severity for problem in report.problems)[Severity.REFUSE] == 11


def test_what_could_not_be_read_never_wipes_what_is_known(rounds: Database) -> None:
    bring(rounds, BOOKS["成果登记"], BOOKS["企业申报"], BOOKS["奖励提名"])

    def known() -> tuple[set[str], int, int]:
        with rounds.read() as session:
            accounts = set(session.scalars(select(Entry.key).where(Entry.account != "")))
            nameless = session.scalars(select(Entry.id).where(Entry.nominator != "", ~Entry.completers.any())).all()
            blank = session.scalars(select(Organization.id).where(Organization.account == "")).all()
            return accounts, len(nameless), len(blank)

    before = known()
    bring(rounds, MESSY / "企业申报.xlsx", MESSY / "奖励提名.xlsx", skip=True)
    accounts, nameless, blank = known()
    assert (before[0] - accounts, nameless, blank) == (set(), 0, before[2])


def test_workbooks_depend_on_each_other_in_any_order(rounds: Database) -> None:
    report = bring(rounds, *reversed(sample_workbooks()))
    assert report.outcome.refusals == []
    assert count(rounds, Entry) == 251


def test_scores_of_unknown_entries_are_refused_by_row(rounds: Database) -> None:
    bring(rounds, BOOKS["企业申报"])
    with pytest.raises(ImportRefused) as told:
        bring(
            rounds,
            BOOKS["奖励提名"],
            BOOKS["表决"],
            BOOKS["奖励专家评分"],
            BOOKS["企业专家评分"],
            BOOKS["部门核实"],
            _odd(rounds),
        )
    problem = next(item for item in told.value.report.problems if item.severity is Severity.REFUSE)
    assert (problem.file, problem.sheet, problem.cell, problem.sentence) == (
        "多.xlsx",
        "表决",
        "A84",
        "“2008-工-999”不在“2008年度市科学技术进步奖”的申报名单中",
    )


def _odd(database: Database) -> Path:
    """Copy the ballots with one for an entry nobody nominated, and without the meeting."""
    workbook = openpyxl.load_workbook(BOOKS["表决"])
    workbook["表决"]["A84"] = "2008-工-999"
    path = database.path.with_name("多.xlsx")
    del workbook["会议"]
    workbook.save(path)
    return path


def test_without_a_round_the_way_out_is_named(database: Database) -> None:
    with pytest.raises(UserError) as told:
        bring(database, BOOKS["企业申报"])
    assert str(told.value) == "本文件中还没有“企业创新评价”评选，没有导入；请先新建评选。"


def test_of_approved_rounds_it_is_told_that_they_are(rounds: Database) -> None:
    with rounds.write() as session, operation(session, "approve", "x"):
        session.scalars(select(Round).where(Round.code == "2008-QP")).one().approved_at = now()
    with pytest.raises(UserError) as told:
        bring(rounds, BOOKS["企业申报"])
    assert str(told.value) == ("“企业创新评价”评选（2008-QP）已经批准，不再改动，没有导入；是新一届的，请先新建评选。")


def test_with_two_open_rounds_one_must_be_named(rounds: Database) -> None:
    with rounds.write() as session:
        open_round(session, "2009-QP", 2009, sample_books()["2008-QP"])
    with pytest.raises(UserError) as told:
        bring(rounds, BOOKS["企业申报"])
    assert str(told.value) == ("有多个未批准的“企业创新评价”评选（2008-QP、2009-QP），请指明导入哪一个。")
    bring(rounds, BOOKS["企业申报"], code="2009-QP")
    with rounds.read() as session:
        assert {entry.round.code for entry in session.scalars(select(Entry))} == {"2009-QP"}


def test_cancelling_rolls_back(rounds: Database) -> None:
    with rounds.read() as session:
        loaded = load(session, [BOOKS["企业申报"]])
    progress = Progress()

    class Impatient(Progress):
        def step(self, count: int = 1) -> None:
            super().step(count)
            if self.done == 60:
                self.cancel()

    progress = Impatient()
    with pytest.raises(Cancelled), rounds.write() as session:
        apply(session, loaded, progress=progress)
    assert count(rounds, Entry) == 0


def test_a_preview_says_that_it_compares_and_an_import_that_it_writes(rounds: Database) -> None:
    with rounds.read() as session:
        loaded = load(session, [BOOKS["企业申报"]])
        looking = Progress()
        seen = preview(session, loaded, progress=looking)
    assert (len(seen.rows), seen.outcome.images) == (119, [])
    assert looking.label == "正在与登记库比对"
    said: list[str] = []

    class Heard(Progress):
        def start(self, label: str, total: int = 0) -> None:
            super().start(label, total)
            said.append(label)

    with rounds.write() as session:
        apply(session, loaded, progress=Heard())
    assert said == ["正在写入", "正在编入检索"]


def test_foreign_files_are_refused_by_name(rounds: Database, tmp_path: Path) -> None:
    empty = tmp_path / "空.xlsx"
    empty.touch()
    with pytest.raises(UserError):
        bring(rounds, BOOKS["企业申报"], empty)
    assert count(rounds, Entry) == 0
    missing = openpyxl.load_workbook(BOOKS["奖励提名"])
    missing.active.delete_cols(8)
    missing.save(tmp_path / "缺列.xlsx")
    with pytest.raises(UserError) as told:
        bring(rounds, tmp_path / "缺列.xlsx")
    assert str(told.value) == "表“提名项目”是“奖励提名”，但缺少这些列：完成人；没有读入任何内容。请补上后再导入。"
    shutil.copy(MESSY / "faults.json", tmp_path / "不是.xlsx")
    with pytest.raises(UserError):
        bring(rounds, tmp_path / "不是.xlsx")


def test_a_number_of_no_registrar_known_is_told_and_seen(database: Database, tmp_path: Path) -> None:
    path = Path(shutil.copy(BOOKS["成果登记"], tmp_path / "成果登记.xlsx"))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    column = next(cell.column for cell in sheet[1] if cell.value == "登记号")
    rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column).value][:2]
    sheet.cell(rows[0], column).value = "ABC"
    wrong = sheet.cell(rows[1], column).value
    other = "R" if "Y" in wrong else "Y"
    sheet.cell(rows[1], column).value = f"9412008{other}0999"
    book.save(path)
    told = {(each.cell, each.severity, each.sentence) for each in bring(database, path).problems}
    told -= {(each.cell, each.severity, each.sentence) for each in bring(database, BOOKS["成果登记"]).problems}
    letter = sheet.cell(1, column).column_letter
    assert (
        f"{letter}{rows[0]}",
        Severity.WARN,
        "登记号“ABC”不合已知登记机构的格式，按外单位登记收下，不由本单位发证；请核对。",
    ) in told
    assert any(
        cell == f"{letter}{rows[1]}" and sentence.endswith("与成果类别不符；请核对。") for cell, _s, sentence in told
    )
    with database.read() as session:
        states = session.scalars(select(Achievement.state).where(Achievement.registration_no == "ABC"))
        assert list(states) == ["外单位登记"]
