"""The units and persons of an achievement with what their form says of each; who stays in the list keeps what is known."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from awardsdesk.models import Achievement, AchievementCompleter, AchievementUnit
from awardsdesk.operations.adding import add_row
from awardsdesk.operations.directory import Directory
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft
from awardsdesk.operations.taking import assign, put_in_order

TYPES = AchievementUnit, AchievementCompleter


def put_parties(session: Session, achievement: Achievement, draft: AchievementDraft, directory: Directory) -> bool:
    """Give an achievement the draft's units and completers in order; tell whether anything differed."""
    units: dict[str, dict[str, Any]] = {
        row.name: {"sealed": row.sealed, "details": row.details} for row in achievement.units
    }
    persons: dict[tuple[str, str], dict[str, Any]] = {
        (row.name, row.unit): {"contribution": row.contribution, "signed": row.signed, "details": row.details}
        for row in achievement.completers
    }
    changed = put_in_order(session, achievement, draft.units, draft.completers, directory, TYPES)
    for unit, wish in zip(achievement.units, draft.units, strict=True):
        known = units.get(unit.name, {}) if changed else {}
        spoken: dict[str, Any] = {
            "sealed": wish.sealed,
            "details": _details(known.get("details", unit.details), wish.details),
        }
        changed = assign(unit, known | _said(spoken)) or changed
    for person, said in zip(achievement.completers, draft.completers, strict=True):
        known = persons.get((person.name, person.unit), {}) if changed else {}
        details = _details(known.get("details", person.details), said.details)
        spoken = {"contribution": said.contribution, "signed": said.signed, "details": details}
        changed = assign(person, known | _said(spoken)) or changed
    return changed


def with_known_units(achievement: Achievement, draft: AchievementDraft) -> AchievementDraft:
    """Leave persons with the units that are known where a draft says nothing but their names.

    A workbook of ours writes the units, so that one without them says the first; so does another first unit. Of
    namesakes, which are read as one, all stay where nobody else came or went.
    """
    first = achievement.units[0].name if achievement.units else ""
    if draft.uid or any(person != CompleterDraft(person.name) for person in draft.completers):
        return draft
    if [unit.name for unit in draft.units[:1]] != [first]:
        return draft
    names = Counter(row.name for row in achievement.completers)
    if [person.name for person in draft.completers] == list(names):
        kept = (CompleterDraft(row.name, None if row.unit == first else row.unit) for row in achievement.completers)
        return replace(draft, completers=tuple(kept))
    known = {row.name: row.unit for row in achievement.completers if names[row.name] == 1 and row.unit != first}
    return replace(draft, completers=tuple(replace(each, unit=known.get(each.name)) for each in draft.completers))


def add_parties(session: Session, achievement_id: int, draft: AchievementDraft, directory: Directory) -> None:
    """Add the draft's units and completers to an achievement that is new."""
    for position, unit in enumerate(draft.units, 1):
        add_row(
            session,
            AchievementUnit,
            achievement_id=achievement_id,
            position=position,
            name=unit.name,
            organization_id=directory.organization(unit.name).id,
            sealed=bool(unit.sealed),
            details=merged({}, unit.details or {}),
        )
    for position, person in enumerate(draft.completers, 1):
        at = person.unit or draft.units[0].name
        add_row(
            session,
            AchievementCompleter,
            achievement_id=achievement_id,
            position=position,
            name=person.name,
            unit=at,
            person_id=directory.person(person.name, directory.organization(at)),
            contribution=person.contribution or "",
            signed=bool(person.signed),
            details=merged({}, person.details or {}),
        )


def merged(known: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return details with what is said anew; what is said to be blank goes, what is not spoken of stays."""
    return {key: value for key, value in (dict(known) | dict(said)).items() if value not in ("", None, [], ())}


def _details(known: Mapping[str, Any] | None, said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if said is None else merged(known or {}, said)


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
