"""Packages that are not as they should be: each ends in a sentence, and nothing of it is left."""

import hashlib
import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awardsdesk.errors import UserError
from awardsdesk.exchange import package as limits
from awardsdesk.exchange import unpacking
from awardsdesk.exchange.importing import ImportRefused, apply, load, preview
from awardsdesk.exchange.packing import send
from awardsdesk.exchange.unpacking import unpack
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.attachments import attached as attached_digests
from awardsdesk.lists.imports import imported, imports
from awardsdesk.lists.listing import Query
from awardsdesk.lists.registration import history_sheet
from awardsdesk.operations.office import rename_office
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store import arriving, attachments
from awardsdesk.store.arriving import keeping
from awardsdesk.store.attachments import scan_folder, scan_path
from awardsdesk.store.database import Database
from tests.scans import achievement, attached, pdf, picture

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a sound package with two achievements and two scans."""
    folder = tmp_path_factory.mktemp("county")
    database = Database.create(folder / "县.awards", actor="县里", office="澄东区科技局")
    ids = [achievement(database, title) for title in ("永磁电机", "小麦栽培")]
    attached(database, ids[0], pdf(folder / "鉴定.pdf"))
    attached(database, ids[1], picture(folder / "照片.png"))
    send(database, ids, folder / "报送包.zip", lambda digest: scan_path(database.path, digest))
    database.close()
    return folder / "报送包.zip"


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def listed(files: Files, change: Callable[[Any], object]) -> Files:
    """Change what the manifest says."""
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    return files | {"manifest.json": json.dumps(manifest).encode()}


def with_file(files: Files, name: str, data: bytes) -> Files:
    """Put a file in another's place, and have the manifest say so."""

    def say(manifest: Any) -> None:
        for each in manifest["files"]:
            if each["name"] == name:
                each |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    return listed(files | {name: data}, say)


def taken_in(database: Database, path: Path, progress: Progress | None = None) -> None:
    package = unpack(path, progress)
    with database.read() as session:
        loaded = load(session, [package], progress=progress)
    with keeping(database, loaded.handed_in, package, progress or Progress()) as arrived, database.write() as session:
        apply(session, loaded, progress=progress, arrived=arrived)


def left(database: Database) -> tuple[int, list[Path], set[str]]:
    """Return what a file holds: achievements, files in the folder of scans, digests of attached scans and of packages."""
    with database.read() as session:
        count = len(ACHIEVEMENTS.ids(session, Query()))
        digests = attached_digests(session) | {each.original.digest for each in imported(session)}
    return count, [file for file in scan_folder(database.path).rglob("*") if file.is_file()], digests


def refused(database: Database, path: Path) -> str:
    """Return the sentence; nothing is left."""
    with pytest.raises(UserError) as told:
        taken_in(database, path)
    assert left(database) == (0, [], set())
    return str(told.value)


WRONG = "“坏.zip”不是完好的报送包：{}；没有读入任何内容。请向报送单位重新要一份。"
SCAN = "附件/" + "a" * 64 + ".pdf"


def scans_in(files: Files) -> list[str]:
    return [name for name in files if name.startswith("附件/")]


