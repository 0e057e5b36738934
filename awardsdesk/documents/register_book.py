"""The register on paper: the book of all numbers, and the list of a month that goes upward."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding, stop_on_errors
from awardsdesk.documents.papers import Prepared, of_the_register
from awardsdesk.documents.table import TableColumn, TableData, TableRow, check_table
from awardsdesk.documents.table_pdf import draw_table
from awardsdesk.documents.workbook import write_workbook
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, AchievementStep
from awardsdesk.operations.blocks import among, blocks
from awardsdesk.operations.correcting import DAY_MOVED, day_before
from awardsdesk.operations.numbering import rules_of
from awardsdesk.progress import Progress
from awardsdesk.rules.registration import Verb
from awardsdesk.terms import RegistrationState as State

COLUMNS = (
    TableColumn("序号", 12, "count", "center"),
    TableColumn("登记号", 34, "code"),
    TableColumn("成果名称", 58),
    TableColumn("成果类别", 20, align="center"),
    TableColumn("完成单位", 62, "names"),
    TableColumn("完成者", 46, "names"),
    TableColumn("登记日期", 24, "date"),
    TableColumn("备注", 36),
)


_AMENDING = {Verb.CORRECT: "更正", Verb.CANCEL: "注销"}
"""Steps that book and month's list tell of a number that was given, and how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One line of the book, with names as they were on the day of registration."""

    number: str
    title: str
    klass: str
    units: str
    completers: str
    registered_on: dt.date | None
    remark: str = ""
    """e.g. 已注销 and under which document: a number stays in the book for ever."""
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBook:
    """A list of registrations in the order of their numbers."""

    title: str
    rows: tuple[Registered, ...]
    organ: str
    subtitle: str = ""
    sums: bool = False
    """A line below them counts the classes."""
    amended: tuple[Registered, ...] = ()
    """Below that: numbers of before that were corrected or cancelled in this time."""


def table(book: RegisterBook) -> TableData:
    """Return the book as a table."""
    rows, labels = _lines(book.rows), [row.number for row in book.rows]
    if book.sums:
        counts = Counter(row.klass for row in book.rows)
        told = "，".join(f"{klass} {count} 项" for klass, count in counts.items())
        void = sum(row.cancelled for row in book.rows)
        left = f"；其中已注销 {void} 项，有效 {len(book.rows) - void} 项" if void else ""
        rows.append(_across(f"合计 {len(book.rows)} 项{'：' if told else ''}{told}{left}", "total"))
    if book.amended:
        heading = f"以前登记、本月更正或注销的 {len(book.amended)} 项"
        rows += [_across(heading, "group"), *_lines(book.amended)]
        labels += ["合计", heading, *(row.number for row in book.amended)]
    return TableData(
        title=book.title,
        name="成果登记簿" if not book.sums else "成果登记月报",
        subtitle=book.subtitle,
        columns=COLUMNS,
        rows=tuple(rows),
        left=book.organ,
        signatures=("制表人：", "审核人："),
        landscape=True,
        labels=tuple(labels),
    )


def _lines(registered: tuple[Registered, ...]) -> list[TableRow]:
    return [
        TableRow((place, row.number, row.title, row.klass, row.units, row.completers, row.registered_on, row.remark))
        for place, row in enumerate(registered, 1)
    ]


def _across(text: str, role: str) -> TableRow:
    return TableRow((text, *[None] * (len(COLUMNS) - 1)), role)


def check(book: RegisterBook, progress: Progress | None = None) -> list[Finding]:
    """Return what is wrong with the book on paper."""
    return check_table(table(book), progress)


def draw(book: RegisterBook, target: Target, kind: str, progress: Progress | None = None) -> None:
    """Write the book as `xlsx` or `pdf`."""
    match kind:
        case "xlsx":
            stop_on_errors(check(book, progress))
            write_workbook([table(book)], target, progress, long=True)
        case "pdf":
            draw_table(table(book), target, progress)
        case _:
            raise UserError(_("登记簿只能导出为 .pdf 或 .xlsx。"))


BOOK = of_the_register("register-book", "科技成果登记簿", ("pdf", "xlsx"), check, draw)


def prepare_book(session: Session, year: int | None = None, progress: Progress | None = None) -> Prepared:
    """Return the register book, of one year of registration or whole, in the order of the numbers."""
    first, last = (dt.date(year, 1, 1), dt.date(year, 12, 31)) if year else (None, None)
    subtitle = f"{year} 年" if year else ""
    return _prepare_list(session, "科技成果登记簿", subtitle, first, last, progress, sums=False)


