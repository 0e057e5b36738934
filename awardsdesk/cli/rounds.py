"""Commands of a round: its result, decisions, approval and papers."""

import datetime as dt
from pathlib import Path

import click

from awardsdesk.cli.frame import FILE, JSON, OUT, ROUND, commands, draw, kind_of, opened, print_json
from awardsdesk.documents import papers
from awardsdesk.documents import why as why_paper
from awardsdesk.i18n import _
from awardsdesk.lists.reporting import result_report, round_report
from awardsdesk.lists.why import why
from awardsdesk.operations import approval, results
from awardsdesk.operations.rounds import by_code
from awardsdesk.store.backup import back_up
from awardsdesk.terms import Profile


@commands.command(help="List the rounds.")
@FILE
@JSON
def rounds(file: Path, as_json: bool) -> None:
    """List the rounds of a file."""
    with opened(file) as database, database.read() as session:
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
    with opened(file) as database:
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
        raise click.UsageError(_("请用 --above KEY 逐个指明线上的，或用 --none。"))
    with opened(file) as database:
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
    with opened(file) as database:
        for sentence in back_up(database.path, "批准前").lacks:
            click.echo(_("注意：{sentence}").format(sentence=sentence), err=True)
        with database.write() as session:
            approval.approve(session, by_code(session, code), document, day.date())
    for problem in approval.oddities(document, day.date()):
        click.echo(_("注意：{sentence}").format(sentence=problem.sentence), err=True)


@commands.command(help="Draw all certificates of a round into one PDF.")
@FILE
@ROUND
@OUT
def certificates(file: Path, code: str, out: Path) -> None:
    """Draw the certificates."""
    _write(file, code, papers.certificates(), out)


@commands.command(help="Write the workshop's list of plaques.")
@FILE
@ROUND
@OUT
def plaques(file: Path, code: str, out: Path) -> None:
    """Write the plaque list."""
    _write(file, code, papers.PLAQUES, out)


@commands.command(help="Write the list of winners.")
@FILE
@ROUND
@OUT
@click.option("--profile", type=click.Choice([profile.value for profile in Profile]), default=Profile.PUBLIC.value)
def roster(file: Path, code: str, out: Path, profile: str) -> None:
    """Write the roster."""
    _write(file, code, papers.LISTS_BY_KEY[f"roster-{profile}"], out)


@commands.command(help="Write the payment sheet.")
@FILE
@ROUND
@OUT
def payments(file: Path, code: str, out: Path) -> None:
    """Write the payment sheet."""
    _write(file, code, papers.LISTS_BY_KEY["payments"], out)


@commands.command(help="Explain one entry's place on one page.")
@FILE
@ROUND
@click.option("--key", required=True, help="Credit code or entry number.")
@OUT
def explain(file: Path, code: str, key: str, out: Path) -> None:
    """Write a why-sheet."""
    kind_of(out, ("pdf",))
    with opened(file) as database, database.read() as session:
        round_ = by_code(session, code)
        why_paper.draw(why(session, round_, key), out, round_.title, approved=round_.approved_at is not None)


def _write(file: Path, code: str, paper: papers.Paper, out: Path) -> None:
    """Gather, check and draw a paper of a round."""
    kind = kind_of(out, paper.kinds)
    with opened(file) as database, database.read() as session:
        prepared = papers.prepare(session, paper, code)
    draw(prepared, out, kind)
