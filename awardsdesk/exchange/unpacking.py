"""Open a package (报送包) from another office: nothing in it is believed, and nothing is unpacked by its own name."""

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from awardsdesk.errors import UserError, reason
from awardsdesk.exchange import cells
from awardsdesk.exchange.gate import CHUNK, MAX_RATIO, RATIO_FROM, admit_bytes, described
from awardsdesk.exchange.kept_cells import MARK
from awardsdesk.exchange.layouts import Kind
from awardsdesk.exchange.package import (
    FOLDER,
    MANIFEST,
    MAX_DIRECTORY,
    MAX_FILES,
    MAX_MANIFEST,
    MAX_SCAN,
    MAX_WORKBOOK,
    SCAN,
    WORKBOOK,
)
from awardsdesk.exchange.template import columns_of, title
from awardsdesk.exchange.workbook import Table, tables_in
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.packages import VERSION, Attached, File, Listed, Manifest, decode, version_of

NATIONAL = re.compile(r"cgsb.*\.zip", re.IGNORECASE)
"""What the national tool calls its files."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A package that was looked through: every file in it is as the manifest says."""

    path: Path
    manifest: Manifest
    tables: tuple[Table, ...]
    marks: Mapping[int, str]
    """By row of the workbook."""
    listed: Mapping[str, Listed]
    """By uid."""
    digest: str
    """Of the whole file."""
    size: int

    @property
    def name(self) -> str:
        """What a clerk knows it by."""
        return self.path.name

    @property
    def scans(self) -> list[Attached]:
        """Each scan once."""
        return list(self.manifest.scans.values())

    @contextmanager
    def whole(self) -> Iterator[IO[bytes]]:
        """Open the file itself; raises UserError when it is not there any more."""
        with _telling(self.path):
            file = self.path.open("rb")
        with file:
            yield file

    @contextmanager
    def opened(self) -> Iterator[Callable[[str], AbstractContextManager[IO[bytes]]]]:
        """Give what opens scans by their digests; raises UserError when the package is not there any more."""
        names = {found[1]: file.name for file in self.manifest.files if (found := SCAN.fullmatch(file.name))}
        with _telling(self.path):
            archive = zipfile.ZipFile(self.path)
        with archive:
            yield lambda digest: _member(self.path, archive, names[digest])