def prepare_month(session: Session, year: int, month: int, progress: Progress | None = None) -> Prepared:
    """Return what was registered in a month, and what of before was corrected or cancelled, for the office above.

    All is told as it was at the month's end: what became of it later, the lists of later months tell.
    """
    first = dt.date(year, month, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return _prepare_list(session, "科技成果登记月报表", f"{year} 年 {month} 月", first, last, progress, sums=True)


def _prepare_list(
    session: Session, title: str, subtitle: str, first: dt.date | None, last: dt.date | None,
    progress: Progress | None, *, sums: bool,
) -> Prepared:  # fmt: skip
    progress = progress or Progress()
    numbered = select(Achievement.id, Achievement.registered_on).where(Achievement.registration_no.is_not(None))
    numbered = numbered.order_by(Achievement.registration_no)
    amended: list[int] = []
    if not first or not last:
        rows = [row.id for row in session.execute(numbered)]
    elif not sums:
        rows = [row.id for row in session.execute(numbered.where(Achievement.registered_on.between(first, last)))]
    else:
        rows, amended = _of_month(session, numbered, first, last)
    upto = last if sums else None
    progress.start(_("正在读取"), len(rows) + len(amended))
    book = RegisterBook(
        title=title,
        rows=tuple(_registered(session, rows, upto, progress)),
        organ=_registrar_then(session, rows, amended, upto),
        subtitle=subtitle,
        sums=sums,
        amended=tuple(_registered(session, amended, upto, progress)),
    )
    count = len(rows) + len(amended)
    findings = tuple(check(book, progress)) if count else ()
    return Prepared(BOOK, subtitle.replace(" ", ""), BOOK.title, True, count, book, findings)


def _of_month(
    session: Session, numbered: Select[int, dt.date | None], first: dt.date, last: dt.date
) -> tuple[list[int], list[int]]:
    """Return what was registered in a month, and what of before was corrected or cancelled in it.

    A number is reported once, under the day it came with: a correction of that day is told in its own month.
    """
    amending = select(AchievementStep).where(AchievementStep.verb.in_(_AMENDING)).order_by(AchievementStep.id)
    moved: dict[int, dt.date] = {}
    touched = set[int]()
    of_month = AchievementStep.day.between(first, last)
    for step in session.scalars(amending.where(of_month | AchievementStep.reason.contains(DAY_MOVED))):
        if before := day_before(step):
            moved.setdefault(step.achievement_id, before)
        if first <= step.day <= last:
            touched.add(step.achievement_id)
    asked = Achievement.registered_on.between(first, last) | among(Achievement.id, [*touched, *moved])
    rows, amended = [], []
    for id_, today in session.execute(numbered.where(Achievement.registrar != "", asked)):  # others report their own
        day = moved.get(id_, today)
        if day and first <= day <= last:
            rows.append(id_)
        elif day and day < first and id_ in touched:
            amended.append(id_)
    return rows, amended


def _registrar_then(session: Session, rows: list[int], amended: list[int], upto: dt.date | None) -> str:
    """Return the office's name: today's, or the one under which it gave or corrected a number last in a month.

    What was only cancelled in it may bear the name of long before: there the next number tells.
    """
    own = rules_of(session).registrars[0]
    if not upto:
        return own.name
    given = (
        select(Achievement).where(Achievement.registrar == own.code, Achievement.registered_on.is_not(None)).limit(1)
    )
    newest = given.order_by(Achievement.registered_on.desc(), Achievement.id.desc())
    corrected = select(AchievementStep.achievement_id).where(
        among(AchievementStep.achievement_id, amended),
        AchievementStep.verb == Verb.CORRECT,
        AchievementStep.day.between(upto.replace(day=1), upto),
    )
    after = given.where(Achievement.registered_on > upto).order_by(Achievement.registered_on, Achievement.id)
    ways = newest.where(among(Achievement.id, rows)), newest.where(Achievement.id.in_(corrected)), after
    telling = next(filter(None, map(session.scalar, ways)), None)
    return str(_facts(telling, upto).get("registrar") or own.name) if telling else own.name


def _facts(row: Achievement, upto: dt.date | None) -> dict[str, Any]:
    """Return what is frozen of an achievement, or was at the end of a day; what its form says where nothing is."""
    if row.snapshot is None:
        return {
            "title": row.title,
            "klass": row.klass,
            "units": [unit.name for unit in row.units],
            "completers": [completer.name for completer in row.completers],
        }
    replaced = row.snapshot.get("replaced", ())
    later = (each for each in replaced if upto and each["day"] > upto.isoformat() and "title" in each)
    return next(later, row.snapshot)


def _registered(session: Session, ids: Sequence[int], upto: dt.date | None, progress: Progress) -> Iterator[Registered]:
    """Yield lines of the book, as they are or were at the end of a day, some at a time: all would fill the memory."""
    whole = select(Achievement).options(selectinload(Achievement.units), selectinload(Achievement.completers))
    taken = select(AchievementStep).where(AchievementStep.verb.in_(_AMENDING)).order_by(AchievementStep.id)
    for block in blocks(ids):
        found = {row.id: row for row in session.scalars(whole.where(Achievement.id.in_(block)))}
        steps: defaultdict[int, list[AchievementStep]] = defaultdict(list)
        for step in session.scalars(taken.where(AchievementStep.achievement_id.in_(block))):
            steps[step.achievement_id].append(step)
        for id_ in block:
            progress.step()
            yield _line(found[id_], steps[id_], upto)


def _line(row: Achievement, steps: Sequence[AchievementStep], upto: dt.date | None) -> Registered:
    then = [step for step in steps if upto is None or step.day <= upto]
    moved = filter(None, map(day_before, steps[len(then) :]))
    frozen = _facts(row, upto)
    remarks = [_told(step) for step in then]
    gone = row.state == State.CANCELLED and all(step.verb != Verb.CANCEL for step in steps)  # who knows when
    if row.state == State.REGISTERED_ELSEWHERE:
        remarks.append("外单位登记")
    elif gone:
        remarks.append("已注销")
    return Registered(
        number=row.registration_no or "",
        title=frozen["title"],
        klass=frozen["klass"],
        units="、".join(frozen["units"]),
        completers="、".join(frozen["completers"]),
        registered_on=next(moved, row.registered_on),
        remark="；".join(remarks),
        cancelled=gone or any(step.verb == Verb.CANCEL for step in then),
    )


def _told(step: AchievementStep) -> str:
    """Say what became of a number by a step."""
    number = f"（{step.document_no}）" if step.document_no else ""
    before = day_before(step)
    return f"{step.day} {_AMENDING[Verb(step.verb)]}{number}" + (f"，登记日期原为 {before}" if before else "")
