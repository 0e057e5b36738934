"""An import taken back as a whole: at any later time, keeping what was worked on since, and itself to be undone."""

import datetime as dt
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest
from msgspec import structs
from sqlalchemy import func, select

from awardsdesk.errors import UserError
from awardsdesk.exchange.importing import apply, load
from awardsdesk.lists.achievements import draft_of
from awardsdesk.lists.imports import imports
from awardsdesk.models import (
    Achievement,
    AchievementStep,
    AchievementUnit,
    Attachment,
    Base,
    ComputedResult,
    Entry,
    Event,
    NumberSeries,
    Organization,
    Person,
    Round,
)
from awardsdesk.operations.achievements import save
from awardsdesk.operations.approval import approve
from awardsdesk.operations.audit import now, operation, verify_chain
from awardsdesk.operations.correcting import corrections
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.imports import Batched, take
from awardsdesk.operations.merging import merge_organizations
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.registration import take_step
from awardsdesk.operations.registration_rules import set_rules
from awardsdesk.operations.results import compute
from awardsdesk.operations.rounds import by_code
from awardsdesk.operations.samples import open_sample_rounds, sample_workbooks
from awardsdesk.operations.taking_back import Kept, TakenBack, plan_back, take_back
from awardsdesk.operations.undo import redo, undo
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.rules.registration import Statement, Verb
from awardsdesk.store.database import Database

BOOKS = {path.stem: path for path in sample_workbooks()}
PARTS = ("organization", "person", "achievement", "achievement_unit", "achievement_completer", "entry", "entry_unit")
NUMBERED = 2
"""A row of the register with a number and several persons."""


def bring(database: Database, *paths: Path) -> int:
    """Import workbooks; returns the event."""
    with database.read() as session:
        loaded = load(session, paths)
    with database.write() as session:
        apply(session, loaded)
    with database.read() as session:
        return imports(session)[0].id


def back(database: Database, event: int) -> TakenBack:
    with database.write() as session:
        return take_back(session, event)


def count(database: Database, kind: type[Base]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name in PARTS]
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr) for table in tables
        }


def amended(tmp_path: Path, row: int = 3) -> Path:
    """Return the register with another level in row 2, two persons changed about in a row, another level in row 4."""
    book = openpyxl.load_workbook(BOOKS["成果登记"])
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    level, persons = heads.index("成果水平") + 1, heads.index("完成人") + 1
    sheet.cell(2, level).value = sheet.cell(4, level).value = "世界首创"
    names = sheet.cell(row, persons).value.split("、")
    sheet.cell(row, persons).value = "、".join([names[1], names[0], *names[2:]])
    path = tmp_path / "更正.xlsx"
    book.save(path)
    return path


def by_row(database: Database, row: int) -> int:
    number = openpyxl.load_workbook(BOOKS["成果登记"]).active
    heads = [cell.value for cell in number[1]]
    title = number.cell(row, heads.index("成果名称") + 1).value
    no = number.cell(row, heads.index("登记号") + 1).value
    with database.read() as session:
        found = session.scalars(select(Achievement).where(Achievement.title == title)).all()
        return next(each.id for each in found if not no or each.registration_no == no)


def test_a_whole_import_goes_and_its_numbers_are_free(database: Database) -> None:
    event = bring(database, BOOKS["成果登记"])
    assert count(database, NumberSeries) > 0
    assert back(database, event) == TakenBack(removed=300, numbers=248)
    assert [count(database, kind) for kind in (Achievement, AchievementUnit, Organization, Person)] == [0, 0, 0, 0]
    assert count(database, NumberSeries) == 0
    with database.read() as session:
        assert verify_chain(session) == []
        line = imports(session)[0]
    assert (line.source, line.counts, line.undone) == (
        "成果登记.xlsx",
        "成果登记：新增 300",
        "撤回 300，恢复 0，保留 0",
    )


def test_what_was_worked_on_since_stays_and_is_named(database: Database) -> None:
    event = bring(database, BOOKS["成果登记"])
    with database.read() as session:
        rows = session.scalars(select(Achievement).order_by(Achievement.id).limit(3)).all()
        ids, titles = [row.id for row in rows], [row.title for row in rows]
        draft = draft_of(session, rows[0].id)
        units = {unit.name for row in rows for unit in row.units}
    with database.write() as session:
        save(session, replace(draft, abstract="后来补写的简介"), ids[0])
        with operation(session, "test", "later"):
            session.add(
                Attachment(
                    achievement_id=ids[1], digest="0" * 64, name="章.pdf", media_type="application/pdf", size=1,
                    added_at=now(), added_by="",
                )
            )  # fmt: skip
            step = AchievementStep(
                achievement_id=ids[2],
                at=now(),
                actor="",
                verb="accept",
                from_state="",
                to_state="",
                day=now().date(),
            )
            session.add(step)
    done = back(database, event)
    assert (done.removed, done.restored) == (297, 0)
    reasons = ("后来改过", "后来附了扫描件", "后来办理过登记步骤")
    assert sorted(done.kept, key=str) == sorted(map(Kept, titles, reasons), key=str)
    with database.read() as session:
        assert set(session.scalars(select(Achievement.title))) == set(titles)
        assert units <= set(session.scalars(select(Organization.name)))


