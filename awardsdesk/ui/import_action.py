"""导入, the same from every screen: choose workbooks or a package, look at what would change, take all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from awardsdesk.errors import UserError
from awardsdesk.exchange.findings import Severity
from awardsdesk.exchange.headers import SEARCHED_ROWS
from awardsdesk.exchange.importing import Chosen, Loaded, Report, apply, load, preview, senders_of
from awardsdesk.exchange.mapping import described, may_map
from awardsdesk.exchange.pasted import Pasted, Source, names_of, sheet_of, tables_of
from awardsdesk.exchange.recognition import NotRecognised
from awardsdesk.exchange.unpacking import is_package, unpack
from awardsdesk.exchange.workbook import Table
from awardsdesk.i18n import _, joined
from awardsdesk.lists.imports import brought
from awardsdesk.lists.rounds import round_states
from awardsdesk.operations.imports import KINDS, SCANS, describe
from awardsdesk.operations.sender_columns import Senders, remember
from awardsdesk.operations.taking import Change as Taken
from awardsdesk.progress import Progress
from awardsdesk.store.arriving import keeping
from awardsdesk.ui import dialogs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.dialogs import Frame
from awardsdesk.ui.duplicate_dialog import find_duplicates
from awardsdesk.ui.import_dialog import Change, Finding, ImportDialog
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.workbook_actions import save_template

Tell = Callable[[str], Any]
Stamp = tuple[int, int] | None
Stamps = Mapping[Path, Stamp]
"""Size and time of each workbook when it was read: an import takes in what was read then, whatever became of the file."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the clerk asked for, handed on from step to step."""

    desk: Desk
    parent: QWidget
    paths: tuple[Source, ...]
    code: str
    tell: Tell | None
    chosen: Chosen = field(default_factory=dict)
    """What the clerk said of the columns of single sheets."""

    def said(self, source: Source, sheet: str) -> Mapping[str, str]:
        """Return what the clerk said of a sheet before."""
        columns = self.chosen.get((source, sheet))
        return columns.headings if columns else {}


def import_workbooks(
    desk: Desk, parent: QWidget, paths: Sequence[Source] | None = None, round_code: str = "", tell: Tell | None = None
) -> None:
    """Import workbooks into a round (the one in hand, unless named) and into the register.

    Without `paths` the clerk chooses; `tell` gets the result as a sentence instead of a dialog.
    """
    if paths is None:
        kinds = _("工作簿、报送包 (*.xlsx *.xls *.zip)")
        paths = dialogs.user.open_files(parent, _("选择要导入的工作簿或报送包"), kinds, many=True)
    if paths:
        code = round_code or _open_round(desk)
        _start(_Wish(desk, parent, tuple(paths), code, tell))


def import_columns(desk: Desk, parent: QWidget, source: Pasted, guessed: Mapping[str, str]) -> None:
    """Take in what has no headings: the clerk says first what its columns are."""
    wish = _Wish(desk, parent, (source,), _open_round(desk), None)
    _show_columns(wish, source, None, source.table, guessed)


def _start(wish: _Wish) -> None:
    job = Job(partial(_read, wish), wish.parent, _reading(wish.paths))
    job.done.connect(partial(_decide, wish))
    job.cancelled.connect(partial(_stopped, wish))
    job.start()


def _reading(sources: Sequence[Source]) -> str:
    if any(isinstance(source, Path) and is_package(source) for source in sources):
        return _("读取报送包")
    return _("读取剪贴板") if all(isinstance(source, Pasted) for source in sources) else _("读取工作簿")


def _stopped(wish: _Wish) -> None:
    if wish.parent.window().isVisible():  # else it was the window's closing that stopped the work
        dialogs.user.tell(wish.parent, _("已停止，没有导入任何内容，现有数据没有改动。"))


def _open_round(desk: Desk) -> str:
    """Return the round in hand if it still takes data."""
    with desk.db.read() as session:
        states = {state.code: state for state in round_states(session)}
    return desk.round if desk.round in states and not states[desk.round].approved else ""


