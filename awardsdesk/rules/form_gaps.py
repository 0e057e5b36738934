"""What the form of a class asks for and a filled-in one leaves blank: told, never in the way of an unfinished draft."""

from collections.abc import Iterator, Mapping
from typing import Any

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.rules.forms import forms

STANDARD, VARIETY, UNRATED, BY_RIGHTS = "标准", "农业、生物新品种", "未评价", "知识产权"


def gaps(values: Mapping[str, Any]) -> list[Problem]:
    """Return what is still to be filled in; `values` by the keys of the form's fields."""
    klass = values.get("klass", "")
    blank = [field for field in forms().of(klass) if klass in field.asked and not values.get(field.key)]
    sentence = _("“{klass}”登记表要求填写“{label}”")
    found = [Problem(field.key, sentence.format(klass=klass, label=field.label), "hint") for field in blank]
    return [*found, *_unexplained(values), *_called_for(values)]


def _unexplained(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Ask what another choice is than those the form names."""
    labels = {field.key: field.label for field in forms().fields}
    for field in forms().of(values.get("klass", "")):
        said = values.get(field.explains)
        if said and said in forms().open_words(field) and not values.get(field.key):
            sentence = _("“{label}”选了“{said}”，请在“{own}”中注明")
            words = {"label": labels[field.explains], "said": said, "own": field.label}
            yield Problem(field.key, sentence.format(**words), "hint")


def _called_for(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Ask for what another answer calls for."""
    if values.get("form") == STANDARD and not values.get("standard_level"):
        yield Problem("standard_level", _("体现形式为标准的，请填最高的标准级别"), "hint")
    if values.get("form") == VARIETY and not values.get("variety"):
        yield Problem("variety", _("体现形式为农业、生物新品种的，请填新品种类别"), "hint")
    if values.get("evaluation_method") == BY_RIGHTS and not (values.get("patents") or values.get("software")):
        yield Problem("patents", _("按知识产权评价的，请填专利或软件著作权"), "hint")
    if values.get("evaluation_method") and values.get("level") != UNRATED:
        for key, label in (("evaluator", _("评价单位")), ("evaluated_on", _("评价日期"))):
            if not values.get(key):
                yield Problem(key, _("填了评价方式，请填{label}").format(label=label), "hint")
