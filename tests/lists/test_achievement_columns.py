"""The further columns of the register: they show what the form says, and are asked and sorted by what they show."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from awardsdesk.lists.achievement_columns import CODED, COLUMNS, KINDS, READ_ALOUD, SORTS
from awardsdesk.lists.achievements import ACHIEVEMENTS, HIDDEN, draft_of
from awardsdesk.lists.conditions import Condition, How, span
from awardsdesk.lists.listing import SPANS, Kind, Query, Row
from awardsdesk.models import Achievement
from awardsdesk.operations.audit import operation
from awardsdesk.operations.codes import take_codes
from awardsdesk.operations.pinyin import read_person, sort_key
from awardsdesk.rules.codes import ListedCode
from awardsdesk.rules.forms import forms
from awardsdesk.store.database import Database

KEYS = [column.key for column in ACHIEVEMENTS.columns]
FURTHER = [column.key for column in COLUMNS]
WORDS = "澄川市科技局 省农业厅 A-100 100%_ 0012".split()
FIGURES = "12.5 0.000001 1250 -3 90 100".split()
REGIONS = ["520102", "520100", "999999", ""]


@pytest.fixture(scope="module")
def filled_year(imported_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the sample year forms that are filled in, each a little differently, every seventh left as it was."""
    plain = [field for field in forms().fields if field.kind in {"text", "code", "choice", "amount"}]
    keys = [field for field in plain if not hasattr(Achievement, field.key)]
    path = Path(shutil.copy(imported_year, tmp_path_factory.mktemp("filled") / "year.awards"))
    opened = Database.open(path)
    with opened.write() as session, operation(session, "amend", "achievement"):
        for row in session.query(Achievement):
            number = row.id
            if number % 7:
                pick = {"amount": FIGURES, "choice": ["公开", "独立研究", "自定"]}
                row.details = {
                    field.key: (words := pick.get(field.kind, WORDS))[(number + place) % len(words)]
                    for place, field in enumerate(keys)
                    if (number + place) % 5
                }
                row.registrar = "941" if number % 2 else "947"
                row.discipline_code = ["110；120", "52040", "110 数学", "", "数学"][number % 5]
                row.industry_code = ["A01", "01", "c27", "没有", ""][number % 5]
            for unit in row.units:
                unit.details = {"region": REGIONS[(number + unit.position) % 4]} if number % 7 else {}
    opened.close()
    return path


@pytest.fixture(scope="module")
def filled(filled_year: Path) -> Iterator[Database]:
    """Give that year, open, to read."""
    opened = Database.open(filled_year)
    yield opened
    opened.close()


@pytest.fixture
def changing(filled_year: Path, tmp_path: Path) -> Iterator[Database]:
    """Give that year, open, for a test to change."""
    opened = Database.open(Path(shutil.copy(filled_year, tmp_path / "year.awards")))
    yield opened
    opened.close()


def rows(session: Session, **asked: Any) -> list[Row]:
    return ACHIEVEMENTS.rows(session, ACHIEVEMENTS.ids(session, Query(**asked)))


def column(found: list[Row], key: str) -> list[Any]:
    return [row[KEYS.index(key)] for row in found]


def test_the_columns_are_the_plain_fields_of_the_form_in_its_order() -> None:
    shapes = {"text", "wrapped", "code", "choice", "month", "date", "amount", "words", "codes"}
    asked = [field.key for field in forms().fields if field.kind in shapes and not field.read_only]
    own = [key for key in asked if hasattr(Achievement, key)]
    before = KEYS[: KEYS.index("units")]
    names = [key if key in own else f"details.{key}" for key in asked if key not in before]
    assert [key for key in FURTHER if key not in {"region", "industry_edition", "registrar"}] == names
    assert [*before, "units", *FURTHER] == KEYS
    assert [key for key in KEYS if key not in HIDDEN] == ["registration_no", "title", "state", "klass", "unit"]
    assert [column.key for column in COLUMNS if column.public] == []


def test_a_cell_shows_what_the_form_holds(filled: Database) -> None:
    with filled.read() as session:
        for id_ in (1, 2, 3, 4, 6, 7):
            draft = draft_of(session, id_)
            (row,) = ACHIEVEMENTS.rows(session, [id_])
            said = dict(zip(KEYS, row, strict=True))
            for field in forms().fields:
                key = f"details.{field.key}"
                if key in said:
                    assert (said[key] or "") == draft.details.get(field.key, "")
                elif field.key in said and field.kind in {"text", "month", "date", "choice"}:
                    assert said[field.key] == getattr(draft, field.key)
            assert said["units"] == "、".join(unit.name for unit in draft.units)
            assert said["keywords"] == "；".join(draft.keywords)


