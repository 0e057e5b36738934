"""Cells that say one thing of each completing unit or person: as many parts as there are names, in the same order."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import repeat
from typing import Any

from awardsdesk.exchange import cells, choices, days
from awardsdesk.exchange.cells import DASHES, UNSEEN, Taken, as_text
from awardsdesk.exchange.findings import Line, Severity
from awardsdesk.exchange.workbook import Damaged, Value
from awardsdesk.i18n import _
from awardsdesk.operations.drafts import CompleterDraft, UnitDraft
from awardsdesk.rules.forms import forms

OWNERS = {"units": "完成单位", "completers": "完成人"}
"""Whose lists, and under which heading the names stand."""
SEPARATORS = tuple(map(re.compile, ("\n", "[；;]", "、")))
"""Tried one after the other, for a contribution may hold the lesser ones itself."""
JOINTS = ("；", "\n")
YES, NO = "是", "否"
OTHER_WORDS = {"units.uscc": ("完成单位统一社会信用代码",), "completers.signed": ("完成人签名",)}

MARKS = frozenset({"sealed", "signed"})
OWN = MARKS | {"contribution"}
"""What a draft has a field of its own for; the rest are details."""
TAKES: dict[str, Callable[[Value], Taken]] = {
    "uscc": cells.code,
    "region": cells.code,
    "phone": cells.phone,
    "postcode": cells.code,
    "email": cells.email,
    "born": days.year_month,
}

Party = UnitDraft | CompleterDraft


def parts(value: Value, of: str) -> Taken:  # noqa: ARG001 - the template says whose parts they are
    """Take the parts of a cell as one text; they are told apart once the names of `of` are known."""
    if isinstance(value, Damaged):
        return cells.text(value)
    return Taken(UNSEEN.sub("", as_text(value)).replace("\r\n", "\n").strip(" \t　"))


def marks(value: Value, of: str) -> Taken:
    """Take a yes or no for each of `of`."""
    return parts(value, of)


def headed() -> Iterator[tuple[str, tuple[str, ...], Callable[[Value], Taken]]]:
    """Yield what the forms ask of units and persons beside their names: list and key, headings, how cells are taken."""
    for of, columns in (("units", forms().unit), ("completers", forms().completer)):
        for column in columns:
            if column.key not in {"name", "unit"}:
                name, owner = f"{of}.{column.key}", OWNERS[of]
                heading = owner + column.label.removeprefix("单位").removeprefix("已")
                take = partial(marks if column.key in MARKS else parts, of=owner)
                yield name, (heading, *OTHER_WORDS.get(name, ())), take


@lru_cache(16)
def _of_parties(names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return which of a sheet's names are of units or persons: name, whose, what of them."""
    return [(name, of, key) for name in names for of, dot, key in [name.partition(".")] if dot and of in OWNERS]


def spread(line: Line) -> None:
    """Give each unit and person what the row's other cells say of them; a blank cell says nothing."""
    for name, of, key in _of_parties(tuple(line.values)):
        parties, written = line.values[of], line.values[name]
        if isinstance(written, tuple):
            stand(line, of, key, written)
            continue
        if not parties or not (written or "").strip():
            continue
        said = split(written, len(parties))
        if said is None:
            sentence = _("这里的项数与{owner}不一致，应有 {count} 项；请按次序用分号隔开，一一对应。")
            line.say(Severity.REFUSE, sentence.format(owner=OWNERS[of], count=len(parties)), name)
            continue
        taken = [_part(part, key) for part in said]
        for severity, told in ((Severity.REFUSE, "error"), (Severity.WARN, "warning")):
            if sentence := "".join(dict.fromkeys(getattr(each, told) for each in taken)):
                line.say(severity, sentence, name)
        line.values[of] = tuple(_saying(party, key, each.value) for party, each in zip(parties, taken, strict=True))


def stand(line: Line, of: str, key: str, said: Sequence[Any]) -> None:
    """Leave what a cell that nobody touched says with whom it was said of, wherever the names stand now.

    A corrected name takes what was said in its place.
    """
    if not said or not line.kept:
        return
    before = [bare(party) for party in getattr(line.kept.draft, of)]
    now = [bare(party) for party in line.values[of]]
    own = dict(zip(before, said, strict=True))
    gone, new = own.keys() - now, set(now) - own.keys()
    if gone and any(
        len(before) != len(now) or before[place] not in gone for place, name in enumerate(now) if name in new
    ):
        sentence = _("{owner}的人数或次序和名字都改了，这一格没有改，分不清是谁的；请按新的次序改好这一格。")
        line.say(Severity.REFUSE, sentence.format(owner=OWNERS[of]), f"{of}.{key}")
        return
    blank = False if key in MARKS else ""
    placed = (own[name] if name in own else said[place] if gone else blank for place, name in enumerate(now))
    line.values[of] = tuple(map(_saying, line.values[of], repeat(key), placed))


def bare(item: Any) -> Any:
    """Return a unit or person as the cell of the names says it."""
    if isinstance(item, UnitDraft):
        return UnitDraft(item.name)
    return CompleterDraft(item.name, item.unit) if isinstance(item, CompleterDraft) else item


def _part(written: str, key: str) -> Taken:
    if key in MARKS:
        return choices.yes(written or None)
    if written in DASHES:
        return Taken("")
    taken = TAKES.get(key, Taken)(written)
    return taken if taken.value else Taken(written)  # what cannot be read stays as it is written; the form doubts it


def _saying(party: Any, key: str, value: Any) -> Any:
    if key in OWN:
        return replace(party, **{key: value})
    return replace(party, details={**(party.details or {}), key: value})


def split(written: str, count: int) -> list[str] | None:
    """Part a text into `count` parts, blank ones too; None when it has another number of them."""
    if count == 1:
        return [written.strip()]
    for separator in SEPARATORS:
        found = separator.split(written)
        if len(found) == count:
            return [part.strip() for part in found]
    return None


def join(said: Sequence[str]) -> str:
    """Write parts so that `split` finds them again; nothing where all are blank."""
    if not any(said):
        return ""
    whole = [" ".join(part.split("\n")) for part in said]
    return next(
        (text for joint in JOINTS if split(text := joint.join(said), len(said)) == list(said)), "\n".join(whole)
    )


def known(parties: Sequence[Party], key: str) -> tuple[Any, ...]:
    """Return what is known of each unit or person; nothing where all are blank."""
    blank = False if key in MARKS else ""
    said = tuple((getattr(party, key) if key in OWN else (party.details or {}).get(key)) or blank for party in parties)
    return said if any(said) else ()


def written(parties: Sequence[Party], key: str) -> str:
    """Write what is known of each unit or person as their cell holds it."""
    said = known(parties, key)
    return join([YES if each else NO for each in said] if key in MARKS else said)
