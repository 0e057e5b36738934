"""The same operations for scripts and IT staff: exit 0 done, 1 a sentence on stderr, 2 usage."""

import datetime as dt
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from awardsdesk import __version__
from awardsdesk.console import FILE, JSON, print_json
from awardsdesk.console import kind as _kind
from awardsdesk.console import opened as _opened
from awardsdesk.demo import run_sample_year
from awardsdesk.documents import papers, registration_papers
from awardsdesk.documents import why as why_paper
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.registration import registration_report
from awardsdesk.lists.reporting import result_report, round_report
from awardsdesk.lists.why import why
from awardsdesk.operations import approval, results
from awardsdesk.operations.rounds import by_code
from awardsdesk.operations.samples import open_sample_rounds
from awardsdesk.store.backup import back_up
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from awardsdesk.terms import Profile
from awardsdesk.workbook_commands import import_, template

ROUND = click.option("--round", "code", required=True, metavar="CODE", help="The round, e.g. 2008-J.")


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
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 1
    return answer if isinstance(answer, int | Path) else 0


@click.group(help="Achievements, awards and their papers. Without a command: awardsdesk [FILE] opens the window.")
@click.version_option(__version__, prog_name="awardsdesk")
def commands() -> None:
    """Hold the commands together."""


@commands.command(help="Make an empty file; --template sample adds the rules of the two sample rounds, no data.")
@FILE
@click.option("--template", type=click.Choice(["sample"]))
def new(file: Path, template: str | None) -> None:
    """Make a file."""
    database = Database.create(file)
    try:
        if template:
            with database.write() as session:
                open_sample_rounds(session)
    finally:
        database.close()


commands.add_command(import_)
commands.add_command(template)


@commands.command(help="List the rounds.")
@FILE
@JSON
def rounds(file: Path, as_json: bool) -> None:
    """List the rounds of a file."""
    with _opened(file) as database, database.read() as session:
        report = round_report(session)
    if as_json:
        print_json(report)
        return
    for item in report:
        state = _("已批准（{no}）").format(no=item["document_no"]) if item["approved"] else item["stage"]
        click.echo(f"{item['code']}  {item['title']}  {state}  {_('申报')} {item['entries']}")
        for sentence in item["due"]:
            click.echo(f"    {sentence}")


@commands.command(help="Compute a round and show the result.")
@FILE
@ROUND
@JSON
def result(file: Path, code: str, as_json: bool) -> None:
    """Compute and show a result; an open round keeps it for approval."""
    with _opened(file) as database:
        with database.read() as session:
            round_ = by_code(session, code)
            state = results.validity(session, round_)
            due = round_.approved_at is None and (not state.computed or state.stale)
        if due:
            with database.write() as session:
                results.compute(session, by_code(session, code))
        with database.read() as session:
            report = result_report(session, by_code(session, code))
    if as_json:
        print_json(report)
        return
    for entry in report["entries"]:
        rank = entry["rank"] if entry["rank"] is not None else "—"
        outcome = "、".join(entry["honours"]) if "honours" in entry else entry["tier"]
        click.echo(
            f"{rank:>4}  {entry['score'] or '—':>6}  {entry['key']}  {entry['name']}  {outcome}{entry['reason']}"
        )
    for tie in report["undecided_ties"]:
        click.echo(_("并列待定：{cut}  {keys}").format(cut=tie["cut"], keys="、".join(tie["keys"])))


@commands.command(help="Record a decision on a tie across a cut line; a later one on the same tie replaces it.")
@FILE
@ROUND
@click.option("--cut", required=True, help="An honour, or GROUP/TIER, as `result` names it.")
@click.option("--above", "keys", multiple=True, metavar="KEY", help="A member that stands above the cut; repeatable.")
@click.option("--none", "nobody", is_flag=True, help="Nobody of the tie stands above the cut.")
@click.option("--reason", required=True)
def decide(file: Path, code: str, cut: str, keys: tuple[str, ...], nobody: bool, reason: str) -> None:
    """Decide a tie."""
    if bool(keys) is nobody:
        raise click.UsageError("Give --above KEY for each member above the cut, or --none.")
    with _opened(file) as database:
        with database.write() as session:
            open_seats = results.decide_tie(session, by_code(session, code), cut, keys, reason)
        if len(keys) != open_seats:
            sentence = _("注意：此处余 {seats} 席，决定列入 {count} 个。").format(seats=open_seats, count=len(keys))
            click.echo(sentence, err=True)


