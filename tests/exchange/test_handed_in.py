"""What is imported is kept as it was handed in; of what failed, was refused or stopped nothing is."""

import hashlib
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from awardsdesk.errors import UserError
from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.importing import ImportRefused, apply, load
from awardsdesk.exchange.packing import send
from awardsdesk.exchange.pasted import Source, pasted
from awardsdesk.exchange.unpacking import unpack
from awardsdesk.lists.imports import imports
from awardsdesk.models import Event
from awardsdesk.operations.audit import Original, verify_chain
from awardsdesk.operations.taking_back import take_back
from awardsdesk.operations.undo import redo, undo
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store.arriving import keeping
from awardsdesk.store.attachments import scan_folder, scan_path
from awardsdesk.store.database import Database
from awardsdesk.store.scan_check import strays
from tests.exchange.sheets import write
from tests.scans import achievement, attached, pdf

HEAD = ["登记号", "成果名称", "成果类别", "完成单位", "完成人"]
TEXT = "\t".join(HEAD) + "\r\n\t永磁电机\t应用技术\t甲公司\t张　三\r\n"


def book(path: Path, *titles: str, klass: str = "应用技术") -> Path:
    return write(path, ("成果登记", [HEAD, *(["", title, klass, "甲公司", "张　三"] for title in titles)]))


def bring(database: Database, *sources: Source, progress: Progress | None = None, skip: bool = False) -> None:
    with database.read() as session:
        loaded = load(session, sources)
    with (
        keeping(database, loaded.handed_in, loaded.package, progress or Progress()) as arrived,
        database.write() as session,
    ):
        apply(session, loaded, skip_refused=skip, arrived=arrived)


def originals(database: Database) -> list[tuple[Original, ...]]:
    with database.read() as session:
        return [line.originals for line in imports(session)]


def files(database: Database) -> set[str]:
    return {file.name for file in scan_folder(database.path).rglob("*") if file.is_file()}


def original(data: bytes, name: str) -> Original:
    return Original(hashlib.sha256(data).hexdigest(), name, len(data))


def test_workbooks_are_kept_as_they_were_read_whatever_becomes_of_them(database: Database, tmp_path: Path) -> None:
    paths = [book(tmp_path / "甲.xlsx", "永磁电机"), book(tmp_path / "乙.xlsx", "小麦栽培", "肉牛")]
    data = [path.read_bytes() for path in paths]
    with database.read() as session:
        loaded = load(session, paths)
    book(paths[0], "另一项")
    paths[1].unlink()
    with keeping(database, loaded.handed_in, None, Progress()) as arrived, database.write() as session:
        apply(session, loaded, arrived=arrived)
    expected = (original(data[0], "甲.xlsx"), original(data[1], "乙.xlsx"))
    assert originals(database) == [expected]
    assert [scan_path(database.path, each.digest).read_bytes() for each in expected] == data
    assert (files(database), strays(database)) == ({each.digest for each in expected}, [])


def test_what_was_pasted_is_kept_as_text(database: Database) -> None:
    bring(database, pasted(TEXT))
    (kept,) = originals(database)[0]
    assert kept == original(TEXT.encode(), "剪贴板.txt")
    assert scan_path(database.path, kept.digest).read_bytes().decode() == TEXT


def test_a_package_is_kept_whole_beside_its_scans(database: Database, tmp_path: Path) -> None:
    county = Database.create(tmp_path / "县.awards", office="澄东区科技局")
    id_ = achievement(county)
    (digest,) = attached(county, id_, pdf(tmp_path / "鉴定.pdf"))
    send(county, [id_], tmp_path / "报送包.zip", lambda digest: scan_path(county.path, digest))
    county.close()
    whole = original((tmp_path / "报送包.zip").read_bytes(), "报送包.zip")
    package = unpack(tmp_path / "报送包.zip")
    shutil.copy(tmp_path / "报送包.zip", tmp_path / "副本.zip")
    with (tmp_path / "报送包.zip").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(UserError) as told:
        bring(database, package)
    assert str(told.value) == "“报送包.zip”在预览之后改过，没有导入任何内容；请重新导入。"
    (tmp_path / "报送包.zip").unlink()
    with pytest.raises(UserError) as told:
        bring(database, package)
    assert str(told.value) == "找不到“报送包.zip”，没有读入任何内容。请确认文件还在。"
    assert (originals(database), files(database)) == ([], set())
    shutil.copy(tmp_path / "副本.zip", tmp_path / "报送包.zip")
    bring(database, package)
    assert (originals(database), files(database)) == ([(whole,)], {whole.digest, digest})


