"""What deserves a look before a round is decided but decides nothing by itself."""

from collections import defaultdict
from collections.abc import Sequence

from awardsdesk.models import Entry
from awardsdesk.terms import FormalCheck


def doubts(entries: Sequence[Entry]) -> list[str]:
    """Return experts who judge their own unit's entry and persons who stand in several valid nominations."""
    return [*_conflicts(entries), *_repeated(entries)]


def _conflicts(entries: Sequence[Entry]) -> list[str]:
    """Only the column 回避 decides who is recused; the sheet still counts."""
    return [
        f"{entry.key}：专家 {sheet.expert.name} 的单位“{sheet.expert.unit}”是完成单位之一，但没有回避"
        for entry in entries
        for sheet in entry.sheets
        if not sheet.recused and sheet.expert.unit and sheet.expert.unit in {unit.name for unit in entry.units}
    ]


def _repeated(entries: Sequence[Entry]) -> list[str]:
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in entries:
        if entry.formal_check == FormalCheck.PASSED and not entry.withdrawn:
            for completer in entry.completers:
                seen[completer.name, completer.unit].append(entry.key)
    return [
        "{name}（{unit}）同时在 {keys} 中".format(name=name, unit=unit, keys="、".join(keys))
        for (name, unit), keys in seen.items()
        if len(keys) > 1
    ]
