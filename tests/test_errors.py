"""What the system reports is said in Chinese, whichever way it came."""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from awardsdesk.errors import UserError, reason
from awardsdesk.exchange.gate import admit

DEEDS: dict[str, Callable[[Path], object]] = {
    "是文件夹，不是文件": lambda folder: folder.open(),
    "找不到文件或文件夹": lambda folder: (folder / "没有").open(),
    "路径中有一段不是文件夹": lambda folder: (folder / "文件" / "内").open(),
    "已有同名的文件": lambda folder: folder.mkdir(),
    "名称太长": lambda folder: (folder / ("长" * 200)).open(),
}


@pytest.mark.parametrize("said", DEEDS)
def test_what_the_system_refuses_is_said_in_chinese(tmp_path: Path, said: str) -> None:
    (tmp_path / "文件").touch()
    with pytest.raises(OSError) as caught:  # noqa: PT011 - which one is what is tested
        DEEDS[said](tmp_path)
    assert reason(caught.value) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(errno.EIO, "Input/output error"), "磁盘读写出错"),
        (OSError(errno.ECHILD, "No child processes"), "No child processes"),
        (OSError("内容不完整"), "内容不完整"),
        (OSError(), "OSError"),
        (UserError("没有成功。"), "没有成功。"),
    ],
)
def test_what_is_rare_stays_as_it_is_reported(error: Exception, said: str) -> None:
    assert reason(error) == said


def test_what_sqlite_reports_is_said_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "甲.db"
    with closing(sqlite3.connect(path)) as full:
        full.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as caught:
            full.execute("CREATE TABLE a (b)")
    assert reason(caught.value) == "磁盘已满"
    engine = create_engine(f"sqlite:///{tmp_path / '没有' / '甲.db'}")
    with pytest.raises(OperationalError) as wrapped, engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert reason(wrapped.value) == "打不开文件"


def test_a_workbook_that_cannot_be_read_says_why_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    with pytest.raises(UserError) as told:
        admit(tmp_path / "文件" / "内.xlsx")
    assert str(told.value) == (
        "打不开“内.xlsx”（路径中有一段不是文件夹），没有读入任何内容。请确认文件还在、没有被其他程序占用。"
    )
