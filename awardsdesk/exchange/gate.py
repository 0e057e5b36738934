"""Lets only harmless .xlsx and .xls files through to a parser; everything else is told by name."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _

MAX_FILE = 20 << 20
MAX_MEMBER = 50 << 20
MAX_TOTAL = 200 << 20
MAX_MEMBERS = 2_000
MAX_RATIO = 200
RATIO_FROM = 8 << 20
"""Small members may be compressed as well as they like."""
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that passed: what a parser may read, and for .xlsx its inflated members."""

    name: str
    data: bytes
    members: dict[str, bytes] = field(default_factory=dict)


def admit(path: Path) -> Admitted:
    """Return the checked contents of a workbook; raises UserError for anything that is not one."""
    return admit_bytes(name_of(path), whole(path))


def name_of(path: Path) -> str:
    """Return what a clerk knows a workbook by."""
    return path.absolute().name or str(path)


def whole(path: Path) -> bytes:
    """Read what may be a workbook; raises UserError when it is no file, or too large."""
    name = name_of(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UserError(
                _("“{name}”是文件夹，不是工作簿；没有读入任何内容。请选择一个 .xlsx 文件。").format(name=name)
            )
        if not path.is_file():  # to read it might never end
            sentence = _("“{name}”是管道或设备，不是工作簿；没有读入任何内容。请选择一个 .xlsx 文件。")
            raise UserError(sentence.format(name=name))
        if size > MAX_FILE:
            raise UserError(
                _("“{name}”有 {size} MB，超过 {limit} MB，没有读入任何内容。请去掉图片，或分成几个文件。").format(
                    name=name, size=size >> 20, limit=MAX_FILE >> 20
                )
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(_("找不到“{name}”，没有读入任何内容。请确认文件还在。").format(name=name)) from error
    except OSError as error:
        raise UserError(
            _("打不开“{name}”（{reason}），没有读入任何内容。请确认文件还在、没有被其他程序占用。").format(
                name=name, reason=reason(error)
            )
        ) from error


def admit_bytes(name: str, data: bytes) -> Admitted:
    """Return the checked contents of a workbook that was read already."""
    if data.startswith(b"PK"):
        return _open_zip(name, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _open_ole(name, data)
    raise _not_a_workbook(name, described(data))


def _not_a_workbook(name: str, what: str) -> UserError:
    return UserError(
        _(
            "“{name}”{what}，不是 Excel 工作簿；没有读入任何内容。请用 Excel 或 WPS 打开它，另存为 .xlsx 再导入。"
        ).format(name=name, what=what)
    )


def described(data: bytes) -> str:
    """Say what a file without a workbook's signature seems to be."""
    if not data.strip(b"\0\r\n\t "):
        return _("是空文件")
    if data.startswith(b"%PDF"):
        return _("是 PDF 文件")
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return _("是压缩包")
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
        return _("是图片")
    head = data[:4096].lower()
    if b"<html" in head or b"<table" in head or b"<!doctype html" in head:
        return _("其实是网页（HTML）")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        return _("其实是 XML 文件")
    if _is_text(data[:65536]):
        return _("其实是文本文件（CSV）")
    return _("的内容认不出来，可能已经损坏")


def _is_text(data: bytes) -> bool:
    """Tell text in the encodings of Chinese offices; a character cut at the end does not matter."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in data:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                data[: len(data) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _open_ole(name: str, data: bytes) -> Admitted:
    """Let an old .xls through; the stream names in the directory tell it from others."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise UserError(
            _("“{name}”设有打开密码，没有读入任何内容。请在 Excel 里取消密码，另存后再导入。").format(name=name)
        )
    if holds("Workbook") or holds("Book"):
        return Admitted(name, data)
    if holds("WordDocument"):
        raise _not_a_workbook(name, _("是旧格式的 Word 文档"))
    if holds("PowerPoint Document"):
        raise _not_a_workbook(name, _("是旧格式的演示文稿"))
    raise _not_a_workbook(name, _("的内容认不出来，可能已经损坏"))


def _open_zip(name: str, data: bytes) -> Admitted:
    """Inflate an .xlsx member by member, counting, and pack anew only what was counted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_kind(name, archive)
            members = _inflate(name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UserError(
            _("“{name}”已经损坏（可能没有传完整），没有读入任何内容。请向报送单位重新要一份。").format(name=name)
        ) from error
    for content in members.values():
        _refuse_dtd(name, content)
    return Admitted(name, pack(members.items()), members)


def _check_kind(name: str, archive: zipfile.ZipFile) -> None:
    """Tell a workbook from the other things that are zip files."""
    infos = archive.infolist()
    names = {info.filename for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise UserError(_("“{name}”是加密的压缩包，没有读入任何内容。请先解压，再导入里面的工作簿。").format(name=name))
    if "word/document.xml" in names:
        raise _not_a_workbook(name, _("其实是 Word 文档"))
    if "ppt/presentation.xml" in names:
        raise _not_a_workbook(name, _("其实是演示文稿"))
    if "mimetype" in names and "content.xml" in names:
        raise _not_a_workbook(name, _("是 OpenDocument 文件"))
    if "xl/workbook.bin" in names:
        raise _not_a_workbook(name, _("是二进制工作簿（.xlsb）"))
    if "xl/workbook.xml" not in names:
        raise _not_a_workbook(name, _("是压缩包（ZIP）"))
    if any(member.endswith("vbaProject.bin") for member in names):
        raise UserError(
            _("“{name}”带有宏，为安全起见没有读入任何内容。请另存为不带宏的 .xlsx 再导入。").format(name=name)
        )
    if len(infos) > MAX_MEMBERS or len(names) < len(infos):
        raise _suspicious(name)


def _inflate(name: str, archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Read the XML members under the limits; sizes are counted, never believed."""
    members: dict[str, bytes] = {}
    total = 0
    for info in archive.infolist():
        if not info.filename.endswith((".xml", ".rels")):
            continue
        parts: list[bytes] = []
        size = 0
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                parts.append(chunk)
                limit = max(RATIO_FROM, MAX_RATIO * info.compress_size)
                if size > min(MAX_MEMBER, limit) or total + size > MAX_TOTAL:
                    raise _suspicious(name)
        total += size
        members[info.filename] = b"".join(parts)
    return members


def _suspicious(name: str) -> UserError:
    return UserError(
        _("“{name}”解压后大得不正常，可能是恶意文件，没有读入任何内容。请把需要的表复制到新工作簿再导入。").format(
            name=name
        )
    )


class _RootSeen(Exception):  # noqa: N818 - ends the look at a member's head, not an error
    pass


def _refuse_dtd(name: str, content: bytes) -> None:
    """Raise UserError when a document type stands before the root element; it may stand nowhere else."""

    def doctype(*_arguments: object) -> None:
        raise UserError(_("“{name}”含有不允许的 XML 内容（DTD），可能是恶意文件，没有读入任何内容。").format(name=name))

    def root(*_arguments: object) -> None:
        raise _RootSeen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(content, True)
    except _RootSeen:
        return
    except expat.ExpatError as error:
        raise UserError(
            _("“{name}”已经损坏（内部的 XML 读不通），没有读入任何内容。请用 Excel 打开后另存一份。").format(name=name)
        ) from error


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Store members in a plain zip, so that the parser meets only what was checked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return buffer.getvalue()
