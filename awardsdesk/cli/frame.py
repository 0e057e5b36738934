"""What every command uses: the group they hang on, arguments they share, the open file, papers and JSON out."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from awardsdesk import __version__
from awardsdesk.documents import papers
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.store.database import Database

PATH = click.Path(path_type=Path, readable=False)
"""What may not be read is told where it is read, in the user's language."""
ID = click.IntRange(0, 2**63 - 1, clamp=True)
"""What SQLite can look for."""
FILE = click.argument("file", type=PATH)
OUT = click.argument("out", type=PATH)
ROUND = click.option("--round", "code", required=True, metavar="CODE", help="The round, e.g. 2008-J.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")


@click.group(help="Achievements, awards and their papers. Without a command: awardsdesk [FILE] opens the window.")
@click.version_option(__version__, prog_name="awardsdesk")
def commands() -> None:
    """Hold the commands together."""


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    """Open a file for one command."""
    database = Database.open(file)
    try:
        yield database
    finally:
        database.close()


def require_one(number: str, id_: int | None) -> None:
    """Raise UsageError unless an achievement is named in exactly one of the two ways."""
    if bool(number) is (id_ is not None):
        raise click.UsageError(_("请用 --number 登记号 或 --id 编号 指明成果，两者取一。"))


def kind_of(out: Path, kinds: Sequence[str]) -> str:
    """Return what the file name asks for; raises UserError when the document does not come in that form."""
    kind = out.suffix.lower().lstrip(".")
    if kind not in kinds:
        wanted = "、".join(f".{kind}" for kind in sorted(kinds, reverse=True))
        raise UserError(_("“{name}”的扩展名不对，这里可以写出：{wanted}。").format(name=out.name, wanted=wanted))
    return kind


def draw(prepared: papers.Prepared, out: Path, kind: str) -> None:
    """Say everything found, and draw it unless something is wrong."""
    paper = prepared.paper
    if not prepared.count:
        raise UserError(_("“{title}”没有{paper}可以写出。").format(title=prepared.title, paper=paper.title))
    for finding in prepared.findings:
        click.echo(f"[{finding.severity}]  {finding.record}  {finding.field}  {finding.sentence}", err=True)
    prepared.draw(out, kind)


def print_json(value: Any) -> None:
    """Print JSON in UTF-8."""
    # bytes: a redirected stdout on Windows speaks the old code page, which lacks rare characters
    sys.stdout.flush()
    sys.stdout.buffer.write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())
    sys.stdout.buffer.flush()
