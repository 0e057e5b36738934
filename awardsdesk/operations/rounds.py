"""Open a round from rules, find rounds, count what their results depend on."""

from msgspec import structs
from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _, joined
from awardsdesk.models import Programme, Round
from awardsdesk.operations.audit import operation
from awardsdesk.rules.rulebook import EvaluationRules, RuleBook, decode, encode
from awardsdesk.terms import ProgrammeKind, Stage


def open_round(session: Session, code: str, year: int, book: RuleBook, title: str = "") -> Round:
    """Open a round whose rules are a copy of `book`, under its title or another.

    Raises UserError when the code is taken, or belongs to a programme that decides in another way.
    """
    if session.scalar(select(Round.id).where(Round.code == code)):
        raise UserError(_("评选“{code}”已经存在，请换一个代号。").format(code=code))
    book = structs.replace(book, title=title or book.title)
    with operation(session, "open round", f"round:{code}"):
        round_ = Round(
            programme=_programme(session, code, book),
            code=code,
            year=year,
            title=book.title,
            stage=Stage.ENTRY,
            rules=encode(book),
        )
        session.add(round_)
        session.flush()
    return round_


def _programme(session: Session, code: str, book: RuleBook) -> Programme:
    """Return the programme a round's code belongs to: `2008-QP` and `2009-QP` are rounds of QP."""
    short = code.split("-", 1)[-1]
    programme = session.scalar(select(Programme).where(Programme.code == short))
    if programme is not None and programme.kind != kind_of(book):
        sentence = _("代号“{code}”属于“{name}”，与所选规则的类别不同，请换一个代号。")
        raise UserError(sentence.format(code=code, name=programme.name))
    return programme or Programme(code=short, name=book.title, kind=kind_of(book))


def kind_of(book: RuleBook) -> ProgrammeKind:
    """Return which kind of programme a rule book describes."""
    return ProgrammeKind.EVALUATION if isinstance(book, EvaluationRules) else ProgrammeKind.AWARD


def by_code(session: Session, code: str) -> Round:
    """Return the round; raises UserError naming the rounds there are."""
    round_ = session.scalar(select(Round).where(Round.code == code))
    if round_ is None:
        codes = session.scalars(select(Round.code).order_by(Round.code)).all()
        known = joined(codes) or _("（尚无评选）")
        raise UserError(_("没有代号为“{code}”的评选；本文件中有：{known}。").format(code=code, known=known))
    return round_


def book_of(round_: Round) -> RuleBook:
    """Return the rules of a round."""
    return decode(round_.rules)


def require_open(round_: Round) -> None:
    """Raise UserError when the round is approved: what was decided is not changed any more."""
    if round_.approved_at is not None:
        raise UserError(
            _("“{title}”已于 {date} 批准（{no}），数据已封存，没有改动。").format(
                title=round_.title, date=round_.document_date, no=round_.document_no
            )
        )


def touch(round_: Round, stage: Stage | None = None) -> None:
    """Count a change the result depends on: a result computed before it is no longer valid."""
    round_.revision += 1
    order = list(Stage)
    if stage is not None and order.index(stage) > order.index(Stage(round_.stage)):
        round_.stage = stage
