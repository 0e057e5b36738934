"""Foreign, broken and newer files are named for what they are and stay byte for byte as they were."""

import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from awardsdesk.errors import UserError
from awardsdesk.models import Office
from awardsdesk.store.database import Database
from awardsdesk.store.inspection import SCHEMA


def empty(path: Path) -> None:
    path.touch()


def workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")


def text_file(path: Path) -> None:
    path.write_text("成果" * 200, "utf-8")


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")


def truncated(path: Path) -> None:
    Database.create(path).close()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def newer(path: Path) -> None:
    Database.create(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA + 1}")


def damaged(path: Path) -> None:
    Database.create(path).close()
    content = bytearray(path.read_bytes())
    for start in range(4096 * 3, len(content), 4096):
        content[start : start + 200] = b"\xff" * 200
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (empty, "“甲.awards”是空文件（0 字节），可能是复制没有完成；没有改动它，请使用备份。"),
        (workbook, "“甲.awards”是 Excel、Word 或压缩文件，不是 .awards 文件；工作簿请用“导入”。"),
        (text_file, "“甲.awards”不是本程序的文件，或已损坏；没有改动它，请使用备份。"),
        (foreign, "“甲.awards”是其他程序的数据库，不是本程序的文件，没有改动它。"),
        (
            newer,
            f"“甲.awards”由较新版本的程序保存（文件格式 {SCHEMA + 1}，本程序 {SCHEMA}），没有改动它。请先升级程序再打开。",
        ),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, make: Callable[[Path], None], sentence: str) -> None:
    path = tmp_path / "甲.awards"
    make(path)
    before = path.read_bytes()
    with pytest.raises(UserError) as told:
        Database.open(path)
    assert str(told.value) == sentence
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["甲.awards"]


@pytest.mark.parametrize(
    ("make", "pattern"),
    [
        (truncated, r"^“甲\.awards”不完整（应有 \d+ 页，只有 \d+ 页），没有改动它，请使用备份。$"),
        (damaged, r"^“甲\.awards”已损坏，没有改动它，请使用备份。（.+）$"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, make: Callable[[Path], None], pattern: str) -> None:
    path = tmp_path / "甲.awards"
    make(path)
    before = path.read_bytes()
    with pytest.raises(UserError, match=pattern):
        Database.open(path)
    assert path.read_bytes() == before


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        Database.open(tmp_path / "无.awards")
    assert str(told.value) == f"找不到文件“{tmp_path / '无.awards'}”，请检查路径，或先新建文件。"
    (tmp_path / "夹.awards").mkdir()
    with pytest.raises(UserError) as told:
        Database.open(tmp_path / "夹.awards")
    assert str(told.value) == "“夹.awards”是文件夹，请选择其中的 .awards 文件。"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_what_might_never_end_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.awards")
    with pytest.raises(UserError) as told:
        Database.open(tmp_path / "管.awards")
    assert str(told.value) == "“管.awards”是管道或设备，请选择一个 .awards 文件。"


def test_a_copied_file_opens_beside_the_first(tmp_path: Path) -> None:
    first = Database.create(tmp_path / "甲.awards", office="青峪市科技局")
    copy = Database.open(shutil.copy(first.path, tmp_path / "乙.awards"))
    with copy.read() as session:
        assert session.scalars(select(Office.name)).all() == ["青峪市科技局"]
    copy.close()
    first.close()
