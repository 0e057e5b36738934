"""Choices written with their explanation in one cell: 其他（横向科研）."""

import re
from collections.abc import Sequence

from awardsdesk.exchange.checks import DETAILS
from awardsdesk.exchange.findings import Known, Line
from awardsdesk.rules.forms import OTHER, forms

SPELLED = "其它"
"""How many write 其他."""
EXPLAINED = re.compile(r"([^(（:：]+?)\s*(?=[(（:：])[:：]?\s*([(（])?\s*(.*?)\s*(?(2)[)）]?)")
"""The choice, and what it is said to be: nothing where a form's brackets were left blank."""


def explained(lines: Sequence[Line], _known: Known) -> None:
    """Part a choice and what it is said to be, where the explanation's own cell says nothing."""
    for field in forms().fields:
        words = forms().open_words(field)
        own = DETAILS + field.key
        for line in lines if words else ():
            choice = field.explains if field.explains in line.values else DETAILS + field.explains
            written = line.values[choice] or ""
            if choice in line.standing or not written:
                continue
            if written.startswith(SPELLED):
                written = written.replace(SPELLED, OTHER, 1)
            match = EXPLAINED.fullmatch(written)
            if written in words:
                line.values[choice] = written
            elif match and match[1] in words and not line.values[own]:
                line.values[choice], line.values[own] = match[1], match[3] or line.values[own]