def test_updates_are_set_back_where_nobody_changed_them_since(database: Database, tmp_path: Path) -> None:
    bring(database, BOOKS["成果登记"])
    before = contents(database)
    event = bring(database, amended(tmp_path))
    fourth = by_row(database, 4)
    with database.read() as session:
        draft = draft_of(session, fourth)
    with database.write() as session:
        save(session, replace(draft, level="行业首创"), fourth)
    done = back(database, event)
    assert done == TakenBack(removed=0, restored=2, kept=[Kept(draft.title, "后来改过")])
    with database.read() as session:
        assert session.get_one(Achievement, fourth).level == "行业首创"
    after = contents(database)
    assert after["achievement_completer"] == before["achievement_completer"]
    assert sum(old != new for old, new in zip(before["achievement"], after["achievement"], strict=True)) == 1


def test_the_year_with_its_rounds_goes_too_and_its_result(sample: Database) -> None:
    with sample.write() as session:
        compute(session, by_code(session, "2008-J"))
        revision = by_code(session, "2008-J").revision
    with sample.read() as session:
        event = imports(session)[0].id
    done = back(sample, event)
    assert (done.removed, done.kept) == (300 + 119 + 132 + 1, [])
    assert [count(sample, kind) for kind in (Entry, Achievement, Organization, ComputedResult)] == [0, 0, 0, 0]
    assert count(sample, Round) == 2
    with sample.read() as session:
        assert by_code(session, "2008-J").revision == revision + 1


def test_approved_rounds_keep_everything_that_was_decided_on(sample: Database) -> None:
    with sample.write() as session:
        approve(session, by_code(session, "2008-J"), "澄政〔2008〕28号", dt.date(2008, 8, 15))
    with sample.read() as session:
        event = imports(session)[0].id
        referred = set(session.scalars(select(Entry.achievement_id).where(Entry.achievement_id.is_not(None))))
    done = back(sample, event)
    reasons = {kept.reason for kept in done.kept}
    assert reasons == {"评选已经批准", "后来有申报引用它"}
    assert count(sample, Entry) == 132
    assert count(sample, Achievement) == len(referred)


def test_taking_back_is_itself_undone(database: Database, tmp_path: Path) -> None:
    bring(database, BOOKS["成果登记"])
    event = bring(database, amended(tmp_path))
    before = contents(database)
    back(database, event)
    assert contents(database) != before
    with database.write() as session:
        undo(session)
    assert contents(database) == before
    with database.read() as session:
        assert [line.undone for line in imports(session)] == ["", ""]
    with database.write() as session:
        redo(session)
    with database.read() as session:
        assert [line.undone for line in imports(session)] == ["撤回 0，恢复 3，保留 0", ""]


def test_series_of_numbers_stand_again_when_taking_back_is_undone(database: Database) -> None:
    event = bring(database, BOOKS["成果登记"])
    with database.read() as session:
        before = session.execute(select(NumberSeries.id, NumberSeries.last)).all()
    back(database, event)
    assert count(database, NumberSeries) == 0
    with database.write() as session:
        undo(session)
    with database.read() as session:
        assert session.execute(select(NumberSeries.id, NumberSeries.last)).all() == before


def test_an_import_is_not_taken_back_twice(database: Database) -> None:
    said = AchievementDraft(
        title="甲", klass="应用技术", units=(UnitDraft("一厂"),),
        completers=(CompleterDraft("张三"), CompleterDraft("李四")),
    )  # fmt: skip
    with database.write() as session:
        save(session, said)
    before = contents(database)
    with database.write() as session:
        take(session, [Batched(replace(said, completers=said.completers[:1]))], "一.xlsx")
    with database.read() as session:
        event = imports(session)[0].id
    assert back(database, event) == TakenBack(restored=1)
    with pytest.raises(UserError, match="没有可以撤回的"):
        back(database, event)
    assert contents(database) == before


