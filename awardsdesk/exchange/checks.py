"""What only shows when the rows of a sheet, or the office's file, are looked at together."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from statistics import median

from awardsdesk.errors import Problem
from awardsdesk.exchange.findings import Known, Line, Severity
from awardsdesk.i18n import _
from awardsdesk.operations.drafts import CompleterDraft, UnitDraft
from awardsdesk.rules.registrar import doubt, read_number
from awardsdesk.terms import FormalCheck

Check = Callable[[Sequence[Line], Known], None]
IMPLAUSIBLE = 1_000
"""So many times the firm's next figure, or the other firms' usual one, cannot be in the same unit."""
FEW = 5
"""Fewer figures have no usual value."""
REPORTED, DETAILS = "reported.", "details."
JUDGED = {"error": Severity.REFUSE, "warning": Severity.WARN, "hint": Severity.ACCEPT}
"""What the form's levels are at import: what is left to a person's judgement (人工) is told in the window."""


def repeated(lines: Sequence[Line], keys: Sequence[str], mark: str = "") -> None:
    """Refuse every row whose key, or mark of a record, stood in an earlier row; a row without a key repeats nothing."""
    first: dict[tuple[str, ...], Line] = {}
    for line in lines:
        if uid := str(line.values.get(mark) or ""):
            earlier = first.setdefault((uid,), line)
            if earlier is not line:
                sentence = _(
                    "与{where}是同一条记录（记录标识相同），多半是在 Excel 里复制的行；是另一项成果的，请删去这一行的记录标识和登记号。"
                )
                line.say(Severity.REFUSE, sentence.format(where=_where(earlier)), mark)
                continue
        key = tuple(str(line.values.get(name) or "") for name in keys)
        if not all(key):
            continue
        earlier = first.setdefault(key, line)
        if earlier is not line:
            sentence = _("与{where}重复（{key}），只留前一行。").format(where=_where(earlier), key=" ".join(key))
            line.say(Severity.REFUSE, sentence, "registration_no" if "registration_no" in keys else "")


def _where(line: Line) -> str:
    return _("“{sheet}”第 {row} 行").format(sheet=line.sheet, row=line.number)


def judged(line: Line, problems: Sequence[Problem]) -> None:
    """Say at each field's cell what the form's checks found; a cell that was told a doubt already hears no second one.

    What a sheet has no column for is not spoken of, and so not doubted.
    """
    doubted = {finding.cell for finding in line.findings if finding.severity is Severity.WARN}
    for problem in problems:
        name = problem.field if problem.field in line.places else DETAILS + problem.field
        severity = JUDGED[problem.severity]
        if severity is Severity.REFUSE or (name in line.places and line.cell(name) not in doubted):
            line.say(severity, f"{problem.sentence}。", name)


def counties(lines: Sequence[Line], known: Known) -> None:
    """Complete a short county name; the full names are the known ones or those of the sheet itself."""
    here = Counter(line.values["county"] for line in lines)
    full = known.counties or frozenset(here)
    for line in lines:
        name = line.values["county"]
        if not name or name in known.counties:
            continue
        longer = [other for other in sorted(full) if other != name and other.startswith(name)]
        if len(longer) == 1:
            line.values["county"] = longer[0]
            line.say(Severity.WARN, _("县区简称“{short}”按“{full}”读入。").format(short=name, full=longer[0]), "county")
        elif known.counties:
            line.say(Severity.WARN, _("“{name}”不在县区名单中，按原样收下。").format(name=name), "county")


def amounts(lines: Sequence[Line], _known: Known) -> None:
    """Warn of a figure more than a thousand times the firm's next largest, or the median of the other firms."""
    names = [name for name in lines[0].values if name.startswith(REPORTED)] if lines else []
    usual = {name: [line.values[name] for line in lines if _is_money(line.values[name])] for name in names}
    middles = {name: median(figures) for name, figures in usual.items() if len(figures) >= FEW}
    for line in lines:
        figures = sorted((abs(line.values[name]), name) for name in names if _is_money(line.values[name]))
        next_largest = figures[-2][0] if len(figures) > 1 else Decimal(0)
        for figure, name in figures:
            beside = next_largest if name == figures[-1][1] else Decimal(0)
            limits = [limit for limit in (beside, abs(middles.get(name, Decimal(0)))) if limit]
            if any(figure > IMPLAUSIBLE * limit for limit in limits):
                line.say(Severity.WARN, _("与其他数字相比大得离谱，可能把“元”填成了“万元”；按原样收下，请核对。"), name)


