"""The register's list as it was exported: read by the words above its columns, where they mean a field of the form."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from awardsdesk.errors import UserError
from awardsdesk.exchange.importing import apply, load
from awardsdesk.exchange.reading import read
from awardsdesk.exchange.register_workbook import write_register
from awardsdesk.i18n import english
from awardsdesk.lists.achievements import ACHIEVEMENTS, draft_of
from awardsdesk.lists.listing import Query
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.taking import Change
from awardsdesk.store.database import Database
from tests.exchange.sheets import write

DRAFT = AchievementDraft(
    title="高效秸秆还田机",
    klass="应用技术",
    level="国内先进",
    discipline_code="21040；21050",
    field_of_technology="先进制造与自动化",
    keywords=("秸秆", "还田机"),
    units=(UnitDraft("甲研究所"), UnitDraft("乙有限公司")),
    completers=(CompleterDraft("张三", None, "设计"), CompleterDraft("李四", "乙有限公司")),
    evaluation_method="鉴定",
    evaluator="省科技厅",
    registration_no="9412008Y0001",
    registered_on=dt.date(2008, 8, 1),
    details={"secrecy": "内部", "plan_no": "K1", "funding_state": "12.5"},
)


def listed(database: Database, path: Path, *, without: Sequence[str] = ()) -> Path:
    with database.read() as session:
        rows = ACHIEVEMENTS.rows(session, ACHIEVEMENTS.ids(session, Query()))
    places = [place for place, column in enumerate(ACHIEVEMENTS.columns) if column.key not in without]
    titles = [ACHIEVEMENTS.columns[place].title for place in places]
    return write(path, ("成果登记", [["成果登记"], titles, *([row[place] for place in places] for row in rows)]))


def correct(path: Path, names: str, head: str = "完成人") -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["成果登记"]
    row, place = next((cell.row, cell.column) for cells in sheet.iter_rows() for cell in cells if cell.value == head)
    sheet.cell(row + 1, place).value = names
    book.save(path)


def english_heads(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for cell in book["成果登记"][2]:
        cell.value = english(str(cell.value))
    book.save(path)


def registered(database: Database, draft: AchievementDraft = DRAFT) -> int:
    with database.write() as session:
        return save(session, draft)


def test_what_the_list_shows_is_read_by_its_headings(database: Database, tmp_path: Path) -> None:
    registered(database)
    (row,) = read(listed(database, tmp_path / "列表.xlsx")).rows
    names_alone = (CompleterDraft("张三"), CompleterDraft("李四"))
    spoken = replace(DRAFT, completers=names_alone, unspoken=frozenset({"abstract"}), secrecy="内部")
    assert row.draft == replace(spoken, details={"plan_no": "K1", "funding_state": "12.5"})


@pytest.mark.parametrize("without", [(), ("due", "state", "unit")])
def test_the_list_brought_in_again_changes_nothing(
    database: Database, tmp_path: Path, without: tuple[str, ...]
) -> None:
    id_ = registered(database)
    with database.read() as session:
        before = draft_of(session, id_)
    path = listed(database, tmp_path / "列表.xlsx", without=without)
    with database.write() as session:
        report = apply(session, load(session, [path]))
    assert report.outcome.counts == {("成果登记", Change.SAME): 1}
    assert [problem.sentence for problem in report.problems] == [
        "这一格只有姓名，没有写单位；完成人的单位保持程序里的不变。"
    ]
    with database.read() as session:
        assert draft_of(session, id_) == before


def test_of_one_without_a_number_the_list_changes_what_was_corrected(database: Database, tmp_path: Path) -> None:
    id_ = registered(database, replace(DRAFT, registration_no="", registered_on=None))
    with database.read() as session:
        before = draft_of(session, id_)
    path = listed(database, tmp_path / "列表.xlsx")
    for names, change in (("张三、李四", Change.SAME), ("李四、王五", Change.CHANGED)):
        correct(path, names)
        with database.write() as session:
            assert apply(session, load(session, [path])).outcome.counts == {("成果登记", change): 1}
    with database.read() as session:
        assert draft_of(session, id_) == replace(before, completers=(before.completers[1], CompleterDraft("王五")))


def test_namesakes_of_one_without_a_number_all_stay(database: Database, tmp_path: Path) -> None:
    namesakes = (*DRAFT.completers, CompleterDraft("张三", "乙有限公司"))
    id_ = registered(database, replace(DRAFT, registration_no="", registered_on=None, completers=namesakes))
    with database.read() as session:
        before = draft_of(session, id_)
    path = listed(database, tmp_path / "列表.xlsx")
    with database.write() as session:
        assert apply(session, load(session, [path])).outcome.counts == {("成果登记", Change.SAME): 1}
    with database.read() as session:
        assert draft_of(session, id_) == before


def test_a_unit_taken_out_of_a_whole_sheet_is_the_first_one(database: Database, tmp_path: Path) -> None:
    draft = replace(DRAFT, completers=(CompleterDraft("张三"), CompleterDraft("李四", "乙有限公司")))
    id_ = registered(database, draft)
    path = tmp_path / "完整表.xlsx"
    with database.read() as session:
        write_register(session, [id_], path)
    correct(path, "张三、李四", head="完成人*")
    with database.write() as session:
        apply(session, load(session, [path]))
    with database.read() as session:
        assert draft_of(session, id_).completers == (CompleterDraft("张三"), CompleterDraft("李四"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_of_first_units_is_refused_with_the_way_to_go(database: Database, tmp_path: Path, language: str) -> None:
    registered(database)
    path = listed(database, tmp_path / "列表.xlsx", without=("units",))
    if language == "en":
        english_heads(path)
    with pytest.raises(UserError) as told:
        read(path)
    assert str(told.value) == (
        "“列表.xlsx”是登记列表的导出，只有第一完成单位，导入会丢掉其他单位和人员的单位，没有读入任何内容。"
        "请在“更多”里用“导出完整表”，改好后再导入。"
    )
