"""What all commands share: the file they work on, JSON on stdout, the kind of file to write."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.store.database import Database

FILE = click.argument("file", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    """Open a file for one command."""
    database = Database.open(file)
    try:
        yield database
    finally:
        database.close()


def kind(out: Path, kinds: Sequence[str]) -> str:
    """Return what the file name asks for; raises UserError when the document does not come in that form."""
    asked = out.suffix.lower().lstrip(".")
    if asked not in kinds:
        wanted = "、".join(f".{each}" for each in sorted(kinds, reverse=True))
        raise UserError(_("“{name}”的扩展名不对，这里可以写出：{wanted}。").format(name=out.name, wanted=wanted))
    return asked


def print_json(value: Any) -> None:
    """Print JSON in UTF-8 whatever the console speaks."""
    # bytes: a redirected stdout on Windows speaks the old code page, which lacks rare characters
    sys.stdout.flush()
    sys.stdout.buffer.write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())
    sys.stdout.buffer.flush()
