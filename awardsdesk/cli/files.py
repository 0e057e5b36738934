"""Commands on the file: make it, check it, show the sample year."""

from pathlib import Path

import click

from awardsdesk.cli.frame import FILE, JSON, PATH, commands, opened, print_json
from awardsdesk.demo import run_sample_year
from awardsdesk.errors import UserError, reason
from awardsdesk.i18n import _
from awardsdesk.operations.samples import open_sample_rounds
from awardsdesk.store.backup import back_up, lacking
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from awardsdesk.store.scan_check import strays


@commands.command(help="Make an empty file; --template sample adds the rules of the two sample rounds, no data.")
@FILE
@click.option("--template", type=click.Choice(["sample"]))
@click.option("--office", default="", help="The office's name: on papers, and on packages it sends.")
def new(file: Path, template: str | None, office: str) -> None:
    """Make a file."""
    try:
        database = Database.create(file, office=office.strip())
    except OSError as error:
        sentence = _("“{name}”不能建立：{said}。没有写入任何内容；请换一个名称或文件夹。")
        raise UserError(sentence.format(name=file.name, said=reason(error))) from error
    try:
        if template:
            with database.write() as session:
                open_sample_rounds(session)
    finally:
        database.close()


@commands.command(help="Check integrity, references, the audit chain, money totals and scans: 0 sound, 1 not.")
@FILE
@JSON
def check(file: Path, as_json: bool) -> int:
    """Check a file."""
    with opened(file) as database:
        found, unknown = faults(database), [str(stray) for stray in strays(database)]
    if as_json:
        print_json({"sound": not found, "problems": found} | ({"strays": unknown} if unknown else {}))
    elif not found:
        click.echo(_("完好。"))
    for stray in () if as_json else unknown:
        click.echo(_("没有登记的附件文件（可用 attachments --tidy 清理）：{path}").format(path=stray))
    for sentence in found:
        click.echo(sentence, err=True)
    return 1 if found else 0


@commands.command(help="Write a verified copy of the file and its scans into NAME-备份 beside it, and print where.")
@FILE
def backup(file: Path) -> int:
    """Back a file up; 1 when scans are missing from it."""
    with opened(file) as database:
        made = back_up(database.path, "手工")
    click.echo(made.path)
    if made.lacks:
        click.echo(lacking(made.lacks), err=True)
    return 1 if made.lacks else 0


@commands.command(help="Take the sample year from its workbooks to paper in DIR, then open the window.")
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--no-window", is_flag=True)
def demo(folder: Path, no_window: bool) -> int | Path:
    """Run the sample year."""
    path = run_sample_year(folder, click.echo)
    return 0 if no_window else path