@contextmanager
def _member(path: Path, archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    with _telling(path), archive.open(name) as member:
        yield member


def is_package(path: Path) -> bool:
    """Tell whether a file is to be read as a package, by its name."""
    return path.suffix.lower() == ".zip"


def unpack(path: Path, progress: Progress | None = None) -> Packed:
    """Look a package through; raises UserError, and takes nothing, when anything in it is not as it should be."""
    progress = progress or Progress()
    progress.start(_("正在核对报送包 {name}").format(name=path.name))
    with _telling(path):
        _require_zip(path)
        _require_short_directory(path)
        digest, size = _measured(path, progress)
        with zipfile.ZipFile(path) as archive:
            entries = _entries(path, archive)
            manifest = _manifest(path, archive, entries)
            _require_exactly(path, manifest, entries)
            tables: tuple[Table, ...] = ()
            progress.start(_("正在核对报送包 {name}").format(name=path.name), len(manifest.files))
            for file in manifest.files:
                progress.step()
                data = _checked(path, archive, file, progress, keep=file.name == WORKBOOK)
                if file.name == WORKBOOK:
                    tables = tuple(tables_in(admit_bytes(f"{path.name}/{WORKBOOK}", data), progress=progress))
    marks = _marks(path, tables)
    listed = {row.uid: row for row in manifest.achievements}
    uids = [mark.partition(cells.MARK_SIGN)[0] for mark in marks.values()]
    if len(listed) != len(manifest.achievements) or len(set(uids)) != len(uids) or set(uids) != listed.keys():
        raise _wrong(path, _("清单列的成果与工作簿里的不一致"))
    return Packed(path, manifest, tables, marks, listed, digest, size)


def _measured(path: Path, progress: Progress) -> tuple[str, int]:
    """Return the SHA-256 of a file, and how long it is."""
    told, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            progress.check()
            told.update(piece)
            size += len(piece)
    return told.hexdigest(), size


def _require_zip(path: Path) -> None:
    """Tell a zip from other files, and ours from the national tool's."""
    if path.is_dir():
        raise UserError(_("“{name}”是文件夹，不是报送包；没有读入任何内容。").format(name=path.name))
    if path.exists() and not path.is_file():  # to read it might never end
        raise UserError(_("“{name}”是管道或设备，不是报送包；没有读入任何内容。").format(name=path.name))
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head.startswith(b"PK"):
        sentence = _("“{name}”{what}，不是报送包（ZIP）；没有读入任何内容。请向报送单位重新要一份。")
        raise UserError(sentence.format(name=path.name, what=described(head)))


def _require_short_directory(path: Path) -> None:
    """Raise UserError when the list of files at the zip's end is too long to be read at once, as zipfile does."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - (1 << 17), 0))
        end = file.read()
        place = end.rfind(b"PK\x05\x06")
        sizes = [struct.unpack_from("<I", end, place + 12)[0]] if 0 <= place <= len(end) - 22 else []
        wide = end.rfind(b"PK\x06\x06", 0, max(place, 0))
        sizes += [struct.unpack_from("<Q", end, wide + 40)[0]] if 0 <= wide <= len(end) - 56 else []
    if sizes and max(sizes) > MAX_DIRECTORY:
        raise _wrong(path, _("里面的文件多得不正常"))


def _entries(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return what is in the zip by name; raises UserError for names that no package has."""
    infos = archive.infolist()
    if infos and all(info.header_offset for info in infos):  # the workbook is a zip too: a package cut off ends as one
        raise zipfile.BadZipFile
    if len(infos) > MAX_FILES + 1:
        raise _wrong(path, _("里面的文件多得不正常"))
    if any(info.flag_bits & 1 for info in infos):
        raise UserError(
            _("“{name}”是加密的压缩包，没有读入任何内容。请向报送单位要没有设密码的报送包。").format(name=path.name)
        )
    names = {info.filename for info in infos}
    if MANIFEST not in names:
        raise _no_package(path, names)
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.filename == FOLDER and not info.file_size:
            continue  # made by who packed it again
        if info.orig_filename not in {MANIFEST, WORKBOOK} and not SCAN.fullmatch(info.orig_filename):
            raise _wrong(path, _("里面有报送包不会有的文件“{file}”").format(file=info.orig_filename[:80]))
        if info.filename in entries:
            raise _wrong(path, _("里面有两个“{file}”").format(file=info.filename))
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _wrong(path, _("“{file}”的压缩方法不是常用的").format(file=info.filename))
        entries[info.filename] = info
    return entries


def _no_package(path: Path, names: set[str]) -> UserError:
    """Say what a zip without a manifest seems to be."""
    if NATIONAL.fullmatch(path.name):
        sentence = _(
            "“{name}”是国家科技成果登记系统的导出文件，格式不公开，本程序读不了；没有读入任何内容。"
            "请让报送单位用本程序导出报送包，或用“成果登记”模板填报。"
        )
    elif "xl/workbook.xml" in names:
        sentence = _("“{name}”其实是 Excel 工作簿，没有读入任何内容。请把扩展名改回 .xlsx 再导入。")
    else:
        sentence = _(
            "“{name}”是普通的压缩包，不是报送包（里面没有 manifest.json），没有读入任何内容。"
            "里面是工作簿的，请解压后再导入；是扫描件的，请解压后在成果里添加附件。"
        )
    return UserError(sentence.format(name=path.name))


def _manifest(path: Path, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> Manifest:
    data = b"".join(_pieces(path, archive, entries[MANIFEST], MAX_MANIFEST))
    version = version_of(data)
    if version > VERSION:
        sentence = _(
            "“{name}”由较新版本的程序导出（报送包格式 {theirs}，本程序 {ours}），没有读入任何内容。请先升级本程序。"
        )
        raise UserError(sentence.format(name=path.name, theirs=version, ours=VERSION))
    try:
        if version < VERSION:
            raise ValueError(version)  # noqa: TRY301 - told like the rest
        return decode(data)
    except ValueError as error:
        raise _wrong(path, _("清单（manifest.json）读不通")) from error


def _require_exactly(path: Path, manifest: Manifest, entries: Mapping[str, zipfile.ZipInfo]) -> None:
    """Raise UserError unless the zip holds what the manifest lists, no file more and none less, none too large."""
    names = [file.name for file in manifest.files]
    if len(set(names)) < len(names) or WORKBOOK not in names:
        raise _wrong(path, _("清单（manifest.json）读不通"))
    if missing := [name for name in names if name not in entries]:
        raise _wrong(path, _("缺少清单上的“{file}”").format(file=missing[0][:80]))
    if extra := entries.keys() - {MANIFEST, *names}:
        raise _wrong(path, _("里面的“{file}”不在清单上").format(file=min(extra)))
    scans = {found[1]: file for file in manifest.files if (found := SCAN.fullmatch(file.name))}
    if len(scans) < len(names) - 1 or any(digest != file.sha256 for digest, file in scans.items()):
        raise _wrong(path, _("清单（manifest.json）读不通"))
    if scans.keys() != manifest.scans.keys():
        raise _wrong(path, _("有的附件不属于清单上的任何成果，或清单上的附件不在里面"))
    for file in manifest.files:
        limit = MAX_WORKBOOK if file.name == WORKBOOK else MAX_SCAN
        if max(file.size, entries[file.name].file_size) > limit:
            sentence = _("“{file}”超过 {limit} MB").format(file=file.name, limit=limit >> 20)
            raise _wrong(path, sentence)
    if sum(file.size for file in manifest.files) > max(RATIO_FROM, MAX_RATIO * path.stat().st_size):
        raise _wrong(path, _("解压后大得不正常，可能是恶意文件"))


def _checked(path: Path, archive: zipfile.ZipFile, file: File, progress: Progress, *, keep: bool) -> bytes:
    """Read a file piece by piece and compare it with the manifest; return it when it is to be kept."""
    told, kept, size = hashlib.sha256(), [], 0
    for piece in _pieces(path, archive, archive.getinfo(file.name), file.size):
        progress.check()
        told.update(piece)
        size += len(piece)
        kept += [piece] * keep
    if size != file.size or told.hexdigest() != file.sha256:
        raise _wrong(path, _("“{file}”的内容与清单不符（传送中坏了，或改过）").format(file=file.name))
    return b"".join(kept)


def _pieces(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """Read a file of the zip; sizes are counted, never believed."""
    size = 0
    with archive.open(info) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > limit:
                raise _wrong(path, _("“{file}”比清单上写的大").format(file=info.filename))
            yield piece


def _marks(path: Path, tables: tuple[Table, ...]) -> dict[int, str]:
    """Return the marks of the workbook's rows; raises UserError for a workbook that is not the register's."""
    columns = columns_of(Kind.ACHIEVEMENTS)
    heads = [title(column) + "*" * column.needed for column in columns]
    place = [column.name for column in columns].index(MARK)
    if len(tables) != 1 or not tables[0].rows or not _is_register(tables[0], heads[place]):
        raise _wrong(path, _("工作簿不是导出的“成果登记”完整表"))
    head = list(tables[0].rows[0].values)
    at = head.index(heads[place])
    rows = tables[0].rows[1:]
    return {row.number: str(row.values[at] if at < len(row.values) else "") for row in rows if any(row.values)}


def _is_register(table: Table, head: str) -> bool:
    return table.sheet == Kind.ACHIEVEMENTS.value and head in table.rows[0].values


def _wrong(path: Path, what: str) -> UserError:
    sentence = _("“{name}”不是完好的报送包：{what}；没有读入任何内容。请向报送单位重新要一份。")
    return UserError(sentence.format(name=path.name, what=what))


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Say what is wrong with a zip that cannot be read."""
    try:
        yield
    except FileNotFoundError as error:
        raise UserError(_("找不到“{name}”，没有读入任何内容。请确认文件还在。").format(name=path.name)) from error
    except OSError as error:
        sentence = _("打不开“{name}”（{reason}），没有读入任何内容。请确认文件还在、没有被其他程序占用。")
        raise UserError(sentence.format(name=path.name, reason=reason(error))) from error
    except BROKEN as error:
        sentence = _("“{name}”已经损坏（可能没有传完整），没有读入任何内容。请向报送单位重新要一份。")
        raise UserError(sentence.format(name=path.name)) from error
