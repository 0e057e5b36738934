"""What the file holds already of what a workbook or a package speaks of, and what to know of a package before it is taken in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from sqlalchemy.orm import Session

from awardsdesk.errors import UserError
from awardsdesk.exchange.cells import MARK_SIGN
from awardsdesk.exchange.findings import Kept, Records
from awardsdesk.exchange.pasted import Source
from awardsdesk.exchange.reading import ReadRow
from awardsdesk.exchange.unpacking import Packed
from awardsdesk.i18n import _
from awardsdesk.lists.achievements import known_drafts
from awardsdesk.models import Achievement
from awardsdesk.operations.drafts import AchievementDraft, Draft
from awardsdesk.operations.packages import has_other_file, is_own, known_package, numbers_of, said_before
from awardsdesk.operations.receiving import Parcel
from awardsdesk.rules.packages import Manifest

NAMED = 5
"""So many missing numbers are named."""


def records(session: Session, uids: Sequence[str], numbers: Sequence[str]) -> Records:
    """Return the achievements that bear a uid or a registration number."""
    found: dict[str, Kept] = {}
    for draft, state, on_paper in chain(
        known_drafts(session, Achievement.registration_no, numbers), known_drafts(session, Achievement.uid, uids)
    ):
        kept = Kept(draft, state, on_paper)
        found |= {draft.uid: kept} | ({draft.registration_no: kept} if draft.registration_no else {})
    return found


def records_of_package(session: Session, uids: Sequence[str], numbers: Sequence[str]) -> Records:
    """Return the achievements that another office's uids or registration numbers name, with what its last package said."""
    said = said_before(session, uids)
    here = records(session, [said[uid].uid if uid in said else uid for uid in uids], numbers)
    found = {name: replace(kept, base="") for name, kept in here.items()}
    return found | {uid: replace(here[each.uid], base=each.mark) for uid, each in said.items() if each.uid in here}


def only_package(sources: Sequence[Source]) -> Packed | None:
    """Return the package among what is to be imported; raises UserError when it does not come alone."""
    package = next((source for source in sources if isinstance(source, Packed)), None)
    if package and len(sources) > 1:
        raise UserError(_("报送包要一个一个单独导入，没有导入任何内容：每个可以单独预览、单独撤回。"))
    return package


def draft_of_row(row: ReadRow) -> Draft:
    """Return a package's row as a draft of the achievement that it is here."""
    draft = row.draft
    return replace(draft, uid=row.record or draft.uid) if isinstance(draft, AchievementDraft) else draft


def parcel_of(package: Packed, rows: Sequence[ReadRow]) -> Parcel:
    """Return what a package brings beside the rows that were read."""
    marks = [package.marks[row.number] for row in rows]
    listed = [package.listed[mark.partition(MARK_SIGN)[0]] for mark in marks]
    return Parcel(package.manifest, tuple(zip(listed, marks, strict=True)))


def note(session: Session, manifest: Manifest) -> str:
    """Say from whom a package is, and whether it was taken in before."""
    sentence = _("{sender}第 {number} 号报送包，{day:%Y-%m-%d} 导出：成果 {count:,} 项，附件 {scans:,} 个。").format(
        sender=manifest.sender.name,
        number=manifest.number,
        day=manifest.made_at,
        count=len(manifest.achievements),
        scans=len(manifest.scans),
    )
    if is_own(session, manifest):
        return sentence + _("这是本文件自己导出的。")
    return sentence + _("这个报送包以前导入过。") if known_package(session, manifest) else sentence


def doubts(session: Session, manifest: Manifest) -> Iterator[str]:
    """Say what is odd about where a package comes from, and about its number."""
    if is_own(session, manifest) or known_package(session, manifest):
        return
    sender, number = manifest.sender.name, manifest.number
    if has_other_file(session, manifest):
        sentence = _(
            "以前导入的{sender}的报送包，是从另一个文件导出的，编号各编各的；请向报送单位核对哪一份是对的，同一项成果有没有两份。"
        )
        yield sentence.format(sender=sender)
    taken = numbers_of(session, manifest.sender.uid)
    if number in taken:
        sentence = _("{sender}的第 {number} 号报送包导入过，但不是这一份；请向报送单位核对哪一份是对的。")
        yield sentence.format(sender=sender, number=number)
    elif taken and number < max(taken):
        sentence = _(
            "这是{sender}第 {number} 号报送包，已经导入过较新的第 {last} 号；较旧的内容会盖掉较新的，请逐行核对再导入。"
        )
        yield sentence.format(sender=sender, number=number, last=max(taken))
    elif lacking := list(range(max(taken, default=0) + 1, number)):
        named = "、".join(map(str, lacking[:NAMED])) + "…" * (len(lacking) > NAMED)
        sentence = _("{sender}的第 {numbers} 号报送包没有导入过；应该先导入的，请取消，先导入那些。")
        yield sentence.format(sender=sender, numbers=named)
