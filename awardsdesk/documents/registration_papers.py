"""The papers of the register: certificates from frozen snapshots, and notices to units."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.documents import certificate, letter
from awardsdesk.documents.certificate import Certificate
from awardsdesk.documents.continuation import Names
from awardsdesk.documents.findings import Finding
from awardsdesk.documents.letter import Letter
from awardsdesk.documents.papers import Paper, Prepared, checked, of_the_register
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import Achievement, AchievementStep
from awardsdesk.operations.blocks import among, blocks
from awardsdesk.operations.freezing import notice_of, snapshot_of
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.steps import last_step
from awardsdesk.progress import Progress
from awardsdesk.rules.printable import clean
from awardsdesk.rules.registrar import RegistrationRules
from awardsdesk.rules.registration import MOVES, PUBLISHED, TOLD_TO_UNIT, Statement, Verb
from awardsdesk.rules.wording import Notice
from awardsdesk.terms import RegistrationState as State


def _letters(key: str, title: str) -> Paper:
    return of_the_register(
        key, title, ("pdf",), letter.check, lambda batch, target, _kind, told: letter.draw(batch, target, told)
    )


CERTIFICATE = of_the_register(
    "registration-certificate",
    "成果登记证书",
    ("pdf",),
    certificate.check,
    lambda batch, target, _kind, progress: certificate.draw(batch, target, progress, "成果登记证书"),
)
_Point = tuple[str, frozenset[str]]
"""A point of a notice, and the names in it that are kept whole."""
TOLD = 5
"""Numbers named in a sentence."""
_LASTS = {Verb.RETURN: (State.RETURNED_FOR_COMPLETION,), Verb.REJECT: (State.REJECTED,), Verb.OPEN_NOTICE: PUBLISHED}
"""The states in which all is still as a notice told it."""
NOTICE = _letters("notice", "通知书")
PUBLIC_NOTICE = _letters("public-notice", "科技成果登记公示")


def prepare_certificates(
    session: Session, ids: Sequence[int], progress: Progress | None = None, *, preview: bool = False
) -> Prepared:
    """Return the certificates of some achievements, a page each; one that is not frozen yet is drawn as a draft.

    Raises UserError where a number came with a workbook and no certificate was issued, unless it is only a preview.
    """
    progress = progress or Progress()
    if not preview and (sentence := not_issued(session, ids)):
        raise UserError(sentence)
    rules, chosen = rules_of(session), _in_force(session, ids)
    if elsewhere := [row.registration_no for row in chosen if row.state == State.REGISTERED_ELSEWHERE]:
        raise UserError(_("{numbers} 不是本单位登记的，证书由发号的单位出具。").format(numbers=_told(elsewhere)))
    batch = [_certificate(rules, row) for row in _read(session, chosen, progress)]
    return _prepared_certificates(chosen, batch, progress)


def not_issued(session: Session, ids: Sequence[int]) -> str:
    """Say which numbers came with workbooks and have no certificate that stays; empty when there are none."""
    numbers = select(Achievement.registration_no).where(
        among(Achievement.id, ids), Achievement.state == State.REGISTERED, Achievement.snapshot.is_(None)
    )
    found = session.scalars(numbers.order_by(Achievement.registration_no)).all()
    sentence = _("登记号 {numbers} 是导入的，还没有发证；请先办理“发证”，证书的内容由此固定，以后照原样打印。")
    return sentence.format(numbers=_told(found)) if found else ""


def unprintable(session: Session, ids: Sequence[int]) -> str:
    """Say what of the certificates of some achievements cannot be printed, if anything: a number is given for ever."""
    faults = prepare_certificates(session, ids, preview=True).faults("error")
    if not faults:
        return ""
    told = _("{title}：{value}").format(title=faults[0].field, value=faults[0].sentence)
    return (
        told if len(faults) == 1 else _("有 {count} 处打印不出来，第一处：{told}").format(count=len(faults), told=told)
    )


def prepare_replaced(session: Session, ids: Sequence[int], progress: Progress | None = None) -> Prepared:
    """Return the certificates of some achievements as they were before each correction, the oldest first."""
    progress, chosen = progress or Progress(), _in_force(session, ids)
    batch = [
        _drawn(each, approved=True)
        for row in _read(session, chosen, progress)
        for each in (row.snapshot or {}).get("replaced", ())
    ]
    if not batch:
        raise UserError(_("所选成果的证书没有更正过，没有更正前的证书。"))
    return _prepared_certificates(chosen, batch, progress)


def _prepared_certificates(chosen: Sequence[Any], batch: Sequence[Certificate], progress: Progress) -> Prepared:
    code = chosen[0].registration_no or chosen[0].title if len(chosen) == 1 else f"{len(chosen)} 项"
    told = progress.each(_("检查证书"), batch)
    findings = tuple(certificate.check(told))
    return Prepared(
        CERTIFICATE, code, CERTIFICATE.title, all(one.approved for one in batch), len(batch), batch, findings
    )


def _in_force(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    """Return what tells achievements, in the order of their numbers; raises UserError where one was cancelled."""
    columns = Achievement.id, Achievement.registration_no, Achievement.state, Achievement.title
    in_order = Achievement.registration_no.asc().nulls_last(), Achievement.id
    chosen = session.execute(select(*columns).where(among(Achievement.id, ids)).order_by(*in_order)).all()
    if not chosen:
        raise UserError(_("请先选择成果。"))
    if cancelled := [row.registration_no for row in chosen if row.state == State.CANCELLED]:
        raise UserError(_("{numbers} 已注销，不再打印证书。").format(numbers=_told(cancelled)))
    return chosen


def _read(session: Session, chosen: Sequence[Any], progress: Progress) -> Iterator[Achievement]:
    """Yield achievements in their order, some at a time: all of a register would fill the memory."""
    progress.start(_("正在读取"), len(chosen))
    whole = select(Achievement).options(selectinload(Achievement.units), selectinload(Achievement.completers))
    for block in blocks(row.id for row in chosen):
        found = {row.id: row for row in session.scalars(whole.where(Achievement.id.in_(block)))}
        for id_ in block:
            progress.step()
            yield found[id_]


def _told(numbers: Sequence[str | None]) -> str:
    """Name registration numbers, of many the first ones and how many there are."""
    first = "、".join(filter(None, numbers[:TOLD]))
    return first if len(numbers) <= TOLD else _("{values} 等 {count} 项").format(values=first, count=len(numbers))


def find_number(session: Session, number: str) -> int:
    """Return the achievement registered under a number; raises UserError when there is none."""
    found = session.scalar(select(Achievement.id).where(Achievement.registration_no == number))
    if found is None:
        raise UserError(_("登记簿中没有登记号“{number}”，请核对。").format(number=number))
    return found


def prepare_notices(
    session: Session, ids: Sequence[int], progress: Progress | None = None, *, every: bool = False
) -> Prepared:
    """Return what told units what is missing, or why an achievement is not registered: the latest, or every one."""
    return _prepare_letters(session, NOTICE, ids, TOLD_TO_UNIT, progress, every=every)


def prepare_public_notices(
    session: Session, ids: Sequence[int], progress: Progress | None = None, *, every: bool = False
) -> Prepared:
    """Return the public notices that list some achievements, whole: the last of each achievement, or every one."""
    return _prepare_letters(session, PUBLIC_NOTICE, ids, (Verb.OPEN_NOTICE,), progress, every=every)


def prepare_every_notice(session: Session, ids: Sequence[int], progress: Progress | None = None) -> Prepared:
    """Return all that was ever told to units or the public of some achievements, the latest first."""
    return _prepare_letters(session, NOTICE, ids, (*TOLD_TO_UNIT, Verb.OPEN_NOTICE), progress, every=True)


PREPARE: Mapping[str, Callable[[Session, Sequence[int], Progress], Prepared]] = {
    "certificates": prepare_certificates,
    "replaced": prepare_replaced,
    "notices": prepare_notices,
    "public notices": prepare_public_notices,
    "every notice": prepare_every_notice,
}
"""The papers of chosen achievements."""


def _certificate(rules: RegistrationRules, row: Achievement) -> Certificate:
    return _drawn(row.snapshot or snapshot_of(rules, row), approved=row.snapshot is not None)


def _drawn(frozen: Mapping[str, Any], *, approved: bool) -> Certificate:
    """Return the certificate of what is frozen; all that it has no room for goes on to sheets."""
    listed = (("units", "完成单位", "个单位"), ("completers", "完成者", "人"))
    names = tuple(Names(label, tuple(map(clean, frozen.get(key, ()))), counted) for key, label, counted in listed)
    sheet = msgspec.convert(frozen["sheet"], type=Certificate)
    return replace(sheet, approved=approved, continued=True, names=names)


def _prepare_letters(
    session: Session,
    paper: Paper,
    ids: Sequence[int],
    verbs: Sequence[Verb],
    progress: Progress | None,
    *,
    every: bool,
) -> Prepared:
    """Gather notices from the steps that sent them; of every one, those that were not kept are told instead."""
    rules = rules_of(session)
    titles = _titles(session, ids)
    found: dict[tuple[Notice, str | int | None], list[_Point]] = {}
    lost: list[Finding] = []
    sent = _whole(session, _sent(session, titles, verbs, every=every))
    for step in (progress or Progress()).each(_("正在读取"), sent):
        try:
            notice = _notice(session, rules, step)
        except UserError as error:
            lost.append(Finding(str(step.day), MOVES[Verb(step.verb)].title, "warning", str(error)))
            continue
        paper_of = step.id if step.verb in TOLD_TO_UNIT else step.paper
        names = frozenset(map(clean, notice.names))
        points = [(text, names) for text in notice.points]
        found.setdefault((replace(notice, points=(), names=()), paper_of), []).extend(points)
    if lost and not (every and found):
        raise UserError(lost[0].sentence)
    letters = [_letter(head, points) for (head, _), points in found.items()]
    code = next(iter(titles.values())) if len(titles) == 1 else f"{len(titles)} 项"
    prepared = checked(paper, letters[::-1] if every else letters, code, len(letters))
    return replace(prepared, findings=(*prepared.findings, *lost))


def _titles(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the titles of achievements; raises UserError when there are none."""
    titles = select(Achievement.id, Achievement.title).where(among(Achievement.id, ids)).order_by(Achievement.id)
    if found := {row.id: row.title for row in session.execute(titles)}:
        return found
    raise UserError(_("请先选择成果。"))


