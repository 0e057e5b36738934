"""Scans on record: one event each, undone like everything, the checklist ticked along."""

from pathlib import Path

import pytest
from sqlalchemy import select

from awardsdesk.errors import UserError
from awardsdesk.lists.attachments import achievement_named, scans_of
from awardsdesk.lists.events import recent
from awardsdesk.models import Event
from awardsdesk.operations.attachments import Scan, amend, attach, detach
from awardsdesk.operations.materials import checklist_of
from awardsdesk.operations.undo import undo
from awardsdesk.store.attachments import scan_path
from awardsdesk.store.database import Database
from tests.scans import achievement, attached, pdf

SCANS = [Scan(f"{number:064x}", f"{number}.pdf", "application/pdf", 1000, 2) for number in range(3)]


@pytest.fixture
def record(database: Database) -> int:
    return achievement(database)


def item_of(database: Database, record: int, place: int = 0) -> str:
    with database.read() as session:
        return checklist_of(session, record)[place].item


def received(database: Database, record: int) -> list[str]:
    with database.read() as session:
        return [line.item for line in checklist_of(session, record) if line.received]


def seen(database: Database, record: int) -> list[tuple[str, str, str]]:
    with database.read() as session:
        return [(scan.name, scan.item, scan.note) for scan in scans_of(session, record)]


def verbs(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Event.verb).order_by(Event.id)))[2:]


def test_attaching_is_one_event_and_ticks_the_checklist(database: Database, record: int) -> None:
    item = item_of(database, record)
    with database.write() as session:
        assert attach(session, record, SCANS, item, "第一次") == []
    assert seen(database, record) == [(f"{number}.pdf", item, "第一次") for number in range(3)]
    assert received(database, record) == [item]
    assert verbs(database) == ["attach"]
    with database.read() as session:
        [scan, *_others] = scans_of(session, record)
        assert (scan.added_by, scan.pages, scan.size) == ("测试员", 2, 1000)
        assert (recent(session, 1)[0].what, recent(session, 1)[0].subject) == ("添加附件", "永磁电机")
    with database.write() as session:
        undo(session)
    assert (seen(database, record), received(database, record)) == ([], [])


def test_the_same_content_is_not_attached_twice(database: Database, record: int) -> None:
    with database.write() as session:
        attach(session, record, [SCANS[0], SCANS[0]])
        assert attach(session, record, SCANS[:2]) == SCANS[:1]
        assert attach(session, record, SCANS[:2]) == SCANS[:2]
    assert [name for name, *_rest in seen(database, record)] == ["0.pdf", "1.pdf"]
    assert verbs(database) == ["attach", "attach"]
    other = achievement(database, "风机")
    with database.write() as session:
        assert attach(session, other, SCANS[:1]) == []


def test_an_unknown_line_of_the_checklist_changes_nothing(database: Database, record: int) -> None:
    with pytest.raises(UserError, match=r"^材料清单里没有“护照”，没有改动；清单中有："), database.write() as session:
        attach(session, record, SCANS, "护照")
    assert (seen(database, record), verbs(database)) == ([], [])


def test_what_a_scan_proves_and_its_note_are_amended_and_undone(database: Database, record: int) -> None:
    item = item_of(database, record, 1)
    with database.write() as session:
        attach(session, record, SCANS)
    with database.write() as session:
        amend(session, [1, 3], item=item)
        amend(session, [1], note=" 第 2 页缺章 ")
    assert seen(database, record) == [("0.pdf", item, "第 2 页缺章"), ("1.pdf", "", ""), ("2.pdf", item, "")]
    assert received(database, record) == [item]
    with database.write() as session:
        undo(session)
        undo(session)
    assert seen(database, record) == [(f"{number}.pdf", "", "") for number in range(3)]
    assert received(database, record) == []
    with database.write() as session:
        amend(session, [1], item=item)
        amend(session, [1], item="")
    assert received(database, record) == [item]


def test_a_scan_taken_off_comes_back_with_its_file(database: Database, record: int, tmp_path: Path) -> None:
    [digest] = attached(database, record, pdf(tmp_path / "a.pdf"))
    with database.write() as session:
        detach(session, [1])
    assert seen(database, record) == []
    assert scan_path(database.path, digest).read_bytes() == (tmp_path / "a.pdf").read_bytes()
    with database.write() as session:
        undo(session)
    assert seen(database, record) == [("a.pdf", "", "")]
    assert verbs(database) == ["attach", "detach", "undo"]


def test_a_scan_that_is_gone_is_not_amended(database: Database, record: int) -> None:
    with pytest.raises(UserError, match=r"^所选附件中有的已经移除"), database.write() as session:
        detach(session, [1])


def test_an_achievement_is_found_by_number_or_id(database: Database, record: int) -> None:
    with database.read() as session:
        assert achievement_named(session, "", record) == record
        for number, id_, key in (("9412008Y0001", None, "9412008Y0001"), ("", 77, "77")):
            with pytest.raises(UserError, match=f"^登记簿中没有“{key}”这项成果，请核对。$"):
                achievement_named(session, number, id_)
