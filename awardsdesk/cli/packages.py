"""The command that writes a package (报送包) for the office above; `import` takes one in."""

from functools import partial
from pathlib import Path

import click

from awardsdesk.cli.frame import FILE, ID, PATH, commands, kind_of, opened
from awardsdesk.errors import UserError
from awardsdesk.exchange.packing import send, told
from awardsdesk.i18n import _
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.attachments import achievement_named
from awardsdesk.lists.listing import Query
from awardsdesk.store.attachments import scan_path
from awardsdesk.terms import RegistrationState


@commands.command(help="Write a package with achievements and their scans, numbered, for the office above to import.")
@FILE
@click.argument("out", type=PATH, metavar="OUT.zip")
@click.option("--number", "numbers", multiple=True, metavar="NO", help="A registration number; may be repeated.")
@click.option(
    "--id", "ids", multiple=True, type=ID, metavar="ID", help="An id of `registrations --json`; may be repeated."
)
@click.option("--state", default="", metavar="STATE", help="All of a state, such as 已提交.")
@click.option("--all", "everything", is_flag=True, help="The whole register.")
def package(
    file: Path, out: Path, numbers: tuple[str, ...], ids: tuple[int, ...], state: str, everything: bool
) -> None:
    """Write a package."""
    kind_of(out, ("zip",))
    if sum((bool(numbers or ids), bool(state), everything)) != 1:
        raise click.UsageError(_("请用 --number、--id 指明成果，或用 --state，或用 --all，三者取一。"))
    if state and state not in set(RegistrationState):
        raise UserError(
            _("没有“{state}”这个状态，没有导出；有：{states}。").format(
                state=state, states="、".join(RegistrationState)
            )
        )
    with opened(file) as database:
        with database.read() as session:
            if numbers or ids:
                chosen = [achievement_named(session, number, None) for number in numbers]
                chosen += [achievement_named(session, "", id_) for id_ in ids]
            else:
                chosen = list(ACHIEVEMENTS.ids(session, Query(filters={"state": state} if state else {})))
        manifest = send(database, list(dict.fromkeys(chosen)), out, partial(scan_path, database.path))
    click.echo(told(manifest, out))
