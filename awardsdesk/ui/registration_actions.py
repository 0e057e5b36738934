"""The steps of a registration as actions of the register's screen, for one or many selected achievements."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awardsdesk.errors import Problem, UserError
from awardsdesk.i18n import _, either, joined
from awardsdesk.operations.achievements import unfilled
from awardsdesk.operations.correcting import DAY, corrections, day_to_correct
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.office import foreign_registrar
from awardsdesk.operations.registration import Obstacle, obstacles, unticked
from awardsdesk.operations.steps import taken_by
from awardsdesk.progress import Progress
from awardsdesk.rules.registration import FREEZING, MOVES, NAMING, TOLD_TO_UNIT, Statement, Verb
from awardsdesk.terms import RegistrationState as State
from awardsdesk.ui import dialogs
from awardsdesk.ui.action import Action, Ids, Needs
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.list_page import ListPage
from awardsdesk.ui.list_panel import ListPanel
from awardsdesk.ui.register_book_dialog import RegisterBookDialog
from awardsdesk.ui.step_dialog import StepDialog, today
from awardsdesk.ui.workbook_actions import LISTS

if TYPE_CHECKING:
    from awardsdesk.documents.papers import Prepared
    from awardsdesk.store.database import Database

ICONS = {
    Verb.SUBMIT: "upload",
    Verb.CHECK: "check-check",
    Verb.ACCEPT: "check",
    Verb.RETURN: "undo-2",
    Verb.REJECT: "x",
    Verb.OPEN_NOTICE: "scroll-text",
    Verb.LODGE_OBJECTION: "scale",
    Verb.SETTLE_OBJECTION: "gavel",
    Verb.REGISTER: "stamp",
    Verb.ISSUE: "award",
    Verb.CORRECT: "pencil",
    Verb.CANCEL: "trash-2",
    Verb.WITHDRAW: "redo-2",
}
BUTTONS = frozenset({Verb.ACCEPT, Verb.REGISTER})
"""What is done daily has a button; the rest is in 更多 and the context menu."""
STEPS, PAPER = "steps", "papers"


@dataclass(frozen=True, slots=True)
class PaperOf:
    """A paper of chosen achievements: which it is, its file's name, the steps each must have taken one of, else why not."""

    kind: str
    file: str
    steps: tuple[Verb, ...] = ()
    lacking: str = ""

    def why_not(self, taken: Mapping[str, Collection[int]], count: int) -> str:
        """Say why not all of some achievements have it, by the steps they took; empty when they have."""
        having = set[int]().union(*(taken.get(verb, ()) for verb in self.steps))
        return self.lacking if self.steps and len(having) < count else ""


CERTIFICATE, REPLACED = _("导出登记证书 PDF"), _("导出更正前的证书 PDF")
PAPERS = {
    CERTIFICATE: PaperOf("certificates", "成果登记证书（{count} 张）.pdf"),
    REPLACED: PaperOf(
        "replaced", "更正前的登记证书（{count} 项）.pdf", (Verb.CORRECT,), _("所选成果中有证书没有更正过的")
    ),
    _("导出通知书 PDF"): PaperOf(
        "notices", "通知书（{count} 份）.pdf", TOLD_TO_UNIT, _("所选成果中有没退回补正、也没不予登记过的")
    ),
    _("导出公示 PDF"): PaperOf(
        "public notices", "科技成果登记公示.pdf", (Verb.OPEN_NOTICE,), _("所选成果中有没公示过的")
    ),
    _("导出历次通知书和公示 PDF"): PaperOf(
        "every notice",
        "历次通知书和公示（{count} 项）.pdf",
        (*TOLD_TO_UNIT, Verb.OPEN_NOTICE),
        _("所选成果中有没发过通知书、也没公示过的"),
    ),
}
"""The papers of chosen achievements, by the names of their actions."""
STATES: dict[str, Collection[State]] = {
    **{move.title: move.states for move in MOVES.values()},
    CERTIFICATE: set(State) - {State.REGISTERED_ELSEWHERE, State.CANCELLED},
    REPLACED: (State.REGISTERED, State.CERTIFICATE_ISSUED),
}
"""What may be done with achievements in which states, by the name of the step or paper; the rest in any."""
AT_MOST = 1000
NAMED = 3


