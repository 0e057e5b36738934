"""The drill: back up, lose everything, restore, compare every byte; what is good is never overwritten."""

import datetime as dt
import hashlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from awardsdesk.errors import UserError
from awardsdesk.lists.attachments import scans_of
from awardsdesk.lists.imports import imports
from awardsdesk.operations.attachments import detach
from awardsdesk.store.attachments import scan_folder, scan_path
from awardsdesk.store.backup import Backup, back_up, backups, is_backed_up, lacking, scans_of_backups
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from awardsdesk.store.restoring import recover, restore
from tests.exchange.test_handed_in import book, bring
from tests.scans import achievement, attached, pdf, picture
from tests.store.test_scan_check import alter


def hashes(folder: Path) -> dict[str, str]:
    """Return what each file of a folder holds, by its path in it."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A closed file with three scans, one of them taken off, and its backup."""
    (tmp_path / "office").mkdir()
    database = Database.create(tmp_path / "office" / "科技.awards")
    record = achievement(database)
    sources = (pdf(tmp_path / "甲.pdf", pages=2), picture(tmp_path / "乙.png"), picture(tmp_path / "丙.tif", pages=2))
    attached(database, record, *sources)
    with database.write() as session:
        detach(session, [3])
    made = back_up(database.path, "手工")
    database.close()
    assert made.lacks == ()
    return database.path


def test_a_backup_has_every_scan_once(office: Path) -> None:
    folder = scans_of_backups(office)
    assert hashes(folder) == hashes(scan_folder(office))
    assert len(hashes(folder)) == 3
    times = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}
    assert back_up(office, "手工").lacks == ()
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()} == times
    assert len(backups(office)) == 2


def test_a_backup_names_the_scan_it_lacks_and_keeps_its_good_copies(office: Path, tmp_path: Path) -> None:
    database = Database.open(office)
    with database.read() as session:
        first, second = scans_of(session, 1)
    [third] = attached(database, 1, pdf(tmp_path / "丁.pdf", "d"))
    database.close()
    before = hashes(scans_of_backups(office))
    scan_path(office, first.digest).unlink()
    alter(scan_path(office, second.digest))
    scan_path(office, third).unlink()
    made = back_up(office, "手工")
    assert made == Backup(backups(office)[0], ("附件“丁.pdf”没有进入备份（《永磁电机》）：文件不见了。",))
    assert lacking(made.lacks) == f"数据已经备份，但有 1 个附件没有进入备份。第一个：{made.lacks[0]}"
    assert lacking(()) == ""
    assert hashes(scans_of_backups(office)) == before
    Database.open(made.path).close()


def test_everything_comes_back_after_the_loss_of_the_office(office: Path) -> None:
    scans = hashes(scan_folder(office))
    [backup] = backups(office)
    shutil.rmtree(scan_folder(office))
    office.unlink()
    restored = restore(office, backup)
    assert (restored.kept, restored.scans, restored.lacks) == (None, 2, ())
    assert office.read_bytes() == backup.read_bytes()
    assert {name: scans[name] for name in hashes(scan_folder(office))} == hashes(scan_folder(office))
    database = Database.open(office)
    assert faults(database) == []
    database.close()


def test_the_present_file_is_kept_even_when_it_is_broken(office: Path) -> None:
    office.write_bytes(b"broken")
    office.with_name(office.name + "-journal").write_bytes(b"stale")
    good = {file: file.stat().st_mtime_ns for file in scan_folder(office).rglob("*") if file.is_file()}
    restored = restore(office, backups(office)[0])
    assert restored.kept is not None
    assert restored.kept.name.startswith("原文件-科技-")
    assert restored.kept.read_bytes() == b"broken"
    assert restored.kept.with_name(restored.kept.name + "-journal").read_bytes() == b"stale"
    assert not office.with_name(office.name + "-journal").exists()
    assert restored.scans == 0
    assert {file: file.stat().st_mtime_ns for file in scan_folder(office).rglob("*") if file.is_file()} == good
    assert len(backups(office)) == 1
    Database.open(office).close()


