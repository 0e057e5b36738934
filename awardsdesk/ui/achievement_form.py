"""The form of an achievement: fields from the forms as data, a draft as the values of the editors and back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from awardsdesk.exchange.cells import UNSEEN
from awardsdesk.exchange.choices import yes
from awardsdesk.i18n import either
from awardsdesk.operations.drafts import OWN, AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.rules.forms import Column, FormField, amount, forms
from awardsdesk.rules.identifiers import clean_name
from awardsdesk.terms import AchievementClass
from awardsdesk.ui.fields import Entry, Field
from awardsdesk.ui.form import Values
from awardsdesk.ui.typed import half_width, read_month

YES = "是"
ENTRIES = {
    "text": Entry.TEXT,
    "long": Entry.LONG,
    "wrapped": Entry.WRAPPED,
    "code": Entry.CODE,
    "choice": Entry.CHOICE,
    "date": Entry.DATE,
    "month": Entry.MONTH,
    "amount": Entry.NUMBER,
    "words": Entry.TEXT,
    "codes": Entry.LISTED,
    "rows": Entry.ROWS,
    "units": Entry.ROWS,
    "completers": Entry.ROWS,
}
NUMBERS = {"uscc", "region", "postcode", "phone", "email"}
"""What is said of a unit in numbers and Latin letters, of whatever width."""


def form_fields() -> tuple[Field, ...]:
    """Return the fields of all classes in the order of the paper."""
    return tuple(map(_field, forms().fields))


def _field(field: FormField) -> Field:
    parties = {"units": forms().unit, "completers": forms().completer}.get(field.kind, ())
    titles = [either(*each) for each in field.columns] or [either(each.label, each.english) for each in parties]
    return Field(
        field.key,
        either(field.label, field.english),
        ENTRIES[field.kind],
        required=field.required,
        choices=tuple(titles) or ((field.codes,) if field.codes else field.choices),
        help=either(field.help, field.help_english),
        limit=field.at_most if field.kind == "codes" else field.limit,
        read_only=field.read_only,
        section=either(field.section, field.section_english),
        lines=field.lines,
        unit=field.unit,
        only_for=_only_for(field),
        turns_on=field.explains or "klass",
        widths=tuple(each.width for each in parties),
        early=tuple(place for place, each in enumerate(parties) if each.early),
        listed=tuple(each.codes for each in parties),
        words=tuple(each.choices for each in parties)
        or tuple(field.words_for.get(name, ()) for name, _english in field.columns),
    )


def _only_for(field: FormField) -> tuple[str, ...]:
    """Return the answers to another field to which this one belongs; none where it always does."""
    if field.explains:
        return forms().open_words(field)
    return () if len(field.classes) == len(AchievementClass) else tuple(field.classes)


def values_of(draft: AchievementDraft) -> Values:
    """Return what the editors show of a draft."""
    values: Values = {}
    for field in forms().fields:
        said = getattr(draft, field.key) if field.key in OWN else draft.details.get(field.key)
        values[field.key] = _shown(field, said)
    return values


def _shown(field: FormField, said: Any) -> Any:
    match field.kind:
        case "units":
            return [_row(forms().unit, unit, {"sealed": unit.sealed}) for unit in said]
        case "completers":
            return [_row(forms().completer, person, {"signed": person.signed}) for person in said]
        case "words":
            return "；".join(said or ())
        case "amount":
            return amount(said or "")
        case "rows":
            return [tuple(row) for row in said or ()]
        case _:
            return said


def _row(columns: Sequence[Column], party: UnitDraft | CompleterDraft, marks: Mapping[str, bool | None]) -> list[str]:
    known = {"name": party.name, **(party.details or {}), **{key: YES if mark else "" for key, mark in marks.items()}}
    if isinstance(party, CompleterDraft):
        known |= {"unit": party.unit or "", "contribution": party.contribution or ""}
    return [known.get(column.key, "") for column in columns]


def draft_from(values: Mapping[str, Any]) -> AchievementDraft:
    """Return what the editors hold as a draft, without what nobody sees; what cannot be read is not spoken of."""
    own: dict[str, Any] = {}
    details: dict[str, Any] = {}
    for field in forms().fields:
        if field.key in values:
            held = "" if _is_void(field, values) else values[field.key]
            (own if field.key in OWN else details)[field.key] = _read(field, _seen(held))
    return AchievementDraft(**own, details=details)


def _seen(held: Any) -> Any:
    match held:
        case str():
            return UNSEEN.sub("", held)
        case list() | tuple():
            return tuple(map(_seen, held))
        case _:
            return held


def _is_void(field: FormField, values: Mapping[str, Any]) -> bool:
    """Tell whether a field explains a choice and another one was made since."""
    said = values.get(field.explains)
    return bool(said) and said not in forms().open_words(field)


def _read(field: FormField, held: Any) -> Any:
    match field.kind:
        case "units":
            return tuple(_unit(dict(_keyed(forms().unit, row))) for row in held)
        case "completers":
            return tuple(_completer(dict(_keyed(forms().completer, row))) for row in held)
        case "words":
            words = held.replace(";", "；").replace("，", "；").replace("、", "；").split("；")
            return tuple(word.strip() for word in words if word.strip())
        case "amount":
            return format(held, "f") if isinstance(held, Decimal) else ""
        case "rows":
            return [list(row) for row in held]
        case _:
            return held


def _keyed(columns: Sequence[Column], row: Sequence[str]) -> list[tuple[str, str]]:
    return [(column.key, text) for column, text in zip(columns, row, strict=False)]


def _unit(said: dict[str, str]) -> UnitDraft:
    said |= {key: half_width(said[key]) for key in NUMBERS & said.keys()}
    return UnitDraft(said.pop("name"), _marked(said.pop("sealed", "")), said)


def _marked(written: str) -> bool:
    """Tell whether a cell says that a seal or a signature is there: any word but a no."""
    taken = yes(written or None)
    return bool(taken.value or taken.error)


def _completer(said: dict[str, str]) -> CompleterDraft:
    name, unit = said.pop("name"), said.pop("unit", "")
    contribution, signed = said.pop("contribution", ""), _marked(said.pop("signed", ""))
    said["born"] = read_month(said.get("born", ""))
    return CompleterDraft(clean_name(name), unit or None, contribution, signed, said)
