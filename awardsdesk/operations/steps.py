"""The achievements a step is taken with, and the steps they took."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, AchievementStep
from awardsdesk.operations.blocks import among
from awardsdesk.operations.freezing import WITH_NAMES
from awardsdesk.rules.registration import Verb


def chosen_rows(session: Session, ids: Sequence[int]) -> list[Achievement]:
    """Return achievements in the order given, with the names of their units and persons; raises UserError when one is gone."""
    if not ids:
        raise UserError(_("请先选择成果。"))
    statement = select(Achievement).options(*WITH_NAMES)
    found = {row.id: row for row in session.scalars(statement.where(among(Achievement.id, set(ids))))}
    if len(found) < len(set(ids)):
        raise UserError(_("所选成果中有的已经不在文件里，没有改动任何内容；请刷新后再选。"))
    return [found[id_] for id_ in dict.fromkeys(ids)]


def last_step(session: Session, achievement_id: int, verb: Verb | None = None) -> AchievementStep | None:
    """Return the step an achievement took last, or last of its kind."""
    statement = select(AchievementStep).where(AchievementStep.achievement_id == achievement_id)
    if verb is not None:
        statement = statement.where(AchievementStep.verb == verb)
    return session.scalar(statement.order_by(AchievementStep.id.desc()).limit(1))


def taken_by(session: Session, verbs: Collection[Verb], ids: Sequence[int]) -> defaultdict[str, set[int]]:
    """Return by step, of some steps, which of some achievements ever took it."""
    steps = select(AchievementStep.verb, AchievementStep.achievement_id).where(
        among(AchievementStep.achievement_id, ids), AchievementStep.verb.in_(verbs)
    )
    found: defaultdict[str, set[int]] = defaultdict(set)
    for verb, id_ in session.execute(steps):
        found[verb].add(id_)
    return found