def _sent(session: Session, titles: Mapping[int, str], verbs: Sequence[Verb], *, every: bool) -> list[AchievementStep]:
    """Return the steps of achievements that sent a notice, all or the last of each; raises UserError when one has none."""
    asked = AchievementStep.verb.in_(verbs), among(AchievementStep.achievement_id, titles)
    steps: dict[int, list[AchievementStep]] = {id_: [] for id_ in titles}
    for step in session.scalars(select(AchievementStep).where(*asked).order_by(AchievementStep.id.desc())):
        steps[step.achievement_id].append(step)
    if never := [titles[id_] for id_, taken in steps.items() if not taken]:
        told = "、".join(MOVES[verb].title for verb in verbs)
        raise UserError(_("《{title}》没有办理过{steps}，没有可打印的文书。").format(title=never[0], steps=told))
    return [step for taken in steps.values() for step in (taken if every else taken[:1])]


def _whole(session: Session, steps: Sequence[AchievementStep]) -> list[AchievementStep]:
    """Return steps with those of all that their public notices list, in the order they were taken in."""
    together = select(AchievementStep).where(among(AchievementStep.paper, {step.paper for step in steps if step.paper}))
    found = {step.id: step for step in (*steps, *session.scalars(together))}
    return [found[id_] for id_ in sorted(found)]


