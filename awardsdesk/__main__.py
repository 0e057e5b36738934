"""The one entrance: a window, or a command."""

import sys
from pathlib import Path

from awardsdesk.i18n import preferred, use

COMMANDS = frozenset(
    {"demo", "new", "import", "rounds", "result", "decide", "approve", "certificates", "plaques", "roster",
     "payments", "check", "explain"}
)  # fmt: skip
"""Known here so that opening the window does not import the commands."""


def main() -> int:
    """Run a command when one is named, else open the window; returns the exit code."""
    use(preferred())  # before any module whose texts are translated as it is imported
    arguments = sys.argv[1:]
    if arguments == ["--self-check"]:
        from awardsdesk.self_check import run as check

        return check()
    if arguments and (len(arguments) > 1 or arguments[0].startswith("-") or arguments[0] in COMMANDS):
        from awardsdesk.cli import run_command  # noqa: PLC0415 - the window opens without click

        answer = run_command(arguments)
        if isinstance(answer, int):
            return answer
        arguments = [str(answer)]
    from awardsdesk.ui.application import run  # noqa: PLC0415 - commands work without Qt

    return run(Path(arguments[0]) if arguments else None)


if __name__ == "__main__":
    sys.exit(main())
