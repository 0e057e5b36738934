"""Codes of official lists in imported rows: what is in no list is kept as it is, and said."""

from collections.abc import Sequence

from awardsdesk.exchange.findings import Known, Line, Severity
from awardsdesk.i18n import _
from awardsdesk.rules.codes import DISCIPLINE, INDUSTRY, REGION, TECHNOLOGY, CodeTable
from awardsdesk.rules.forms import forms

LISTED = {"discipline_code": DISCIPLINE, "industry_code": INDUSTRY, "field_of_technology": TECHNOLOGY}
MOST = {field.key: field.at_most for field in forms().fields if field.codes}
REGIONS = "units.region"


def coded(lines: Sequence[Line], known: Known) -> None:
    """Warn of each code that is not in the list in force."""
    for line in lines:
        for name, key in LISTED.items():
            table, value = known.codes.get(key), line.values.get(name)
            if table is None or not value or name in line.standing:
                continue
            written = table.scheme.split(value)
            doubts = [doubt for part in written if (doubt := table.doubt(table.resolve(part)))]
            if len(written) > MOST[name]:
                doubts.append(_("最多填 {limit} 个代码").format(limit=MOST[name]))
            if doubts:
                line.say(Severity.WARN, f"{'；'.join(doubts)}。", name)
        _regions(line, known.codes.get(REGION))


def _regions(line: Line, table: CodeTable | None) -> None:
    """Warn of units' regions that the list does not have."""
    if table is None or REGIONS not in line.places or REGIONS in line.standing:
        return
    for unit in line.values["units"]:
        region = (unit.details or {}).get("region", "")
        if region and (doubt := table.doubt(table.resolve(region))):
            line.say(Severity.WARN, _("“{name}”：{doubt}").format(name=unit.name, doubt=f"{doubt}。"), REGIONS)