def _read(wish: _Wish, progress: Progress) -> tuple[Loaded, Report, Stamps] | NotRecognised:
    sources = [
        unpack(source, progress) if isinstance(source, Path) and is_package(source) else source for source in wish.paths
    ]
    stamps = {source: _stamp(source) for source in sources if isinstance(source, Path)}
    try:
        with wish.desk.db.read() as session:
            loaded = load(session, sources, wish.code, progress, chosen=wish.chosen)
    except NotRecognised as error:
        return error
    with wish.desk.db.read() as session:
        return loaded, preview(session, loaded, wish.code, progress), stamps


def _stamp(path: Path) -> Stamp:
    """Tell one state of a workbook from another; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _offer_ways(wish: _Wish, error: NotRecognised) -> None:
    """Say why nothing could be read, with the ways out beside it."""
    frame = Frame(wish.parent, str(error), "warn", _("导入"))
    frame.add_button(_("下载导入模板"), "template")
    frame.add_button(_("关闭"), "", "" if error.sheet else "primary").setFocus()
    if error.sheet:
        frame.add_button(_("对应列…"), "columns", "primary").setFocus()
    if not dialogs.user.show(frame):
        return
    if frame.answer == "template":
        _save_template(wish.parent)
    elif frame.answer == "columns" and error.source is not None:
        _ask_columns(wish, error.source, error.sheet)


def _ask_columns(wish: _Wish, source: Source, sheet: str, back: Callable[[], Any] | None = None) -> None:
    """Let the clerk say what a sheet's columns stand for; who thinks better of it goes `back`."""
    job = Job(partial(_first_rows, source, sheet), wish.parent, _reading([source]))
    job.done.connect(partial(_show_columns, wish, source, back))
    job.start()


def _first_rows(source: Source, sheet: str, progress: Progress) -> Table:
    tables = tables_of(source, SEARCHED_ROWS, progress)
    return next((table for table in tables if table.sheet == sheet), tables[0])


def _show_columns(
    wish: _Wish, source: Source, back: Callable[[], Any] | None, table: Table, guessed: Mapping[str, str] | None = None
) -> None:
    """Remember what is said of its sender, and read once more."""
    from awardsdesk.ui.columns_dialog import ColumnsDialog

    dialog = ColumnsDialog(wish.desk, wish.parent, source, table, guessed or wish.said(source, table.sheet))
    if dialogs.user.show(dialog):
        columns = dialog.columns()
        if columns.sender:
            with wish.desk.db.write() as session:
                remember(session, columns)
        sources = tuple(dialog.source if each is source else each for each in wish.paths)
        _start(replace(wish, paths=sources, chosen={**wish.chosen, (dialog.source, table.sheet): columns}))
    elif back:
        back()


def _decide(wish: _Wish, read: tuple[Loaded, Report, Stamps] | NotRecognised) -> None:
    if isinstance(read, NotRecognised):
        _offer_ways(wish, read)
        return
    loaded, report, stamps = read
    used = [(source, sheet.sheet, sheet.columns) for source, sheet in loaded.sheets if sheet.columns]
    sheets = [
        *[(source, sheet) for source, sheet, _columns in used],
        *loaded.unknown,
        *[(source, sheet.sheet) for source, sheet in loaded.sheets if not sheet.columns and may_map(sheet.kind)],
    ]
    names = names_of(wish.paths)
    package = loaded.package
    dialog = ImportDialog(
        wish.parent,
        changes(report),
        findings(report),
        report.rows,
        skippable=True,
        save_marked=partial(_save_marked, stamps, report, senders_of(loaded)) if stamps else None,
        template=_save_template,
        notes=loaded.notes + [described(columns) for _source, _sheet, columns in used],
        sheets=[] if package else [sheet_of(names[source], sheet) for source, sheet in sheets],
        receipt=not loaded.is_known,
        origin="package" if package else "book" if stamps else "pasted",
    )
    if dialogs.user.show(dialog):
        job = Job(partial(_write, wish, loaded, dialog.skips()), wish.parent, _("导入"))
        job.done.connect(partial(_tell, wish, loaded.doubles))
        job.cancelled.connect(partial(_stopped, wish))
        job.start()
    elif dialog.asked >= 0:
        _ask_columns(wish, *sheets[dialog.asked], partial(_decide, wish, read))


