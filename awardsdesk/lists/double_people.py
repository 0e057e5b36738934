"""Units and persons that are likely to have been entered twice, and why."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _
from awardsdesk.models import Organization, Person
from awardsdesk.rules.duplicates import alike, fold
from awardsdesk.rules.identity import short

ALIKE = 50
"""Names this alike (per cent) under one telephone may be one: 张晓明 and 张小明 are, 张三 and 李四 are not."""

CROWD = 20
"""More persons than these under one telephone share a switchboard: that says little of who is one."""


@dataclass(frozen=True, slots=True)
class Double:
    """Rows that may be one, and why."""

    ids: tuple[int, ...]
    reason: str


def double_organizations(session: Session) -> list[Double]:
    """Return units with one code, in full and of old, or names that differ only in how they are written.

    Such names are two units' where a credit code each tells them all apart.
    """
    rows = session.execute(
        select(Organization.id, Organization.name, Organization.uscc).order_by(Organization.id)
    ).all()
    coded = {id_ for id_, _name, uscc in rows if uscc}
    old = {id_ for id_, _name, uscc in rows if uscc and len(uscc) == 9}
    one = _groups((uscc if id_ in old else uscc[8:17], id_) for id_, _name, uscc in rows if uscc)
    alike_ = _groups((fold(name), id_) for id_, name, _uscc in rows)
    found = (
        (_("信用代码含有另一个的组织机构代码"), [group for group in one if not old.isdisjoint(group)]),
        (_("名称只是写法不同"), [group for group in alike_ if not coded.issuperset(group)]),
    )
    return _told(found)


def double_persons(session: Session) -> list[Double]:
    """Return persons with one number, one ORCID, one telephone and a similar name, or one name in one unit."""
    columns = (Person.id, Person.name, Person.organization_id, Person.id_no, Person.orcid, Person.phone)
    rows = session.execute(select(*columns).order_by(Person.id)).all()
    names = {row.id: fold(row.name) for row in rows}
    by_phone = _groups((row.phone, row.id) for row in rows if row.phone)
    found = (
        (_("证件号码相同"), _groups((short(row.id_no), row.id) for row in rows if row.id_no)),
        (_("ORCID 相同"), _groups((row.orcid, row.id) for row in rows if row.orcid)),
        (_("同单位，姓名只是写法不同"), _groups(((names[row.id], row.organization_id), row.id) for row in rows)),
        (_("电话相同，姓名相近"), [pair for group in by_phone for pair in _pairs(group, names.__getitem__)]),
    )
    return _told(found)


def _told(found: Iterable[tuple[str, Iterable[tuple[int, ...]]]]) -> list[Double]:
    """Return each group once, with all that is said of it."""
    reasons: dict[tuple[int, ...], list[str]] = {}
    for reason, groups in found:
        for group in groups:
            reasons.setdefault(group, []).append(reason)
    return [Double(ids, "；".join(said)) for ids, said in reasons.items()]


def _pairs(group: tuple[int, ...], name: Callable[[int], str]) -> Iterable[tuple[int, ...]]:
    """Yield which of those under one telephone have names that are alike; of a crowd only those of one name."""
    if len(group) > CROWD:
        return _groups((name(id_), id_) for id_ in group)
    return [pair for pair in combinations(group, 2) if alike(*map(name, pair)) >= ALIKE]


def _groups(pairs: Iterable[tuple[Hashable, int]]) -> list[tuple[int, ...]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for key, id_ in pairs:
        found[key].append(id_)
    return [tuple(ids) for ids in found.values() if len(ids) > 1]
