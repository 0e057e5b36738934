"""The papers of the register: certificates from frozen snapshots, the book, the month's list, notices to units."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.documents import certificate, letter, register_book
from awardsdesk.documents.certificate import Certificate
from awardsdesk.documents.findings import Finding
from awardsdesk.documents.letter import Letter
from awardsdesk.documents.papers import Paper, Prepared
from awardsdesk.documents.register_book import RegisterBook, Registered
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, AchievementStep
from awardsdesk.operations.materials import missing_materials, was_checked
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.registration import last_step, snapshot_of
from awardsdesk.rules.dates import numerals
from awardsdesk.rules.registrar import RegistrationRules, reason_texts
from awardsdesk.rules.registration import NUMBERED, Verb
from awardsdesk.terms import RegistrationState as State


def _paper(key: str, title: str, kinds: tuple[str, ...], check: Any, draw: Any) -> Paper:
    return Paper(key, title, kinds, _not_of_a_round, _not_of_a_round, check, draw)


def _letters(key: str, title: str) -> Paper:
    return _paper(
        key, title, ("pdf",), letter.check, lambda batch, target, _kind, told: letter.draw(batch, target, told)
    )


def _not_of_a_round(*_arguments: Any) -> Any:
    raise NotImplementedError


CERTIFICATE = _paper(
    "registration-certificate",
    "成果登记证书",
    ("pdf",),
    certificate.check,
    lambda batch, target, _kind, progress: certificate.draw(batch, target, progress, "成果登记证书"),
)
BOOK = _paper("register-book", "科技成果登记簿", ("pdf", "xlsx"), register_book.check, register_book.draw)
NOTICE = _letters("notice", "通知书")


HOW_TO_OBJECT = (
    "对公示内容有异议的，请在公示期内向我单位书面提出：写明事实和理由，个人签署真实姓名，单位加盖公章，并附联系方式。"
    "匿名异议不予受理。"
)
PUBLIC_NOTICE = _letters("public-notice", "科技成果登记公示")


def prepare_certificates(session: Session, ids: Sequence[int]) -> Prepared:
    """Return the certificates of some achievements, a page each; one without a number is drawn as a draft."""
    rules = rules_of(session)
    rows = _rows(session, _achievements().where(Achievement.id.in_(ids)))
    _require_in_force(rows)
    if elsewhere := [row.registration_no for row in rows if row.state == State.REGISTERED_ELSEWHERE]:
        told = "、".join(filter(None, elsewhere))
        raise UserError(_("{numbers} 不是本单位登记的，证书由发号的单位出具。").format(numbers=told))
    batch = [_certificate(rules, row) for row in rows]
    return _prepared(CERTIFICATE, batch, _code(rows), len(batch), approved=all(one.approved for one in batch))


def prepare_replaced(session: Session, ids: Sequence[int]) -> Prepared:
    """Return the certificates of some achievements as they were before each correction, the oldest first."""
    rows = _rows(session, _achievements().where(Achievement.id.in_(ids)))
    _require_in_force(rows)
    batch = [
        msgspec.convert(each["sheet"] | {"approved": True}, type=Certificate)
        for row in rows
        for each in (row.snapshot or {}).get("replaced", ())
    ]
    if not batch:
        raise UserError(_("所选成果的证书没有更正过，没有更正前的证书。"))
    return _prepared(CERTIFICATE, batch, _code(rows), len(batch))


def _code(rows: Sequence[Achievement]) -> str:
    return rows[0].registration_no or rows[0].title if len(rows) == 1 else f"{len(rows)} 项"


def _require_in_force(rows: Sequence[Achievement]) -> None:
    if cancelled := [row.registration_no for row in rows if row.state == State.CANCELLED]:
        raise UserError(_("{numbers} 已注销，不再打印证书。").format(numbers="、".join(filter(None, cancelled))))


def find_number(session: Session, number: str) -> int:
    """Return the achievement registered under a number; raises UserError when there is none."""
    found = session.scalar(select(Achievement.id).where(Achievement.registration_no == number))
    if found is None:
        raise UserError(_("登记簿中没有登记号“{number}”，请核对。").format(number=number))
    return found


def prepare_book(session: Session, year: int | None = None) -> Prepared:
    """Return the register book, of one year of registration or whole, in the order of the numbers."""
    first, last = (dt.date(year, 1, 1), dt.date(year, 12, 31)) if year else (None, None)
    subtitle = f"{year} 年" if year else ""
    return _prepare_list(session, "科技成果登记簿", subtitle, first, last, sums=False)


def prepare_month(session: Session, year: int, month: int) -> Prepared:
    """Return what was registered in a month, and what of before was corrected or cancelled, for the office above."""
    first = dt.date(year, month, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return _prepare_list(session, "科技成果登记月报表", f"{year} 年 {month} 月", first, last, sums=True)


def prepare_notices(session: Session, ids: Sequence[int]) -> Prepared:
    """Return the letters that tell units what is missing, or why an achievement is not registered."""
    rules = rules_of(session)
    rows = _rows(session, _achievements().where(Achievement.id.in_(ids)))
    letters = [_letter(session, rules, row) for row in rows]
    code = rows[0].title if len(rows) == 1 else f"{len(rows)} 项"
    return _prepared(NOTICE, letters, code, len(letters))


def prepare_public_notices(session: Session, ids: Sequence[int]) -> Prepared:
    """Return the public notice of achievements in notice, one for all that share its days."""
    terms: dict[tuple[dt.date, dt.date | None, str], list[Achievement]] = {}
    for row in _rows(session, _achievements().where(Achievement.id.in_(ids))):
        step = last_step(session, row.id, Verb.OPEN_NOTICE)
        if row.state not in {State.IN_PUBLIC_NOTICE, State.OBJECTION_PENDING} or step is None:
            sentence = _("《{title}》现在是“{state}”，只有公示中的成果有公示。")
            raise UserError(sentence.format(title=row.title, state=row.state))
        terms.setdefault((step.day, step.until, step.document_no), []).append(row)
    organ = rules_of(session).registrars[0].name
    notices = [_public_notice(rows, first, last, number, organ) for (first, last, number), rows in terms.items()]
    return _prepared(PUBLIC_NOTICE, notices, f"{sum(map(len, terms.values()))} 项", len(notices))


def _public_notice(
    rows: Sequence[Achievement], first: dt.date, last: dt.date | None, number: str, organ: str
) -> Letter:
    """Return a notice of all that is public of some achievements, and how to object."""
    named = [
        f"《{row.title}》（{row.klass}），完成单位：{'、'.join(unit.name for unit in row.units)}，"
        f"完成人：{'、'.join(completer.name for completer in row.completers)}"
        for row in rows
    ]
    until = f"至{numerals(last)}（含当日）" if last else ""
    return Letter(
        record=_("公示"),
        title=PUBLIC_NOTICE.title,
        number=number,
        to="各有关单位和个人",
        paragraphs=(
            f"下列 {len(rows)} 项科技成果经形式审查，拟予登记，现予公示。公示期自{numerals(first)}起{until}。",
            *_numbered(named),
            HOW_TO_OBJECT,
        ),
        organ=organ,
        date_text=numerals(first),
    )


def _achievements() -> Select[Achievement]:
    return select(Achievement).options(selectinload(Achievement.units), selectinload(Achievement.completers))


def _rows(session: Session, statement: Select[Achievement]) -> Sequence[Achievement]:
    rows = session.scalars(statement.order_by(Achievement.registration_no.asc().nulls_last(), Achievement.id)).all()
    if not rows:
        raise UserError(_("请先选择成果。"))
    return rows


def _prepared(paper: Paper, content: Any, code: str, count: int, *, approved: bool = True) -> Prepared:
    findings: Sequence[Finding] = paper.check(content) if count else ()
    return Prepared(paper, code, paper.title, approved, count, content, tuple(findings))


def _certificate(rules: RegistrationRules, row: Achievement) -> Certificate:
    frozen = row.snapshot or snapshot_of(rules, row)
    return msgspec.convert(frozen["sheet"] | {"approved": row.state in NUMBERED}, type=Certificate)


def _prepare_list(
    session: Session, title: str, subtitle: str, first: dt.date | None, last: dt.date | None, *, sums: bool
) -> Prepared:
    statement = _achievements().where(Achievement.registration_no.is_not(None))
    if first and last:
        statement = statement.where(Achievement.registered_on.between(first, last))
    if sums:  # what another office registered, it reports itself
        statement = statement.where(Achievement.registrar != "")
    organ = rules_of(session).registrars[0].name
    lines = _lines(session, statement)
    amended = _lines(session, _amended(first, last)) if sums and first and last else ()
    book = RegisterBook(title=title, rows=lines, organ=organ, subtitle=subtitle, sums=sums, amended=amended)
    return _prepared(BOOK, book, subtitle.replace(" ", ""), len(lines) + len(amended))


def _lines(session: Session, statement: Select[Achievement]) -> tuple[Registered, ...]:
    rows = session.scalars(statement.order_by(Achievement.registration_no)).all()
    return tuple(_registered(session, row) for row in rows)


def _amended(first: dt.date, last: dt.date) -> Select[Achievement]:
    """Select what had its number before some days and was corrected or cancelled in them."""
    steps = select(AchievementStep.achievement_id).where(
        AchievementStep.verb.in_((Verb.CORRECT, Verb.CANCEL)), AchievementStep.day.between(first, last)
    )
    return _achievements().where(
        Achievement.id.in_(steps), Achievement.registered_on < first, Achievement.registrar != ""
    )


def _registered(session: Session, row: Achievement) -> Registered:
    """Return a line of the book: names of the day when they were frozen."""
    frozen = row.snapshot or {
        "title": row.title,
        "klass": row.klass,
        "units": [unit.name for unit in row.units],
        "completers": [completer.name for completer in row.completers],
    }
    return Registered(
        number=row.registration_no or "",
        title=frozen["title"],
        klass=frozen["klass"],
        units="、".join(frozen["units"]),
        completers="、".join(frozen["completers"]),
        registered_on=row.registered_on,
        remark=_remark(session, row),
    )


def _remark(session: Session, row: Achievement) -> str:
    """Return what became of a number since it was given."""
    said = [_dated(each["day"], "更正", each["document_no"]) for each in (row.snapshot or {}).get("replaced", ())]
    if row.state == State.REGISTERED_ELSEWHERE:
        said.append("外单位登记")
    elif row.state == State.CANCELLED:
        last = last_step(session, row.id, Verb.CANCEL)
        said.append(_dated(last.day.isoformat(), "注销", last.document_no) if last else "已注销")
    return "；".join(said)


def _dated(day: str, deed: str, document_no: str) -> str:
    return f"{day} {deed}（{document_no}）" if document_no else f"{day} {deed}"


def _numbered(reasons: Sequence[str]) -> list[str]:
    """Return reasons as the lines of one sentence: the last ends it."""
    last = len(reasons)
    return [
        f"（{place}）{text.rstrip('；。')}{'。' if place == last else '；'}" for place, text in enumerate(reasons, 1)
    ]


def _letter(session: Session, rules: RegistrationRules, row: Achievement) -> Letter:
    """Return the letter of an achievement that was returned or refused last."""
    verb = {State.RETURNED_FOR_COMPLETION: Verb.RETURN, State.REJECTED: Verb.REJECT}.get(State(row.state))
    last = last_step(session, row.id, verb) if verb else None
    if verb is None or last is None:
        sentence = _("《{title}》现在是“{state}”，只有补正和不予登记的成果有通知书。")
        raise UserError(sentence.format(title=row.title, state=row.state))
    reasons = [*reason_texts(rules, last.codes), *filter(None, [last.reason])]
    if verb is Verb.RETURN:
        title, opening = "科技成果登记补正通知书", "经形式审查，需要补正以下内容："
        if was_checked(session, row.id):  # of a checklist nobody has looked at nothing is known
            reasons += [f"未收到：{line}" for line in missing_materials(session, row, rules)]
        closing = f"请于{numerals(last.until)}前（含当日）补正后重新提交。" if last.until else "请补正后重新提交。"
    else:
        title, opening = "科技成果不予登记通知书", "经形式审查，决定不予登记，理由如下："
        closing = "如有异议，请在收到本通知书后向我单位书面提出。"
    return Letter(
        record=f"《{row.title}》",
        title=title,
        number=last.document_no,
        to=row.units[0].name if row.units else "",
        paragraphs=(
            f"你单位提交的成果《{row.title}》登记材料已收悉。{opening}",
            *_numbered(reasons),
            closing,
        ),
        organ=rules.registrars[0].name,
        date_text=numerals(last.day),
    )
