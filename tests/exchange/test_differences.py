"""What an import changes, row by row and field by field."""

from pathlib import Path

import openpyxl

from awardsdesk.exchange.differences import RowChange
from awardsdesk.exchange.importing import apply, load, preview
from awardsdesk.lists.differences import FieldChange
from awardsdesk.operations.samples import sample_workbooks
from awardsdesk.operations.taking import Change
from awardsdesk.store.database import Database

BOOKS = {path.stem: path for path in sample_workbooks()}


def edited(tmp_path: Path, name: str, edits: dict[tuple[int, str], object]) -> Path:
    """Return a copy of a sample workbook with other values in some cells, by row and heading."""
    book = openpyxl.load_workbook(BOOKS[name])
    heads = [cell.value for cell in book.active[1]]
    for (row, head), value in edits.items():
        book.active.cell(row, heads.index(head) + 1).value = (
            value(book.active.cell(row, heads.index(head) + 1).value) if callable(value) else value
        )
    path = tmp_path / f"{name}更正.xlsx"
    book.save(path)
    return path


def previewed(database: Database, path: Path) -> list[RowChange]:
    with database.read() as session:
        loaded = load(session, [path])
    with database.read() as session:
        return list(preview(session, loaded).rows)


def test_fields_lists_and_their_order_are_told_from_what_to_what(sample: Database, tmp_path: Path) -> None:
    row = [cell.value for cell in openpyxl.load_workbook(BOOKS["成果登记"]).active[3]]
    heads = [cell.value for cell in openpyxl.load_workbook(BOOKS["成果登记"]).active[1]]
    persons, level = row[heads.index("完成人")], row[heads.index("成果水平")]
    turned = "、".join(reversed(persons.split("、")))
    path = edited(
        tmp_path,
        "成果登记",
        {(3, "完成人"): turned, (3, "成果水平"): "行业首创", (4, "完成单位"): lambda old: old + "、澄川大学"},
    )
    rows = previewed(sample, path)
    changed = [each for each in rows if each.change is Change.CHANGED]
    assert len(rows) == 300
    assert {each.change for each in rows} == {Change.SAME, Change.CHANGED}
    assert [each.origin for each in changed] == [(path.name, rows[0].origin[1], 3), (path.name, rows[0].origin[1], 4)]
    assert changed[0].title == row[heads.index("成果名称")]
    assert set(changed[0].fields) == {
        FieldChange("成果水平", level, "行业首创"),
        FieldChange("完成人", persons, turned),
    }
    (field,) = changed[1].fields
    assert (field.field, field.new) == ("完成单位", field.old + "、澄川大学")


def test_a_firms_figures_and_a_nominations_group_too(sample: Database, tmp_path: Path) -> None:
    heads = [cell.value for cell in openpyxl.load_workbook(BOOKS["企业申报"]).active[1]]
    figure = next(head for head in heads if "研" in head and "万元" in head)
    path = edited(tmp_path, "企业申报", {(2, figure): 12345, (2, "联系人"): "王五"})
    (changed,) = [each for each in previewed(sample, path) if each.change is Change.CHANGED]
    told = {field.field: field.new for field in changed.fields}
    assert told.pop("联系人") == "王五"
    assert list(told.values()) == ["12345"]
    path = edited(tmp_path, "奖励提名", {(2, "形式审查"): "不合格"})
    (changed,) = [each for each in previewed(sample, path) if each.change is Change.CHANGED]
    assert changed.fields == (FieldChange("形式审查", "合格", "不合格"),)


def test_what_is_new_is_told_by_its_name_alone(database: Database) -> None:
    rows = previewed(database, BOOKS["成果登记"])
    assert {(each.change, each.fields) for each in rows} == {(Change.ADDED, ())}
    with database.read() as session:
        loaded = load(session, [BOOKS["成果登记"]])
    with database.write() as session:
        assert apply(session, loaded).rows == ()