class RegistrationActions:
    """Offers the steps, asks what each needs to be told, takes it, and lets the papers out."""

    def __init__(self, desk: Desk, page: ListPage) -> None:
        self._desk, self._page = desk, page

    def actions(self) -> list[Action]:
        """Return the actions in the order of a registration's life."""
        steps = [
            Action(
                move.title,
                ICONS[verb],
                partial(self.ask, verb),
                needs=Needs.ANY,
                menu=verb not in BUTTONS,
                group=STEPS,
            )
            for verb, move in MOVES.items()
        ]
        return [
            *steps,
            *(
                Action(name, "file-down", partial(self.export, paper), needs=Needs.ANY, menu=True, group=PAPER)
                for name, paper in PAPERS.items()
            ),
            *(
                Action(
                    _("导出{what} {kind}").format(what=what, kind=name),
                    icon,
                    run,
                    menu=True,
                    group="lists",
                    under=LISTS,
                )
                for what, monthly in ((_("登记簿"), False), (_("登记月报"), True))
                for name, icon, kind in (("PDF", "file-text", "pdf"), ("Excel", "file-spreadsheet", "xlsx"))
                for run in (partial(self.export_book, kind, monthly),)
            ),
        ]

    def allow(self, panel: ListPanel) -> None:
        """Allow the steps and papers that all selected achievements may have, and say of the others why not."""
        count = panel.table.selected_count()
        many = count > AT_MOST
        states = set() if many or not count else _states(panel)
        taken = self._taken(() if many else panel.selected())
        for deed in panel.deeds:
            action = deed.action
            if action.group not in {STEPS, PAPER} or not count:
                continue
            if many and action.group == STEPS:
                deed.forbid(_("一次最多办理 {count:,} 项").format(count=AT_MOST))
            elif others := states - set(STATES.get(action.text, State)):
                deed.forbid(_("所选成果中有“{states}”的").format(states="”“".join(sorted(others))))
            else:
                paper = PAPERS.get(action.text)
                deed.forbid(paper.why_not(taken, count) if paper and not many else "")

    def _taken(self, ids: Ids) -> Mapping[str, Collection[int]]:
        with self._desk.db.read() as session:
            return taken_by(session, {verb for paper in PAPERS.values() for verb in paper.steps}, ids)

    def ask(self, verb: Verb, ids: Ids, left_out: str = "") -> None:
        """Ask what a step needs to be told, take it, and say what was left out of it.

        What is typed beside the list is saved first or given up.
        """
        if not self._page.may_leave():
            return
        day = today()
        with self._desk.db.read() as session:
            moves = day_to_correct(session, ids) if verb is Verb.CORRECT else None
            against = [] if moves else obstacles(session, verb, ids, Statement(day=day, unticked=True))
            rules = rules_of(session)
            told = _named(session, ids)
            if verb is Verb.CORRECT and not against:
                told = "\n".join((told, *_corrected(session, ids)))
            asked = [] if against else _doubts(session, verb, ids)
            if verb is Verb.ACCEPT and not against:
                told = "\n".join((told, *_about_forms(session, ids)))
            reason = _blanks(session, ids) if verb is Verb.RETURN and not against else ""
        if against:
            self._offer_others(verb, ids, against)
            return
        dialog = StepDialog(self._page, self._desk, verb, ids, told, rules, asked, {"reason": reason, DAY: moves})
        taken = dialogs.user.show(dialog)
        if taken and verb is Verb.REGISTER:
            dialogs.user.tell(self._page, _("已登记：{numbers}").format(numbers=dialog.outcome) + left_out)
        elif taken:
            done = _("{verb}：已办 {count} 项").format(verb=MOVES[verb].title, count=len(ids))
            self._page.say(done + left_out)
        self._page.setFocus()  # the button may be forbidden now and would hand the keys to its neighbour

    def _offer_others(self, verb: Verb, ids: Ids, against: Sequence[Obstacle]) -> None:
        """Say what stands against a step, and offer it to the achievements against which nothing does."""
        refused = {one.achievement_id for one in against}
        others = [each for each in ids if each not in refused]
        if others:
            sentence = _("所选 {count} 项中有 {refused} 项还不能{verb}，没有改动任何内容：")
        else:
            sentence = _("所选 {count} 项还不能{verb}，没有改动任何内容：")
        told = sentence.format(count=len(ids), refused=len(refused), verb=MOVES[verb].title)
        why = [Problem(f"《{one.title}》", one.sentence) for one in against]
        go_on = _("只办其余 {count} 项").format(count=len(others)) if others else ""
        if dialogs.user.problems(self._page, told, why, go_on):
            with self._desk.db.read() as session:
                left = _named(session, [each for each in ids if each in refused])
            self.ask(verb, others, _("；没有办：{titles}").format(titles=left))

    def export(self, paper: PaperOf, ids: Ids) -> None:
        """Write a paper of the selected achievements."""
        self._export(partial(_prepare, paper.kind, tuple(ids)), paper.file.format(count=len(ids)), "pdf")

    def export_book(self, kind: str, monthly: bool, _ids: Ids) -> None:
        """Ask for year and month, and write that part of the register."""
        dialog = RegisterBookDialog(self._page, monthly=monthly)
        if dialogs.user.show(dialog):
            self._export(dialog.prepare(), f"{dialog.file_name()}.{kind}", kind)

    def _export(self, prepare: "Callable[[Any, Progress], Prepared]", name: str, kind: str) -> None:
        kinds = {"pdf": _("PDF 文件 (*.pdf)"), "xlsx": _("Excel 工作簿 (*.xlsx)")}
        path = dialogs.user.save_file(self._page, _("导出"), name, kinds[kind])
        if path is not None:
            work = partial(_write, self._desk.db, prepare, path, kind)
            job = Job(work, self._page, _("导出 {name}").format(name=path.name))
            job.done.connect(self._exported)
            job.start()

    def _exported(self, told: str) -> None:
        dialogs.user.tell(self._page, told)