FULL = """
import resource, sys
from pathlib import Path
from awardsdesk.errors import UserError
from awardsdesk.store.restoring import restore
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    restore(Path(sys.argv[1]), Path(sys.argv[2]))
except UserError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_on_a_full_disk_nothing_is_restored_and_no_half_copy_stays(office: Path) -> None:
    before = hashes(office.parent)
    done = subprocess.run(
        [sys.executable, "-c", FULL, office, backups(office)[0]], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("恢复没有成功，原文件没有改动：")
    assert hashes(office.parent) == before


def test_a_backup_on_another_medium_brings_its_scans(office: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(office.with_name("科技-备份"), tmp_path / "U盘" / "科技-备份")
    target = tmp_path / "new" / "科技局.awards"
    with pytest.raises(UserError, match=r"^文件夹“.*new”不存在，请先建立。$"):
        restore(target, moved / backups(office)[0].name)
    target.parent.mkdir()
    assert restore(target, moved / backups(office)[0].name).scans == 2
    database = Database.open(target)
    assert faults(database) == []
    database.close()


def test_a_scan_altered_in_the_backup_is_not_restored(office: Path) -> None:
    for folder in (scan_folder(office), scans_of_backups(office)):
        for file in folder.rglob("*"):
            if file.is_file():
                alter(file)
    assert restore(office, backups(office)[0]).lacks == (
        "附件“甲.pdf”备份里也没有（《永磁电机》），请重新添加原文件。",
        "附件“乙.png”备份里也没有（《永磁电机》），请重新添加原文件。",
    )


def test_of_one_scan_on_two_records_both_are_named_by_their_own_names(office: Path, tmp_path: Path) -> None:
    database = Database.open(office)
    other = achievement(database, "变频器")
    (tmp_path / "副本").mkdir()
    attached(database, other, pdf(tmp_path / "副本" / "乙公司.pdf", pages=2))
    database.close()
    for folder in (scan_folder(office), scans_of_backups(office)):
        shutil.rmtree(folder)
    assert recover(office).lacks == (
        "附件“甲.pdf”备份里也没有（《永磁电机》），请重新添加原文件。",
        "附件“乙.png”备份里也没有（《永磁电机》），请重新添加原文件。",
        "附件“乙公司.pdf”备份里也没有（《变频器》），请重新添加原文件。",
    )


def test_lost_scans_come_back_alone(office: Path) -> None:
    before = hashes(scan_folder(office))
    with closing(sqlite3.connect(office)) as connection:
        first, second = [row[0] for row in connection.execute("SELECT digest FROM attachment ORDER BY id")]
    scan_path(office, first).unlink()
    alter(scan_path(office, second))
    assert recover(office, only=[first]).scans == 1
    assert recover(office).scans == 1
    assert recover(office).scans == 0
    assert hashes(scan_folder(office)) == before


def test_what_is_no_backup_or_in_use_changes_nothing(office: Path, tmp_path: Path) -> None:
    before = office.read_bytes()
    with pytest.raises(UserError, match="不能用来恢复"):
        restore(office, office)
    with pytest.raises(UserError, match="不是本程序的文件"):
        restore(office, pdf(tmp_path / "a.pdf"))
    held = Database.open(office)
    with pytest.raises(UserError, match="文件正在使用"):
        restore(office, backups(office)[0])
    held.close()
    assert office.read_bytes() == before
    assert not list(office.with_name("科技-备份").glob("原文件-*"))


def test_what_was_imported_is_checked_backed_up_and_comes_back(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "科技.awards")
    sources = [book(tmp_path / f"{name}.xlsx", title) for name, title in (("甲", "永磁电机"), ("乙", "小麦栽培"))]
    bring(database, *sources)
    folder, day = scan_folder(database.path), dt.datetime.now().astimezone().date()
    before = hashes(folder)
    assert (faults(database), is_backed_up(database.path)) == ([], False)
    with database.read() as session:
        first, second = imports(session)[0].originals
    lost, altered = scan_path(database.path, first.digest), scan_path(database.path, second.digest)
    kept = altered.read_bytes()
    lost.rename(tmp_path / "甲")
    alter(altered)
    told = "没有进入备份"
    assert back_up(database.path, "手工").lacks == (
        f"导入原件“甲.xlsx”{told}（{day} 导入）：文件不见了。",
        f"导入原件“乙.xlsx”{told}（{day} 导入）：内容与登记时不同。",
    )
    nowhere = f"备份“{scans_of_backups(database.path)}”里也没有；登记的内容不受影响。"
    assert faults(database) == [
        f"导入原件“甲.xlsx”不见了（{day} 导入）；{nowhere}",
        f"导入原件“乙.xlsx”内容与登记时不同（{day} 导入）；{nowhere}",
    ]
    assert recover(database.path).lacks == (
        f"导入原件“甲.xlsx”备份里也没有（{day} 导入）；登记的内容不受影响。",
        f"导入原件“乙.xlsx”备份里也没有（{day} 导入）；登记的内容不受影响。",
    )
    (tmp_path / "甲").rename(lost)
    altered.write_bytes(kept)
    made = back_up(database.path, "手工")
    assert (made.lacks, is_backed_up(database.path)) == ((), True)
    assert hashes(scans_of_backups(database.path)) == before
    lost.unlink()
    there = f"备份“{scans_of_backups(database.path)}”里有它，请在“导入记录”里用“从备份找回”。"
    assert faults(database) == [f"导入原件“甲.xlsx”不见了（{day} 导入）；{there}"]
    assert (recover(database.path, only=[first.digest]).scans, hashes(folder)) == (1, before)
    shutil.rmtree(folder)
    database.close()
    assert restore(database.path, made.path).scans == 2
    assert hashes(folder) == before
