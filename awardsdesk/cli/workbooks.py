"""The commands for workbooks: bring them in, take an import back, make a template."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from awardsdesk.cli.frame import FILE, ID, JSON, PATH, commands, kind_of, opened, print_json
from awardsdesk.errors import UserError
from awardsdesk.exchange.arriving import only_package
from awardsdesk.exchange.differences import RowChange
from awardsdesk.exchange.headers import SEARCHED_ROWS
from awardsdesk.exchange.importing import ImportProblem, ImportRefused, Report, apply, load, preview, senders_of
from awardsdesk.exchange.layouts import Kind
from awardsdesk.exchange.mapping import chosen_columns, described, losses, told
from awardsdesk.exchange.marking import copies_of, mark_all
from awardsdesk.exchange.recognition import NotRecognised
from awardsdesk.exchange.register_workbook import write_register
from awardsdesk.exchange.template import needs_rules, write_template
from awardsdesk.exchange.unpacking import is_package, unpack
from awardsdesk.exchange.workbook import read_tables
from awardsdesk.i18n import _
from awardsdesk.lists.achievements import ACHIEVEMENTS
from awardsdesk.lists.imports import imports
from awardsdesk.lists.listing import Query
from awardsdesk.operations.audit import Original
from awardsdesk.operations.imports import describe
from awardsdesk.operations.rounds import book_of, by_code
from awardsdesk.operations.sender_columns import SenderColumns, Senders, columns_of_sender, forget, remember, remembered
from awardsdesk.operations.taking_back import plan_back, take_back
from awardsdesk.paths import free
from awardsdesk.progress import Progress
from awardsdesk.store.arriving import keeping
from awardsdesk.store.attachments import copy_original_out, is_there, original_name


@commands.command("import", help="Take workbooks or one package in; all or nothing unless --skip-refused.")
@FILE
@click.argument("workbooks", nargs=-1, required=True, type=PATH)
@click.option("--round", "code", default="", metavar="CODE", help="Needed when several open rounds fit.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--report", type=PATH, metavar="OUT.xlsx", help="Copy the workbooks, faults marked.")
@click.option(
    "--sender", default="", metavar="NAME", help="Who sent them: the remembered meaning of its headings counts."
)
@click.option(
    "--map", "pairs", multiple=True, metavar="HEADING=FIELD", help="What a heading means; remembered with --sender."
)
@click.option("--skip-refused", is_flag=True, help="Take in the rows that can be, leave the refused ones out.")
@JSON
def import_(
    file: Path,
    workbooks: tuple[Path, ...],
    code: str,
    dry_run: bool,
    report: Path | None,
    sender: str,
    pairs: tuple[str, ...],
    skip_refused: bool,
    as_json: bool,
) -> int:
    """Import workbooks."""
    sources = [unpack(path) if is_package(path) else path for path in workbooks]
    package = only_package(sources)
    if package and (report or sender or pairs):
        raise click.UsageError(_("--report、--sender、--map 用于工作簿，不用于报送包。"))
    if report:
        kind_of(report, ("xlsx",))
        copies_of(workbooks, report)
    with opened(file) as database:
        with database.read() as session:
            senders = columns_of_sender(session, sender) if sender else None
        if pairs:
            columns = _columns(workbooks, pairs, sender)
            senders = Senders([columns], named=True)
            if sender and not dry_run:
                with database.write() as session:
                    remember(session, columns)
        with database.read() as session:
            try:
                loaded = load(session, sources, code, senders=senders)
            except NotRecognised as error:
                raise UserError(str(error) + _way_out(sender)) from None
        refused: ImportRefused | None = None
        try:
            if dry_run:
                with database.read() as session:
                    done = preview(session, loaded, code)
            else:
                with keeping(database, loaded.handed_in, package, Progress()) as arrived, database.write() as session:
                    done = apply(session, loaded, code, skip_refused=skip_refused, arrived=arrived)
        except ImportRefused as error:
            refused, done = error, error.report
    used = loaded.notes + [described(sheet.columns) for _path, sheet in loaded.sheets if sheet.columns]
    _tell_import(done, used, imported=not dry_run and refused is None, dry_run=dry_run, as_json=as_json)
    if refused is not None:
        click.echo(str(refused), err=True)
    if report:  # after all was told: what cannot be written leaves no doubt whether the rows are in
        mark_all(workbooks, done.problems, report, senders=senders_of(loaded))
    return 1 if refused is not None else 0


def _way_out(sender: str) -> str:
    """Say how a command is told what a sender's own headings mean."""
    if sender:
        return _("“{sender}”的列对应没有记住或对不上；可用 --map “列名=栏目” 逐列指明。").format(sender=sender)
    return _("如果表头是寄送单位自己的写法，可用 --map “列名=栏目” 逐列指明；以前指明过的，用 --sender 写明寄送单位。")