def test_an_achievement_without_keywords_shows_a_blank_cell(changing: Database) -> None:
    with changing.write() as session, operation(session, "amend", "achievement"):
        session.get_one(Achievement, 1).keywords = []
    with changing.read() as session:
        (row,) = ACHIEVEMENTS.rows(session, [1])
        assert column([row], "keywords") == [None]


def test_codes_bear_their_names(filled: Database) -> None:
    with filled.read() as session:
        found = rows(session)
    disciplines = {"110 数学；120 信息科学与系统科学", "52040", "110 数学", "", "数学"}
    assert set(column(found[:6] + found[7:13], "discipline_code")) >= disciplines - {""}
    assert {"A01 农业", "C27 医药制造业", "没有"} <= set(column(found, "industry_code"))
    assert {each for each in column(found, "region") if each} == {"520102 南明区", "520100 贵阳市", "999999"}


def reads(cell: str, condition: Condition) -> bool:
    text = condition.values[0].lower() if condition.values else ""
    answers: dict[How, Callable[[], bool]] = {
        How.CONTAINS: lambda: text in cell.lower(),
        How.LACKS: lambda: text not in cell.lower(),
        How.IS: lambda: cell == condition.values[0],
        How.BEGINS: lambda: cell.lower().startswith(text),
        How.BLANK: lambda: not cell,
        How.FILLED: lambda: bool(cell),
        How.ONE_OF: lambda: cell in condition.values,
    }
    return answers[condition.how]()


