"""Take achievements into the register."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.errors import FieldError, Problem
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, AchievementReference, AchievementSearch, AchievementUnit
from awardsdesk.operations.adding import add_row, write_added
from awardsdesk.operations.audit import operation
from awardsdesk.operations.blocks import among, blocks, pairs
from awardsdesk.operations.codes import edition_in_force
from awardsdesk.operations.directory import Directory
from awardsdesk.operations.drafts import AchievementDraft
from awardsdesk.operations.numbering import NumberBook
from awardsdesk.operations.parties import add_parties, merged, put_parties, with_known_units
from awardsdesk.operations.search_words import title_fold
from awardsdesk.operations.taking import Change, assign
from awardsdesk.rules.codes import INDUSTRY, CodeTable
from awardsdesk.rules.dates import is_year_month
from awardsdesk.rules.duplicates import Work, may_amend
from awardsdesk.rules.form_checks import Party, code_problems, form_problems, identifier_problems
from awardsdesk.rules.form_gaps import gaps
from awardsdesk.rules.forms import FormField, forms, references
from awardsdesk.rules.registrar import RegistrationRules, approver
from awardsdesk.rules.registration import PUBLISHED, UNDER_WAY, classified, require_unclassified
from awardsdesk.terms import AchievementClass, RegistrationState

REGISTERED, ELSEWHERE = RegistrationState.REGISTERED, RegistrationState.REGISTERED_ELSEWHERE
PLAIN = (
    "title", "klass", "level", "attribute", "form", "phase", "source", "discipline_code", "industry_code",
    "field_of_technology", "started", "ended", "evaluation_method", "evaluator", "evaluated_on", "abstract",
    "contact", "phone", "registered_on",
)  # fmt: skip
EXPLANATIONS = [(field.key, field.explains, forms().open_words(field)) for field in forms().fields if field.explains]
"""What explains a choice, which one, and the words of it that are explained."""


def check(draft: AchievementDraft) -> list[Problem]:
    """Return what is wrong with a draft, for form and import alike."""
    problems = []
    if not draft.title:
        problems.append(Problem("title", _("成果名称不能为空")))
    if draft.klass not in set(AchievementClass):
        problems.append(Problem("klass", _("成果类别“{klass}”不是三类之一").format(klass=draft.klass)))
    if not draft.units:
        problems.append(Problem("units", _("至少要有一个完成单位")))
    if not draft.completers:
        problems.append(Problem("completers", _("至少要有一名完成人")))
    months = [each for each in (draft.started, draft.ended) if each and is_year_month(each)]
    if months != sorted(months):
        problems.append(Problem("ended", _("研究终止早于研究起始")))
    if mark := classified(draft):
        sentence = _("内容带有密级标志“{mark}”：涉密成果不得用本程序登记")
        problems.append(Problem(_marked(draft, mark), sentence.format(mark=mark)))
    if bool(draft.registration_no) != bool(draft.registered_on):
        problems.append(Problem("registered_on", _("登记号与登记日期应同时填写"), "warning"))
    return problems + _of_the_form(draft)


def _marked(draft: AchievementDraft, mark: str) -> str:
    """Return the field in which a mark of classification stands."""
    said = {each.name: getattr(draft, each.name) for each in fields(draft) if each.name != "details"}
    return next((key for key, value in (*said.items(), *draft.details.items()) if classified(value) == mark), "title")


def check_whole(draft: AchievementDraft, codes: Callable[[str], CodeTable]) -> list[Problem]:
    """Return what is wrong with a form, codes that are in no list, and what its class asks for and it leaves blank."""
    values = _values(draft)
    return [*check(draft), *code_problems(values, _units(draft), codes), *gaps(values)]


def doubtful_identifiers(draft: AchievementDraft, known: AchievementDraft | None = None) -> list[Problem]:
    """Return the doubts about a form's identifiers, without those about a form that is known."""
    told = doubtful_identifiers(known) if known else []
    return [problem for problem in identifier_problems(_values(draft), _units(draft)) if problem not in told]


def unfilled(session: Session, ids: Sequence[int]) -> list[list[FormField]]:
    """Return for each achievement what the form of its class asks for and is left blank, in the order of the form."""
    found = []
    for block in blocks(ids):
        for row in session.scalars(select(Achievement).where(among(Achievement.id, block))):
            blank = {problem.field for problem in gaps(_values(row))}
            found.append([field for field in forms().fields if field.key in blank])
    return found


def _values(draft: AchievementDraft | Achievement) -> dict[str, Any]:
    return {key: getattr(draft, key) for key in (*PLAIN, "keywords")} | dict(draft.details)