def _columns(workbooks: tuple[Path, ...], pairs: tuple[str, ...], sender: str) -> SenderColumns:
    """Return what --map says, found in the workbooks; say what a column would lose."""
    parted = [pair.partition("=")[::2] for pair in pairs]
    if bad := next((pair for pair, (word, name) in zip(pairs, parted, strict=True) if not word or not name), ""):
        raise UserError(
            _("--map 要写成“工作簿里的列名=我们的栏目”，如 成果标题=成果名称；“{pair}”不是。").format(pair=bad)
        )
    tables = [table for path in workbooks for table in read_tables(path, first=SEARCHED_ROWS)]
    columns = chosen_columns(tables, parted, sender.strip())
    for sentence in losses(columns.headings).values():
        click.echo(sentence, err=True)
    return columns


def _tell_import(report: Report, used: Sequence[str], *, imported: bool, dry_run: bool, as_json: bool) -> None:
    if as_json:
        counts: dict[str, dict[str, int]] = {}
        for (kind, change), count in report.outcome.counts.items():
            counts.setdefault(kind, {})[change.name.lower()] = count
        print_json(
            {
                "imported": imported,
                "dry_run": dry_run,
                "columns": list(used),
                "changes": report.outcome.changes,
                "counts": counts,
                "problems": [_problem(problem) for problem in report.problems],
                "rows": [_row(row) for row in report.rows],
            }
        )
        return
    for line in used:
        click.echo(line)
    if not imported and report.refused:
        sentence = _("有 {count} 处问题使所在的行不能导入：照此什么也不会导入，除非用 --skip-refused 跳过它们。")
        click.echo(sentence.format(count=report.refused))
    for problem in report.problems:
        click.echo(f"{problem.file}  {problem.sheet}  {problem.cell}  [{problem.severity}]  {problem.sentence}")
    for row in report.rows:
        for field in row.fields:
            click.echo(f"{row.change.value}  {row.title}  {field.field}：{field.old or '—'} → {field.new or '—'}")
    lines = describe(report.outcome.counts.items()) if imported or dry_run else []
    if report.is_empty:
        click.echo(_("工作簿里没有可以导入的行，没有改动。"))
        return
    heading = _("已导入") if imported else _("试导入，没有改动") if dry_run else _("没有导入")
    click.echo("\n".join([heading, *(f"  {line}" for line in lines)]))


def _row(row: RowChange) -> dict[str, Any]:
    file, sheet, number = row.origin
    return {
        "change": row.change.name.lower(),
        "kind": row.kind,
        "title": row.title,
        "file": file,
        "sheet": sheet,
        "row": number,
        "fields": [asdict(field) for field in row.fields],
    }


def _problem(problem: ImportProblem) -> dict[str, str]:
    return {
        "file": problem.file,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "severity": problem.severity,
        "sentence": problem.sentence,
    }


@commands.command(help="Write the empty workbook of a kind of sheet, to be filled in and imported.")
@click.argument("what", metavar="KIND", type=click.Choice([kind.value for kind in Kind]))
@click.argument("out", metavar="OUT.xlsx", type=PATH)
@click.option("--file", type=PATH, help="The file whose round's rules the columns follow.")
@click.option("--round", "code", default="", metavar="CODE", help="With --file: the round.")
def template(what: str, out: Path, file: Path | None, code: str) -> None:
    """Write a template."""
    kind_of(out, ("xlsx",))
    if not needs_rules(Kind(what)) and not code:
        write_template(Kind(what), out)
        return
    if file is None or not code:
        raise click.UsageError(_("“{what}”的模板按一届评选的规则：请加上 --file FILE --round CODE。").format(what=what))
    with opened(file) as database, database.read() as session:
        write_template(Kind(what), out, book_of(by_code(session, code)))


