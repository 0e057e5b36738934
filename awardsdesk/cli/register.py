"""Commands of the register of achievements."""

from pathlib import Path

import click

from awardsdesk.cli.frame import FILE, ID, JSON, OUT, commands, draw, kind_of, opened, print_json, require_one
from awardsdesk.documents import register_book as book
from awardsdesk.documents import registration_papers
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.attachments import achievement_named
from awardsdesk.lists.duplicates import duplicate_report
from awardsdesk.lists.registration import history_sheet, registration_report, steps_report
from awardsdesk.operations.duplicates import settle


@commands.command(help="List the achievements with their state and number.")
@FILE
@JSON
def registrations(file: Path, as_json: bool) -> None:
    """List the register."""
    with opened(file) as database, database.read() as session:
        report = registration_report(session)
    if as_json:
        print_json(report)
        return
    for item in report:
        click.echo(f"{item['number'] or '—':12}  {item['state']}  {item['registered_on'] or '—':10}  {item['title']}")


@commands.command(help="List the pairs of achievements that may be one, and why; or put on record that two are two.")
@FILE
@click.option("--latest", type=click.IntRange(1), metavar="N", help="Only those of the N newest achievements.")
@click.option(
    "--apart", type=(ID, ID), default=None, metavar="ID ID", help="These two are no doubles; --reason says why."
)
@click.option("--reason", default="", metavar="TEXT", help="With --apart: for the audit trail.")
@JSON
def doubles(file: Path, latest: int | None, apart: tuple[int, int] | None, reason: str, as_json: bool) -> None:
    """List likely doubles, or decide upon a pair."""
    if apart:
        with opened(file) as database, database.write() as session:
            one, other = (achievement_named(session, "", id_) for id_ in apart)
            new = settle(session, one, other, reason)
        click.echo(_("已记录：不是重复。") if new else _("早已记录过不是重复，没有再记。"))
        return
    with opened(file) as database, database.read() as session:
        report = duplicate_report(session, latest)
    if as_json:
        print_json(report)
        return
    for pair in report:
        for each in (pair["one"], pair["other"]):
            click.echo(f"{each['id']:>7}  {each['number'] or '—':12}  {each['title']}  {each['unit']}")
        click.echo(f"{'':9}{'；'.join(pair['reasons'])}")


@commands.command("register-book", help="Write the register book, whole or of one year, as PDF or workbook.")
@FILE
@OUT
@click.option("--year", type=click.IntRange(1900, 9998), help="Year of registration.")
@click.option("--month", type=click.IntRange(1, 12), help="With --year: the list of that month.")
def register_book(file: Path, out: Path, year: int | None, month: int | None) -> None:
    """Write the register book or a month's list."""
    if month and not year:
        raise click.UsageError(_("--month 要和 --year 一起用。"))
    kind = kind_of(out, book.BOOK.kinds)
    with opened(file) as database, database.read() as session:
        prepared = book.prepare_month(session, year, month) if year and month else book.prepare_book(session, year)
    if not prepared.count:
        if not year:
            raise UserError(_("登记库中还没有已登记的成果，没有写出“{name}”。").format(name=out.name))
        when = f"{year}-{month:02}" if month else year
        raise UserError(_("登记库中没有登记时间为 {when} 的成果，没有写出“{name}”。").format(when=when, name=out.name))
    draw(prepared, out, kind)


@commands.command("registration-certificate", help="Draw the certificate of a registered achievement.")
@FILE
@click.option("--number", required=True, metavar="NO", help="The registration number.")
@click.option("--replaced", is_flag=True, help="As it was before each correction, a page each.")
@OUT
def registration_certificate(file: Path, number: str, replaced: bool, out: Path) -> None:
    """Draw a registration certificate."""
    prepare = registration_papers.prepare_replaced if replaced else registration_papers.prepare_certificates
    kind = kind_of(out, registration_papers.CERTIFICATE.kinds)
    with opened(file) as database, database.read() as session:
        prepared = prepare(session, [registration_papers.find_number(session, number)])
    draw(prepared, out, kind)


@commands.command(
    "registration-notice",
    help="Draw the notices of what was returned or refused, or the public notice, as they were sent, as PDF.",
)
@FILE
@click.option(
    "--id", "ids", multiple=True, required=True, type=ID, metavar="ID", help="An id of `registrations --json`."
)
@click.option("--public", is_flag=True, help="The public notice, with all that it lists.")
@click.option("--all", "every", is_flag=True, help="Every one ever sent, the latest first; else the last of each.")
@OUT
def registration_notice(file: Path, ids: tuple[int, ...], public: bool, every: bool, out: Path) -> None:
    """Draw notices to units, a page each, or the notice to the public."""
    prepare = registration_papers.prepare_public_notices if public else registration_papers.prepare_notices
    kind = kind_of(out, registration_papers.NOTICE.kinds)
    with opened(file) as database, database.read() as session:
        prepared = prepare(session, [achievement_named(session, "", id_) for id_ in ids], every=every)
    draw(prepared, out, kind)


@commands.command("registration-course", help="Tell what was done to one achievement: who, when, why, which document.")
@FILE
@click.option("--number", default="", metavar="NO", help="The registration number.")
@click.option("--id", "id_", type=ID, metavar="ID", help="An id of `registrations --json`.")
@JSON
def registration_course(file: Path, number: str, id_: int | None, as_json: bool) -> None:
    """Tell the course of a registration."""
    require_one(number, id_)
    with opened(file) as database, database.read() as session:
        named = achievement_named(session, number, id_)
        sheet, steps = history_sheet(session, named), steps_report(session, named)
    if as_json:
        print_json(steps)
        return
    click.echo(f"{sheet.name}\n{sheet.verdict}")
    for section in sheet.sections:
        click.echo(section.title)
        for name, text in section.rows:
            click.echo(f"    {name}  {text}")
