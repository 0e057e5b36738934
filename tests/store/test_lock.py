"""The lock of a file: held by one program, released by a crash."""

import subprocess
import sys
import tempfile
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


FULL = "import resource,sys; from pathlib import Path; from awardsdesk.store.lock import FileLock; resource.setrlimit(resource.RLIMIT_FSIZE,(0,0)); l=FileLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_on_a_full_disk_the_lock_holds_and_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "甲.awards"
    start = [sys.executable, "-c", FULL, str(path)]
    with subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UserError) as told:
            FileLock(path)
        holder.communicate()
    assert str(told.value) == "文件正在使用：另一个窗口。请在那个窗口中继续，或关闭后再打开。"


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


OTHER = """
import fcntl, os, sys
from pathlib import Path
from awardsdesk.errors import UserError
from awardsdesk.store.lock import FileLock
if os.geteuid() == 0:
    os.setgroups([])
    os.setuid(65534)
for _turn in sys.stdin:
    try:
        FileLock(Path(sys.argv[1])).release()
        print("in", flush=True)
    except UserError:
        print("out", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_a_lock_of_another_account_keeps_out_who_may_write_the_file_and_not_who_only_looks() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "甲.awards"
        path.touch()
        path.chmod(0o666)
        Path(folder).chmod(0o777)
        held = FileLock(path)
        held.path.chmod(0o444)
        said = []
        start = [sys.executable, "-c", OTHER, str(path)]
        with subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdin is not None
            assert other.stdout is not None
            for step in (lambda: None, lambda: path.chmod(0o444), lambda: path.chmod(0o666), held.release):
                step()
                other.stdin.write("\n")
                other.stdin.flush()
                said.append(other.stdout.readline())
            other.communicate()
        assert said == ["out\n", "in\n", "out\n", "in\n"]
        assert list(Path(folder).iterdir()) == [path]