def test_what_is_no_package_is_called_what_it_is(database: Database, sound: Path, tmp_path: Path) -> None:
    bad = tmp_path / "坏.zip"
    bad.write_bytes(b"")
    assert refused(database, bad) == "“坏.zip”是空文件，不是报送包（ZIP）；没有读入任何内容。请向报送单位重新要一份。"
    bad.write_bytes(b"%PDF-1.4")
    assert refused(database, bad).startswith("“坏.zip”是 PDF 文件，不是报送包（ZIP）；")
    bad.write_bytes(b"Rar!\x1a\x07")
    assert refused(database, bad).startswith("“坏.zip”是压缩包，不是报送包（ZIP）；")
    packed(bad, {"甲.txt": b"x"})
    assert refused(database, bad) == (
        "“坏.zip”是普通的压缩包，不是报送包（里面没有 manifest.json），没有读入任何内容。"
        "里面是工作簿的，请解压后再导入；是扫描件的，请解压后在成果里添加附件。"
    )
    bad.write_bytes(files_of(sound)["成果登记.xlsx"])
    assert refused(database, bad) == "“坏.zip”其实是 Excel 工作簿，没有读入任何内容。请把扩展名改回 .xlsx 再导入。"
    national = packed(tmp_path / "cgsbqy.zip", {"data.mdb": b"x"})
    assert refused(database, national) == (
        "“cgsbqy.zip”是国家科技成果登记系统的导出文件，格式不公开，本程序读不了；没有读入任何内容。"
        "请让报送单位用本程序导出报送包，或用“成果登记”模板填报。"
    )
    assert refused(database, tmp_path / "没有.zip") == "找不到“没有.zip”，没有读入任何内容。请确认文件还在。"
    (tmp_path / "夹.zip").mkdir()
    assert refused(database, tmp_path / "夹.zip") == "“夹.zip”是文件夹，不是报送包；没有读入任何内容。"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda files: files | {"../x": b"x"}, "里面有报送包不会有的文件“../x”"),
        (lambda files: files | {"/etc/x": b"x"}, "里面有报送包不会有的文件“/etc/x”"),
        (lambda files: files | {"C:\\x.pdf": b"x"}, "里面有报送包不会有的文件“C:\\x.pdf”"),
        (lambda files: files | {"附件/../x.pdf": b"x"}, "里面有报送包不会有的文件“附件/../x.pdf”"),
        (lambda files: files | {"附件/CON.pdf": b"x"}, "里面有报送包不会有的文件“附件/CON.pdf”"),
        (lambda files: files | {"__MACOSX/._a": b"x"}, "里面有报送包不会有的文件“__MACOSX/._a”"),
        (lambda files: files | {SCAN: b"x"}, f"里面的“{SCAN}”不在清单上"),
        (lambda files: files | {"manifest.json": b"{"}, "清单（manifest.json）读不通"),
        (lambda files: files | {"manifest.json": b"[1]"}, "清单（manifest.json）读不通"),
        (lambda files: listed(files, lambda said: said.pop("sender")), "清单（manifest.json）读不通"),
        (lambda files: listed(files, lambda said: said.update(number=0)), "清单（manifest.json）读不通"),
        (lambda files: listed(files, lambda said: said.update(format="x")), "清单（manifest.json）读不通"),
        (
            lambda files: listed(files, lambda said: said["files"][1].update(name="附件/../../x.pdf")),
            "缺少清单上的“附件/../../x.pdf”",
        ),
        (
            lambda files: listed(files, lambda said: said["files"].append(said["files"][1])),
            "清单（manifest.json）读不通",
        ),
        (
            lambda files: listed(files, lambda said: said["achievements"][0].update(attachments=[])),
            "有的附件不属于清单上的任何成果，或清单上的附件不在里面",
        ),
        (
            lambda files: listed(files, lambda said: said["achievements"][0].update(uid="0" * 32)),
            "清单列的成果与工作簿里的不一致",
        ),
        (
            lambda files: listed(files, lambda said: said["achievements"].pop()),
            "有的附件不属于清单上的任何成果，或清单上的附件不在里面",
        ),
    ],
)
def test_what_is_in_it_is_exactly_what_is_listed(
    database: Database, sound: Path, tmp_path: Path, change: Callable[[Files], Files], what: str
) -> None:
    assert refused(database, packed(tmp_path / "坏.zip", change(files_of(sound)))) == WRONG.format(what)


def test_a_scan_that_is_missing_or_another_is_named(database: Database, sound: Path, tmp_path: Path) -> None:
    files = files_of(sound)
    name = scans_in(files)[0]
    bad = packed(tmp_path / "坏.zip", {each: data for each, data in files.items() if each != name})
    assert refused(database, bad) == WRONG.format(f"缺少清单上的“{name}”")
    other = files[name][:-1] + b"?"
    assert refused(database, packed(bad, files | {name: other})) == WRONG.format(
        f"“{name}”的内容与清单不符（传送中坏了，或改过）"
    )
    assert refused(database, packed(bad, files | {name: files[name] + b"x"})) == WRONG.format(f"“{name}”比清单上写的大")
    assert refused(database, packed(bad, files | {name: files[name][:-1]})) == WRONG.format(
        f"“{name}”的内容与清单不符（传送中坏了，或改过）"
    )


