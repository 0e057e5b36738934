"""The one entrance: a window, or a command."""

import sys
from pathlib import Path

from awardsdesk.i18n import _, preferred, use


def main() -> int:
    """Run a command when one is named, else open the window; returns the exit code."""
    use(preferred())  # before any module whose texts are translated as it is imported
    arguments = sys.argv[1:]
    if arguments == ["--self-check"]:
        from awardsdesk.self_check import run as check

        return check()
    if arguments and not _is_file(arguments):
        try:
            from awardsdesk.cli import run_command  # noqa: PLC0415 - the window opens without click
        except KeyboardInterrupt:  # they take half a second
            print(_("已中断，什么都没有做。"), file=sys.stderr)
            return 130
        answer = run_command(arguments)
        if isinstance(answer, int):
            return answer
        arguments = [str(answer)]
    from awardsdesk.ui.application import run  # noqa: PLC0415 - commands work without Qt

    return run(Path(arguments[0]) if arguments else None)


def _is_file(arguments: list[str]) -> bool:
    """Tell a file to open from a command, without importing the commands: a command has no folder and no ending."""
    first = arguments[0]
    return len(arguments) == 1 and not first.startswith("-") and ("." in first or Path(first).name != first)


if __name__ == "__main__":
    sys.exit(main())
