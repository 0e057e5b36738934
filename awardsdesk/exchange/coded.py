"""Codes of official lists in imported rows: what is in no list is kept as it is, and said."""

from collections.abc import Sequence

from awardsdesk.exchange.findings import Known, Line, Severity
from awardsdesk.rules.codes import DISCIPLINE, INDUSTRY, TECHNOLOGY

LISTED = {"discipline_code": DISCIPLINE, "industry_code": INDUSTRY, "field_of_technology": TECHNOLOGY}


def coded(lines: Sequence[Line], known: Known) -> None:
    """Warn of each code that is not in the list in force."""
    for line in lines:
        for name, key in LISTED.items():
            table, value = known.codes.get(key), line.values.get(name)
            if table is None or not value or name in line.standing:
                continue
            doubts = (table.doubt(table.resolve(part)) for part in table.scheme.split(value))
            if told := "；".join(doubt for doubt in doubts if doubt):
                line.say(Severity.WARN, f"{told}。", name)
