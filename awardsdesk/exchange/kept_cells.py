"""A row beside the record that it came from: a cell that stands as it went out says nothing new.

What a cell says can be read in more than one way (`Smith, John` is one person or two). As long as nobody touched it, it
means what the record holds.
"""

import datetime as dt
import re
from binascii import b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zlib import crc32

from awardsdesk.exchange import cells, form_cells, party_cells
from awardsdesk.exchange.columns import Column
from awardsdesk.exchange.findings import Finding, Kept, Line, Severity, item_text
from awardsdesk.exchange.workbook import Damaged, Value
from awardsdesk.i18n import _
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.rules.registration import NUMBERED

MARK = "uid"
"""The field by which a workbook of ours names its record."""
PUBLIC = ("title", "klass", "units", "completers")
LISTS = ("units", "completers", "keywords")
SIGN = re.compile("-|[^-]{4}")
"""What a mark says of one cell: that it was blank, or what it held."""
TOLD = 20
"""So many characters of what stays are quoted."""


def value_of(draft: AchievementDraft, name: str) -> Any:
    """Return what a field of an achievement holds, and its cell means as long as it stands as it went out."""
    of, dot, key = name.partition(".")
    if of == "details":
        return draft.details.get(key)
    if dot:
        return party_cells.known(getattr(draft, of), key)
    if name == "secrecy":
        return draft.details.get(name) or ""
    value = getattr(draft, name)
    return tuple(party_cells.bare(item) for item in value) if name in LISTS else value


def cell_of(draft: AchievementDraft, name: str) -> str:
    """Write one field of an achievement as its cell is read."""
    of, dot, key = name.partition(".")
    if dot and of != "details":
        return party_cells.written(getattr(draft, of), key)
    return _text(value_of(draft, name))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(map(item_text, value))
    if isinstance(value, list):
        return form_cells.joined(value)
    return value.isoformat() if isinstance(value, dt.date) else value or ""


def mark_of(uid: str, names: Sequence[str], texts: Mapping[str, str]) -> str:
    """Return the mark of a row that holds these cells: which record it is, and a sign of what each cell held."""
    signs = "".join(_sign(texts.get(name, "")) for name in names if name != MARK)
    return f"{uid}{cells.MARK_SIGN}{_sign(','.join(names))}{signs}"


def _sign(text: str) -> str:
    """Return four signs by which a text is known again."""
    return b2a_base64(crc32(text.encode()).to_bytes(4, "big")[1:], newline=False).decode() if text else "-"


def _signs(mark: str, names: Sequence[str]) -> dict[str, str]:
    """Return by field the sign of what its cell held when the row went out; nothing for a mark of other columns."""
    edition, *signs = SIGN.findall(mark.partition(cells.MARK_SIGN)[2]) or [""]
    rest = [name for name in names if name != MARK]
    return dict(zip(rest, signs, strict=True)) if edition == _sign(",".join(names)) and len(rest) == len(signs) else {}


def texts_of(draft: AchievementDraft, names: Iterable[str]) -> dict[str, str]:
    """Return an achievement's cells as a workbook keeps them."""
    return {name: plain(text) for name in names if name != MARK and (text := cell_of(draft, name))}


def plain(value: Value) -> str:
    """Return what a cell says, without what a workbook may lose of a text."""
    text = cells.UNSEEN.sub("", cells.as_text(value)).replace("\r\n", "\n")
    return cells.OLD_BREAKS.sub("\n", text).strip(" \t\u3000")


def compare(line: Line, columns: Sequence[Column], kept: Kept) -> None:
    """Note on a line which of its cells stand as they went out, and whether all of them do."""
    texts = {name: plain(raw) for name, raw in line.written.items()}
    names = [column.name for column in columns]
    now = texts_of(kept.draft, names)
    line.kept = kept
    others = {
        name
        for name, raw in line.written.items()
        if name != MARK and (now.get(name, "") != texts[name] or isinstance(raw, Damaged))
    }
    if "completers" in others and not texts.get(MARK) and texts["completers"] == _listed(kept.draft):
        others -= {"completers"}
        line.say(Severity.WARN, _("这一格只有姓名，没有写单位；完成人的单位保持程序里的不变。"), "completers")
    if kept.base is not None:
        signs = _signs(kept.base, names)
        others = _touched(line, signs, others, texts, now) if others and signs else others
    elif others and texts.get(MARK, "").partition(cells.MARK_SIGN)[0] == kept.draft.uid:
        others = _touched(line, _signs(texts[MARK], names), others, texts, now)
    line.same = not others
    line.standing = frozenset(line.written.keys() - others - ({MARK} if others else set()))


def _listed(draft: AchievementDraft) -> str:
    """Write the persons as the register's list does, which says nothing of their units."""
    return "、".join(person.name for person in draft.completers)


