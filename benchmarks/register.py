"""A register of a million achievements: its first picture, every keystroke of a search, and a jump to any row.

Each figure is held against its goal; the keystroke also against plain LIKE, of which only the reading of the ids counts.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.achievements import register
from benchmarks.result import Result

ROWS, ROUNDS = 1_000_000, 3
PAINT, MEMORY, KEY, JUMP = 300, 40, 30, 20
"""The goals: ms, MB, ms, ms."""


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> list[Result]:
    """Open the register some times, then search and jump in it."""
    path = register(rows)
    lists = [run("list", path) for _round in range(rounds)]
    screens = [run("screen", path) for _round in range(rounds)]
    searched, plain = run("search", path), run("like", path)
    keys, slow = _all(searched), _all(plain)
    goal = "goal"
    return [
        Result("register, list painted", _median(lists, "ms"), "ms", goal, PAINT),
        Result("register, memory of the list", _median(lists, "mb"), "MB", goal, MEMORY),
        Result("register, list and form painted", _median(screens, "ms"), "ms", goal, PAINT),
        Result("register, keystroke, median", statistics.median(keys), "ms", "plain LIKE", statistics.median(slow)),
        Result("register, keystroke, p99", _p99(keys), "ms", "plain LIKE", _p99(slow)),
        Result("register, keystroke, p99", _p99(keys), "ms", goal, KEY),
        Result("register, jump, p99", _p99(searched["jumps"]), "ms", goal, JUMP),
    ]


def _median(measured: list[dict[str, Any]], key: str) -> float:
    return statistics.median(each[key] for each in measured)


def _all(measured: dict[str, Any]) -> list[float]:
    return [taken for each in measured["keys"].values() for taken in each]


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def run(deed: str, path: Path, module: str = "register_child") -> dict[str, Any]:
    """Do it in a child process, so that one measurement leaves nothing to the next."""
    command = [sys.executable, "-m", f"benchmarks.{module}", deed, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
    if done.returncode:
        raise SystemExit(f"benchmark {deed} failed:\n{done.stderr}")
    return dict(json.loads(done.stdout))
