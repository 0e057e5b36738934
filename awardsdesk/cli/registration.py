"""Commands of a registration's life: the office's rules, and the steps."""

import datetime as dt
import json
from pathlib import Path

import click
from sqlalchemy.orm import Session

from awardsdesk.cli.frame import FILE, ID, JSON, PATH, commands, opened, print_json
from awardsdesk.documents.registration_papers import unprintable
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.lists.attachments import achievement_named
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.office import foreign_registrar
from awardsdesk.operations.registration import numbers_given, take_step, unticked
from awardsdesk.operations.registration_rules import decoded, doubts, set_rules
from awardsdesk.rules.registrar import encode, term_end
from awardsdesk.rules.registration import FREEZING, NAMING, Statement, Verb

VERBS = {verb.value.replace(" ", "-"): verb for verb in Verb}
DAY = click.DateTime(["%Y-%m-%d"])


@commands.command("registration-rules", help="Print the office's rules of registration as JSON, or set them.")
@FILE
@click.option("--set", "source", type=PATH, metavar="FILE.json", help="Check and keep these.")
@click.option("--reason", default="", metavar="TEXT", help="With --set: for the audit trail.")
def registration_rules(file: Path, source: Path | None, reason: str) -> None:
    """Print or set the rules."""
    if source is None:
        with opened(file) as database, database.read() as session:
            print_json(json.loads(encode(rules_of(session))))
        return
    if source.exists() and not source.is_file():  # to read it might never end
        raise UserError(_("“{name}”不是文件，登记规则没有改动；请先把规则存成 JSON 文件。").format(name=source.name))
    try:
        rules = decoded(source.read_bytes())
    except OSError as error:
        raise UserError(_("读不出“{name}”，登记规则没有改动；请核对文件名和权限。").format(name=source.name)) from error
    with opened(file) as database:
        with database.write() as session:
            changed = set_rules(session, rules, reason)
        with database.read() as session:
            for problem in doubts(session, rules):
                click.echo(problem.sentence, err=True)
    click.echo(_("登记规则已改。") if changed else _("与现有的一致，没有改动"))


@commands.command(help=f"Take a step with one or many achievements, all or none: {', '.join(VERBS)}.")
@FILE
@click.argument("verb", type=click.Choice(list(VERBS)), metavar="VERB")
@click.option("--number", "numbers", multiple=True, metavar="NO", help="A registration number; may be repeated.")
@click.option(
    "--id", "ids", multiple=True, type=ID, metavar="ID", help="An id of `registrations --json`; may be repeated."
)
@click.option("--day", type=DAY, metavar="YYYY-MM-DD", help="The day it takes effect; today if not given.")
@click.option("--reason", default="", metavar="TEXT")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="A reason of the office's rules; may be repeated.")
@click.option("--document", default="", metavar="NO")
@click.option(
    "--until", type=DAY, metavar="YYYY-MM-DD", help="Last day of the term; by the office's rules if not given."
)
@click.option("--objector", default="", metavar="TEXT", help="Name and contact; confidential.")
@click.option("--registered", type=DAY, metavar="YYYY-MM-DD", help="With correct: the right day of an imported number.")
@click.option(
    "--unticked",
    is_flag=True,
    help="With accept: the materials were checked, though nothing is ticked on the checklist.",
)
@click.option(
    "--anyway",
    is_flag=True,
    help="With open-notice and give-number: though the rules name another office; "
    "with give-number and issue-certificate: though a certificate cannot be printed.",
)
@JSON
def step(
    file: Path,
    verb: str,
    numbers: tuple[str, ...],
    ids: tuple[int, ...],
    day: dt.datetime | None,
    until: dt.datetime | None,
    registered: dt.datetime | None,
    anyway: bool,
    as_json: bool,
    **said: str | bool | tuple[str, ...],
) -> None:
    """Take a step."""
    if not numbers and not ids:
        raise click.UsageError(_("请用 --number 登记号 或 --id 编号 指明成果。"))
    if registered and VERBS[verb] is not Verb.CORRECT:
        raise click.UsageError(_("--registered 只用于 correct。"))
    effective = (day or dt.datetime.now().astimezone()).date()
    with opened(file) as database, database.write() as session:
        chosen = [achievement_named(session, number, None) for number in numbers]
        chosen += [achievement_named(session, "", id_) for id_ in ids]
        end = until.date() if until else term_end(rules_of(session), VERBS[verb], effective)
        if VERBS[verb] is Verb.ACCEPT and not said["unticked"]:
            _require_ticked(session, chosen)
        right = registered.date() if registered else None
        statement = Statement(
            day=effective,
            until=end,
            document_no=str(said.pop("document")),
            registered_on=right,
            **said,  # type: ignore[arg-type]
        )
        rows = take_step(session, VERBS[verb], chosen, statement)
        if VERBS[verb] in NAMING and not anyway:
            _require_own_registrar(session)
        if VERBS[verb] in FREEZING and not anyway:
            _require_printable(session, chosen)
        given = numbers_given(session, rows) if VERBS[verb] is Verb.REGISTER else []
        told = [
            {"id": row.id, "number": row.registration_no or "", "title": row.title, "state": row.state} for row in rows
        ]
    if as_json:
        print_json(told)
        return
    for each in told:
        click.echo(f"{each['number'] or '—':12}  {each['state']}  {each['title']}")
    if given:
        click.echo(_("已登记：{numbers}").format(numbers="、".join(given)))


def _require_ticked(session: Session, ids: list[int]) -> None:
    """Raise UserError when a checklist was left alone, and name the way on."""
    count, lines = unticked(session, ids)
    if count:
        sentence = _(
            "所选 {all} 项中有 {count} 项没有核对过材料（清单共 {lines} 项，一项也没有勾选），没有改动任何内容；"
            "请先勾选收到的材料，确已核对纸质材料的加 --unticked。"
        )
        raise UserError(sentence.format(all=len(ids), count=count, lines=lines))


def _require_own_registrar(session: Session) -> None:
    """Raise UserError when it would be done in another office's name, and name the way on."""
    if told := foreign_registrar(session):
        raise UserError(_("{told}。没有办理，没有改动任何内容；仍要办理的请加 --anyway。").format(told=told))


def _require_printable(session: Session, ids: list[int]) -> None:
    """Raise UserError when a certificate cannot be printed, and name the way on: what was done is rolled back."""
    if told := unprintable(session, ids):
        sentence = _("登记证书：{told}没有办理，没有改动任何内容；仍要办理的请加 --anyway。")
        raise UserError(sentence.format(told=told))
