"""Find or add the units and persons that achievements and entries name."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from awardsdesk.models import Expert, Organization, OrganizationName, Person
from awardsdesk.models.base import new_uid


class Directory:
    """The organizations, persons and experts of a file, looked up once and kept while rows are taken in.

    A firm is known by its credit code, never by its name; a unit without a code by its exact name.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_code: dict[str, Organization] = {}
        self._by_name: dict[str, Organization] = {}
        for organization in session.scalars(select(Organization).order_by(Organization.id.desc())):
            self._remember(organization)
        persons = session.scalars(select(Person).options(joinedload(Person.organization)))
        self._persons = {(row.name, row.organization.uid if row.organization else ""): row for row in persons}
        self._experts = {(expert.name, expert.unit): expert for expert in session.scalars(select(Expert))}

    def organization(self, name: str, uscc: str = "", since: dt.date | None = None) -> Organization:
        """Return the organization; a known code under a new name keeps the old name in its history."""
        found = self._by_code.get(uscc) if uscc else self._by_name.get(name)
        if found is None and uscc:
            namesake = self._by_name.get(name)
            found = namesake if namesake is not None and namesake.uscc is None else None
        if found is None:
            found = Organization(uid=new_uid(), name=name, uscc=uscc or None)
            self._session.add(found)
        elif uscc and found.uscc is None:
            found.uscc = uscc
        if found.name != name:
            found.names.append(OrganizationName(name=found.name, until=since))
            found.name = name
        self._remember(found)
        return found

    def person(self, name: str, organization: Organization) -> Person:
        """Return the person of that name and unit."""
        person = self._persons.get((name, organization.uid))
        if person is None:
            person = Person(name=name, organization=organization)
            self._session.add(person)
            self._persons[name, organization.uid] = person
        return person

    def expert(self, name: str, unit: str) -> Expert:
        """Return the expert of that name and unit."""
        expert = self._experts.get((name, unit))
        if expert is None:
            expert = Expert(name=name, unit=unit)
            self._session.add(expert)
            self._experts[name, unit] = expert
        return expert

    def _remember(self, organization: Organization) -> None:
        if organization.uscc:
            self._by_code[organization.uscc] = organization
        self._by_name[organization.name] = organization