def _states(panel: ListPanel) -> set[str]:
    """Return the states of the selected rows."""
    place = [column.key for column in panel.listing.columns].index("state")
    return {State(row[place]) for row in panel.model.rows(panel.table.selected_rows())}


def _named(session: Any, ids: Ids) -> str:
    """Return the first titles and the count."""
    from awardsdesk.lists.achievements import titles_of

    titles = "".join(f"《{title}》" for title in titles_of(session, ids[:NAMED]))
    if len(ids) > NAMED:
        return _("{titles}等 {count} 项成果").format(titles=titles, count=len(ids))
    return titles


def _corrected(session: Any, ids: Ids) -> list[str]:
    """Say of the first achievements what their certificates will say otherwise."""
    said = [f"{each.sentence}。" for each in corrections(session, ids[:NAMED])]
    return said if len(ids) <= NAMED else [*said, "……"]


def _doubts(session: Any, verb: Verb, ids: Ids) -> list[Problem]:
    """Return what is asked about before a step is taken."""
    found: list[Problem] = []
    if verb is Verb.ACCEPT:
        found += _about_materials(session, ids)
    if verb in NAMING and (told := foreign_registrar(session)):
        found.append(Problem(_("登记机构"), told, "warning"))
    if verb in FREEZING:
        found += _about_certificates(session, ids)
    return found


def _about_materials(session: Any, ids: Ids) -> list[Problem]:
    """Ask whether achievements may be accepted on whose checklists nothing is ticked."""
    count, lines = unticked(session, ids)
    if not count:
        return []
    if len(ids) == 1:
        sentence = _("清单共 {lines} 项，一项也没有勾选；确已核对纸质件的可以受理")
    else:
        sentence = _("{count} 项没有勾选材料（清单共 {lines} 项）；确已核对纸质件的可以受理")
    return [Problem(_("材料"), sentence.format(count=count, lines=lines), "warning")]


def _about_certificates(session: Any, ids: Ids) -> list[Problem]:
    """Ask whether to go on although a certificate cannot be printed: a number and what is frozen stay."""
    from awardsdesk.documents.registration_papers import unprintable

    told = unprintable(session, ids)
    return [Problem(_("登记证书"), told, "warning")] if told else []


def _about_forms(session: Any, ids: Ids) -> list[str]:
    """Say what the forms leave blank that their classes ask for: they may be accepted all the same."""
    blanks = list(filter(None, unfilled(session, ids)))
    names = Counter(either(field.label, field.english) for each in blanks for field in each)
    if not blanks:
        return []
    if len(ids) == 1:
        return [_("登记表没有填全：{fields}。").format(fields=joined(names))]
    counted = [_("{field} {count} 项").format(field=name, count=count) for name, count in names.most_common(NAMED)]
    told = joined([*counted, *(["……"] if len(names) > NAMED else [])])
    return [_("{count} 项的登记表没有填全：{fields}。").format(count=len(blanks), fields=told)]


def _blanks(session: Any, ids: Ids) -> str:
    """Return what one form leaves blank as a letter says it, for the clerk to keep or to strike out."""
    blank = unfilled(session, ids)[0] if len(ids) == 1 else []
    return f"登记表未填：{'、'.join(field.label for field in blank)}" if blank else ""


def _prepare(kind: str, ids: tuple[int, ...], session: Any, progress: Progress) -> "Prepared":
    from awardsdesk.documents.registration_papers import PREPARE

    return PREPARE[kind](session, ids, progress)


def _write(
    db: "Database", prepare: "Callable[[Any, Progress], Prepared]", path: Path, kind: str, progress: Progress
) -> str:
    """Write a paper; return what was written, and what of it wants a look."""
    with db.read() as session:
        prepared = prepare(session, progress)
    if not prepared.count:
        raise UserError(_("这一时期没有登记，没有写出文件。"))
    prepared.draw(path, kind, progress)
    warnings = [finding.sentence for finding in prepared.faults("warning")]
    return "\n".join([_("已导出 {name}").format(name=path.name), *warnings])
