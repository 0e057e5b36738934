"""The checklist of an achievement: what its class asks for, what has come in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.models import Achievement, Material
from awardsdesk.operations.audit import operation
from awardsdesk.operations.numbering import rules_of
from awardsdesk.rules.registrar import RegistrationRules, checklist, missing

FORMS = ("原件", "复印件")


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialLine:
    """One material as the office's list asks for it and as it came in."""

    item: str
    required: bool = True
    received: bool = False
    form: str = ""
    pages: int | None = None
    note: str = ""


def materials_of(session: Session, achievement: Achievement, rules: RegistrationRules) -> list[MaterialLine]:
    """Return the checklist of the achievement's class, then what was kept beside it."""
    kept = {
        row.item: MaterialLine(
            item=row.item,
            required=row.required,
            received=row.received,
            form=row.form,
            pages=row.pages,
            note=row.note,
        )
        for row in session.scalars(
            select(Material).where(Material.achievement_id == achievement.id).order_by(Material.id)
        )
    }
    asked = {item.name: item for item in checklist(rules, achievement.klass)}
    lines = [kept.get(name) or MaterialLine(item=name, required=item.required) for name, item in asked.items()]
    return lines + [line for name, line in kept.items() if name not in asked]


def keep_materials(session: Session, achievement_id: int, lines: Sequence[MaterialLine]) -> None:
    """Keep what has come in."""
    achievement = session.get_one(Achievement, achievement_id)
    found = session.scalars(select(Material).where(Material.achievement_id == achievement_id))
    kept = {row.item: row for row in found}
    with operation(session, "check materials", f"achievement:{achievement.title}"):
        for line in lines:
            row = kept.get(line.item)
            if row is None:
                row = Material(achievement_id=achievement_id, item=line.item)
                session.add(row)
            row.required, row.received, row.form = line.required, line.received, line.form
            row.pages, row.note = line.pages, line.note


def missing_materials(session: Session, achievement: Achievement, rules: RegistrationRules) -> list[str]:
    """Return what is still missing, a line each."""
    received = {line.item for line in materials_of(session, achievement, rules) if line.received}
    return missing(checklist(rules, achievement.klass), received)


def was_checked(session: Session, achievement_id: int) -> bool:
    """Tell whether anybody has kept a checklist for the achievement."""
    return session.scalar(select(Material.id).where(Material.achievement_id == achievement_id).limit(1)) is not None


def checklist_of(session: Session, achievement_id: int) -> list[MaterialLine]:
    """Return the checklist of an achievement for a screen."""
    return materials_of(session, session.get_one(Achievement, achievement_id), rules_of(session))
