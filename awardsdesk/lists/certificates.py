"""The certificates and plaques of a round as lists; they exist from approval on."""

from array import array
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.lists.conditions import Expression
from awardsdesk.lists.listing import Column, Filter, Kind, Listing, Query, Row
from awardsdesk.lists.queries import choices_of, ids_of, in_order
from awardsdesk.models import Award, Certificate, Entry, Plaque, Round
from awardsdesk.terms import CertificateStatus

SORTS: dict[str, Expression] = {
    "number": Certificate.number,
    "holder": Certificate.holder,
    "kind": Certificate.holder_kind,
    "title": Award.title,
    "name": Entry.name,
    "issued_on": Certificate.issued_on,
    "status": Certificate.status,
}


def _ids(session: Session, query: Query) -> "array[int]":
    return ids_of(
        session,
        select(Certificate.id)
        .join(Award, Certificate.award_id == Award.id)
        .join(Round, Award.round_id == Round.id)
        .join(Entry, Award.entry_id == Entry.id)
        .where(Round.code == query.scope),
        query,
        search=[Certificate.number, Certificate.holder, Entry.name],
        filters={"kind": Certificate.holder_kind, "title": Award.title, "status": Certificate.status},
        columns=SORTS,
        sorts=SORTS,
        order=[Award.level, Award.sequence, Certificate.id],
    )


def _rows(session: Session, ids: Sequence[int]) -> list[Row]:
    statement = (
        select(
            Certificate.id,
            Certificate.number,
            Certificate.holder,
            Certificate.holder_kind,
            Award.title,
            Entry.name,
            Certificate.issued_on,
            Certificate.status,
        )
        .join(Award, Certificate.award_id == Award.id)
        .join(Entry, Award.entry_id == Entry.id)
        .where(Certificate.id.in_(ids))
    )
    return in_order(ids, {row[0]: tuple(row[1:]) for row in session.execute(statement)})


def _titles(scope: str) -> Select[str]:
    return select(Award.title).join(Round).where(Round.code == scope).distinct().order_by(Award.level)


CERTIFICATES = Listing(
    key="certificates",
    title=_("证书"),
    columns=(
        Column("number", _("证书号"), 150, Kind.CODE, public=True),
        Column("holder", _("获奖者"), 220, public=True),
        Column("kind", _("类别"), 64, public=True),
        Column("title", _("等级或称号"), 160, public=True),
        Column("name", _("项目或企业"), 320, public=True),
        Column("issued_on", _("发证日期"), 100, Kind.DATE, public=True),
        Column(
            "status",
            _("状态"),
            72,
            Kind.STATE,
            tones={CertificateStatus.ISSUED: "ok", CertificateStatus.VOID: "err"},
        ),
    ),
    ids=_ids,
    rows=_rows,
    filters=(
        Filter("title", _("等级或称号"), choices_of(_titles)),
        Filter(
            "kind",
            _("类别"),
            choices_of(
                lambda scope: (
                    select(Certificate.holder_kind)
                    .join(Award, Certificate.award_id == Award.id)
                    .join(Round, Award.round_id == Round.id)
                    .where(Round.code == scope)
                    .distinct()
                )
            ),
        ),
    ),
    changes_with=frozenset({"certificate", "award", "round"}),
    empty=_("证书在批准之后才有。请先在“评选”中批准这一届；在此之前可预览带“未批准”标记的样张。"),
    sortable=frozenset(SORTS),
    narrowable=frozenset(SORTS),
)

PLAQUE_SORTS: dict[str, Expression] = {"title": Award.title, "name": Entry.name, "county": Entry.county}
PLAQUE_ASKED: dict[str, Expression] = {**PLAQUE_SORTS, "size": Plaque.size, "quantity": Plaque.quantity}


def _plaque_ids(session: Session, query: Query) -> "array[int]":
    return ids_of(
        session,
        select(Plaque.id)
        .join(Award, Plaque.award_id == Award.id)
        .join(Round, Award.round_id == Round.id)
        .join(Entry, Award.entry_id == Entry.id)
        .where(Round.code == query.scope),
        query,
        search=[Entry.name, Award.title],
        filters={"title": Award.title},
        columns=PLAQUE_ASKED,
        sorts=PLAQUE_SORTS,
        order=[Award.level, Award.sequence, Plaque.id],
    )


def _plaque_rows(session: Session, ids: Sequence[int]) -> list[Row]:
    statement = (
        select(Plaque, Award.title, Entry.name, Entry.county)
        .join(Award, Plaque.award_id == Award.id)
        .join(Entry, Award.entry_id == Entry.id)
        .where(Plaque.id.in_(ids))
    )
    found = {
        plaque.id: (title, name, county, " / ".join(plaque.lines), plaque.size, plaque.quantity)
        for plaque, title, name, county in session.execute(statement)
    }
    return in_order(ids, found)


PLAQUES = Listing(
    key="plaques",
    title=_("牌匾"),
    columns=(
        Column("title", _("称号"), 190, public=True),
        Column("name", _("企业名称"), 300, public=True),
        Column("county", _("所属县区"), 90, public=True),
        Column("lines", _("牌匾文字"), 380, public=True),
        Column("size", _("规格"), 110, public=True),
        Column("quantity", _("数量"), 64, Kind.COUNT, public=True),
    ),
    ids=_plaque_ids,
    rows=_plaque_rows,
    filters=(Filter("title", _("称号"), choices_of(_titles)),),
    changes_with=frozenset({"plaque", "award", "round"}),
    empty=_("这一届没有牌匾，或尚未批准。"),
    sortable=frozenset(PLAQUE_SORTS),
    narrowable=frozenset(PLAQUE_ASKED),
)