def _save_template(parent: QWidget, *_clicked: object) -> None:
    save_template(parent, "成果登记")


def _save_marked(stamps: Stamps, report: Report, senders: Senders, parent: QWidget, *_clicked: object) -> None:
    """Ask where to, and write a copy of each workbook with its faults marked."""
    if altered := next((path for path, stamp in stamps.items() if _stamp(path) != stamp), None):
        sentence = _("“{name}”在预览之后改过或移走了，标注会对不上，没有写出。请关闭预览，重新导入。")
        raise UserError(sentence.format(name=altered.name))
    paths = list(stamps)
    suggested = _("{name}（标注问题）.xlsx").format(name=paths[0].stem if len(paths) == 1 else _("导入"))
    out = dialogs.user.save_file(parent, _("另存标注的工作簿"), suggested, _("Excel 工作簿 (*.xlsx)"))
    if out is not None:
        job = Job(partial(_mark, paths, report, senders, out), parent, _("另存标注的工作簿"))
        job.done.connect(lambda name: dialogs.user.tell(parent, _("已写出 {name}").format(name=name)))
        job.start()


def _mark(paths: Sequence[Path], report: Report, senders: Senders, out: Path, progress: Progress) -> str:
    from awardsdesk.exchange.marking import mark_all

    return joined(copy.name for copy in mark_all(paths, report.problems, out, progress, senders))


def _write(wish: _Wish, loaded: Loaded, skip: bool, progress: Progress) -> Report:
    db = wish.desk.db
    with keeping(db, loaded.handed_in, loaded.package, progress) as arrived, db.write() as session:
        return apply(session, loaded, wish.code, skip_refused=skip, progress=progress, arrived=arrived)


def _tell(wish: _Wish, doubles: int, report: Report) -> None:
    """Say what was done, and offer to look at the rows that may be doubles."""
    done = "；".join(describe(report.outcome.counts.items()))
    skipped = _("；跳过有问题的 {count:,} 处").format(count=report.refused) if report.refused else ""
    sentence = _("已导入：{done}{skipped}。").format(done=done, skipped=skipped)
    if wish.tell:
        wish.tell(sentence)
    if doubles and report.outcome.changes:
        told = "" if wish.tell else sentence
        _offer_doubles(wish, told + _("有 {count:,} 行可能重复，可以逐对核对。").format(count=doubles))
    elif not wish.tell:
        dialogs.user.tell(wish.parent, sentence)


def _offer_doubles(wish: _Wish, sentence: str) -> None:
    frame = Frame(wish.parent, sentence, "info", _("导入"))
    frame.add_button(_("关闭"), "")
    frame.add_button(_("查找重复"), "find", "primary").setFocus()
    if dialogs.user.show(frame) and frame.answer == "find":
        find_duplicates(wish.desk, wish.parent, brought)


def changes(report: Report) -> list[Change]:
    """Return the counts of a report, one line a kind of record, in the order they depend on each other."""
    counts = report.outcome.counts
    lines = [
        Change(
            kind,
            counts[kind, Taken.ADDED],
            counts[kind, Taken.CHANGED],
            counts[kind, Taken.SAME],
            beside=kind == SCANS,
        )
        for kind in [*[kind for kind, _stage in KINDS.values()], SCANS]
    ]
    return [line for line in lines if line.added or line.changed or line.same]


def findings(report: Report) -> list[Finding]:
    """Return the problems of a report, those that keep a row out first."""
    told = [problem for problem in report.problems if problem.severity in {Severity.REFUSE, Severity.WARN}]
    told.sort(key=lambda problem: problem.severity is not Severity.REFUSE)
    return [
        Finding(
            problem.file,
            problem.sheet,
            problem.cell,
            "error" if problem.severity is Severity.REFUSE else "warning",
            problem.sentence,
        )
        for problem in told
    ]
