"""Commands of the official code lists: which are in force, and bringing a full one in."""

from pathlib import Path

import click

from awardsdesk.cli.frame import FILE, JSON, PATH, commands, opened, print_json
from awardsdesk.errors import UserError
from awardsdesk.exchange.code_lists import read_codes
from awardsdesk.i18n import _
from awardsdesk.operations.codes import Difference, code_lists, compare, take_codes
from awardsdesk.rules.codes import SCHEMES


@commands.command(help="List the code lists in force: edition, how many codes, complete or not.")
@FILE
@JSON
def codes(file: Path, as_json: bool) -> None:
    """List the code lists."""
    with opened(file) as database, database.read() as session:
        tables = code_lists(session)
    if as_json:
        print_json(
            [
                {
                    "key": table.scheme.key,
                    "title": table.scheme.title,
                    "edition": table.edition,
                    "count": len(table.items),
                    "complete": table.complete,
                    "own": table.own,
                }
                for table in tables
            ]
        )
        return
    for table in tables:
        whole = _("完整") if table.complete else _("不完整")
        click.echo(f"{table.scheme.key:12}{len(table.items):6,}  {whole}  {table.scheme.title}  {table.edition}")


@commands.command(
    "import-codes", help="Bring a full code list in from a workbook with columns 代码 and 名称; all or nothing."
)
@FILE
@click.argument("workbook", type=PATH)
@click.option("--list", "key", required=True, type=click.Choice(list(SCHEMES)), help="Which list it is.")
@click.option("--edition", required=True, metavar="TEXT", help='Such as "GB/T 4754-2017".')
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
def import_codes(file: Path, workbook: Path, key: str, edition: str, dry_run: bool) -> None:
    """Bring a list in."""
    with opened(file) as database:
        read = read_codes(workbook, key)
        for problem in read.problems:
            click.echo(f"{problem.sheet}  {problem.cell}  [{problem.severity}]  {problem.sentence}")
        if read.refused:
            raise UserError(
                _("有 {count} 处问题，代码表没有导入；请改好工作簿再导入。").format(count=len(read.refused))
            )
        if dry_run:
            with database.read() as session:
                difference = compare(session, key, edition, read.items)
        else:
            with database.write() as session:
                difference = take_codes(session, key, edition, read.items, read.source)
    click.echo(_("试导入，没有改动") if dry_run else _("已导入") if difference.changes else _("与现有的一致，没有改动"))
    click.echo("\n".join(_told(difference)))


def _told(difference: Difference) -> list[str]:
    return [
        _("  新增 {added:,}，改名 {renamed:,}，不再有 {gone:,}，不变 {same:,}").format(
            added=len(difference.added),
            renamed=len(difference.renamed),
            gone=len(difference.gone),
            same=difference.same,
        ),
        *(_("  改名 {item}（原为“{old}”）").format(item=item, old=old) for item, old in difference.renamed),
        *(_("  不再有 {item}").format(item=item) for item in difference.gone),
    ]
