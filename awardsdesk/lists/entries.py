"""The applicants and the nominations of a round as lists."""

from array import array
from collections.abc import Callable, Sequence

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.i18n import _
from awardsdesk.lists.conditions import Expression
from awardsdesk.lists.listing import Column, Filter, Kind, Listing, Query, Row
from awardsdesk.lists.queries import choices_of, ids_of, in_order
from awardsdesk.models import Entry, Round, ScoreSheet, Verification, Veto
from awardsdesk.terms import FormalCheck

VETOED, TAKING_PART = "一票否决", "参评"
WITHDRAWN, UNCHECKED = "撤回", "待审查"

CHANGES = frozenset(
    {"entry", "entry_unit", "entry_completer", "verification", "veto", "score_sheet", "ballot", "round"}
)


def _count(model: type[Verification | ScoreSheet]) -> Expression:
    return select(func.count(model.id)).where(model.entry_id == Entry.id).scalar_subquery()


_vetoed = select(Veto.id).where(Veto.entry_id == Entry.id).exists()
_applicant_state = case((_vetoed, VETOED), else_=TAKING_PART)
_nomination_state = case(
    (Entry.withdrawn, WITHDRAWN),
    (Entry.formal_check == "", UNCHECKED),
    else_=Entry.formal_check,
)
APPLICANT_SORTS: dict[str, Expression] = {
    "key": Entry.key,
    "name": Entry.name,
    "county": Entry.county,
    "industry_code": Entry.industry_code,
    "verified": _count(Verification),
    "sheets": _count(ScoreSheet),
    "state": _applicant_state,
}
NOMINATION_SORTS: dict[str, Expression] = {
    "key": Entry.key,
    "name": Entry.name,
    "group": Entry.group,
    "nominated_tier": Entry.nominated_tier,
    "nominator": Entry.nominator,
    "sheets": _count(ScoreSheet),
    "state": _nomination_state,
}


def _of_round(query: Query) -> Select[int]:
    return select(Entry.id).join(Round).where(Round.code == query.scope)


def _applicant_ids(session: Session, query: Query) -> "array[int]":
    return ids_of(
        session,
        _of_round(query),
        query,
        search=[Entry.key, Entry.name, Entry.contact],
        filters={"county": Entry.county, "state": _applicant_state},
        columns=APPLICANT_SORTS,
        sorts=APPLICANT_SORTS,
        order=[Entry.id],
    )


def _applicant_rows(session: Session, ids: Sequence[int]) -> list[Row]:
    statement = select(
        Entry.id,
        Entry.key,
        Entry.name,
        Entry.county,
        Entry.industry_code,
        Entry.contact,
        Entry.phone,
        _count(Verification),
        _count(ScoreSheet),
        _applicant_state,
    ).where(Entry.id.in_(ids))
    return in_order(ids, {row[0]: tuple(row[1:]) for row in session.execute(statement)})


def _nomination_ids(session: Session, query: Query) -> "array[int]":
    return ids_of(
        session,
        _of_round(query),
        query,
        search=[Entry.key, Entry.name, Entry.nominator, Entry.registration_no],
        filters={"group": Entry.group, "nominated_tier": Entry.nominated_tier, "state": _nomination_state},
        columns=NOMINATION_SORTS,
        sorts=NOMINATION_SORTS,
        order=[Entry.id],
    )


def _nomination_rows(session: Session, ids: Sequence[int]) -> list[Row]:
    statement = (
        select(Entry, _count(ScoreSheet), _nomination_state)
        .where(Entry.id.in_(ids))
        .options(selectinload(Entry.units), selectinload(Entry.completers))
    )
    found = {
        entry.id: (
            entry.key,
            entry.name,
            entry.group,
            entry.nominated_tier,
            entry.nominator,
            "、".join(unit.name for unit in entry.units),
            "、".join(completer.name for completer in entry.completers),
            entry.registration_no,
            sheets,
            state,
        )
        for entry, sheets, state in session.execute(statement)
    }
    return in_order(ids, found)


def _values(column: Expression) -> Callable[[Session, str], Sequence[str]]:
    return choices_of(lambda scope: select(column).join(Round).where(Round.code == scope).distinct())


APPLICANTS = Listing(
    key="applicants",
    title=_("申报企业"),
    columns=(
        Column("key", _("统一社会信用代码"), 180, Kind.CODE),
        Column("name", _("企业名称"), 280, public=True),
        Column("county", _("所属县区"), 90, public=True),
        Column("industry_code", _("行业"), 64, Kind.CODE),
        Column("contact", _("联系人"), 84),
        Column("phone", _("联系电话"), 130, Kind.CODE),
        Column("verified", _("核实记录"), 84, Kind.COUNT),
        Column("sheets", _("评分表"), 72, Kind.COUNT),
        Column("state", _("状态"), 90, Kind.STATE, tones={TAKING_PART: "ok", VETOED: "err"}),
    ),
    ids=_applicant_ids,
    rows=_applicant_rows,
    filters=(
        Filter(
            "county",
            _("县区"),
            _values(Entry.county),
        ),
        Filter("state", _("状态"), lambda _session, _scope: (TAKING_PART, VETOED)),
    ),
    changes_with=CHANGES,
    empty=_("还没有申报企业。点“导入”选择企业申报工作簿。"),
    sortable=frozenset(APPLICANT_SORTS),
    narrowable=frozenset(APPLICANT_SORTS),
)

NOMINATIONS = Listing(
    key="nominations",
    title=_("提名项目"),
    columns=(
        Column("key", _("编号"), 110, Kind.CODE, public=True),
        Column("name", _("项目名称"), 340, public=True),
        Column("group", _("专业组"), 84, public=True),
        Column("nominated_tier", _("提名等级"), 80, public=True),
        Column("nominator", _("提名单位"), 170, public=True),
        Column("units", _("完成单位"), 240, public=True),
        Column("completers", _("完成人"), 220, public=True),
        Column("registration_no", _("成果登记号"), 120, Kind.CODE),
        Column("sheets", _("评分表"), 72, Kind.COUNT),
        Column(
            "state",
            _("形式审查"),
            90,
            Kind.STATE,
            tones={FormalCheck.PASSED: "ok", FormalCheck.FAILED: "err", WITHDRAWN: "mute", UNCHECKED: "warn"},
        ),
    ),
    ids=_nomination_ids,
    rows=_nomination_rows,
    filters=(
        Filter(
            "group",
            _("专业组"),
            _values(Entry.group),
        ),
        Filter(
            "nominated_tier",
            _("提名等级"),
            _values(Entry.nominated_tier),
        ),
        Filter(
            "state",
            _("形式审查"),
            lambda _session, _scope: (FormalCheck.PASSED, FormalCheck.FAILED, WITHDRAWN, UNCHECKED),
        ),
    ),
    changes_with=CHANGES,
    empty=_("还没有提名项目。点“导入”选择奖励提名工作簿。"),
    sortable=frozenset(NOMINATION_SORTS),
    narrowable=frozenset(NOMINATION_SORTS),
)
