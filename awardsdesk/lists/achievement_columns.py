"""The register's further columns, which wait to be asked for: the plain fields of the form in the order of the paper."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, partial
from itertools import chain
from typing import Any

from sqlalchemy import Date, String, func, select
from sqlalchemy.orm import Session

from awardsdesk.i18n import _, either
from awardsdesk.lists.conditions import Expression, Narrowed, exact, millionths, of_said, of_texts
from awardsdesk.lists.listing import Column, Filter, Kind, Row
from awardsdesk.models import Achievement, AchievementUnit
from awardsdesk.operations.codes import tables_in_force
from awardsdesk.rules.codes import REGION, SEPARATOR, CodeTable
from awardsdesk.rules.forms import FormField, forms

LOOKS = {
    "text": (Kind.TEXT, 160),
    "choice": (Kind.TEXT, 120),
    "code": (Kind.CODE, 130),
    "month": (Kind.CODE, 90),
    "date": (Kind.DATE, 100),
    "amount": (Kind.NUMBER, 130),
    "words": (Kind.TEXT, 200),
    "codes": (Kind.TEXT, 200),
}
"""What a cell holds of the form: how it is shown, and how wide."""
DETAILS = "details."
SHOWN_ANYWAY = frozenset({"title", "klass", "level", "registration_no", "registered_on"})
FIELDS = {
    # a detail is called as a column of the workbook, so that what is pasted may follow the list
    field.key if hasattr(Achievement, field.key) else DETAILS + field.key: field
    for field in forms().fields
    if field.kind in LOOKS and field.key not in SHOWN_ANYWAY and not field.read_only  # what rules say is not stored
}
OWN = frozenset(key for key, field in FIELDS.items() if key == field.key)
"""What is no detail."""


def _detail(details: Expression, key: str) -> Expression:
    return func.json_extract(details, f"$.{key}", type_=String)


REGIONS = select(_detail(AchievementUnit.details, "region")).where(AchievementUnit.position == 1)
"""Where the first completing units are."""
STORED: dict[str, Expression] = {
    **{
        key: getattr(Achievement, key) if key in OWN else _detail(Achievement.details, field.key)
        for key, field in FIELDS.items()
    },
    "region": REGIONS.where(AchievementUnit.achievement_id == Achievement.id).correlate(Achievement).scalar_subquery(),
    "industry_edition": _detail(Achievement.details, "industry_edition"),
    "registrar": Achievement.registrar,
}
"""What a column is made of, by its key."""
CODED = {key: field.codes for key, field in FIELDS.items() if field.codes} | {"region": REGION}
"""Whose cells name codes of a list."""


def _columns() -> Iterator[Column]:
    keys = {field.key: key for key, field in FIELDS.items()}
    for field in forms().fields:
        if field.kind == "units":
            yield Column("region", _("所在地"), 150)
        elif key := keys.get(field.key):
            title = either(field.label, field.english)
            kind, width = LOOKS[field.kind]
            yield Column(key, f"{title}（{field.unit}）" if field.unit else title, width, kind)
            if key == "industry_code":
                yield Column("industry_edition", _("行业代码版本"), 130, Kind.CODE)
    yield Column("registrar", _("登记机构代码"), 110, Kind.CODE)


COLUMNS = tuple(_columns())
KEYS = tuple(column.key for column in COLUMNS)


KINDS = {key: FIELDS[key].kind if key in FIELDS else "code" for key in KEYS}
WAYS: dict[str, Callable[[Expression], Narrowed]] = {"words": of_texts, "amount": exact}
ASKED: dict[str, Narrowed] = {
    key: way(stored) if (way := WAYS.get(KINDS[key])) else stored for key, stored in STORED.items()
}


READ_ALOUD = frozenset({"text", "choice", "words"})
"""What is sorted as a dictionary does."""


def _sorts() -> Iterator[tuple[str, Expression]]:
    for key, stored in STORED.items():
        if KINDS[key] == "amount":
            yield key, millionths(stored)
        elif KINDS[key] in READ_ALOUD:
            bare = func.trim(stored, '[]"') if KINDS[key] == "words" else stored
            yield key, func.spoken(bare, int(key == "contact"))  # a person has a surname
        else:
            yield key, stored if isinstance(stored.type, Date) else func.nullif(stored, "")  # blanks come last


SORTS = dict(_sorts())
JOINED: dict[str, Callable[[Any], str]] = {"words": SEPARATOR.join}
BLANK = (None,) * len(KEYS)


def asked_of(session: Session, keys: Collection[str]) -> dict[str, Narrowed]:
    """Return how those of the columns are asked whose cells name codes: the list in force says how."""
    coded = [key for key in keys if key in CODED]
    tables = tables_in_force(session) if coded else {}
    return {
        key: of_said(
            session,
            (REGIONS if key == "region" else select(STORED[key])).distinct(),
            partial(_words, tables[CODED[key]], cache(partial(_names, tables[CODED[key]]))),
            ASKED[key],
        )
        for key in coded
    }


def _words(table: CodeTable, names: Callable[[str], Sequence[str]], written: str) -> list[str]:
    """Return what a cell shows, and what each of its codes is called."""
    return [table.named(written), *chain.from_iterable(map(names, written.split(SEPARATOR)))]


def _names(table: CodeTable, written: str) -> list[str]:
    items = [item for part in table.parts(written) if (item := table.by_code.get(table.scheme.fold(part)))]
    return [table.named(written), *(word for item in items for word in (str(item), item.code, item.name))]


def choices() -> tuple[Filter, ...]:
    """Return the columns that are asked by ticking words: those the form offers, and what else was said."""
    return tuple(
        Filter(column.key, column.title, partial(_choices, FIELDS[column.key], STORED[column.key]), above=False)
        for column in COLUMNS
        if column.key in FIELDS and FIELDS[column.key].kind == "choice"
    )


def _choices(field: FormField, stored: Expression, session: Session, _scope: str) -> Sequence[str]:
    offered = dict.fromkeys([*field.choices, *(word for words in field.choices_for.values() for word in words)])
    said = sorted(word for word in session.scalars(select(stored).distinct()) if word)
    return list(offered | dict.fromkeys(said))


def cells(session: Session, keys: Collection[str]) -> tuple[list[Expression], Callable[[Sequence[Any]], Row]]:
    """Return what is read of an achievement for the columns with these keys, and what shows it; others stay empty."""
    places = [place for place, key in enumerate(KEYS) if key in keys]
    if not places:
        return [], lambda _stored: BLANK
    tables = tables_in_force(session)
    takes = [tables[CODED[key]].named if (key := KEYS[place]) in CODED else JOINED.get(KINDS[key]) for place in places]

    def shown(stored: Sequence[Any]) -> Row:
        row: list[Any] = [*BLANK]
        for place, take, value in zip(places, takes, stored, strict=True):
            row[place] = (take(value) if take else value) if value else None  # no keywords are an empty list
        return tuple(row)

    return [STORED[KEYS[place]] for place in places], shown
