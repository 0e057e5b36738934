"""From workbooks into the file: read, compare, take in; all or nothing unless the clerk asks otherwise."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.exchange.arriving import (
    doubts,
    draft_of_row,
    note,
    only_package,
    parcel_of,
    records,
    records_of_package,
)
from awardsdesk.exchange.differences import RowChange, row_changes
from awardsdesk.exchange.doubles import Doubles
from awardsdesk.exchange.findings import Finding, Known, Registration, Severity
from awardsdesk.exchange.handed_in import HandedIn, classified_cell, take_in
from awardsdesk.exchange.layouts import Kind
from awardsdesk.exchange.package import MANIFEST
from awardsdesk.exchange.pasted import Source, names_of, sheet_of
from awardsdesk.exchange.reading import ReadRow, SheetKind, read, recognise
from awardsdesk.exchange.recognition import NOBODY, NotRecognised
from awardsdesk.exchange.sheetxml import column_letters
from awardsdesk.exchange.unpacking import Packed
from awardsdesk.exchange.workbook import Table
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, Organization, Round
from awardsdesk.operations.audit import Original, watch
from awardsdesk.operations.codes import code_lists
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.imports import Arrived, Batched, Outcome, round_for, take
from awardsdesk.operations.indexing import enter_changed
from awardsdesk.operations.numbering import last_serials, rules_of
from awardsdesk.operations.packages import is_own, known_package
from awardsdesk.operations.receiving import Parcel
from awardsdesk.operations.rounds import book_of, by_code, require_open
from awardsdesk.operations.sender_columns import SenderColumns, Senders, remembered
from awardsdesk.progress import Progress
from awardsdesk.rules.duplicates import Work
from awardsdesk.rules.rulebook import RuleBook
from awardsdesk.terms import ProgrammeKind

Chosen = Mapping[tuple[Source, str], SenderColumns]
"""What headings mean, by file and sheet."""
DOUBLES_TOLD = 3
"""How many likenesses of one row are worth a line each; of other rows one is, else equal rows would fill the list."""


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing a clerk should know before importing: where it stands and what about it."""

    file: str
    sheet: str
    cell: str
    severity: Severity
    sentence: str


@dataclass(slots=True)
class Loaded:
    """What some workbooks hold, ready to be taken in."""

    batch: list[Batched] = field(default_factory=list)
    origins: list[tuple[str, str, int]] = field(default_factory=list)
    """File, sheet and row of each item of the batch."""
    places: list[Mapping[str, int]] = field(default_factory=list)
    """Where its fields stand, columns from 0."""
    problems: list[ImportProblem] = field(default_factory=list)
    source: str = ""
    sheets: list[tuple[Source, SheetKind]] = field(default_factory=list)
    """What was read."""
    handed_in: list[HandedIn] = field(default_factory=list)
    """The same as it came."""
    unknown: list[tuple[Source, str]] = field(default_factory=list)
    """Sheets that look like data and were not recognised."""
    package: Packed | None = None
    """What the rows came in, if not in workbooks."""
    parcel: Parcel | None = None
    """What comes in it beside them."""
    notes: list[str] = field(default_factory=list)
    """What is worth knowing of the package."""
    is_known: bool = True
    """There is no package whose number would be lost, if it said nothing new and were put away."""
    doubles: int = 0
    """How many rows may repeat an achievement of the file or a row before."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do."""

    outcome: Outcome
    problems: tuple[ImportProblem, ...]
    rows: tuple[RowChange, ...] = ()
    """What becomes of each row's record; only of a preview."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there was no row at all: headings alone, as in a template that nobody filled in."""
        return not self.outcome.taken and not self.refused

    @property
    def refused(self) -> int:
        """How many cells or rows keep their row out."""
        return sum(problem.severity is Severity.REFUSE for problem in self.problems)


