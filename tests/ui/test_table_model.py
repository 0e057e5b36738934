from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from awardsdesk.lists.listing import Query
from awardsdesk.ui import table_model
from awardsdesk.ui.table_model import AHEAD, BLOCK, RowsModel
from tests.ui.conftest import UNITS, add_units, remove, rename


def model(db, query=None):
    made = RowsModel(db, UNITS)
    made.ask(query or Query())
    return made


def text(made, row, column=0, role=Qt.ItemDataRole.DisplayRole):
    return made.data(made.index(row, column), role)


def test_qt_finds_no_fault_with_it(db, qapp):
    made = RowsModel(db, UNITS)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.ask(Query())
    made.ask(Query(text="号研究所", sort="name", descending=True))
    assert made.rowCount() == 30
    assert made.rowCount(made.index(0, 0)) == 0
    assert made.columnCount(QModelIndex()) == 5
    tester.deleteLater()


def test_shows_yuan_for_fen_and_a_tone_for_a_state(db):
    made = model(db)
    assert text(made, 0, 3) == "1.00"
    assert text(made, 0, 3, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert [text(made, row, 4, table_model.Role.TONE) for row in (0, 1)] == ["ok", "err"]
    assert made.headerData(1, Qt.Orientation.Horizontal) == "信用代码"


def test_one_session_fetches_a_block_and_few_blocks_are_kept(db, monkeypatch):
    monkeypatch.setattr(table_model, "KEEP", 2)
    add_units(db, 31, 4 * BLOCK)
    made = model(db)
    fetched = []
    fetch = made._fetch
    monkeypatch.setattr(made, "_fetch", lambda ids: fetched.append(len(ids)) or fetch(ids))
    for row in (0, 5, BLOCK - 1, 4 * BLOCK, 5, 4 * BLOCK + 1):
        assert text(made, row) == f"第{row + 1:06}号研究所"
    assert fetched == [AHEAD * BLOCK, len(made.ids) - 4 * BLOCK, AHEAD * BLOCK, len(made.ids) - 4 * BLOCK]
    assert len(made._blocks) == 2


def test_a_screenful_takes_one_look_into_the_file_wherever_it_begins(db, monkeypatch):
    add_units(db, 31, 4 * BLOCK)
    for first in range(BLOCK + 1):
        made = model(db)
        fetched = []
        fetch = made._fetch
        monkeypatch.setattr(made, "_fetch", lambda ids, seen=fetched, fetch=fetch: seen.append(len(ids)) or fetch(ids))
        for row in range(first, first + (AHEAD - 1) * BLOCK + 1):
            assert text(made, row) == f"第{row + 1:06}号研究所"
        assert fetched == [AHEAD * BLOCK]


def test_a_row_deleted_behind_its_back_is_blank_and_the_others_keep_their_places(db):
    made = model(db)
    remove(db, 2)
    assert [text(made, row) for row in range(3)] == ["第000001号研究所", "", "第000003号研究所"]


def test_total_counts_what_there_would_be_without_conditions(db):
    made = model(db, Query(filters={"county": "青峪市"}))
    assert (len(made.ids), made.total) == (10, 30)


def test_markup_in_a_name_stays_text(db):
    rename(db, 1, "<b>粗</b>研究所")
    made = model(db)
    assert text(made, 0) == "<b>粗</b>研究所"
    assert "&lt;b&gt;" in text(made, 0, 0, Qt.ItemDataRole.ToolTipRole)


def test_a_search_shows_some_at_once_more_in_a_pause_and_gives_all_when_asked(db, monkeypatch):
    monkeypatch.setattr(table_model, "FIRST", 12)
    monkeypatch.setattr(table_model, "HITS", 20)
    made = RowsModel(db, UNITS)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.ask(Query(text="号研究所", sort="name", descending=True))
    assert (list(made.ids), made.more, made.total) == (list(range(30, 18, -1)), True, 30)
    made.go_on()
    assert (list(made.ids), made.more) == (list(range(30, 10, -1)), True)
    assert text(made, 19) == "第000011号研究所"
    made.go_on()
    assert list(made.all_ids()) == list(range(30, 0, -1))
    monkeypatch.setattr(table_model, "HITS", 30)
    made.ask(Query(text="号研究所"))
    remove(db, 1)
    made.go_on()
    assert (len(made.ids), made.more) == (12, True)
    made.ask(Query(text="号研究所"))
    made.go_on()
    assert (len(made.ids), made.more) == (29, False)
    made.ask(Query(text="00001"))
    assert (len(made.ids), made.more) == (10, False)
    assert list(made.all_ids()) == list(made.ids)
    tester.deleteLater()


def test_what_cannot_have_changed_is_not_counted_again(db):
    made = model(db)
    add_units(db, 31, 1)
    made.ask(Query(text="00001"), recount=False)
    assert made.total == 30
    made.ask(Query(text="00001"))
    assert made.total == 31


def test_the_rows_of_records_are_found_in_a_whole_list_and_in_a_part_of_one(db):
    made = model(db, Query(sort="name", descending=True))
    records = {made.ids[7], made.ids[2], 9999}
    assert made.positions(records) == [2, 7]
    assert made.positions(set()) == []
    made.ids = range(5, 40)  # a list of everything, none of it missing
    assert made.positions({12, 6, 4, 40}) == [1, 7]