def test_a_newer_format_is_not_guessed_at(database: Database, sound: Path, tmp_path: Path) -> None:
    newer = listed(files_of(sound), lambda said: said.update(version=2, files="elsewhere"))
    assert refused(database, packed(tmp_path / "坏.zip", newer)) == (
        "“坏.zip”由较新版本的程序导出（报送包格式 2，本程序 1），没有读入任何内容。请先升级本程序。"
    )


def test_what_a_later_program_adds_is_passed_over(database: Database, sound: Path, tmp_path: Path) -> None:
    more = listed(files_of(sound), lambda said: said.update(remark="x"))
    taken_in(database, packed(tmp_path / "好.zip", more))
    assert left(database)[0] == 2


def test_the_history_says_that_a_package_brought_it(database: Database, sound: Path) -> None:
    taken_in(database, sound)
    with database.read() as session:
        ids = ACHIEVEMENTS.ids(session, Query())
        told = [(each.title, each.rows) for id_ in ids for each in history_sheet(session, id_).sections]
        (came,) = imports(session)
    rows = ("文件", sound.name), ("经办", f"{came.actor}　{came.at:%Y-%m-%d %H:%M}")
    assert told == [("由报送包提交", rows)] * 2


def test_one_packed_again_is_the_same(database: Database, sound: Path, tmp_path: Path) -> None:
    out = tmp_path / "再压.zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("附件")
        for name, data in reversed(files_of(sound).items()):
            archive.writestr(name, data)
    taken_in(database, out)
    count, files, digests = left(database)
    assert (count, {file.name for file in files}) == (2, digests)


