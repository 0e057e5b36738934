"""The organizations, persons and experts that a batch names: looked up in blocks, made where there are none."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, make_transient_to_detached

from awardsdesk.models import Expert, Organization, OrganizationName, Person
from awardsdesk.operations.adding import add_row
from awardsdesk.operations.blocks import among, blocks, pairs


class Directory:
    """Knows what it was asked for and what it made, never the whole file.

    A firm is known by its credit code, never by its name; a unit without a code by its exact name, of today or, where
    only one bore it, of before.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_code: dict[str, Organization | None] = {}
        self._by_name: dict[str, Organization | None] = {}
        self._bore: dict[str, set[int]] = {}
        self._persons: dict[tuple[str, int], int | None] = {}
        """Ids by name and the unit's id; None: looked up in vain."""
        self._experts: dict[tuple[str, str], Expert] | None = None

    def look_up(self, names: Iterable[str], persons: Iterable[tuple[str, str]] = ()) -> None:
        """Read at once the units of these names and the persons, each a name and a unit's name, a batch will ask for."""
        for unknown in blocks(set(names).difference(self._by_name)):
            self._read_names(unknown)
        wanted = {(name, unit.id) for name, at in persons if (unit := self._named(at))}
        for block in blocks(wanted.difference(self._persons)):
            self._read_persons(block)

    def organization(self, name: str, uscc: str = "", since: dt.date | None = None) -> Organization:
        """Return the organization; a known code under a new name keeps the old name in its history."""
        found = self._coded(uscc) if uscc else self._named(name)
        if found is not None and not uscc:
            return found  # nothing new is said of it
        if found is None and uscc:
            namesake = self._called(name)
            found = namesake if namesake is not None and namesake.uscc is None else None
        if found is None:
            found = self._made(name, uscc)
        elif uscc and found.uscc is None:
            found.uscc = uscc
        if uscc and found.name != name:
            self._called(found.name)
            found.names.append(OrganizationName(name=found.name, until=since))
            found.name = name
        self._remember(found)
        return found

    def person(self, name: str, organization: Organization) -> int:
        """Return the id of the person of that name and unit."""
        key = name, organization.id
        if key not in self._persons:
            self._read_persons([key])
        person = self._persons[key]
        if person is None:
            made = add_row(self._session, Person, name=name, organization_id=organization.id)
            person = self._persons[key] = made["id"]
        return person

    def expert(self, name: str, unit: str) -> Expert:
        """Return the expert of that name and unit; there are few, so they are read together."""
        if self._experts is None:
            self._experts = {(each.name, each.unit): each for each in self._session.scalars(select(Expert))}
        expert = self._experts.get((name, unit))
        if expert is None:
            expert = self._experts[name, unit] = Expert(name=name, unit=unit)
            self._session.add(expert)
        return expert

    def _named(self, name: str) -> Organization | None:
        """Return who bears a name, or who alone bore it before."""
        if (found := self._called(name)) is not None:
            return found
        bore = self._bore.get(name, set())
        return self._session.get_one(Organization, *bore) if len(bore) == 1 else None

    def _called(self, name: str) -> Organization | None:
        if name not in self._by_name:
            self._read_names([name])
        return self._by_name[name]

    def _coded(self, uscc: str) -> Organization | None:
        if uscc not in self._by_code:
            with self._session.no_autoflush:
                self._by_code[uscc] = self._session.scalar(select(Organization).where(Organization.uscc == uscc))
        return self._by_code[uscc]

    def _read_names(self, names: list[str]) -> None:
        self._by_name.update(dict.fromkeys(names))
        bearers = select(Organization).where(among(Organization.name, names)).order_by(Organization.id.desc())
        bore = select(OrganizationName.name, OrganizationName.organization_id).where(
            among(OrganizationName.name, names)
        )
        with self._session.no_autoflush:
            for organization in self._session.scalars(bearers):
                self._by_name[organization.name] = organization
            for name, owner in self._session.execute(bore):
                self._bore.setdefault(name, set()).add(owner)

    def _read_persons(self, wanted: Sequence[tuple[str, int]]) -> None:
        self._persons.update(dict.fromkeys(wanted))
        asked, (name, unit) = pairs(wanted)
        is_asked = (Person.name == name) & (Person.organization_id == unit)
        statement = select(Person.id, Person.name, Person.organization_id).select_from(asked).join(Person, is_asked)
        with self._session.no_autoflush:
            self._persons.update(((name, unit or 0), id_) for id_, name, unit in self._session.execute(statement))

    def _made(self, name: str, uscc: str) -> Organization:
        """Make a unit: the session knows it from now on as if it had been read."""
        made = Organization(**add_row(self._session, Organization, name=name, uscc=uscc or None))
        make_transient_to_detached(made)
        self._session.add(made)
        return made

    def _remember(self, organization: Organization) -> None:
        if organization.uscc:
            self._by_code[organization.uscc] = organization
        self._by_name[organization.name] = organization