def _touched(
    line: Line, signs: Mapping[str, str], others: set[str], texts: Mapping[str, str], now: Mapping[str, str]
) -> set[str]:
    """Return which of the cells that say something else than the record are a clerk's word; what is newer stays."""
    if not signs:
        sentence = _(
            "记录标识不是这一版程序写的，或者改过，分不清这一行改了哪些格，没有导入；"
            "请用“导出完整表”重新导出，把改动抄过去再导入。"
        )
        line.say(Severity.REFUSE, sentence, MARK)
        return others
    touched = {name for name in others if _sign(texts[name]) != signs[name] or isinstance(line.written[name], Damaged)}
    line.outdated = len(others - touched)
    moved = {name for name in others if _sign(now.get(name, "")) != signs[name]}
    of_parties = {name for name in touched if name.partition(".")[0] in party_cells.OWNERS}
    disordered = of_parties if moved & party_cells.OWNERS.keys() else set()
    for name in touched & (moved | disordered):
        sentence = _both_changed(line, alone=name in moved)
        words = {"kept": _quoted(now.get(name, "")), "written": _quoted(texts[name])}
        line.say(Severity.WARN, sentence.format(**words), name)
    return touched - moved - disordered


def _both_changed(line: Line, *, alone: bool) -> str:
    """Say that a cell and its record were changed; `alone`: in that field, and not only in whom it speaks of."""
    if line.kept and line.kept.base is not None:
        return (
            _(
                "上一个报送包以后，本单位改成了“{kept}”，报送单位又改成“{written}”；保持本单位的不变。"
                "要用报送的，请在程序里改。"
            )
            if alone
            else _(
                "上一个报送包以后，本单位改过完成单位或完成人，报送单位改的“{written}”不知道算谁的，没有导入；请在程序里改。"
            )
        )
    return (
        _("导出以后，程序里已经改成“{kept}”，这一格又改成“{written}”；保持程序里的不变。要用这一格的，请在程序里改。")
        if alone
        else _("导出以后，程序里改过完成单位或完成人，这一格改的“{written}”不知道算谁的，没有导入；请在程序里改。")
    )


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= TOLD else f"{text[:TOLD]}…"


def strangers(lines: Sequence[Line], header: int) -> list[Finding]:
    """Say at the mark that no record bears it; once for a sheet that came from another office."""
    strange = [
        line for line in lines if line.values.get(MARK) and not (line.kept and line.kept.draft.uid == line.values[MARK])
    ]
    sentence = _(
        "登记库里没有这个标识的记录；按登记号、再按成果名称和第一完成单位（并有同一完成人或相同起止年月）认，认不出的作为新成果。"
    )
    if len(strange) > 1 and len(strange) == sum(bool(line.values.get(MARK)) for line in lines):
        cell = strange[0].cell(MARK).rstrip("0123456789")
        return [Finding(strange[0].sheet, f"{cell}{header}", Severity.WARN, sentence)]
    for line in strange:
        line.say(Severity.WARN, sentence, MARK)
    return []


def outdated(lines: Sequence[Line], header: int) -> list[Finding]:
    """Say once for a sheet that cells stay behind the record: who corrected one back would wonder."""
    old = [line for line in lines if line.outdated]
    if not old:
        return []
    if old[0].kept and old[0].kept.base is not None:
        sentence = _(
            "有 {count} 格，本单位在收到上一个报送包以后改过，报送单位没有改（从第 {row} 行起）；保持本单位的不变。"
        )
    else:
        sentence = _(
            "有 {count} 格，程序里在导出以后改过，表里还是导出时的内容（从第 {row} 行起）；保持程序里的不变。"
            "要改回去的，请重新导出再改。"
        )
    cell = old[0].cell(MARK).rstrip("0123456789")
    told = sentence.format(count=sum(line.outdated for line in old), row=old[0].number)
    return [Finding(old[0].sheet, f"{cell}{header}", Severity.WARN, told)]


def misplaced(lines: Sequence[Line]) -> None:
    """Refuse rows that bear each other's marks: who sorts a sheet in part would give records each other's content."""
    marked = [line for line in lines if line.kept and line.values.get(MARK) == line.kept.draft.uid]
    strays = {
        line.kept.draft.title: line for line in marked if line.kept and line.values["title"] != line.kept.draft.title
    }
    for line in strays.values():
        other = strays.get(line.values["title"])
        if line.kept and other:
            sentence = _(
                "记录标识是“{own}”的，这一行写的却是第 {row} 行的标识所指的“{title}”；多半是排序或移动时没有带上“记录标识”一列。"
                "请重新导出再改，或恢复原来的次序。"
            )
            words = {"own": line.kept.draft.title, "row": other.number, "title": line.values["title"]}
            line.say(Severity.REFUSE, sentence.format(**words), MARK)