@pytest.mark.parametrize("key", [each for each in [*FURTHER, "units"] if ACHIEVEMENTS.column(each).kind not in SPANS])
def test_a_condition_answers_as_a_reader_of_the_cells(filled: Database, key: str) -> None:
    several = {"keywords": "；", "units": "、"}.get(key)
    with filled.read() as session:
        every = rows(session)
        cells = sorted({cell or "" for cell in column(every, key)})
        texts = dict.fromkeys(
            part for cell in cells[:: max(len(cells) // 6, 1)] for part in (cell[:2], cell[1:4], cell)
        )
        asked = [Condition(how, (text,)) for text in texts if text for how in (How.CONTAINS, How.LACKS, How.BEGINS)]
        asked += [Condition(How.BLANK), Condition(How.FILLED)]
        asked += [Condition(How.IS, (cell,)) for cell in cells[:4] if cell]
        asked += [Condition(How.ONE_OF, tuple(cells[:2]))]
        for condition in asked:
            found = rows(session, conditions={key: condition})
            every_must = condition.how in {How.LACKS, How.BLANK}
            wanted = []
            for row in every:
                cell = row[KEYS.index(key)] or ""
                parts = cell.split(several) if several else [cell]
                if key in CODED and condition.how not in {How.CONTAINS, How.LACKS, How.BLANK, How.FILLED}:
                    parts += [word for part in cell.split("；") for word in (part, *part.split(" "))]
                if (all if every_must else any)(reads(part, condition) for part in parts):
                    wanted.append(row)
            assert found == wanted, condition


@pytest.mark.parametrize("key", [each.key for each in COLUMNS if each.kind is Kind.NUMBER])
def test_amounts_are_asked_and_sorted_exactly(filled: Database, key: str) -> None:
    with filled.read() as session:
        every, place = rows(session), KEYS.index(key)
        known = [row for row in every if row[place]]
        for low, high in (("12.5", "90"), ("0.000001", ""), ("", "-1"), ("13", "")):
            asked, ends = span(low, high, days=False), (Decimal(low or "-99999"), Decimal(high or "99999"))
            assert asked
            found = rows(session, conditions={key: asked})
            assert found == [row for row in known if ends[0] <= Decimal(row[place]) <= ends[1]]
        up = column(rows(session, sort=key), key)
        figures = [Decimal(cell) for cell in up if cell]
        assert figures == sorted(Decimal(row[place]) for row in known)
        assert up[len(figures) :] == [None] * (len(every) - len(figures))


def test_days_of_evaluation_are_asked_from_one_to_another(filled: Database) -> None:
    asked = span("2006-03", "2006", days=True)
    assert asked
    with filled.read() as session:
        every = rows(session)
        found = rows(session, conditions={"evaluated_on": asked})
    days = dt.date(2006, 3, 1), dt.date(2006, 12, 31)
    assert 0 < len(found) < len(every)
    assert found == [row for row in every if (day := row[KEYS.index("evaluated_on")]) and days[0] <= day <= days[1]]


@pytest.mark.parametrize("key", [key for key in SORTS if ACHIEVEMENTS.column(key).kind is not Kind.NUMBER])
@pytest.mark.parametrize("descending", [False, True])
def test_blanks_come_last_in_every_order(filled: Database, key: str, *, descending: bool) -> None:
    with filled.read() as session:
        found = column(rows(session, sort=key, descending=descending), key)
    known = [str(cell) for cell in found if cell]
    if key in CODED:  # in the order of what is stored
        assert {*found[len(known) :]} <= {None, ""}
    else:
        said = (lambda cell: sort_key(cell[:16])) if KINDS[key] in READ_ALOUD else str
        person = (lambda cell: sort_key(cell[:16], read_person(cell)[:16])) if key == "contact" else said
        ordered = sorted(known, key=person, reverse=descending)
        assert [str(cell or "") for cell in found] == ordered + [""] * (len(found) - len(known))


def test_what_is_not_needed_is_left_out_and_the_rest_is_the_same(filled: Database) -> None:
    wanted = {"title", "unit", "region", "details.plan_no", "details.funding_own"}
    with filled.read() as session:
        ids = list(ACHIEVEMENTS.ids(session, Query()))[:40]
        whole, part = ACHIEVEMENTS.rows(session, ids), ACHIEVEMENTS.rows_with(session, ids, wanted)
        bare = ACHIEVEMENTS.rows_with(session, ids, frozenset(KEYS) - set(HIDDEN))
    assert [len(row) for row in part + bare] == [len(KEYS)] * 80
    for key in wanted:
        assert column(part, key) == column(whole, key)
    for key in set(FURTHER) - wanted:
        assert column(part, key) == [None] * 40
    for key in KEYS[: KEYS.index("units")]:
        assert column(bare, key) == column(whole, key)


def test_names_are_those_of_the_list_in_force(changing: Database) -> None:
    with changing.read() as session:
        before = column(ACHIEVEMENTS.rows(session, [1, 5]), "discipline_code")
    with changing.write() as session:
        take_codes(session, "discipline", "新版", [ListedCode("52040", "新的名称")], "x.xlsx")
    with changing.read() as session:
        after = column(ACHIEVEMENTS.rows(session, [1, 5]), "discipline_code")
        asked = {"discipline_code": Condition(How.IS, ("新的名称",))}
        found = column(rows(session, conditions=asked), "discipline_code")
    assert before == ["52040", "110 数学；120 信息科学与系统科学"]
    assert after == ["52040 新的名称", "110 数学（旧版）；120 信息科学与系统科学（旧版）"]
    assert found
    assert set(found) == {"52040 新的名称"}


def test_the_edition_an_industry_code_was_written_in_stands_beside_it(filled: Database) -> None:
    assert FURTHER.index("industry_edition") == FURTHER.index("industry_code") + 1
    with filled.read() as session:
        found = rows(session, conditions={"industry_edition": Condition(How.IS, ("GB/T 4754-2017",))})
        every = rows(session)
    assert {row[KEYS.index("industry_edition")] for row in every} == {None, "GB/T 4754-2017"}
    assert found == [row for row in every if row[KEYS.index("industry_edition")]]


def test_ticks_offer_the_words_of_the_form_and_what_else_was_said(filled: Database) -> None:
    choices = {each.key: each.choices for each in ACHIEVEMENTS.filters if each.key in FURTHER}
    form = next(field for field in forms().fields if field.key == "research_form")
    with filled.read() as session:
        assert choices["details.research_form"](session, "") == [*form.choices, "公开", "自定"]
        assert choices["phase"](session, "") == ["初期阶段", "中期阶段", "成熟应用阶段"]


def test_every_column_sorts_and_those_an_index_holds_sort_at_once() -> None:
    assert ACHIEVEMENTS.sortable == set(KEYS)
    indexed = "registration_no title klass level unit units completers registered_on state due".split()
    assert ACHIEVEMENTS.sortable - ACHIEVEMENTS.scanned == {*indexed}


def test_more_values_than_a_statement_takes_are_one_condition(changing: Database) -> None:
    many = tuple(f"0399-{number}" for number in range(260_000))
    with changing.write() as session:
        session.connection().execute(update(Achievement).where(Achievement.id <= 3).values(phone="0399-259999"))
    with changing.read() as session:
        assert list(ACHIEVEMENTS.ids(session, Query(conditions={"phone": Condition(How.ONE_OF, many)}))) == [1, 2, 3]
