"""The register of achievements as a list."""

from array import array
from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.i18n import _
from awardsdesk.lists.listing import Column, Filter, Kind, Listing, Query, Row
from awardsdesk.lists.queries import choices_of, ids_of, in_order
from awardsdesk.models import Achievement, AchievementCompleter, AchievementUnit
from awardsdesk.operations.achievements import PLAIN
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft

REGISTERED, PENDING = "已登记", "待登记"

_state = case((Achievement.registration_no.is_(None), PENDING), else_=REGISTERED)
_first_unit = (
    select(AchievementUnit.name)
    .where(AchievementUnit.achievement_id == Achievement.id, AchievementUnit.position == 1)
    .scalar_subquery()
)

COLUMNS = (
    Column("registration_no", _("登记号"), 120, Kind.CODE, public=True),
    Column("title", _("成果名称"), 380, public=True),
    Column("klass", _("类别"), 84, public=True),
    Column("level", _("水平"), 84, public=True),
    Column("unit", _("第一完成单位"), 220, public=True),
    Column("completers", _("完成人"), 220, public=True),
    Column("registered_on", _("登记日期"), 100, Kind.DATE, public=True),
    Column("state", _("状态"), 84, Kind.STATE, tones={REGISTERED: "ok", PENDING: "warn"}),
)
SORTS = {
    "registration_no": Achievement.registration_no,
    "title": Achievement.title,
    "klass": Achievement.klass,
    "level": Achievement.level,
    "unit": _first_unit,
    "registered_on": Achievement.registered_on,
    "state": _state,
}


def _ids(session: Session, query: Query) -> "array[int]":
    named = select(AchievementCompleter.achievement_id).where(
        AchievementCompleter.name.contains(query.text, autoescape=True)
    )
    statement = select(Achievement.id)
    if query.text:
        statement = statement.where(
            Achievement.title.contains(query.text, autoescape=True)
            | Achievement.registration_no.contains(query.text, autoescape=True)
            | _first_unit.contains(query.text, autoescape=True)
            | Achievement.id.in_(named)
        )
    filters = {"klass": Achievement.klass, "level": Achievement.level, "state": _state}
    return ids_of(session, statement, query, filters=filters, sorts=SORTS, order=[Achievement.id])


def _rows(session: Session, ids: Sequence[int]) -> list[Row]:
    statement = (
        select(Achievement)
        .where(Achievement.id.in_(ids))
        .options(selectinload(Achievement.units), selectinload(Achievement.completers))
    )
    found = {
        row.id: (
            row.registration_no,
            row.title,
            row.klass,
            row.level,
            row.units[0].name if row.units else "",
            "、".join(completer.name for completer in row.completers),
            row.registered_on,
            REGISTERED if row.registration_no else PENDING,
        )
        for row in session.scalars(statement)
    }
    return in_order(ids, found)


ACHIEVEMENTS = Listing(
    key="achievements",
    title=_("成果登记"),
    columns=COLUMNS,
    ids=_ids,
    rows=_rows,
    filters=(
        Filter("klass", _("类别"), choices_of(lambda _scope: select(Achievement.klass).distinct())),
        Filter("level", _("水平"), choices_of(lambda _scope: select(Achievement.level).distinct())),
        Filter("state", _("状态"), lambda _session, _scope: (REGISTERED, PENDING)),
    ),
    changes_with=frozenset({"achievement", "achievement_unit", "achievement_completer"}),
    empty=_("还没有成果。导入“成果登记”工作簿，或按 Ctrl+N 新建一项。"),
    sortable=frozenset(SORTS),
)


def draft_of(session: Session, achievement_id: int) -> AchievementDraft:
    """Return an achievement as the form shows it."""
    row = session.get_one(Achievement, achievement_id)
    first = row.units[0].name if row.units else ""
    plain = {key: getattr(row, key) for key in PLAIN}
    return AchievementDraft(
        **plain,
        keywords=tuple(row.keywords),
        registration_no=row.registration_no or "",
        units=tuple(UnitDraft(unit.name) for unit in row.units),
        completers=tuple(
            CompleterDraft(completer.name, None if completer.unit == first else completer.unit)
            for completer in row.completers
        ),
    )