def _is_money(value: object) -> bool:
    """Tell a figure from a blank and a word."""
    return isinstance(value, Decimal) and value != 0


def reasons(lines: Sequence[Line], _known: Known) -> None:
    """Warn when a failed formal check gives no reason."""
    for line in lines:
        if line.values["formal_check"] == FormalCheck.FAILED and not line.values["formal_reason"]:
            line.say(Severity.WARN, _("形式审查不合格，却没有写原因。"), "formal_reason")


def own_unit(lines: Sequence[Line], _known: Known) -> None:
    """Warn of a person who stands once without a unit and once with the first unit, and keep the first place."""
    for line in lines:
        if "completers" in line.standing:
            continue
        people, first = line.values["completers"], _first(line.values["units"])
        kept = {_resolved(person, first): person for person in reversed(people)}
        if len(kept) < len(people):
            stay = tuple(person for person in people if kept[_resolved(person, first)] is person)
            names = "、".join(dict.fromkeys(person.name for person in people if person not in stay))
            line.values["completers"] = stay
            sentence = _("{names}（第一完成单位）出现了两次，只留第一处。")
            line.say(Severity.WARN, sentence.format(names=names), "completers")


def numbers(lines: Sequence[Line], known: Known) -> None:
    """Warn of a registration number that no registrar known to the office gives, or gives otherwise."""
    for line in lines if known.registrars else ():
        number, klass, day = (line.values[name] for name in ("registration_no", "klass", "registered_on"))
        if number and (sentence := doubt(known.registrars, number, klass, day)):
            line.say(Severity.WARN, _("{what}；请核对。").format(what=sentence), "registration_no")
        _approved(line, known)
    _leaps(lines, known)


def _approved(line: Line, known: Known) -> None:
    """Warn of a body that is said to have given a number which the rules know as another's."""
    read = read_number(known.registrars, line.values["registration_no"] or "")
    written = line.values["approved_by"]
    ours = next((each.name for each in known.registrars if read and each.code == read.registrar), written)
    if "approved_by" in line.places.keys() - line.standing and written not in {"", ours}:
        sentence = _("这个登记号是“{ours}”的，批准登记单位按它记，不按“{written}”；请核对。")
        line.say(Severity.WARN, sentence.format(ours=ours, written=written), "approved_by")


def _leaps(lines: Sequence[Line], known: Known) -> None:
    """Warn of a number of this year with free ones before it: the office goes on after it, and they stay unused."""
    read = [(read_number(known.registrars, line.values["registration_no"] or ""), line) for line in lines]
    ours = [(number, line) for number, line in read if number and number.year == known.year]
    serials = dict(known.serials)
    for number, line in sorted(ours, key=lambda each: each[0].serial):
        first = serials.get((number.registrar, number.klass), 0) + 1
        if number.serial > first:
            sentence = _(
                "这一号之前空着 {count} 个号（第 {first} 号起），登记库和这张表里都没有；"
                "导入后接着这一号往下发，撤回导入也不退回。请核对。"
            )
            line.say(Severity.WARN, sentence.format(count=number.serial - first, first=first), "registration_no")
        serials[number.registrar, number.klass] = max(first - 1, number.serial)


def registrations(lines: Sequence[Line], known: Known) -> None:
    """Warn of a registration number that does not exist, or whose units or persons differ, also in order."""
    if known.registrations is None:
        return
    for line in lines:
        number = line.values["registration_no"]
        if not number:
            continue
        registered = known.registrations(number)
        if registered is None:
            line.say(Severity.WARN, _("没有登记号为 {number} 的成果。").format(number=number), "registration_no")
            continue
        units, people = registered
        _compare(line, "units", [unit.name for unit in line.values["units"]], [unit.name for unit in units])
        first = _first(units)
        written = [_resolved(person, first) for person in line.values["completers"]]
        _compare(line, "completers", written, [_resolved(person, first) for person in people])


def _compare(line: Line, name: str, written: Sequence[object], registered: Sequence[object]) -> None:
    if not written or list(written) == list(registered):
        return
    if set(written) == set(registered):
        sentence = _("顺序与成果登记不一致；顺序有法律意义，按原样收下，请核对。")
    else:
        sentence = _("与成果登记的名单不一致，按原样收下，请核对。")
    line.say(Severity.WARN, sentence, name)


def _first(units: Sequence[UnitDraft]) -> str:
    return units[0].name if units else ""


def _resolved(person: CompleterDraft, first: str) -> tuple[str, str]:
    return person.name, person.unit or first
