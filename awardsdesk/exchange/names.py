"""Names of persons, units and works, and the lists of them whose order is legal content."""

import re
from typing import TypeVar

from awardsdesk.exchange.cells import UNSEEN, Taken, as_text, text
from awardsdesk.exchange.workbook import Damaged, Value
from awardsdesk.i18n import _
from awardsdesk.operations.drafts import CompleterDraft, UnitDraft
from awardsdesk.rules.identifiers import INNER_BLANK, WIDE_BRACKETS, clean_name, clean_unit, private_use

T = TypeVar("T")
BREAKS = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")
SEPARATORS = frozenset("、，,；;､\n")
OPENING, CLOSING = "（(", "）)"
PERSON = re.compile(r"([^（）]*)（(.*)）")


def person(value: Value) -> Taken:
    """Take a person's name; a blank inside a Chinese name is only typography, a private-use character cannot be printed."""
    taken = text(value)
    if taken.warning:
        return taken
    if found := private_use(taken.value):
        return Taken("", _private(found[0]))
    return Taken(clean_name(taken.value))


def _private(sign: str) -> str:
    return _("有一个旧系统自造的字（U+{number:04X}），印不出来，此项留空；请问清是哪个字再补填。").format(
        number=ord(sign)
    )


def title(value: Value) -> Taken:
    """Take a title: blanks inside may be meant, line breaks never are."""
    taken = text(value)
    if found := private_use(taken.value or ""):
        return Taken(taken.value, taken.warning + _odd(found[0]))
    return taken


def _odd(sign: str) -> str:
    return _("里面有旧系统自造的字（U+{number:04X}），印不出来，请改正。").format(number=ord(sign))


def unit(value: Value) -> Taken:
    """Take a unit's name as on its seal: no blanks inside, full-width brackets."""
    taken = text(value)
    name, warning = _unit(taken.value)
    return Taken(name, taken.warning + warning)


def _unit(written: str) -> tuple[str, str]:
    wide = written.strip().translate(WIDE_BRACKETS)
    name = clean_unit(written)
    warnings = []
    if name != wide:
        warnings.append(_("名称中间的空格已经去掉。"))
    if wide != written.strip():
        warnings.append(_("半角括号改成了全角，与公章一致。"))
    if found := private_use(name):
        warnings.append(_odd(found[0]))
    return name, "".join(warnings)


def split(written: str) -> list[str] | None:
    """Part a list at its separators, never inside brackets; None when the brackets do not match."""
    items = [""]
    depth = 0
    for sign in BREAKS.sub("\n", written):
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth < 0:
            return None
        if depth == 0 and sign in SEPARATORS:
            items.append("")
        elif sign != "\n":
            items[-1] += sign
    return None if depth else [item.strip() for item in items if item.strip()]


def split_at_blanks(item: str, least: int) -> list[str]:
    """Part a lone item at its blanks outside brackets when every part is at least `least` long; wide gaps first."""
    if item.isascii():
        return [item]
    masked = re.sub("[（(].*?[）)]", lambda match: match[0].replace(" ", "\0").replace("　", "\0"), item)
    for gap in (r"\s{2,}", r"\s+"):
        parts = [part.replace("\0", " ") for part in re.split(gap, masked)]
        if len(parts) > 1 and all(len(INNER_BLANK.sub("", part)) >= least for part in parts):
            return parts
    return [item]


def _items(value: Value, least: int) -> tuple[list[str], Taken]:
    """Return the items of a list cell, and what is to be said of the cell so far."""
    if isinstance(value, Damaged):
        return [], Taken((), _("数字超过 15 位，不可能是名单，此项留空。"))
    written = UNSEEN.sub("", as_text(value))
    items = split(written)
    if items is None:
        return [], Taken(error=_("括号不成对，分不清单位和姓名。"))
    if len(items) == 1:
        items = split_at_blanks(items[0], least)
        if len(items) > 1:
            return items, Taken(None, _("用空格分隔，按 {count} 项读入，请核对。").format(count=len(items)))
    return items, Taken()


def units(value: Value) -> Taken:
    """Take the completing units, in the order written."""
    items, said = _items(value, least=4)
    named = [_unit(item) for item in items]
    warnings = [said.warning, *dict.fromkeys(warning for _name, warning in named)]
    drafts, repeated = _unique([UnitDraft(name) for name, _warning in named])
    if repeated:
        warnings.append(_twice("、".join(draft.name for draft in repeated)))
    return Taken(drafts, "".join(warnings), said.error)


def completers(value: Value) -> Taken:
    """Take the completing persons with their units, in the order written."""
    items, said = _items(value, least=2)
    if said.error:
        return said
    if found := private_use("".join(items)):
        return Taken((), _private(found[0]))
    people = [_completer(item.translate(WIDE_BRACKETS)) for item in items]
    if None in people:
        wrong = items[people.index(None)]
        return Taken(error=_("“{item}”不是“姓名”或“姓名（单位）”的写法。").format(item=wrong))
    drafts, repeated = _unique([draft for draft in people if draft])
    again = _twice("、".join(draft.name for draft in repeated)) if repeated else ""
    return Taken(drafts, said.warning + "".join(_perhaps_two(item) for item in items) + again)


def _perhaps_two(item: str) -> str:
    """Ask of one item of a list whose blank may part two persons: `张 三` is one, `王五 赵六` hardly."""
    if len(item.split()) < 2 or len(split_at_blanks(item, 2)) < 2:
        return ""
    return _("“{item}”中间有空格，按一个人读入；是两个人的，请用顿号分开。").format(item=item)


def _completer(item: str) -> CompleterDraft | None:
    """Read `姓名（单位）`: the unit stands between the first opening and the last closing bracket."""
    if "（" not in item:
        return CompleterDraft(clean_name(item))
    match = PERSON.fullmatch(item)
    if not match or not match[1].strip() or not match[2].strip():
        return None
    return CompleterDraft(clean_name(match[1]), _unit(match[2])[0])


def _unique(drafts: list[T]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Keep each draft at its first place; also return the repeated ones."""
    seen = dict.fromkeys(drafts)
    if len(seen) == len(drafts):
        return tuple(drafts), ()
    repeated = tuple(draft for place, draft in enumerate(drafts) if draft in drafts[:place])
    return tuple(seen), repeated


def _twice(who: str) -> str:
    return _("{who}出现了两次，只留第一处。").format(who=who)


def keywords(value: Value) -> Taken:
    """Take keywords, in the order written."""
    items = split(UNSEEN.sub("", as_text(value))) or []
    return Taken(tuple(dict.fromkeys(items)))
