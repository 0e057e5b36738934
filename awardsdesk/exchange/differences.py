"""What an import does to each row's record: new, the same, or changed in which fields from what to what."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from awardsdesk.exchange.columns import Setting
from awardsdesk.exchange.layouts import LAYOUTS, NO_HEADER
from awardsdesk.i18n import _
from awardsdesk.lists.differences import FieldChange, differences
from awardsdesk.operations.drafts import AchievementDraft, ApplicationDraft, Draft, NominationDraft
from awardsdesk.operations.imports import KINDS, Batched, Outcome
from awardsdesk.operations.taking import Change

Origin = tuple[str, str, int]
"""File, sheet and row."""
OTHER_NAMES = {
    "state": _("状态"),
    "registrar": _("登记机构代码"),
    "name": _("名称"),
    "key": _("编号"),
    "industry_edition": _("行业代码版本"),
}
NAMED_BY = ("title", "name", "key", "number")


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of a workbook, and what becomes of its record."""

    change: Change
    kind: str
    title: str
    origin: Origin
    fields: tuple[FieldChange, ...] = ()


def row_changes(
    session: Session, batch: Sequence[Batched], origins: Sequence[Origin], outcome: Outcome
) -> Iterator[RowChange]:
    """Tell row by row what an import did; the session must still hold it."""
    changed = differences(session, outcome.images)
    names = {
        column.name.removeprefix("details."): column.headings[0]
        for layout in reversed(LAYOUTS)
        for column in layout.columns(Setting(None, NO_HEADER))
    } | OTHER_NAMES
    beside = defaultdict(list)
    for index, each in outcome.beside:
        if not each.doubt:
            beside[index].append(FieldChange(each.field, each.old, each.new))
    for index, change, uid in sorted(outcome.taken, key=lambda taken: taken[0]):
        draft = batch[index].draft
        fields = changed.get(_record(draft, uid), ()) if change is Change.CHANGED else ()
        told = tuple(replace(field, field=names.get(field.field, field.field)) for field in fields)
        more = tuple(beside.get(index, ()))
        yield RowChange(change, KINDS[type(draft)][0], _title(draft), origins[index], told + more)


def _record(draft: Draft, uid: str) -> tuple[str, str]:
    match draft:
        case AchievementDraft():
            return "achievement", uid
        case ApplicationDraft():
            return "entry", draft.uscc
        case NominationDraft():
            return "entry", draft.number
    return "", ""


def _title(draft: Draft) -> str:
    return next((value for name in NAMED_BY if (value := getattr(draft, name, ""))), "")
