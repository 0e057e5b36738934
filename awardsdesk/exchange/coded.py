"""Codes of official lists in imported rows: a name is read as its code; what is in no list is kept as it is, and said."""

from collections.abc import Sequence
from dataclasses import replace

from awardsdesk.exchange.findings import Known, Line, Severity
from awardsdesk.i18n import _
from awardsdesk.operations.drafts import UnitDraft
from awardsdesk.rules.codes import DISCIPLINE, INDUSTRY, REGION, SEPARATOR, TECHNOLOGY, CodeTable
from awardsdesk.rules.forms import forms

LISTED = {"discipline_code": DISCIPLINE, "industry_code": INDUSTRY, "field_of_technology": TECHNOLOGY}
MOST = {field.key: field.at_most for field in forms().fields if field.codes}
REGIONS = "units.region"


def coded(lines: Sequence[Line], known: Known) -> None:
    """Put the codes for their names, and warn of each code that is not in the list in force."""
    for line in lines:
        for name, key in LISTED.items():
            table, value = known.codes.get(key), line.values.get(name)
            if table is None or not value or name in line.standing:
                continue
            written = table.parts(value)
            meant = [_meant(table, part) for part in written]
            if meant != table.scheme.split(value):
                line.values[name] = SEPARATOR.join(dict.fromkeys(meant))
            doubts = [doubt for part in meant if (doubt := table.doubt(table.resolve(part)))]
            if len(written) > MOST[name]:
                doubts.append(_("最多填 {limit} 个代码").format(limit=MOST[name]))
            if doubts:
                line.say(Severity.WARN, f"{'；'.join(doubts)}。", name)
        _regions(line, known.codes.get(REGION))


def _regions(line: Line, table: CodeTable | None) -> None:
    """Put the codes for the names of units' regions, and warn of those that the list does not have."""
    if table is None or REGIONS not in line.places or REGIONS in line.standing:
        return
    line.values["units"] = tuple(_placed(table, unit) for unit in line.values["units"])
    for unit in line.values["units"]:
        region = (unit.details or {}).get("region", "")
        if region and (doubt := table.doubt(table.resolve(region))):
            line.say(Severity.WARN, _("“{name}”：{doubt}").format(name=unit.name, doubt=f"{doubt}。"), REGIONS)


def _placed(table: CodeTable, unit: UnitDraft) -> UnitDraft:
    region = (unit.details or {}).get("region", "")
    meant = _meant(table, region) if region else ""
    return unit if meant == region else replace(unit, details={**(unit.details or {}), "region": meant})


def _meant(table: CodeTable, written: str) -> str:
    """Return the code that is meant; what means none of the list stays as it was written."""
    code = table.resolve(written)
    return code if code in table.by_code else written
