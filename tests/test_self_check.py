"""The check of an installation, in a process of its own as the built program runs it."""

import subprocess
import sys


def test_self_check_passes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "awardsdesk", "--self-check"], capture_output=True, text=True, check=False, timeout=200
    )
    assert (done.returncode, done.stdout.splitlines()[-3:]) == (
        0,
        ["workbooks: fine", "upgrade: fine", "window: fine"],
    ), done.stderr