def test_a_unit_that_was_merged_into_another_since_does_not_come_back(database: Database) -> None:
    said = AchievementDraft(
        title="甲", klass="应用技术", units=(UnitDraft("一厂"), UnitDraft("二厂")), completers=(CompleterDraft("张三"),)
    )  # fmt: skip
    for draft in (said, replace(said, units=said.units[:1], level="国内先进")):
        with database.write() as session:
            take(session, [Batched(draft)], "一.xlsx")
    with database.write() as session:
        keep, gone = session.scalars(select(Organization.id).order_by(Organization.id))
        merge_organizations(session, keep, gone, "同一单位")
    with database.read() as session:
        event = imports(session)[0].id
    assert back(database, event) == TakenBack(restored=1, kept=[Kept("甲", "部分内容后来改过，这些内容没有恢复")])
    with database.read() as session:
        (left,) = session.scalars(select(Achievement))
        assert (left.level, [unit.name for unit in left.units]) == ("", ["一厂"])


def test_what_is_said_of_one_of_several_units_is_taken_back(database: Database) -> None:
    draft = AchievementDraft(
        title="甲", klass="应用技术", registration_no="9412006Y0052", registered_on=dt.date(2006, 9, 27),
        units=(UnitDraft("一厂"), UnitDraft("二厂", details={"phone": "0399-1"})),
        completers=(CompleterDraft("张三"), CompleterDraft("李四")),
    )  # fmt: skip
    with database.write() as session:
        take(session, [Batched(draft)], "一.xlsx")
    before = contents(database)
    units = UnitDraft("一厂"), UnitDraft("二厂", sealed=True, details={"phone": "0399-2"})
    amending = replace(draft, units=units, completers=(CompleterDraft("张三"), CompleterDraft("李四", signed=True)))
    with database.write() as session:
        take(session, [Batched(amending)], "二.xlsx")
    with database.read() as session:
        event = imports(session)[0].id
    assert contents(database) != before
    assert back(database, event) == TakenBack(restored=1)
    assert contents(database) == before


def test_twice_is_told_and_another_step_is_no_import(database: Database) -> None:
    event = bring(database, BOOKS["成果登记"])
    back(database, event)
    with pytest.raises(UserError) as told:
        back(database, event)
    assert str(told.value) == "这次导入的内容都已改动或撤回过，没有可以撤回的；没有改动任何内容。"
    with database.read() as session:
        other = session.scalars(select(Event.id).where(Event.verb != "import")).first()
    with pytest.raises(UserError) as told:
        back(database, other or 0)
    assert str(told.value) == "这一步不是导入，不能这样撤回。"
    with pytest.raises(UserError) as told:
        back(database, 9999)
    assert str(told.value) == "没有编号为 9999 的导入，没有改动任何内容；请在导入记录中核对编号。"


def test_looking_changes_nothing_and_cancelling_neither(database: Database) -> None:
    event = bring(database, BOOKS["成果登记"])
    before = contents(database)
    with database.read() as session:
        assert plan_back(session, event) == TakenBack(removed=300, numbers=248)

    class Impatient(Progress):
        def step(self, count: int = 1) -> None:
            super().step(count)
            if self.label == "正在撤回导入":
                self.cancel()

    with pytest.raises(Cancelled), database.write() as session:
        take_back(session, event, Impatient())
    assert contents(database) == before


def test_rounds_of_a_file_without_imports_have_none(database: Database) -> None:
    with database.write() as session:
        open_sample_rounds(session)
    with database.read() as session:
        assert imports(session) == []


def test_what_a_certificate_was_corrected_to_is_not_taken_back(database: Database, tmp_path: Path) -> None:
    bring(database, BOOKS["成果登记"])
    said = Statement(day=now().astimezone().date(), reason="次序报错")
    id_ = by_row(database, NUMBERED)
    with database.write() as session:
        take_step(session, Verb.ISSUE, [id_], said)
    event = bring(database, amended(tmp_path, NUMBERED))
    with database.write() as session:
        (row,) = take_step(session, Verb.CORRECT, [id_], said)
        title = row.title
    done = back(database, event)
    assert (done.restored, done.kept) == (1, [Kept(title, "后来发了登记号、发了证或更正过证书")])
    with database.read() as session:
        assert corrections(session, [id_]) == []


def test_what_the_certificate_of_an_imported_number_says_is_not_taken_back(database: Database, tmp_path: Path) -> None:
    bring(database, BOOKS["成果登记"])
    event = bring(database, amended(tmp_path, NUMBERED))
    id_ = by_row(database, NUMBERED)
    with database.write() as session:
        (row,) = take_step(session, Verb.ISSUE, [id_], Statement(day=now().astimezone().date()))
        title = row.title
    assert back(database, event).kept == [Kept(title, "后来发了登记号、发了证或更正过证书")]
    with database.read() as session:
        assert corrections(session, [id_]) == []


