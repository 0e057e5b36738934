"""Scans are kept once, whole, by their content; what is no scan ends in a sentence and changes nothing."""

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from awardsdesk.errors import UserError
from awardsdesk.progress import Cancelled, Progress
from awardsdesk.store import attachments
from awardsdesk.store.attachments import copy_out, file_name, is_there, keep, keep_all, scan_folder, scan_path
from tests.scans import pdf, picture

GOOD = (
    ("a.pdf", "application/pdf", 3),
    ("a.jpg", "image/jpeg", 1),
    ("a.png", "image/png", 1),
    ("a.tif", "image/tiff", 3),
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return tmp_path / "office.awards"


def kept_files(office: Path) -> list[str]:
    return sorted(file.name for file in scan_folder(office).rglob("*") if file.is_file())


@pytest.mark.parametrize(("name", "media_type", "pages"), GOOD)
def test_a_scan_is_known_by_its_content(office: Path, tmp_path: Path, name: str, media_type: str, pages: int) -> None:
    source = pdf(tmp_path / name, pages=pages) if name == "a.pdf" else picture(tmp_path / name, pages=pages)
    scan = keep(office, source)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert (scan.digest, scan.name, scan.media_type) == (digest, name, media_type)
    assert (scan.size, scan.pages) == (source.stat().st_size, pages)
    stored = scan_path(office, digest)
    assert stored == tmp_path / "office-附件" / digest[:2] / digest
    assert stored.read_bytes() == source.read_bytes()
    assert not stored.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def test_a_wrong_ending_is_no_matter(office: Path, tmp_path: Path) -> None:
    source = pdf(tmp_path / "a.pdf").rename(tmp_path / "证明.jpg")
    scan = keep(office, source)
    assert (scan.name, scan.media_type) == ("证明.jpg", "application/pdf")
    assert file_name(scan.name, scan.media_type) == "证明.jpg.pdf"


def test_the_same_content_is_stored_once_and_mended(office: Path, tmp_path: Path) -> None:
    first = keep(office, pdf(tmp_path / "a.pdf"))
    assert keep(office, pdf(tmp_path / "b.pdf")).digest == first.digest
    assert kept_files(office) == [first.digest]
    stored = scan_path(office, first.digest)
    stored.chmod(0o644)
    stored.write_bytes(b"altered")
    assert not is_there(office, first.digest, first.size)
    keep(office, tmp_path / "a.pdf")
    assert stored.read_bytes() == (tmp_path / "a.pdf").read_bytes()
    stored.unlink()
    keep(office, tmp_path / "a.pdf")
    assert is_there(office, first.digest, first.size)


def broken(folder: Path) -> dict[str, Path]:
    """Return files that are no scans, by what is wrong with them."""
    made = {
        "password": pdf(folder / "锁.pdf", password="geheim"),
        "word": folder / "报告.pdf",
        "empty": folder / "空.pdf",
        "folder": folder / "夹",
        "no pages": folder / "坏.pdf",
        "svg": folder / "图.png",
        "large": folder / "大.png",
        "bomb": folder / "弹.png",
    }
    made["word"].write_bytes(b"PK\x03\x04" + bytes(500))
    made["empty"].touch()
    made["folder"].mkdir()
    made["no pages"].write_bytes(b"%PDF-1.7\nnothing\n%%EOF\n")
    made["svg"].write_text("<svg/>")
    Image.new("1", (9000, 9000)).save(made["large"])
    Image.new("1", (20_000, 20_000)).save(made["bomb"])
    for name, source in (("half.pdf", pdf(folder / "b.pdf")), ("half.png", picture(folder / "b.png"))):
        made[name] = folder / name
        made[name].write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    for name in ("half.jpg", "half.tif"):
        source = picture(folder / f"b{name}")
        made[name] = folder / name
        made[name].write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    made["gone"] = folder / "没有.pdf"
    return made


def test_what_is_no_scan_is_refused_in_a_sentence(office: Path, tmp_path: Path) -> None:
    said = {}
    for what, source in broken(tmp_path).items():
        with pytest.raises(UserError) as told:
            keep(office, source)
        said[what] = str(told.value)
    half = "已损坏或不完整，图像不能完全读出；没有添加，请重新扫描。"
    assert said == {
        "password": "“锁.pdf”有打开密码，别人将来打不开；没有添加，请另存为没有密码的文件。",
        "word": "“报告.pdf”不是 PDF、JPEG、PNG 或 TIFF 文件，不论它叫什么；没有添加。",
        "empty": "“空.pdf”是空文件（0 字节）；没有添加。",
        "folder": "“夹”是文件夹；请选择里面的文件。",
        "no pages": "“坏.pdf”已损坏，不是完好的 PDF；没有添加。",
        "svg": "“图.png”不是 PDF、JPEG、PNG 或 TIFF 文件，不论它叫什么；没有添加。",
        "large": "“大.png”超过 4000 万像素；没有添加，请用较低的分辨率重新扫描。",
        "bomb": "“弹.png”超过 4000 万像素；没有添加，请用较低的分辨率重新扫描。",
        "half.pdf": "“half.pdf”不完整，可能是复制或下载没有完成；没有添加，请重新取得文件。",
        "half.png": f"“half.png”{half}",
        "half.jpg": f"“half.jpg”{half}",
        "half.tif": f"“half.tif”{half}",
        "gone": "找不到文件“没有.pdf”；没有添加。",
    }
    assert kept_files(office) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_what_might_never_end_is_not_read(office: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.pdf")
    with pytest.raises(UserError) as told:
        keep(office, tmp_path / "管.pdf")
    assert str(told.value) == "“管.pdf”是管道或设备，不是文件；没有添加。"


def test_a_file_that_is_too_large_is_refused_unread(office: Path, tmp_path: Path) -> None:
    source = pdf(tmp_path / "a.pdf")
    os.truncate(source, attachments.LARGEST + 1)
    with pytest.raises(UserError, match=r"^“a.pdf”有 100 MB，超过 100 MB；没有添加，"):
        keep(office, source)
    assert kept_files(office) == []


def test_good_ones_of_a_batch_are_kept_and_the_others_named(office: Path, tmp_path: Path) -> None:
    progress = Progress()
    kept, refusals = keep_all(office, [pdf(tmp_path / "a.pdf"), tmp_path / "没有.pdf"], progress)
    assert [scan.name for scan in kept] == ["a.pdf"]
    assert refusals == ["找不到文件“没有.pdf”；没有添加。"]
    assert (progress.done, progress.total) == (2, 2)


def test_a_cancelled_batch_leaves_no_part(office: Path, tmp_path: Path) -> None:
    progress = Progress()
    source = pdf(tmp_path / "a.pdf")
    progress.cancel()
    with pytest.raises(Cancelled):
        keep(office, source, progress)
    assert kept_files(office) == []


def test_a_folder_that_cannot_be_written_is_named(office: Path, tmp_path: Path) -> None:
    scan_folder(office).touch()
    with pytest.raises(UserError) as told:
        keep(office, pdf(tmp_path / "a.pdf"))
    assert str(told.value) == (f"“a.pdf”没有保存：不能读取它，或不能写入文件夹“{scan_folder(office)}”；请检查权限。")


FULL = """
import resource, signal, sys
from pathlib import Path
from awardsdesk.errors import UserError
from awardsdesk.store.attachments import keep
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
except UserError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_full_disk_leaves_nothing_half(office: Path, tmp_path: Path) -> None:
    source = pdf(tmp_path / "a.pdf", pages=3)
    said = subprocess.run([sys.executable, "-c", FULL, office, source], capture_output=True, text=True, check=True)
    assert said.stdout == "磁盘空间不足，“a.pdf”没有保存；请腾出空间后重试。\n"
    assert kept_files(office) == []


def test_a_copy_goes_out_only_when_it_is_what_it_was(office: Path, tmp_path: Path) -> None:
    source = pdf(tmp_path / "a.pdf")
    scan = keep(office, source)
    target = tmp_path / "out" / "b.pdf"
    target.parent.mkdir()
    copy_out(office, scan.digest, target)
    assert target.read_bytes() == source.read_bytes()
    stored = scan_path(office, scan.digest)
    stored.chmod(0o644)
    stored.write_bytes(b"altered")
    with pytest.raises(UserError, match=r"^附件的内容与登记时不同，没有取出；"):
        copy_out(office, scan.digest, target)
    stored.unlink()
    with pytest.raises(UserError, match=r"^附件的文件不见了；"):
        copy_out(office, scan.digest, target)
    assert target.read_bytes() == source.read_bytes()
    assert [file.name for file in target.parent.iterdir()] == ["b.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows forbids such names")
@pytest.mark.parametrize(
    ("name", "kept", "out"),
    [
        ("CON", "CON", "_CON.pdf"),
        ("..\\..\\a", "..\\..\\a", "a.pdf"),
        ("<b>甲&乙", "<b>甲&乙", "b甲&乙.pdf"),
        ("a\u202efdp.exe", "afdp.exe", "afdp.exe.pdf"),
        ("合同.PDF", "合同.PDF", "合同.pdf"),
        ("字" * 80, "字" * 80, "字" * 65 + ".pdf"),
        ("…", "…", "….pdf"),
        ("...", "...", "附件.pdf"),
    ],
)
def test_names_are_kept_as_they_came_and_made_safe_on_the_way_out(
    office: Path, tmp_path: Path, name: str, kept: str, out: str
) -> None:
    (tmp_path / "in").mkdir()
    source = pdf(tmp_path / "a").rename(tmp_path / "in" / name)
    scan = keep(office, source)
    assert scan.name == kept
    assert file_name(scan.name, scan.media_type) == out


def test_a_name_of_300_characters_loses_its_middle(tmp_path: Path) -> None:
    name = file_name("a" * 300 + ".pdf", "application/pdf")
    assert name == "a" * 75 + ".pdf"