@commands.command(
    "register-table", help="Write the whole register as a workbook that can be corrected and imported again."
)
@FILE
@click.argument("out", metavar="OUT.xlsx", type=PATH)
def register_table(file: Path, out: Path) -> None:
    """Write all achievements with everything their forms say."""
    kind_of(out, ("xlsx",))
    with opened(file) as database, database.read() as session:
        ids = ACHIEVEMENTS.ids(session, Query())
        write_register(session, ids, out)
    click.echo(_("已写出 {count:,} 项到 {name}").format(count=len(ids), name=out.name))


@commands.command("imports", help="List the imports, newest first.")
@FILE
@JSON
def imports_(file: Path, as_json: bool) -> None:
    """List the imports of a file."""
    with opened(file) as database, database.read() as session:
        lines = imports(session)

    def is_kept(original: Original) -> bool:
        return is_there(file, original.digest, original.size)

    if as_json:
        print_json(
            [
                asdict(line)
                | {"at": line.at.isoformat()}
                | {
                    "originals": [
                        {"name": each.name, "sha256": each.digest, "size": each.size, "present": is_kept(each)}
                        for each in line.originals
                    ]
                }
                for line in lines
            ]
        )
        return
    for line in lines:
        lost = sum(not is_kept(each) for each in line.originals)
        state = _("缺 {count} 个原件").format(count=lost) if lost else "" if line.originals else _("没有原件")
        told = "".join(f"  [{word}]" for word in (state, line.undone) if word)
        click.echo(f"{line.id:>5}  {line.at:%Y-%m-%d %H:%M}  {line.actor}  {line.source}  {line.counts}{told}")


@commands.command("originals", help="Write an import's files into DIR as they were handed in; no file is replaced.")
@FILE
@click.argument("event", metavar="ID", type=ID)
@click.argument("folder", metavar="DIR", type=PATH)
def originals_(file: Path, event: int, folder: Path) -> None:
    """Write the files of an import."""
    with opened(file) as database:
        with database.read() as session:
            line = next((line for line in imports(session) if line.id == event), None)
        if line is None:
            raise UserError(_("没有编号为 {id} 的导入，没有写出文件；请用 imports 核对编号。").format(id=event))
        if not line.originals:
            raise UserError(_("这次导入没有留下原件：文件带有密级标志，或那时的程序还不保存。"))
        folder.mkdir(exist_ok=True)
        for original in line.originals:
            out = free(folder / original_name(database.path, original))
            copy_original_out(database.path, original, out)
            click.echo(out)


@commands.command(help="List what is remembered of senders' headings; --forget removes it.")
@FILE
@click.option("--forget", "sender", default="", metavar="NAME", help="Forget what this sender's headings mean.")
@JSON
def senders(file: Path, sender: str, as_json: bool) -> None:
    """List or forget the senders' headings."""
    with opened(file) as database:
        if sender:
            with database.write() as session:
                forget(session, sender)
        with database.read() as session:
            known = remembered(session)
    if as_json:
        print_json([asdict(columns) for columns in known])
        return
    for columns in known:
        click.echo(f"{columns.sender}  {columns.kind}  {told(columns)}")


@commands.command("undo-import", help="Take an import back as a whole; records worked on since stay and are listed.")
@FILE
@click.argument("event", metavar="ID", type=ID)
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@JSON
def undo_import(file: Path, event: int, dry_run: bool, as_json: bool) -> None:
    """Take an import back."""
    with opened(file) as database:
        if dry_run:
            with database.read() as session:
                done = plan_back(session, event)
        else:
            with database.write() as session:
                done = take_back(session, event)
    if as_json:
        print_json({"dry_run": dry_run} | asdict(done))
        return
    heading = _("试撤回，没有改动") if dry_run else _("已撤回")
    figures = _("移除 {removed}，恢复 {restored}，保留 {kept}")
    click.echo(f"{heading}：{figures}".format(removed=done.removed, restored=done.restored, kept=len(done.kept)))
    for kept in done.kept:
        click.echo(f"  {kept.title}  {kept.reason}")
