"""Whether a file is sound: SQLite's own check, references, the audit chain, money totals, numbers, the search index, scans."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Award, BonusShare, ComputedResult, Round
from awardsdesk.operations import people_searching, searching
from awardsdesk.operations.audit import verify_chain
from awardsdesk.operations.results import digest, outcome
from awardsdesk.progress import Progress
from awardsdesk.store.database import Database
from awardsdesk.store.scan_check import scan_faults
from awardsdesk.terms import AwardStatus


def faults(database: Database, progress: Progress | None = None) -> list[str]:
    """Return what is wrong with the file, a sentence each; empty when it is sound."""
    with database.read() as session:
        found = [*_structure(session), *verify_chain(session), *_money(session), *_approved(session)]
        found += searching.faults(session.connection()) + people_searching.faults(session.connection())
    return found + scan_faults(database, progress)


def _structure(session: Session) -> list[str]:
    connection = session.connection()
    answers = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    found = [] if answers == ["ok"] else [_("文件结构损坏：{answer}").format(answer=answer) for answer in answers]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return found + [_("表 {table} 第 {row} 行的引用丢失").format(table=row[0], row=row[1]) for row in broken]


def _money(session: Session) -> list[str]:
    """Return awards whose shares do not sum to their bonus."""
    shares = select(BonusShare.award_id, func.sum(BonusShare.fen).label("fen")).group_by(BonusShare.award_id).subquery()
    statement = (
        select(Award.number, Award.bonus_fen, shares.c.fen)
        .join(shares, shares.c.award_id == Award.id)
        .where(shares.c.fen != Award.bonus_fen)
    )
    return [
        _("{number} 的奖金分配合计 {shares} 分，与奖金 {bonus} 分不符").format(number=number, shares=fen, bonus=bonus)
        for number, bonus, fen in session.execute(statement)
    ]


def _approved(session: Session) -> list[str]:
    """Return approved rounds whose data or bonus total no longer give what was approved."""
    found = []
    for round_ in session.scalars(select(Round).where(Round.approved_at.is_not(None))):
        computed = outcome(session, round_)
        seen = session.scalar(select(ComputedResult.digest).where(ComputedResult.round_id == round_.id))
        if seen != digest(computed):
            found.append(_("“{title}”的数据与批准时不同").format(title=round_.title))
        statement = select(func.coalesce(func.sum(Award.bonus_fen), 0))
        granted = session.scalar(statement.where(Award.round_id == round_.id, Award.status == AwardStatus.GRANTED))
        revoked = session.scalar(statement.where(Award.round_id == round_.id, Award.status == AwardStatus.REVOKED))
        if (granted or 0) + (revoked or 0) != computed.bonus_fen:
            found.append(_("“{title}”的奖金合计与结果不符").format(title=round_.title))
    return found
