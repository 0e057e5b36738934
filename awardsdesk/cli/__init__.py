"""The same operations for scripts and IT staff: exit 0 done, 1 a sentence on stderr, 2 usage."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from awardsdesk.cli import (  # noqa: F401 - each hangs its commands on the group
    codes,
    files,
    packages,
    register,
    registration,
    rounds,
    scans,
    workbooks,
)
from awardsdesk.cli.frame import commands
from awardsdesk.cli.usage import usage
from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _


def run_command(arguments: Sequence[str]) -> int | Path:
    """Run one command; returns the exit code, or the file to open a window on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        answer = commands.main(args=list(arguments), prog_name="awardsdesk", standalone_mode=False)
    except UserError as error:
        click.echo(str(error), err=True)
        return 1
    except click.ClickException as error:
        if isinstance(error, click.UsageError) and not isinstance(error, click.exceptions.NoArgsIsHelpError):
            click.echo(usage(error), err=True)
        else:
            error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("已中断。没有做完的一步没有写入，原有数据完好。"), err=True)
        return 130
    except OSError as error:
        sentence = _(
            "“{where}”不能读写：{said}。原有数据完好；这一步是否已经写入，请用 imports 或 registration-course 核对。"
        )
        click.echo(sentence.format(where=error.filename or _("输出"), said=reason(error)), err=True)
        return 1
    return answer if isinstance(answer, int | Path) else 0