def _units(draft: AchievementDraft) -> list[Party]:
    return [Party(unit.name, "", unit.sealed, unit.details) for unit in draft.units]


def _of_the_form(draft: AchievementDraft) -> list[Problem]:
    first = draft.units[0].name if draft.units else ""
    return form_problems(
        _values(draft),
        _units(draft),
        [Party(person.name, person.unit or first, person.signed, person.details) for person in draft.completers],
        dt.datetime.now().astimezone().date(),
    )


class Register:
    """The achievements a batch speaks of, while it is taken in; never the whole file.

    An achievement is known by its uid where a workbook of ours bears it, by its registration number, else by title and
    first unit where a person or the months agree as well, for equal titles alone never make two one; two rows of one
    batch are two achievements unless they bear the same number. `batch` are all its drafts: what a row names by uid or
    number is no other row's by its title. To `keep_uids` is to know new ones by the names they bear in the sender's file.
    """

    def __init__(
        self,
        session: Session,
        directory: Directory,
        batch: Sequence[AchievementDraft] = (),
        *,
        keep_uids: bool = False,
    ) -> None:
        self._session = session
        self._keep_uids = keep_uids
        self._directory = directory
        self._numbers = NumberBook(session)
        self._by_number: dict[str, Achievement | None] = {}
        self._by_uid: dict[str, Achievement | None] = {}
        self._by_title: dict[tuple[str, str], list[Achievement]] = {}
        self._titles: set[tuple[str, str]] = set()
        self._taken = {draft.uid for draft in batch if draft.uid}
        self._numbered = {draft.registration_no for draft in batch if draft.registration_no}

    def look_up(self, drafts: Sequence[AchievementDraft]) -> None:
        """Read at once what the drafts may amend, and the units and persons they name."""
        units = {unit.name for draft in drafts for unit in draft.units}
        persons = {
            (person.name, person.unit or draft.units[0].name)
            for draft in drafts
            if draft.units
            for person in draft.completers
        }
        self._directory.look_up(units | {unit for _name, unit in persons}, persons)
        self._read_uids({draft.uid for draft in drafts if draft.uid})
        self._read_numbers({draft.registration_no for draft in drafts if draft.registration_no})
        rest = [draft for draft in drafts if draft.units and not self._named(draft)]
        self._read_titles({(draft.title, draft.units[0].name) for draft in rest})

    def _named(self, draft: AchievementDraft) -> Achievement | None:
        """Return whom a draft names by uid or number, as far as was read."""
        return self._by_uid.get(draft.uid) or self._by_number.get(draft.registration_no)

    def by_number(self, number: str) -> Achievement | None:
        """Return the achievement registered under that number."""
        self._read_numbers({number})
        return self._by_number[number]

    def _read_numbers(self, numbers: Iterable[str]) -> None:
        for block in blocks(set(numbers).difference(self._by_number)):
            write_added(self._session)
            self._by_number.update(dict.fromkeys(block))
            self._read(among(Achievement.registration_no, block))

    def _read_uids(self, uids: Iterable[str]) -> None:
        for block in blocks(set(uids).difference(self._by_uid)):
            self._by_uid.update(dict.fromkeys(block))
            self._read(among(Achievement.uid, block))

    def _read_titles(self, named: Iterable[tuple[str, str]]) -> None:
        """Read achievements by folded title and first unit; many share a title, so that it alone would read too much."""
        for block in blocks(set(named) - self._titles):
            self._titles.update(block)
            asked, (title, unit) = pairs((title_fold(title), unit) for title, unit in block)
            first = (AchievementUnit.achievement_id == AchievementSearch.id) & (AchievementUnit.position == 1)
            alike = (
                select(AchievementSearch.id)
                .select_from(asked)
                .join(AchievementSearch, AchievementSearch.title_fold == title)
            )
            with self._session.no_autoflush:
                found = self._session.scalars(alike.join(AchievementUnit, first & (AchievementUnit.name == unit))).all()
            self._read(among(Achievement.id, found))

    def _read(self, which: ColumnElement[bool]) -> None:
        lists = Achievement.units, Achievement.completers, Achievement.references
        parts = [selectinload(each) for each in lists]
        with self._session.no_autoflush:
            for achievement in self._session.scalars(select(Achievement).where(which).options(*parts)):
                self._remember(achievement)

    def take(self, draft: AchievementDraft) -> tuple[str, Change]:
        """Add or amend the achievement a draft speaks of; return its uid. Raises UserError for a classified one."""
        require_unclassified(draft)
        found = self._find(draft)
        if found is None:
            return self._added(draft), Change.ADDED
        changed = _write(self._session, found, draft, self._directory, self._numbers)
        self._taken.add(found.uid)
        if changed:
            self._remember(found)
        return found.uid, Change.CHANGED if changed else Change.SAME

    def _added(self, draft: AchievementDraft) -> str:
        """Add an achievement; only by its number may a later row of the batch speak of it again."""
        if draft.registration_no:
            self._by_number.pop(draft.registration_no, None)
        uid = draft.uid if self._keep_uids else ""
        row = _add(self._session, draft, RegistrationState.SUBMITTED, self._directory, self._numbers, uid)
        self._taken.add(row["uid"])
        return str(row["uid"])

    def _find(self, draft: AchievementDraft) -> Achievement | None:
        number = draft.registration_no
        known = self.by_number(number) if number else None
        self._read_uids({draft.uid} - {""})
        if own := self._by_uid.get(draft.uid):
            if known not in (None, own) or (number and own.registration_no not in (None, number)):
                sentence = _("登记号 {number} 不是这条记录的，没有更新；请改回原来的登记号，或删去“记录标识”一格。")
                raise FieldError("registration_no", sentence.format(number=number))
            return own
        if known is not None:
            return known
        self._read_titles({(draft.title, draft.units[0].name)})
        twins = self._by_title.get((draft.title, draft.units[0].name), ())
        free = [
            twin
            for twin in twins
            if twin.uid not in self._taken
            and self._is_free(twin.registration_no, number)
            and may_amend(_work(draft), _work(twin))
        ]
        return min(free, key=lambda twin: twin.registration_no is not None, default=None)

    def _is_free(self, known: str | None, number: str) -> bool:
        """Tell whether a row with (or without) a number may speak of an achievement with (or without) one."""
        return known is None or not (number or known in self._numbered)

    def _remember(self, achievement: Achievement) -> None:
        self._by_uid[achievement.uid] = achievement
        if achievement.registration_no:
            self._by_number[achievement.registration_no] = achievement
        if achievement.units:
            twins = self._by_title.setdefault((achievement.title, achievement.units[0].name), [])
            if achievement not in twins:
                twins.append(achievement)