def _notice(session: Session, rules: RegistrationRules, step: AchievementStep) -> Notice:
    """Return what a step's notice says; where it was not kept, what it would say today, as long as it is the state."""
    if step.letter is not None:
        return msgspec.convert(step.letter, type=Notice)
    row, verb = session.get_one(Achievement, step.achievement_id), Verb(step.verb)
    last = last_step(session, row.id, verb)
    if row.state in _LASTS[verb] and last is not None and last.id == step.id:
        said = Statement(
            day=step.day, until=step.until, reason=step.reason, codes=tuple(step.codes), document_no=step.document_no
        )
        if notice := notice_of(session, rules, row, verb, said):
            return replace(notice, names=(), layout=1)  # sent before letters were kept, when there was no other
        raise UserError(_("《{title}》没有完成单位，通知书没有收件人；请先在登记表中补上。").format(title=row.title))
    sentence = _("《{title}》{day} 办理{step}时没有存下文书，现在已不能照原样打印；请用当时的纸质件。")
    raise UserError(sentence.format(title=row.title, day=step.day, step=MOVES[verb].title))


def _letter(notice: Notice, points: Sequence[_Point]) -> Letter:
    return Letter(
        record=f"{notice.title}{notice.number or notice.date_text}",
        title=notice.title,
        number=notice.number,
        to=notice.to,
        paragraphs=(
            str(len(points)).join(notice.opening),
            *_numbered([text for text, _names in points]),
            notice.closing,
        ),
        organ=notice.organ,
        date_text=notice.date_text,
        names=(frozenset(), *(names for _text, names in points)),
        layout=notice.layout,
    )


def _numbered(points: Sequence[str]) -> list[str]:
    """Return points as the lines of one sentence: the last ends it."""
    last = len(points)
    return [
        f"（{place}）{text.rstrip('；。')}{'。' if place == last else '；'}" for place, text in enumerate(points, 1)
    ]
