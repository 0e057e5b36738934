"""The check reads every scan, names what is lost or altered and what to do, and knows what belongs to nobody."""

import os
import time
from pathlib import Path

import pytest

from awardsdesk.operations.attachments import detach
from awardsdesk.operations.undo import undo
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store.attachments import keep, scan_path
from awardsdesk.store.backup import back_up
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from awardsdesk.store.scan_check import strays, sweep
from tests.scans import achievement, attached, pdf, picture


def alter(file: Path) -> None:
    """Change one byte and keep the size."""
    file.chmod(0o644)
    data = bytearray(file.read_bytes())
    data[-5] ^= 1
    file.write_bytes(data)


def test_lost_and_altered_scans_are_named_with_what_to_do(database: Database, tmp_path: Path) -> None:
    first, second = achievement(database), achievement(database, "<b>风机</b>")
    one, two = attached(database, first, pdf(tmp_path / "甲.pdf"), picture(tmp_path / "乙.png"))
    attached(database, second, pdf(tmp_path / "丙.pdf"))
    progress = Progress()
    assert faults(database, progress) == []
    assert (progress.done, progress.total) == (3, 3)
    back_up(database.path, "手工")
    attached(database, second, picture(tmp_path / "丁.jpg", "d"))
    scan_path(database.path, one).unlink()
    alter(scan_path(database.path, two))
    later = keep(database.path, tmp_path / "丁.jpg").digest
    scan_path(database.path, later).unlink()
    folder = tmp_path / "office-备份" / "附件"
    there, nowhere = f"备份“{folder}”里有它，请从备份找回。", f"备份“{folder}”里也没有，请重新添加原文件。"
    assert faults(database) == [
        f"附件“甲.pdf”不见了（《永磁电机》）；{there}",
        f"附件“乙.png”内容与登记时不同（《永磁电机》）；{there}",
        f"附件“丙.pdf”不见了（《<b>风机</b>》）；{there}",
        f"附件“丁.jpg”不见了（《<b>风机</b>》）；{nowhere}",
    ]


def test_a_lost_scan_that_is_attached_again_is_whole_again(database: Database, tmp_path: Path) -> None:
    record = achievement(database)
    [digest] = attached(database, record, pdf(tmp_path / "甲.pdf"))
    scan_path(database.path, digest).unlink()
    assert len(faults(database)) == 1
    attached(database, record, tmp_path / "甲.pdf")
    assert faults(database) == []


def test_a_check_can_be_cancelled(database: Database, tmp_path: Path) -> None:
    attached(database, achievement(database), pdf(tmp_path / "甲.pdf"))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        faults(database, progress)


def test_only_what_nobody_knows_is_swept_and_only_when_old(database: Database, tmp_path: Path) -> None:
    record = achievement(database)
    attached(database, record, pdf(tmp_path / "a.pdf", "a"), pdf(tmp_path / "b.pdf", "b"))
    with database.write() as session:
        detach(session, [2])
    stray = scan_path(database.path, keep(database.path, pdf(tmp_path / "c.pdf", "c")).digest)
    part = stray.parent.parent / f"{'0' * 32}.part"
    foreign = stray.parent / "Thumbs.db"
    for file in (part, foreign):
        file.touch()
    assert strays(database) == sorted([stray, part])
    assert sweep(database) == []
    day_before = time.time() - 90_000
    for file in stray.parent.parent.rglob("*"):
        os.utime(file, (day_before, day_before))
    assert sweep(database) == sorted([stray, part])
    assert foreign.exists()
    with database.write() as session:
        undo(session)
    assert faults(database) == strays(database) == []