def _work(said: Achievement | AchievementDraft) -> Work:
    """Return what tells an achievement from another one of the same title and first unit."""
    persons = frozenset(person.name for person in said.completers)
    return Work(0, said.title, persons=persons, started=said.started, ended=said.ended)


def save(session: Session, draft: AchievementDraft, achievement_id: int | None = None, reason: str = "") -> int:
    """Save a form's draft as a new achievement or over an existing one; returns its id; never a classified one.

    The reason says why a doubtful identifier is right.
    """
    require_unclassified(draft)
    with operation(session, "amend" if achievement_id else "register", f"achievement:{draft.title}", reason):
        directory, numbers = Directory(session), NumberBook(session)
        if achievement_id:
            _write(session, session.get_one(Achievement, achievement_id), draft, directory, numbers)
            return achievement_id
        return int(_add(session, draft, RegistrationState.DRAFT, directory, numbers)["id"])


def _write(
    session: Session, achievement: Achievement, draft: AchievementDraft, directory: Directory, numbers: NumberBook
) -> bool:
    """Make an achievement what a draft says; tell whether anything differed."""
    draft = with_known_units(achievement, draft)
    _require_free(achievement, draft)
    changed = assign(achievement, _columns(session, achievement, draft, numbers))
    if draft.details or draft.secrecy:
        changed = _refer(achievement) or changed
    changed = put_parties(session, achievement, draft, directory) or changed
    session.add(achievement)  # whole: each unit and person of one that is there already would be looked at anew
    return changed


def approved_by(rules: RegistrationRules, row: Achievement) -> str:
    """Return the body that registers an achievement, by the name it bore when a certificate was frozen."""
    if sheet := (row.snapshot or {}).get("sheet"):
        return str(sheet["organ"])
    told = "" if row.registrar else row.details.get("approved_by", "")
    return told or approver(rules, row.registrar, row.registration_no or "")


