"""A workbook of ten thousand rows into a long register, and a long list out of it, with the window open beside them."""

from benchmarks.achievements import register
from benchmarks.register import run
from benchmarks.result import Result

ROWS = 1_000_000
READ_AND_TAKE, CANCEL, EXPORT, MEMORY, GAP = 12, 300, 10, 100, 50
"""The goals: s, ms, s, MB, ms."""


def measure(rows: int = ROWS) -> list[Result]:
    """Import and export once each, in processes of their own."""
    path = register(rows)
    brought, taken = run("import", path, module="exchange_child"), run("export", path, module="exchange_child")
    goal = "goal"
    return [
        Result("import of 10,000, read and checked", brought["load"], "s", goal, READ_AND_TAKE),
        Result("import of 10,000, read from a cold file", brought["cold"], "s", goal, READ_AND_TAKE),
        Result("import of 10,000, preview", brought["preview"], "s", goal, READ_AND_TAKE),
        Result("import of 10,000, taken in", brought["apply"], "s", goal, READ_AND_TAKE),
        Result("import, read, checked and taken in", brought["load"] + brought["apply"], "s", goal, READ_AND_TAKE),
        Result("import, cancelled, slowest of six", brought["cancel"], "ms", goal, CANCEL),
        Result("import, worst gap of the window", brought["gap"], "ms", goal, GAP),
        Result("an idle window, worst gap in 10 s", brought["idle"], "ms", goal, GAP),
        Result("export of 100,000", taken["s"], "s", goal, EXPORT),
        Result("export, memory", taken["mb"], "MB", goal, MEMORY),
        Result("export, worst gap of the window", taken["gap"], "ms", goal, GAP),
    ]