def corrected_before(lines: Sequence[Line], corrected: Mapping[str, str]) -> None:
    """Refuse rows whose record an earlier workbook of the batch corrects: what stands in them is the record before that."""
    for line in lines:
        if line.kept and not line.same and (name := corrected.get(line.kept.draft.uid)):
            sentence = _("“{name}”里也改了这条记录，一起导入会有一处白改；请先导入那一份，再单独导入这一份。")
            line.say(Severity.REFUSE, sentence.format(name=name), MARK if MARK in line.places else "")


def told(line: Line, columns: Sequence[Column], kept: Kept) -> None:
    """Say what a row would change of its record that wants a second look, or cannot change."""
    draft = kept.draft
    for column in columns:
        if column.name in line.places and column.name not in line.standing:
            if column.name in LISTS:
                _odd(line, column, draft)
            elif line.values.get(MARK) == draft.uid:
                _emptied(line, column.name, draft)
    _replaced(line, draft)
    _of_first_unit(line, draft)
    for name, text in (("registration_no", draft.registration_no), ("registered_on", _text(draft.registered_on))):
        if text and name in line.places and not line.values[name]:
            line.say(Severity.WARN, _("登记号和登记日期不能用工作簿清除，保持 {kept} 不变。").format(kept=text), name)
    day = line.values["registered_on"]
    if kept.on_paper and day and day != draft.registered_on and "registered_on" in line.places:
        sentence = _("证书上的登记日期是 {day}，保持不变。")
        line.say(Severity.WARN, sentence.format(day=_text(draft.registered_on)), "registered_on")
    for name in PUBLIC if kept.state in NUMBERED else ():
        if _published(line.values[name], line.values["units"]) != _published(getattr(draft, name), draft.units):
            sentence = _("这项成果{state}（{number}），改动后与已公布的、已发的证书不一致；确是更正的才导入。")
            line.say(Severity.WARN, sentence.format(state=kept.state, number=draft.registration_no), name)


def _published(value: Any, units: Sequence[UnitDraft]) -> Any:
    """Return what paper says of a field: names in their order, and each person's unit."""
    if not isinstance(value, tuple):
        return value
    first = units[0].name if units else ""
    return [(item.name, getattr(item, "unit", "") or first * isinstance(item, CompleterDraft)) for item in value]


def _emptied(line: Line, name: str, draft: AchievementDraft) -> None:
    """Say that a blank cell takes nothing away of what only the form asks."""
    by_rules = name == "approved_by"
    if (
        (name == "secrecy" or by_rules or "." in name)
        and not line.values[name]
        and (text := _quoted(cell_of(draft, name)))
    ):
        sentence = _("空白的格不清除原有内容，“{kept}”保持不变；确要清除的，请在程序里改。")
        if by_rules:
            sentence = _("空白的格不清除批准登记单位，“{kept}”保持不变。")
        line.say(Severity.WARN, sentence.format(kept=text), name)


def _replaced(line: Line, draft: AchievementDraft) -> None:
    """Say of whom cells that nobody touched speak once a name is another."""
    for of in party_cells.OWNERS:
        before, now = ([party.name for party in parties] for parties in (getattr(draft, of), line.values[of]))
        if not any(name.startswith(f"{of}.") and line.values[name] for name in line.standing) or len(before) != len(
            now
        ):
            continue
        for old, new in zip(before, now, strict=True):
            if old not in now and new not in before:
                sentence = _(
                    "“{old}”改成了“{new}”，没有改的各栏里说“{old}”的现在算“{new}”的；是换了一个的，那几栏也请改。"
                )
                line.say(Severity.WARN, sentence.format(old=old, new=new), of)


def _of_first_unit(line: Line, draft: AchievementDraft) -> None:
    """Leave persons whose cell nobody touched with their unit, also where another one has become the first."""
    units, persons = line.values["units"], line.values["completers"]
    if not units or not draft.units or units[0].name == draft.units[0].name:
        return
    first = draft.units[0].name
    if "completers" in line.standing and first in {unit.name for unit in units}:
        line.values["completers"] = tuple(replace(person, unit=person.unit or first) for person in persons)
    elif any(person.unit is None for person in persons):
        sentence = _("第一完成单位改成了“{unit}”，没有写单位的完成人都算它的，请核对。")
        line.say(Severity.WARN, sentence.format(unit=units[0].name), "units")


def _odd(line: Line, column: Column, draft: AchievementDraft) -> None:
    """Refuse a list that was corrected while it holds an item which would be read as something else."""
    written = plain(line.written[column.name])
    for item in getattr(draft, column.name):
        text = plain(item_text(item))
        taken = column.take(text)
        if text in written and not taken.warning and taken.value != (party_cells.bare(item),):
            sentence = _("“{item}”原是一项，这样写会被读成别的；请把这一格改回原样，在程序里改这条记录。")
            line.say(Severity.REFUSE, sentence.format(item=text), column.name)