class ImportRefused(UserError):
    """Nothing was imported because some rows cannot be; carries the report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        first = next(problem for problem in report.problems if problem.severity is Severity.REFUSE)
        super().__init__(
            _(
                "有 {count} 处问题使所在的行不能导入，全部没有导入。第一处：{sheet}{cell}：{sentence}。"
                "请改好后重新导入，或选择跳过有问题的行。"
            ).format(
                count=report.refused,
                sheet=sheet_of(first.file, first.sheet),
                cell=first.cell,
                sentence=first.sentence.rstrip("。"),
            )
        )


def load(
    session: Session,
    paths: Sequence[Source],
    round_code: str = "",
    progress: Progress | None = None,
    senders: Senders | None = None,
    chosen: Chosen | None = None,
) -> Loaded:
    """Read workbooks against the rules of the rounds their sheets belong to; nothing is changed.

    `senders` are those whose own headings count, without them all that are remembered; `chosen` is what a clerk said of
    single sheets.

    Achievements are read first, so that nominations can be compared with registrations of the same batch.
    """
    progress = progress or Progress()
    names = names_of(paths)
    package = only_package(paths)
    foreign = package is not None and not is_own(session, package.manifest)
    if package:
        senders = NOBODY
    ours = senders or Senders(remembered(session))
    whose = {
        path: replace(ours, chosen={sheet: each for (of, sheet), each in (chosen or {}).items() if of == path})
        for path in names
    }
    kinds: dict[Source, list[SheetKind]] = {}
    tables: dict[Source, list[Table]] = {}
    handed_in: list[HandedIn] = []
    secret: list[ImportProblem] = []
    for path, name in names.items():
        progress.start(_("正在读取 {name}").format(name=name))
        with _named(path):
            handed, tables[path] = take_in(path, progress)
            kinds[path] = recognise(path, whose[path], tables[path])
        secret += (marked := _secret(name, tables[path]))
        if not marked:
            handed_in.append(handed)
    if round_code:
        _require_fitting(by_code(session, round_code), chain.from_iterable(kinds.values()))
    books = _books(session, chain.from_iterable(kinds.values()), round_code)
    registrations = _Registrations(session)
    counties = frozenset(value for value in session.scalars(select(Organization.county).distinct()) if value)
    codes = {table.scheme.key: table for table in code_lists(session)}
    registrars = rules_of(session).registrars
    year = dt.datetime.now().astimezone().year
    serials = last_serials(session, year)
    corrected: dict[str, str] = {}
    loaded = Loaded(source="、".join(names.values()), handed_in=handed_in, problems=secret)
    for path in sorted(names, key=lambda path: _rank(kinds[path])):
        with _named(path):
            known = Known(
                counties,
                registrations.known(),
                codes,
                registrars,
                year,
                serials,
                partial(records_of_package if foreign else records, session),
                corrected,
                foreign=foreign,
            )
            reading = read(path, books, known, progress, whose[path], tables.pop(path))
        loaded.sheets += [(path, sheet) for sheet in reading.sheets]
        loaded.unknown += [(path, sheet) for sheet in reading.unknown]
        loaded.problems += [_problem(names[path], finding) for finding in reading.problems]
        for row in reading.rows:
            draft = draft_of_row(row) if foreign else row.draft
            loaded.batch.append(Batched(draft, award=row.kind is Kind.AWARD_SCORES, same=row.same))
            loaded.origins.append((names[path], row.sheet, row.number))
            loaded.places.append(row.places)
            registrations.learn(row)
        if isinstance(path, Packed):
            _tell_package(session, loaded, path, reading.rows)
        corrected |= {row.record: names[path] for row in reading.rows if row.record and not row.same}
    doubles = list(_doubles(session, loaded, progress))
    loaded.doubles = len({(each.file, each.sheet, each.cell) for each in doubles})
    loaded.problems += doubles
    return loaded


def _tell_package(session: Session, loaded: Loaded, package: Packed, rows: Sequence[ReadRow]) -> None:
    loaded.package, loaded.parcel = package, parcel_of(package, rows)
    loaded.is_known = known_package(session, package.manifest) is not None
    loaded.notes.append(note(session, package.manifest))
    loaded.problems += [
        ImportProblem(package.name, MANIFEST, "", Severity.WARN, sentence)
        for sentence in doubts(session, package.manifest)
    ]


def _secret(file: str, tables: Sequence[Table]) -> list[ImportProblem]:
    """Say where a file bears a mark of classification: it is not kept."""
    found = classified_cell(tables)
    if found is None:
        return []
    sheet, cell, mark = found
    sentence = _("有密级标志“{mark}”：这份文件的原件不保存").format(mark=mark)
    return [ImportProblem(file, sheet, cell, Severity.WARN, sentence)]


def senders_of(loaded: Loaded) -> Senders:
    """Return whose headings the sheets were read by."""
    return Senders([sheet.columns for _source, sheet in loaded.sheets if sheet.columns], named=True)


@contextmanager
def _named(path: Source) -> Iterator[None]:
    """Let who is told of a sheet that was not recognised know whose it is."""
    try:
        yield
    except NotRecognised as error:
        error.source = path
        raise


def apply(
    session: Session,
    loaded: Loaded,
    round_code: str = "",
    *,
    skip_refused: bool = False,
    progress: Progress | None = None,
    arrived: Arrived | None = None,
) -> Report:
    """Take loaded workbooks in; raises ImportRefused, so that the caller's transaction rolls back, on any refusal.

    `arrived` is what was kept of it already: nothing else is put on record as kept.
    """
    arrived = arrived or Arrived()
    if loaded.parcel:
        loaded.parcel = replace(loaded.parcel, scans=arrived.scans)
    report = _take(session, loaded, round_code, progress, originals=arrived.originals)
    report.outcome.let_go()
    if report.refused and not skip_refused:
        raise ImportRefused(report)
    enter_changed(session, progress)
    return report


def preview(session: Session, loaded: Loaded, round_code: str = "", progress: Progress | None = None) -> Report:
    """Take loaded workbooks in and tell row by row what happened; the caller rolls it back."""
    watch(session)  # a session that is rolled back keeps no trail by itself, and what changed is to be told
    report = _take(session, loaded, round_code, progress, _("正在与登记库比对"))
    rows = tuple(row_changes(session, loaded.batch, loaded.origins, report.outcome))
    report.outcome.let_go()
    return replace(report, rows=rows)


def _take(
    session: Session,
    loaded: Loaded,
    round_code: str,
    progress: Progress | None,
    doing: str = "",
    originals: Sequence[Original] = (),
) -> Report:
    outcome = take(session, loaded.batch, loaded.source, round_code, progress, doing, loaded.parcel, originals)
    refused = [
        ImportProblem(file, sheet, f"{column_letters(place + 1)}{row}", Severity.REFUSE, refusal.sentence)
        for refusal in outcome.refusals
        for file, sheet, row in [loaded.origins[refusal.index]]
        for place in [loaded.places[refusal.index].get(refusal.field, 0)]
    ]
    odd = [
        ImportProblem(file, sheet, f"A{row}", Severity.WARN, beside.doubt)
        for index, beside in outcome.beside
        if beside.doubt
        for file, sheet, row in [loaded.origins[index]]
    ]
    return Report(outcome, (*loaded.problems, *odd, *refused))


def _doubles(session: Session, loaded: Loaded, progress: Progress) -> Iterator[ImportProblem]:
    """Warn of achievements that look like one in the file or like a row before."""
    drafts = {
        place: item.draft
        for place, item in enumerate(loaded.batch, 1)
        if isinstance(item.draft, AchievementDraft) and not item.same
    }
    progress.start(_("正在查找重复"), len(drafts))
    for place, found in Doubles(session, list(drafts.values()), progress).compare(drafts):
        progress.step()
        before = [pair for pair in found if pair[1].key > 0]
        told = [*before[:1], *(pair for pair in found if pair[1].key < 0)][:DOUBLES_TOLD]
        for candidate, other in told:
            yield _double(loaded, place, candidate.reasons, other, len(before))


def _double(loaded: Loaded, place: int, reasons: Sequence[str], other: Work, before: int) -> ImportProblem:
    """Say of a row (places count from 1) which other row or which achievement of the file it may repeat, and why.

    Of `before` rows that it may repeat one is named.
    """
    file, sheet, number = loaded.origins[place - 1]
    if other.key > 0:
        other_file, other_sheet, row = loaded.origins[other.key - 1]
        where = (_("“{sheet}”第 {row} 行") if file == other_file else _("{file}“{sheet}”第 {row} 行")).format(
            file=other_file, sheet=other_sheet, row=row
        )
        if before > 1:
            where += _("（共 {count} 行）").format(count=before)
    else:
        where = _("登记库中")
    sentence = _("可能与{where}“{title}”{number}重复：{reasons}；请核对，确非重复的可以导入").format(
        where=where,
        title=other.title,
        number=f"（{other.registration_no}）" if other.registration_no else "",
        reasons="；".join(reasons),
    )
    return ImportProblem(file, sheet, f"A{number}", Severity.WARN, sentence)


def _problem(file: str, finding: Finding) -> ImportProblem:
    return ImportProblem(file, finding.sheet, finding.cell, finding.severity, finding.sentence)


def _rank(sheets: Sequence[SheetKind]) -> int:
    return min((list(Kind).index(sheet.kind) for sheet in sheets), default=len(Kind))


def _require_fitting(round_: Round, sheets: Iterable[SheetKind]) -> None:
    """Raise UserError when the round that was named is sealed, or when no sheet belongs to a round of its kind."""
    programmes = {sheet.programme for sheet in sheets if sheet.programme is not None}
    if round_.programme.kind in programmes:
        require_open(round_)
    elif programmes:
        raise UserError(_("这些工作簿里没有“{title}”的内容，没有导入；请核对选定的评选。").format(title=round_.title))


def _books(session: Session, sheets: Iterable[SheetKind], round_code: str) -> dict[ProgrammeKind, RuleBook]:
    """Return the rules that the workbooks' sheets are read by."""
    needed = {sheet.programme for sheet in sheets if sheet.programme is not None}
    return {kind: book_of(round_for(session, kind, round_code)) for kind in needed}


class _Registrations:
    """Units and persons of registered achievements by number: of the file, as they are asked for, and of the batch."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[str, Registration | None] = {}

    def known(self) -> Callable[[str], Registration | None] | None:
        """Return the look-up; None when there is no registration to compare with."""
        any_ = select(Achievement.id).where(Achievement.registration_no.is_not(None)).limit(1)
        return self._look_up if self._found or self._session.scalar(any_) is not None else None

    def _look_up(self, number: str) -> Registration | None:
        if number not in self._found:
            row = self._session.scalar(select(Achievement).where(Achievement.registration_no == number))
            self._found[number] = _order_of(row) if row else None
        return self._found[number]

    def learn(self, row: ReadRow) -> None:
        """Remember a row that is going to be registered."""
        draft = row.draft
        if isinstance(draft, AchievementDraft) and draft.registration_no:
            self._found[draft.registration_no] = (draft.units, draft.completers)


def _order_of(row: Achievement) -> Registration:
    first = row.units[0].name if row.units else ""
    completers = tuple(
        CompleterDraft(completer.name, None if completer.unit == first else completer.unit)
        for completer in row.completers
    )
    return tuple(UnitDraft(unit.name) for unit in row.units), completers