def _require_free(achievement: Achievement, draft: AchievementDraft) -> None:
    """Raise UserError when a draft would change what the public was told or what was cancelled, or number what is under way."""
    if achievement.state in UNDER_WAY and draft.registration_no and not achievement.registration_no:
        sentence = _("《{title}》正在办理登记（{state}），不能由工作簿给登记号；请办理登记发号，或先撤回。")
        raise FieldError("registration_no", sentence.format(title=achievement.title, state=achievement.state))
    if achievement.state in PUBLISHED:
        sentence = _(
            "《{title}》已经公示，名称、类别、完成单位和完成人不能再改；确需改动的，请先退回补正，改后重新公示。"
        )
    elif achievement.state == RegistrationState.CANCELLED:
        sentence = _("《{title}》已经注销，名称、类别、完成单位和完成人照原样保留，不能再改。")
    else:
        return
    if _public(achievement) != _public(draft):
        raise FieldError("title", sentence.format(title=achievement.title))


def _public(said: Achievement | AchievementDraft) -> tuple[Any, ...]:
    """Return what a public notice and the register say of an achievement, in their order."""
    units = [unit.name for unit in said.units]
    persons = [(person.name, person.unit or units[0]) for person in said.completers if units]
    return said.title, said.klass, units, persons


def _add(
    session: Session,
    draft: AchievementDraft,
    state: RegistrationState,
    directory: Directory,
    numbers: NumberBook,
    uid: str = "",
) -> Mapping[str, Any]:
    """Add an achievement with its units, persons and numbers; return its row."""
    columns = _columns(session, Achievement(state=state), draft, numbers) | ({"uid": uid} if uid else {})
    row = add_row(session, Achievement, **{"state": state} | columns)
    for kind, number in references(row["details"]):
        add_row(session, AchievementReference, achievement_id=row["id"], kind=kind, number=number)
    add_parties(session, row["id"], draft, directory)
    return row


def _columns(
    session: Session, achievement: Achievement, draft: AchievementDraft, numbers: NumberBook
) -> dict[str, Any]:
    """Return what a draft says of an achievement as columns. A number once given is never taken away, nor its day."""
    spoken = {key: getattr(draft, key) for key in PLAIN} | {"keywords": list(draft.keywords)}
    values = {key: value for key, value in spoken.items() if key not in draft.unspoken}
    if draft.registration_no or achievement.registration_no is None:
        values["registration_no"] = draft.registration_no or None
    if achievement.registration_no is not None and not (draft.registration_no and draft.registered_on):
        values["registered_on"] = achievement.registered_on
    if achievement.snapshot is not None:  # what paper says of number and day is not said otherwise afterwards
        values |= {"registration_no": achievement.registration_no, "registered_on": achievement.registered_on}
    number = values.get("registration_no")
    if number and number != achievement.registration_no:  # given elsewhere, and brought by a workbook
        values["registrar"] = numbers.count(number)
        if achievement.state != RegistrationState.CANCELLED:
            values["state"] = REGISTERED if values["registrar"] else ELSEWHERE
    industry = values.get("industry_code", achievement.industry_code) or ""
    if industry != (achievement.industry_code or ""):
        values["details"] = _with_edition(session, achievement.details or {}, industry)
    said = ({"secrecy": draft.secrecy} if draft.secrecy else {}) | dict(draft.details)
    if draft.approved_by:
        registrar = values.get("registrar", achievement.registrar) or ""
        known = numbers.approver(registrar, values.get("registration_no", achievement.registration_no) or "")
        said["approved_by"] = "" if registrar or draft.approved_by == known else draft.approved_by
    said |= _void(achievement, values | said)
    if said:
        values["details"] = merged(values.get("details", achievement.details or {}), said)
    return values


def _void(achievement: Achievement, said: Mapping[str, Any]) -> dict[str, str]:
    """Blank the known explanations of choices in whose place others are made, or none."""
    known = achievement.details or {}
    return {
        key: ""
        for key, choice, words in EXPLANATIONS
        if known.get(key) and said.get(key, known[key]) == known[key]
        if (getattr(achievement, choice, None) or known.get(choice)) in words
        if choice in said and said[choice] not in words
    }


def _refer(achievement: Achievement) -> bool:
    """Keep the numbers by which the achievement may be known again; tell whether they differ."""
    wanted = list(references(achievement.details))
    if [(row.kind, row.number) for row in achievement.references] == wanted:
        return False
    achievement.references = [AchievementReference(kind=kind, number=number) for kind, number in wanted]
    return True


def _with_edition(session: Session, details: dict[str, Any], industry_code: str) -> dict[str, Any]:
    """Return details that say in which edition an industry's code was chosen: codes change between editions."""
    rest = {key: value for key, value in details.items() if key != "industry_edition"}
    with session.no_autoflush:  # a new row is not whole yet
        return rest | ({"industry_edition": edition_in_force(session, INDUSTRY)} if industry_code else {})
