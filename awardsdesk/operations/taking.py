"""How a draft becomes a record: set what differs, keep legal order, tell whether anything changed."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from awardsdesk.models import Base
from awardsdesk.operations.adding import empty_list
from awardsdesk.operations.directory import Directory
from awardsdesk.operations.drafts import CompleterDraft, UnitDraft


class Change(StrEnum):
    """What taking one draft in did to the file."""

    ADDED = "新增"
    CHANGED = "修改"
    SAME = "不变"


def assign(record: Base, values: dict[str, Any]) -> bool:
    """Set the attributes that differ; tell whether any did."""
    differing = {key: value for key, value in values.items() if getattr(record, key) != value}
    for key, value in differing.items():
        setattr(record, key, value)
    return bool(differing)


def put_in_order(
    session: Session,
    owner: Any,
    units: Sequence[UnitDraft],
    completers: Sequence[CompleterDraft],
    directory: Directory,
    types: tuple[type[Any], type[Any]],
) -> bool:
    """Give `owner` exactly these units and completers in this order; tell whether anything differed.

    A completer without a unit of its own belongs to the first completing unit.
    """
    unit_type, completer_type = types
    first = units[0].name if units else ""
    wanted_units = [unit.name for unit in units]
    wanted_completers = [(completer.name, completer.unit or first) for completer in completers]
    if [unit.name for unit in owner.units] == wanted_units and [
        (completer.name, completer.unit) for completer in owner.completers
    ] == wanted_completers:
        return False
    empty_list(session, owner, "units")
    empty_list(session, owner, "completers")
    for position, name in enumerate(wanted_units, 1):
        organization = directory.organization(name)
        owner.units.append(unit_type(position=position, name=name, organization=organization))
    for position, (name, unit) in enumerate(wanted_completers, 1):
        person = directory.person(name, directory.organization(unit))
        owner.completers.append(completer_type(position=position, name=name, unit=unit, person_id=person))
    return True
