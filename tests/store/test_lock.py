"""The lock of a file: held by one program, released by a crash."""

import subprocess
import sys
from pathlib import Path

import pytest

from awardsdesk.errors import UserError
from awardsdesk.store.lock import FileLock

HOLD = "import sys,time; from pathlib import Path; from awardsdesk.store.lock import FileLock; l=FileLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"


def test_release_lets_the_next_one_in(tmp_path: Path) -> None:
    path = tmp_path / "甲.awards"
    FileLock(path).release()
    FileLock(path).release()
    assert list(tmp_path.iterdir()) == []


def test_another_process_is_kept_out_until_a_crash_releases_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "甲.awards"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UserError):
            FileLock(path)
        holder.kill()
        holder.wait()
    FileLock(path).release()