@commands.command(help="Approve a round under a document's number and date.")
@FILE
@ROUND
@click.option("--document", required=True, metavar="NO", help="The number of the deciding document.")
@click.option("--date", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD")
def approve(file: Path, code: str, document: str, day: dt.datetime) -> None:
    """Approve a round; an approval is final, so a copy of the file is kept first."""
    with _opened(file) as database:
        back_up(database.path, "批准前")
        with database.write() as session:
            approval.approve(session, by_code(session, code), document, day.date())
    for problem in approval.oddities(document, day.date()):
        click.echo(_("注意：{sentence}").format(sentence=problem.sentence), err=True)


@commands.command(help="Draw all certificates of a round into one PDF.")
@FILE
@ROUND
@click.argument("out", type=click.Path(path_type=Path))
def certificates(file: Path, code: str, out: Path) -> None:
    """Draw the certificates."""
    _write(file, code, papers.certificates(), out)


@commands.command(help="Write the workshop's list of plaques.")
@FILE
@ROUND
@click.argument("out", type=click.Path(path_type=Path))
def plaques(file: Path, code: str, out: Path) -> None:
    """Write the plaque list."""
    _write(file, code, papers.PLAQUES, out)


@commands.command(help="Write the list of winners.")
@FILE
@ROUND
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--profile", type=click.Choice([profile.value for profile in Profile]), default=Profile.PUBLIC.value)
def roster(file: Path, code: str, out: Path, profile: str) -> None:
    """Write the roster."""
    _write(file, code, papers.LISTS_BY_KEY[f"roster-{profile}"], out)


@commands.command(help="Write the payment sheet.")
@FILE
@ROUND
@click.argument("out", type=click.Path(path_type=Path))
def payments(file: Path, code: str, out: Path) -> None:
    """Write the payment sheet."""
    _write(file, code, papers.LISTS_BY_KEY["payments"], out)


@commands.command(help="Explain one entry's place on one page.")
@FILE
@ROUND
@click.option("--key", required=True, help="Credit code or entry number.")
@click.argument("out", type=click.Path(path_type=Path))
def explain(file: Path, code: str, key: str, out: Path) -> None:
    """Write a why-sheet."""
    _kind(out, ("pdf",))
    with _opened(file) as database, database.read() as session:
        round_ = by_code(session, code)
        why_paper.draw(why(session, round_, key), out, round_.title, approved=round_.approved_at is not None)


@commands.command(help="List the achievements with their state and number.")
@FILE
@JSON
def registrations(file: Path, as_json: bool) -> None:
    """List the register."""
    with _opened(file) as database, database.read() as session:
        report = registration_report(session)
    if as_json:
        print_json(report)
        return
    for item in report:
        click.echo(f"{item['number'] or '—':12}  {item['state']}  {item['registered_on'] or '—':10}  {item['title']}")


@commands.command("register-book", help="Write the register book, whole or of one year, as PDF or workbook.")
@FILE
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(1900, 9998), help="Year of registration.")
@click.option("--month", type=click.IntRange(1, 12), help="With --year: the list of that month.")
def register_book(file: Path, out: Path, year: int | None, month: int | None) -> None:
    """Write the register book or a month's list."""
    if month and not year:
        raise click.UsageError("--month needs --year")
    kind = _kind(out, registration_papers.BOOK.kinds)
    with _opened(file) as database, database.read() as session:
        if year and month:
            prepared = registration_papers.prepare_month(session, year, month)
        else:
            prepared = registration_papers.prepare_book(session, year)
    _draw(prepared, out, kind)


@commands.command("registration-certificate", help="Draw the certificate of a registered achievement.")
@FILE
@click.option("--number", required=True, metavar="NO", help="The registration number.")
@click.argument("out", type=click.Path(path_type=Path))
def registration_certificate(file: Path, number: str, out: Path) -> None:
    """Draw a registration certificate."""
    kind = _kind(out, registration_papers.CERTIFICATE.kinds)
    with _opened(file) as database, database.read() as session:
        prepared = registration_papers.prepare_certificates(session, [registration_papers.find_number(session, number)])
    _draw(prepared, out, kind)


@commands.command(help="Check integrity, references, the audit chain and money totals: 0 sound, 1 not.")
@FILE
@JSON
def check(file: Path, as_json: bool) -> int:
    """Check a file."""
    with _opened(file) as database:
        found = faults(database)
    if as_json:
        print_json({"sound": not found, "problems": found})
    elif not found:
        click.echo(_("完好。"))
    for sentence in found:
        click.echo(sentence, err=True)
    return 1 if found else 0


@commands.command(help="Take the sample year from its workbooks to paper in DIR, then open the window.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--no-window", is_flag=True)
def demo(folder: Path, no_window: bool) -> int | Path:
    """Run the sample year."""
    path = run_sample_year(folder, click.echo)
    return 0 if no_window else path


def _write(file: Path, code: str, paper: papers.Paper, out: Path) -> None:
    """Gather, check and draw a paper of a round."""
    kind = _kind(out, paper.kinds)
    with _opened(file) as database, database.read() as session:
        prepared = papers.prepare(session, paper, code)
    _draw(prepared, out, kind)


def _draw(prepared: papers.Prepared, out: Path, kind: str) -> None:
    """Say everything found, and draw it unless something is wrong."""
    paper = prepared.paper
    if not prepared.count:
        raise UserError(_("“{title}”没有{paper}可以写出。").format(title=prepared.title, paper=paper.title))
    for finding in prepared.findings:
        click.echo(f"[{finding.severity}]  {finding.record}  {finding.field}  {finding.sentence}", err=True)
    prepared.draw(out, kind)
