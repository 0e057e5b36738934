"""The messy workbooks: every planted fault is treated as faults.json says, every other cell equals the clean one."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from awardsdesk.exchange.findings import Known, item_text
from awardsdesk.exchange.reading import Reading, read
from awardsdesk.operations.drafts import CompleterDraft, UnitDraft
from awardsdesk.rules.rulebook import decode
from awardsdesk.terms import ProgrammeKind

MESSY = Path(__file__).parent / "messy"
SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
FAULTS = json.loads((MESSY / "faults.json").read_text("utf-8"))
SHEETS = {"企业申报.xlsx": "申报企业", "奖励提名.xlsx": "提名项目"}
LAST_DATA_ROW = {"企业申报.xlsx": 126, "奖励提名.xlsx": 138}
FIRM_FIELDS = (
    "|uscc|name|county|industry_code|contact|phone|bank|account|研发费用|营业收入|上年营业收入|研发人员数|职工总数|研发平台级别"
    "|有效发明专利数|新产品销售收入|参与制定标准数|省部级以上科技奖励数|登记成果数|利润总额|上缴税金|产学研合作项目数"
    "|知识产权管理制度|研发项目独立核算|国家级示范企业|牵头国家项目|filed_on"
).split("|")
AWARD_FIELDS = (
    "number|title|registration_no|group|nominator|nominated_tier|nominated_on|units|completers|payee_uscc|bank|account"
    "|formal_check|formal_reason|withdrawn"
).split("|")
FIELDS = {"企业申报.xlsx": FIRM_FIELDS, "奖励提名.xlsx": AWARD_FIELDS}
TEXT_BLANKS = {"account", "bank", "phone", "contact", "formal_reason"}


def books():
    rounds = SAMPLE / "rounds"
    return {
        ProgrammeKind.EVALUATION: decode((rounds / "2008-QP.json").read_bytes()),
        ProgrammeKind.AWARD: decode((rounds / "2008-J.json").read_bytes()),
    }


@cache
def known() -> Known:
    registered = [row.draft for row in read(SAMPLE / "成果登记.xlsx").rows if row.draft.registration_no]
    return Known(registrations={draft.registration_no: (draft.units, draft.completers) for draft in registered}.get)


@cache
def messy(name: str) -> Reading:
    return read(MESSY / name, books(), known())


@cache
def clean(name: str) -> Reading:
    return read(SAMPLE / name, books(), known())


def comparable(value):
    """A finding's or a draft's value as JSON would hold it."""
    if isinstance(value, tuple):
        return [item_text(item) for item in value] or None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return None if value == "" else value


def field_of(fault) -> str:
    letters = fault["cell"].rstrip("0123456789")
    column = openpyxl.utils.column_index_from_string(letters)
    return FIELDS[fault["file"]][column - 1]


def row_of(fault) -> int:
    return int(fault["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def value_in(draft, field: str):
    return draft.reported[field] if field in getattr(draft, "reported", {}) else getattr(draft, field)


def is_about_row(fault) -> bool:
    return fault["cell"].startswith("A") and not fault["cell"].startswith("AB") and fault["kind"] != "full-width number"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['file'][:2]}-{fault['sheet'][:1]}-{fault['cell']}")
def test_each_fault_is_treated_as_listed(fault):
    reading = messy(fault["file"])
    here = [found for found in reading.findings if (found.sheet, found.cell) == (fault["sheet"], fault["cell"])]
    assert [found.severity.value for found in here] == [fault["action"]]
    drafts = {(row.sheet, row.number): row.draft for row in reading.rows}
    draft = drafts.get((fault["sheet"], row_of(fault)))
    if fault["action"] in ("refuse", "skip") or fault["cell"] == "A3":
        assert draft is None
        return
    assert draft is not None
    if not is_about_row(fault):
        assert comparable(here[0].value) == fault["value"]
        assert comparable(value_in(draft, field_of(fault))) == fault["value"]


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_else_is_warned_of_or_refused(name):
    listed = {(f["sheet"], f["cell"]) for f in FAULTS if f["file"] == name and f["action"] in ("warn", "refuse")}
    assert {(found.sheet, found.cell) for found in messy(name).problems} == listed


@pytest.mark.parametrize("name", SHEETS)
def test_cells_not_listed_equal_the_clean_workbook(name):
    expected, numbers = {}, data_rows(name)
    dates = date_column(name)
    for number, row in zip(numbers, clean(name).rows, strict=True):
        expected[number] = replace(row.draft, **dates[number])
    for fault in FAULTS:
        number = row_of(fault)
        if fault["file"] != name or fault["sheet"] != SHEETS[name] or number not in expected:
            continue
        if fault["action"] == "refuse":
            del expected[number]
        elif not is_about_row(fault) and fault["action"] != "skip":
            expected[number] = planted(expected[number], field_of(fault), fault["value"])
    assert {row.number: row.draft for row in messy(name).rows} == expected


def data_rows(name: str) -> list[int]:
    blank = {row_of(fault) for fault in FAULTS if fault["file"] == name and fault["kind"] == "blank row"}
    return [number for number in range(5, LAST_DATA_ROW[name] + 1) if number not in blank]


def date_column(name: str) -> dict[int, dict[str, dt.date]]:
    field = "filed_on" if name.startswith("企业") else "nominated_on"
    column = FIELDS[name].index(field) + 1
    sheet = openpyxl.load_workbook(MESSY / name)[SHEETS[name]]
    days = {number: sheet.cell(number, column).value for number in data_rows(name)}
    return {number: {field: day.date()} if isinstance(day, dt.datetime) else {} for number, day in days.items()}


def planted(draft, field: str, value):
    """The clean draft with the value that faults.json wants in this field."""
    if field in ("units", "completers"):
        kind = UnitDraft if field == "units" else person
        return replace(draft, **{field: tuple(kind(item) for item in value or ())})
    if field in ("filed_on", "nominated_on"):
        return replace(draft, **{field: dt.date.fromisoformat(value) if value else None})
    if field in getattr(draft, "reported", {}):
        exact = Decimal(str(value)) if isinstance(value, int | float) else value
        return replace(draft, reported=draft.reported | {field: exact})
    return replace(draft, **{field: "" if value is None and field in TEXT_BLANKS else value})


def person(item: str) -> CompleterDraft:
    name, bracket, unit = item.partition("（")
    return CompleterDraft(name, unit.removesuffix("）") if bracket else None)


@pytest.mark.parametrize("name", SHEETS)
def test_the_clean_workbook_agrees_with_the_registrations(name):
    assert clean(name).problems == ()


def test_all_faults_are_there():
    assert len(FAULTS) == 108