def test_one_file_imported_twice_is_kept_once(database: Database, tmp_path: Path) -> None:
    first, second = book(tmp_path / "甲.xlsx", "永磁电机"), tmp_path / "乙.xlsx"
    shutil.copy(first, second)
    bring(database, first)
    with database.write() as session:
        take_back(session, imports(session)[0].id)
    bring(database, second)
    (again,), (before,) = originals(database)
    assert (again.name, before.name, again.digest) == ("乙.xlsx", "甲.xlsx", before.digest)
    assert files(database) == {before.digest}
    bring(database, first)  # says nothing new: it is no import, and takes nothing along as it goes
    assert (len(originals(database)), files(database)) == (2, {before.digest})


def test_an_altered_original_is_mended_by_the_same_file(database: Database, tmp_path: Path) -> None:
    source = book(tmp_path / "甲.xlsx", "永磁电机")
    bring(database, source)
    ((kept,),) = originals(database)
    file = scan_path(database.path, kept.digest)
    file.chmod(0o644)
    file.write_bytes(b"x")
    bring(database, source)
    assert file.read_bytes() == source.read_bytes()


class Stopped(Progress):
    """Told to stop at a certain look."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.left = at

    def check(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.cancel()
        super().check()


def test_of_what_is_refused_stopped_or_says_nothing_new_nothing_is_kept(database: Database, tmp_path: Path) -> None:
    bad = book(tmp_path / "坏.xlsx", "永磁电机", klass="无此类别")
    with pytest.raises(ImportRefused):
        bring(database, bad)
    assert (originals(database), files(database)) == ([], set())
    good = book(tmp_path / "好.xlsx", "永磁电机")
    for at in (1, 2, 3):
        with pytest.raises(Cancelled):
            bring(database, good, progress=Stopped(at))
        assert (originals(database), files(database)) == ([], set())
    bring(database, good)
    known = files(database)
    row = ["", "永磁电机", "应用技术", "甲公司", "张　三"]
    bring(database, write(tmp_path / "同.xlsx", ("成果登记", [HEAD, row]), ("另一页", [])))
    assert files(database) == known


def test_an_import_that_is_undone_keeps_its_original(database: Database, tmp_path: Path) -> None:
    bring(database, book(tmp_path / "甲.xlsx", "永磁电机"))
    before = originals(database)
    with database.write() as session:
        undo(session)
    assert (originals(database), strays(database)) == (before, [])
    with database.write() as session:
        redo(session)
    with database.write() as session:
        take_back(session, imports(session)[0].id)
    assert (originals(database), strays(database)) == (before, [])


def test_the_trail_vouches_for_the_originals(database: Database, tmp_path: Path) -> None:
    bring(database, book(tmp_path / "甲.xlsx", "永磁电机"))
    with database.read() as session:
        assert verify_chain(session) == []
        with pytest.raises(IntegrityError, match="never changed"):
            session.execute(update(Event).values(originals=None))
    with database.read() as session:
        session.execute(text("DROP TRIGGER event_no_update"))
        session.execute(update(Event).where(Event.verb == "import").values(originals=[{"digest": "0" * 64}]))
        assert verify_chain(session) == ["操作记录从第 2 条起与校验值不符，可能被程序以外的工具改动过"]


def test_the_list_of_imports_reads_no_long_rows(database: Database) -> None:
    statement = "EXPLAIN QUERY PLAN SELECT id, originals FROM event WHERE originals IS NOT NULL"
    with database.read() as session:
        plan = session.execute(text(statement)).all()
        assert session.scalars(select(Event.originals)).all() == [None]
    assert [row[3] for row in plan] == ["SEARCH event USING COVERING INDEX ix_event_originals (originals>?)"]


def test_where_nothing_can_be_kept_nothing_is_imported(database: Database, tmp_path: Path) -> None:
    scan_folder(database.path).write_text("in the way", "utf-8")
    with pytest.raises(UserError) as told:
        bring(database, book(tmp_path / "甲.xlsx", "永磁电机"))
    folder = scan_folder(database.path)
    assert (
        str(told.value) == f"没有导入任何内容：“甲.xlsx”没有保存：不能读取它，或不能写入文件夹“{folder}”；请检查权限。"
    )
    assert originals(database) == []


def test_a_file_with_a_mark_of_classification_is_not_kept(database: Database, tmp_path: Path) -> None:
    rows = [
        ["", "永磁电机", "应用技术", "甲公司", "张　三", ""],
        ["", "雷达", "应用技术", "甲公司", "李四", "机密★10年"],
    ]
    marked = write(tmp_path / "甲.xlsx", ("成果登记", [[*HEAD, "成果密级"], *rows]))
    plain = book(tmp_path / "乙.xlsx", "小麦栽培")
    with database.read() as session:
        (told,) = [each for each in load(session, [marked, plain]).problems if each.severity is Severity.WARN]
    sentence = "有密级标志“机密★10年”：这份文件的原件不保存"
    assert (told.file, told.sheet, told.cell, told.sentence) == ("甲.xlsx", "成果登记", "F3", sentence)
    bring(database, marked, plain, skip=True)
    (kept,) = originals(database)
    assert kept == (original(plain.read_bytes(), "乙.xlsx"),)
    assert files(database) == {kept[0].digest}
