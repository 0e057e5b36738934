"""Approve a round: only then awards get numbers and what is printed is frozen."""

import datetime as dt
import re
from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _, joined
from awardsdesk.models import (
    Award,
    BonusShare,
    Certificate,
    ComputedResult,
    ComputedStanding,
    Entry,
    Meeting,
    Objection,
    Plaque,
    Round,
)
from awardsdesk.operations.audit import now, operation
from awardsdesk.operations.granting import Grant, plan
from awardsdesk.operations.results import compute, digest, entries_of, outcome, validity
from awardsdesk.operations.rounds import book_of, require_open
from awardsdesk.rules.entries import Outcome
from awardsdesk.rules.rulebook import AwardRules, EvaluationRules
from awardsdesk.terms import AwardStatus, CertificateStatus, Stage

DOCUMENT_NO = re.compile(r".+〔\d{4}〕[1-9]\d*号")


def obstacles(session: Session, round_: Round) -> list[str]:
    """Return why the round cannot be approved now, a sentence each; empty when it can."""
    if round_.approved_at is not None:
        return [_("“{title}”已经批准。").format(title=round_.title)]
    state = validity(session, round_)
    if state.sentence:
        return [state.sentence]
    found = _gaps(session, round_)
    found += [
        _("“{cut}”处有 {count} 个并列（第 {first}—{last} 名，余 {open} 席），须先作出决定并写明理由。").format(
            cut=tie["cut"], count=len(tie["keys"]), first=tie["first"], last=tie["last"], open=tie["open"]
        )
        for tie in state.summary.get("undecided", ())
    ]
    nameless = session.scalars(
        select(Entry.key)
        .join(ComputedStanding, ComputedStanding.entry_id == Entry.id)
        .where(Entry.round_id == round_.id, ComputedStanding.proposed != "", ~Entry.completers.any())
    ).all()
    if nameless:
        found.append(_("{keys} 没有完成人，请补上后再批准。").format(keys=joined(nameless)))
    disputed = session.scalars(
        select(Objection.id).where(Objection.round_id == round_.id, Objection.closed_on.is_(None))
    ).all()
    if disputed:
        found.append(_("有 {count} 件异议尚未处理完毕。").format(count=len(disputed)))
    return found


def _gaps(session: Session, round_: Round) -> list[str]:
    """Return what is missing altogether: an approval is final, and must not seal an empty round."""
    entries = select(func.count(Entry.id)).where(Entry.round_id == round_.id)
    if not session.scalar(entries):
        return [_("还没有申报，没有可以批准的内容。")]
    ranked = (
        select(ComputedStanding.id).join(Entry).where(Entry.round_id == round_.id, ComputedStanding.rank.is_not(None))
    )
    found = [] if session.scalar(ranked.limit(1)) else [_("没有一项有名次，请先导入专家评分。")]
    if isinstance(book_of(round_), AwardRules):
        unchecked = session.scalar(entries.where(Entry.formal_check == "", ~Entry.withdrawn))
        if unchecked:
            found.append(_("有 {count} 项尚未形式审查。").format(count=unchecked))
        if not session.scalar(select(Meeting.id).where(Meeting.round_id == round_.id)):
            found.append(_("没有评审会议的记录，请先导入表决工作簿。"))
    return found


def oddities(document_no: str, day: dt.date) -> list[Problem]:
    """Return what is odd about a document's number and date; GB/T 9704: the year in 〔〕, no leading zero."""
    found = []
    if not DOCUMENT_NO.fullmatch(document_no.strip()):
        sentence = _("文号通常写作“澄政〔2008〕28号”：年份用六角括号〔〕，后面是序号和“号”")
        found.append(Problem("document_no", sentence, "warning"))
    if day > dt.datetime.now().astimezone().date():
        found.append(Problem("day", _("批准日期在今天以后"), "warning"))
    return found


def approve(session: Session, round_: Round, document_no: str, day: dt.date) -> None:
    """Approve the computed result under a document's number and date; raises UserError naming what stands against it.

    A round that was never computed is computed first; one whose data changed after computing is refused, for what
    is approved must be what was looked at.
    """
    require_open(round_)
    if not document_no.strip():
        raise UserError(_("请填写批准文号：没有文号不能批准。"))
    with operation(session, "approve", f"round:{round_.code}", f"{document_no} {day}"):
        if not validity(session, round_).computed:
            compute(session, round_)
        against = obstacles(session, round_)
        if against:
            raise UserError(_("“{title}”还不能批准：{why}").format(title=round_.title, why="".join(against)))
        computed = outcome(session, round_)
        _require_seen(session, round_, computed)
        round_.document_no, round_.document_date, round_.approved_at = document_no.strip(), day, now()
        round_.stage = Stage.APPROVAL
        _grant(session, round_, computed, day)


def _require_seen(session: Session, round_: Round, computed: Outcome) -> None:
    seen = session.scalars(select(ComputedResult).where(ComputedResult.round_id == round_.id)).one()
    if seen.digest != digest(computed):
        raise UserError(_("“{title}”的数据与计算时不同，请重新计算后再批准。").format(title=round_.title))


def _grant(session: Session, round_: Round, computed: Outcome, day: dt.date) -> None:
    book = book_of(round_)
    plaque = book.plaque if isinstance(book, EvaluationRules) else None
    for grant in plan(round_, book, entries_of(session, round_), computed, day):
        award = _award(round_, grant)
        award.certificates = [
            Certificate(
                number=holder.sheet.number,
                holder_kind=holder.kind,
                holder=holder.name,
                position=holder.position,
                snapshot=asdict(holder.sheet),
                status=CertificateStatus.ISSUED,
                issued_on=day,
            )
            for holder in grant.holders
        ]
        award.shares = [
            BonusShare(position=position, name=name, fen=fen) for position, (name, fen) in enumerate(grant.shares, 1)
        ]
        if plaque is not None:
            award.plaques = [Plaque(lines=list(grant.plaque), size=plaque.size, material=plaque.material)]
        session.add(award)


def _award(round_: Round, grant: Grant) -> Award:
    return Award(
        round_id=round_.id,
        entry_id=grant.entry_id,
        number=grant.number,
        title=grant.title,
        level=grant.level,
        sequence=grant.sequence,
        rank=grant.rank,
        score=grant.score,
        bonus_fen=grant.bonus_fen,
        status=AwardStatus.GRANTED,
        snapshot=grant.snapshot,
    )
