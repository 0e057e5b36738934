"""Cells that hold what only a registration form asks: amounts kept as text, and lists of patents, papers, benefits."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from awardsdesk.exchange import cells, days, figures
from awardsdesk.exchange.cells import DASHES, Taken
from awardsdesk.exchange.figures import MONEY_UNITS
from awardsdesk.exchange.workbook import Damaged, Value
from awardsdesk.i18n import _
from awardsdesk.rules import forms
from awardsdesk.rules.forms import FormField

SIGNS = re.compile(r"\\[\\；;\n|｜]|[；;\n|｜]")
"""What parts items and parts of items; with a backslash before it, it is only text."""
ITEMS, BARS = "；;\n", "|｜"
PLAIN, WRITTEN = re.compile(r"\\([\\；;\n|｜])"), re.compile(r"([\\；;\n|｜])")


def take_of(field: FormField, unit: str = "") -> Callable[[Value], Taken]:
    """Tell how the cells of a form's field are taken; `unit` is the one its heading names."""
    if field.kind == "amount":
        return partial(amount, unit=field.unit, column=unit)
    if field.kind == "rows":
        names = [name for name, _english in field.columns]
        return partial(rows, shape="|".join(names), alone=names[field.number_column], amounts=field.figures)
    return {"code": cells.codes, "month": days.year_month, "long": cells.long_text}.get(field.kind, cells.text)


def amount(value: Value, unit: str, column: str = "") -> Taken:
    """Take an amount as the decimal text it is kept as; a bare number is in the unit of the column's heading."""
    if column not in {"", *MONEY_UNITS}:
        sentence = _("表头的单位“{unit}”不认识，请改成“{wanted}”。")
        return Taken() if value is None else Taken(error=sentence.format(unit=column, wanted=unit))
    taken = figures.amount(value, unit=unit, column=column)
    return Taken(None if taken.value is None else figures.plain(taken.value), taken.warning, taken.error)


def rows(value: Value, shape: str, alone: str, amounts: Sequence[int] = ()) -> Taken:
    """Take `发明|授权|号码|名称；…` as rows of `shape`; an item without bars stands in the column `alone`."""
    if isinstance(value, Damaged):
        return cells.text(value)
    names = shape.split("|")
    items = [item.strip() for item in _split(cells.long_text(value).value, ITEMS)]
    made = [_row(item, names, names.index(alone)) for item in items if item and item not in DASHES]
    wrong = _plain(made, amounts)
    warnings = [
        _("“{item}”多于“{shape}”，多出的并入最后一栏，请核对。").format(item=item, shape=shape)
        for item in items
        if len(_split(item, BARS)) > len(names)
    ]
    warnings += [_("“{said}”不是数字，按原样收下，请核对。").format(said=each) for each in wrong]
    return Taken(made or None, "".join(warnings))


def joined(made: Sequence[Sequence[str]]) -> str:
    """Write rows so that `rows` reads them again."""
    return "；".join("|".join(WRITTEN.sub(r"\\\1", part) for part in row) for row in made)


def _split(text: str, signs: str, most: int = 0) -> list[str]:
    """Part a text at some signs, into `most` parts at most."""
    found = [match for match in SIGNS.finditer(text) if match[0] in signs]
    cuts = found[: most - 1] if most else found
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _row(item: str, names: Sequence[str], alone: int) -> list[str]:
    parts = [PLAIN.sub(r"\1", part.strip()) for part in _split(item, BARS, len(names))]
    if len(parts) == 1:
        return ["" if place != alone else item for place in range(len(names))]
    return parts + [""] * (len(names) - len(parts))


def _plain(made: Sequence[list[str]], amounts: Sequence[int]) -> list[str]:
    """Write the amounts of rows without commas; return what is no number."""
    wrong = []
    for row in made:
        for place in amounts:
            read = forms.amount(row[place])
            if read is not None:
                row[place] = figures.plain(read)
            elif row[place]:
                wrong.append(row[place])
    return wrong
