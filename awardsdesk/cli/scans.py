"""The commands for scans, and the way back to a backup."""

from pathlib import Path

import click

from awardsdesk.cli.frame import FILE, ID, JSON, PATH, commands, opened, print_json, require_one
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.attachments import achievement_named, scan_report
from awardsdesk.operations import attachments
from awardsdesk.progress import Progress
from awardsdesk.store.attachments import is_there, keep_all
from awardsdesk.store.restoring import Restored, recover
from awardsdesk.store.restoring import restore as restore_from
from awardsdesk.store.scan_check import sweep

NUMBER = click.option("--number", default="", metavar="NO", help="The registration number.")


@commands.command(help="Attach scans (PDF, JPEG, PNG, TIFF) to an achievement; all or none.")
@FILE
@NUMBER
@click.option("--id", "id_", type=ID, metavar="ID", help="The achievement's id, as `registrations --json` names it.")
@click.argument("scans", nargs=-1, required=True, type=PATH, metavar="SCAN...")
@click.option("--item", default="", metavar="TEXT", help="The line of the checklist they prove; it is ticked.")
@click.option("--note", default="", metavar="TEXT")
def attach(file: Path, number: str, id_: int | None, scans: tuple[Path, ...], item: str, note: str) -> None:
    """Attach scans."""
    require_one(number, id_)
    with opened(file) as database:
        with database.read() as session:
            achievement = achievement_named(session, number, id_)
        kept, refusals = keep_all(database.path, scans, Progress())
        if refusals:
            raise UserError("\n".join(refusals))
        with database.write() as session:
            doubles = attachments.attach(session, achievement, kept, item, note)
    click.echo(_("已添加 {count} 个附件。").format(count=len(kept) - len(doubles)))
    for scan in doubles:
        click.echo(_("“{name}”本来就有，内容相同。").format(name=scan.name))


@commands.command("attachments", help="List the scans of one achievement or of all, and whether each file is there.")
@FILE
@NUMBER
@click.option("--tidy", is_flag=True, help="Remove files older than a day that no record knows, present or past.")
@JSON
def list_scans(file: Path, number: str, tidy: bool, as_json: bool) -> None:
    """List scans."""
    with opened(file) as database:
        swept = sweep(database) if tidy else []
        with database.read() as session:
            achievement = achievement_named(session, number, None) if number else None
            report = list(scan_report(session, achievement))
        for scan in report:
            scan["present"] = is_there(database.path, scan["sha256"], scan["size"])
    if as_json:
        print_json(report)
        return
    for scan in report:
        state = "" if scan["present"] else _("文件不见了")
        click.echo(f"{scan['number'] or '—':12}  {scan['size']:>10,}  {scan['name']}  {scan['item']}  {state}".rstrip())
    if tidy:
        click.echo(_("清理了 {count} 个没有登记的文件。").format(count=len(swept)))


@commands.command(help="Put BACKUP in FILE's place with its scans; without BACKUP only lost scans come back.")
@FILE
@click.argument("backup", required=False, type=PATH)
def restore(file: Path, backup: Path | None) -> int:
    """Restore a file."""
    if backup is None:
        with opened(file) as database:
            restored = recover(database.path)
    else:
        restored = restore_from(file, backup)
        click.echo(_("已恢复为备份“{name}”的内容。").format(name=backup.name))
    return _tell(restored)


def _tell(restored: Restored) -> int:
    if restored.kept:
        click.echo(_("原来的文件留在“{path}”。").format(path=restored.kept))
    click.echo(_("找回 {count} 个附件。").format(count=restored.scans))
    for sentence in restored.lacks:
        click.echo(sentence, err=True)
    return 1 if restored.lacks else 0