def test_two_files_of_one_name_are_refused(database: Database, sound: Path, tmp_path: Path) -> None:
    bad = tmp_path / "坏.zip"
    files = files_of(sound)
    with zipfile.ZipFile(bad, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("成果登记.xlsx", b"other")
    assert refused(database, bad) == WRONG.format("里面有两个“成果登记.xlsx”")


def test_an_encrypted_one_and_an_unusual_method_are_named(database: Database, sound: Path, tmp_path: Path) -> None:
    bad = tmp_path / "坏.zip"
    data = bytearray(sound.read_bytes())
    place = -1
    while (place := data.find(b"PK\x01\x02", place + 1)) >= 0:
        data[place + 8] |= 1
    bad.write_bytes(data)
    assert refused(database, bad) == ("“坏.zip”是加密的压缩包，没有读入任何内容。请向报送单位要没有设密码的报送包。")
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in files_of(sound).items():
            archive.writestr(name, content)
    assert refused(database, bad) == WRONG.format("“manifest.json”的压缩方法不是常用的")


def test_bombs_are_refused_by_what_they_say_and_by_what_they_are(
    database: Database, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, files = tmp_path / "坏.zip", files_of(sound)
    name = scans_in(files)[0]
    zeros = bytes(20 << 20)
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in files.items():
            archive.writestr(each, zeros if each == name else data)
    assert refused(database, bad) == WRONG.format(f"“{name}”比清单上写的大")
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in files.items():
            archive.writestr(each, zeros if each == "manifest.json" else data)
    monkeypatch.setattr(unpacking, "MAX_MANIFEST", 1 << 20)
    assert refused(database, bad) == WRONG.format("“manifest.json”比清单上写的大")
    monkeypatch.setattr(unpacking, "MAX_SCAN", 100)
    assert refused(database, packed(bad, files)) == WRONG.format(f"“{name}”超过 0 MB")
    monkeypatch.undo()
    said = listed(files, lambda said: said["files"][1].update(size=limits.MAX_SCAN))
    assert refused(database, packed(bad, said)) == WRONG.format("解压后大得不正常，可能是恶意文件")


def test_a_directory_too_long_to_be_read_is_refused_before_it_is(
    database: Database, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = packed(tmp_path / "坏.zip", files_of(sound))
    monkeypatch.setattr(unpacking, "MAX_DIRECTORY", 300)
    assert refused(database, bad) == WRONG.format("里面的文件多得不正常")
    monkeypatch.undo()
    monkeypatch.setattr(unpacking, "MAX_FILES", 2)
    assert refused(database, bad) == WRONG.format("里面的文件多得不正常")
    monkeypatch.undo()
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
    wide = packed(tmp_path / "大.zip", files_of(sound))
    data = bytearray(wide.read_bytes())
    struct.pack_into("<Q", data, data.rfind(b"PK\x06\x06") + 40, 1 << 40)
    bad.write_bytes(data)
    assert refused(database, bad) == WRONG.format("里面的文件多得不正常")
    taken_in(database, wide)
    assert left(database)[0] == 2


def test_its_limits_are_those_of_scans_and_workbooks() -> None:
    assert limits.MAX_SCAN == attachments.LARGEST
    assert {kind: endings[0] for kind, endings in attachments.ENDINGS.items()} == limits.ENDINGS


@pytest.mark.parametrize("cut", [1, 30, 1000, 0.5, 0.99])
def test_one_that_was_cut_off_is_damaged(database: Database, sound: Path, tmp_path: Path, cut: float) -> None:
    data = sound.read_bytes()
    bad = tmp_path / "坏.zip"
    bad.write_bytes(data[: cut if isinstance(cut, int) else int(len(data) * cut)])
    told = refused(database, bad)
    if cut != 1:
        assert told == "“坏.zip”已经损坏（可能没有传完整），没有读入任何内容。请向报送单位重新要一份。"


@settings(max_examples=150)
@given(st.data())
def test_no_byte_can_be_changed_unnoticed(sound: Path, tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    whole = sound.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    bits = data.draw(st.integers(1, 255))
    bad = tmp_path_factory.mktemp("bits") / "坏.zip"
    bad.write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
    good = unpack(sound)
    try:
        package = unpack(bad)
    except UserError:
        return
    finally:
        shutil.rmtree(bad.parent)
    assert (package.manifest, package.tables) == (good.manifest, good.tables)


def test_the_workbook_must_be_the_registers(database: Database, sound: Path, tmp_path: Path) -> None:
    book = tmp_path / "书.xlsx"
    files = files_of(sound)
    book.write_bytes(files["成果登记.xlsx"])
    more = openpyxl.load_workbook(book)
    more.create_sheet("奖励提名").append(["编号"])
    more.save(book)
    bad = packed(tmp_path / "坏.zip", with_file(files, "成果登记.xlsx", book.read_bytes()))
    assert refused(database, bad) == WRONG.format("工作簿不是导出的“成果登记”完整表")
    bad = packed(bad, with_file(files, "成果登记.xlsx", b"PK nothing"))
    assert refused(database, bad).startswith("“坏.zip/成果登记.xlsx”已经损坏")


def test_a_classified_achievement_is_refused_as_in_a_workbook(database: Database, sound: Path, tmp_path: Path) -> None:
    book, files = tmp_path / "书.xlsx", files_of(sound)
    book.write_bytes(files["成果登记.xlsx"])
    opened = openpyxl.load_workbook(book)
    sheet = opened["成果登记"]
    heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
    sheet.cell(2, heads.index("成果密级") + 1).value = "秘密"
    opened.save(book)
    bad = packed(tmp_path / "密.zip", with_file(files, "成果登记.xlsx", book.read_bytes()))
    with pytest.raises(ImportRefused, match="涉密成果"):
        taken_in(database, bad)
    assert left(database) == (0, [], set())
    package = unpack(bad)
    with database.read() as session:
        loaded = load(session, [package])
    with keeping(database, loaded.handed_in, package, Progress()) as arrived, database.write() as session:
        apply(session, loaded, skip_refused=True, arrived=arrived)
    count, kept, digests = left(database)
    assert (count, {file.name for file in kept}) == (1, digests)


def test_what_calls_itself_a_scan_and_is_none_is_refused(database: Database, sound: Path, tmp_path: Path) -> None:
    files = files_of(sound)
    name, data = scans_in(files)[0], b"MZ this is a program"
    digest = hashlib.sha256(data).hexdigest()
    new = f"附件/{digest}.pdf"

    def say(said: Any) -> None:
        for each in said["files"]:
            if each["name"] == name:
                each |= {"name": new, "size": len(data), "sha256": digest}
        for row in said["achievements"]:
            for scan in row["attachments"]:
                if scan["sha256"] == name[3:67]:
                    scan["sha256"] = digest

    renamed = {new if each == name else each: data if each == name else content for each, content in files.items()}
    told = refused(database, packed(tmp_path / "坏.zip", listed(renamed, say)))
    assert told == "“鉴定.pdf”不是 PDF、JPEG、PNG 或 TIFF 文件，不论它叫什么；没有添加。"


class Stopping(Progress):
    """Is given up at the n-th look."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_who_gives_up_anywhere_has_nothing_left(database: Database, sound: Path) -> None:
    after = 0
    while True:
        try:
            taken_in(database, sound, Stopping(after))
        except Cancelled:
            assert left(database) == (0, [], set())
            after += 1
            continue
        break
    assert after > 10
    assert left(database)[0] == 2


def test_a_full_disk_is_told_before_and_leaves_nothing(
    database: Database, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "SPARE", 1 << 60)
    assert refused(database, sound).startswith("磁盘空间不足：报送包和附件要 ")
    monkeypatch.undo()
    written = len(list(scan_folder(database.path).rglob("*")))
    assert written == 0


def test_scans_of_other_records_stay_when_an_import_fails(database: Database, sound: Path, tmp_path: Path) -> None:
    files = files_of(sound)
    (tmp_path / "鉴定.pdf").write_bytes(files[scans_in(files)[0]])
    id_ = achievement(database, "别的")
    (digest,) = attached(database, id_, tmp_path / "鉴定.pdf")
    with pytest.raises(Cancelled):
        package = unpack(sound)
        with database.read() as session:
            loaded = load(session, [package])
        with keeping(database, loaded.handed_in, package, Progress()) as arrived, database.write() as session:
            apply(session, loaded, arrived=arrived)
            raise Cancelled
    count, kept, digests = left(database)
    assert (count, [file.name for file in kept], digests) == (1, [digest], {digest})


def test_an_office_without_a_name_and_a_lost_scan_send_nothing(database: Database, tmp_path: Path) -> None:
    id_ = achievement(database)
    (digest,) = attached(database, id_, pdf(tmp_path / "甲.pdf"))
    out = tmp_path / "报.zip"

    def told() -> str:
        with pytest.raises(UserError) as error:
            send(database, [id_], out, lambda digest: scan_path(database.path, digest))
        assert list(tmp_path.glob("报*")) == []
        return str(error.value)

    assert told() == "还没有填写单位名称，收到报送包的单位不知道是谁报送的，没有导出；请在“设置”里填写。"
    with database.write() as session:
        rename_office(session, "甲局")
    stored = scan_path(database.path, digest)
    stored.chmod(0o644)
    whole = stored.read_bytes()
    stored.write_bytes(whole[:-1] + b"?")
    assert told().startswith("附件“甲.pdf”的内容与登记时不同，没有导出报送包；")
    stored.unlink()
    assert told().startswith("附件“甲.pdf”的文件不见了，没有导出报送包；")
    stored.write_bytes(whole)
    send(database, [id_], out, lambda digest: scan_path(database.path, digest))
    assert unpack(out).manifest.number == 1


def test_a_preview_changes_nothing(database: Database, sound: Path) -> None:
    with database.read() as session:
        loaded = load(session, [unpack(sound)])
    with database.read() as session:
        report = preview(session, loaded)
    assert [(row.title, [tuple(each) for each in map(_fields, row.fields)]) for row in report.rows] == [
        ("永磁电机", [("附件", "", "鉴定.pdf")]),
        ("小麦栽培", [("附件", "", "照片.png")]),
    ]
    assert left(database) == (0, [], set())


def _fields(change: Any) -> tuple[str, str, str]:
    return change.field, change.old, change.new