def test_of_a_number_given_here_the_form_is_taken_back_after_the_certificate_was_issued(database: Database) -> None:
    give(database)
    with database.read() as session:
        (id_,) = session.scalars(select(Achievement.id))
        before = draft_of(session, id_)
    with database.write() as session, operation(session, "as of yesterday", "x"):
        for step in session.scalars(select(AchievementStep)):
            step.at -= dt.timedelta(days=1)
    with database.write() as session:
        take(session, [Batched(replace(before, level="国内领先"))], "x")
    with database.read() as session:
        event = imports(session)[0].id
    with database.write() as session:
        take_step(session, Verb.ISSUE, [id_], Statement(day=dt.date(2008, 8, 2)))
    assert back(database, event) == TakenBack(restored=1)
    with database.read() as session:
        assert draft_of(session, id_) == before


def numbered(database: Database, *numbers: str) -> tuple[int, list[int]]:
    """Import achievements with numbers; returns the event and the achievements."""
    drafts = [
        AchievementDraft(
            title=f"成果{number}",
            klass="应用技术",
            registration_no=number,
            registered_on=dt.date(2008, 7, 1),
            units=(UnitDraft("甲公司"),),
            completers=(CompleterDraft("张三"),),
        )
        for number in numbers
    ]
    with database.write() as session:
        take(session, [Batched(draft) for draft in drafts], "x")
    with database.read() as session:
        ids = [
            session.scalars(select(Achievement.id).where(Achievement.registration_no == each)).one() for each in numbers
        ]
        return imports(session)[0].id, ids


def give(database: Database) -> str:
    """Register an achievement and return its number."""
    said = Statement(day=dt.date(2008, 8, 1), until=dt.date(2008, 9, 1), unticked=True)
    draft = AchievementDraft(
        title="自己的", klass="应用技术", units=(UnitDraft("乙公司"),), completers=(CompleterDraft("李四"),)
    )
    with database.write() as session:
        rules = rules_of(session)
        set_rules(session, structs.replace(rules, notice=structs.replace(rules.notice, required=False)))
        ids = [save(session, draft)]
        for verb in (Verb.SUBMIT, Verb.ACCEPT):
            take_step(session, verb, ids, said)
        (row,) = take_step(session, Verb.REGISTER, ids, said)
        return row.registration_no or ""


def test_numbers_that_were_brought_and_taken_back_leave_no_gap(database: Database) -> None:
    assert give(database) == "9412008Y0001"
    event, _ids = numbered(database, "9412008Y0500", "9412007J0003")
    back(database, event)
    assert count(database, NumberSeries) == 1
    assert give(database) == "9412008Y0002"


def test_a_number_that_stays_with_what_was_worked_on_stays_counted(database: Database) -> None:
    event, (_one, stays, _other) = numbered(database, "9412008Y0010", "9412008Y0020", "9412008Y0500")
    with database.write() as session:
        cancel = Statement(day=dt.date(2008, 7, 2), reason="重复", document_no="1号")
        take_step(session, Verb.CANCEL, [stays], cancel)
    back(database, event)
    assert give(database) == "9412008Y0021"


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("longer", [False, True])
def test_imports_taken_back_in_any_order_leave_the_series_where_it_was(
    database: Database, order: tuple[int, ...], *, longer: bool
) -> None:
    assert give(database) == "9412008Y0001"
    events = [numbered(database, number)[0] for number in ("9412008Y0500", "9412008Y0600", "9412008Y0700")]
    if longer:
        lengthen_numbers(database)
    for place in order:
        back(database, events[place])
    assert give(database) == ("9412008Y00002" if longer else "9412008Y0002")


def test_of_imports_taken_back_in_their_order_one_that_came_again_counts(database: Database) -> None:
    first, _ids = numbered(database, "9412008Y0500")
    second, _ids = numbered(database, "9412008Y0600")
    back(database, first)
    with database.write() as session:
        undo(session)
    lengthen_numbers(database)
    back(database, second)
    assert give(database) == "9412008Y00501"


def test_numbers_that_go_are_counted_but_for_those_of_others(database: Database) -> None:
    event, _ids = numbered(database, "9412008Y0500", "9412008Y0501", "某省登字7号")
    with database.read() as session:
        assert plan_back(session, event) == TakenBack(removed=3, numbers=2)


def lengthen_numbers(database: Database) -> None:
    with database.write() as session:
        rules = rules_of(session)
        own = structs.replace(rules.registrars[0], number="{registrar}{year}{class}{serial:05}")
        set_rules(session, structs.replace(rules, registrars=(own, *rules.registrars[1:])))


def test_a_series_does_not_fall_below_what_was_given_in_an_earlier_format(database: Database) -> None:
    assert give(database) == "9412008Y0001"
    event, _ids = numbered(database, "9412008Y0500")
    lengthen_numbers(database)
    back(database, event)
    assert give(database) == "9412008Y00002"


def test_a_series_that_was_counted_on_since_stays(database: Database) -> None:
    event, _ids = numbered(database, "9412008Y0500")
    assert give(database) == "9412008Y0501"
    lengthen_numbers(database)
    back(database, event)
    assert give(database) == "9412008Y00502"
