"""The papers of a round under one form: what each is called, the formats it comes in, how it is gathered and drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from awardsdesk.documents import certificate, gathering, payments, plaques, roster
from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding
from awardsdesk.models import Round
from awardsdesk.operations.rounds import by_code
from awardsdesk.progress import Progress
from awardsdesk.terms import Profile

Draw = Callable[[Any, Target, str, Progress | None], None]


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of document; `count(content)` says how many things it lists, 0 when the round has none of it."""

    key: str
    title: str
    kinds: tuple[str, ...]
    gather: Callable[[Session, Round], Any]
    count: Callable[[Any], int]
    check: Callable[[Any], Sequence[Finding]]
    draw: Draw


@dataclass(frozen=True, slots=True)
class Prepared:
    """A paper of one round, gathered and checked; everything it needs to be drawn without the file."""

    paper: Paper
    code: str
    title: str
    approved: bool
    count: int
    content: Any
    findings: tuple[Finding, ...]

    def faults(self, severity: str) -> list[Finding]:
        """Return the findings of one severity."""
        return [finding for finding in self.findings if finding.severity == severity]

    def file_name(self, kind: str) -> str:
        """Return the name to suggest; a draft says so."""
        draft = "" if self.approved else "（未批准）"
        return f"{self.code} {self.paper.title}{draft}.{kind}"

    def draw(self, target: Target, kind: str, progress: Progress | None = None) -> None:
        """Write it; an error among the findings leaves no file."""
        self.paper.draw(self.content, target, kind, progress)

    def pdf(self) -> bytes:
        """Return it as it will be printed."""
        drawn = BytesIO()
        self.draw(drawn, "pdf")
        return drawn.getvalue()


def of_the_register(
    key: str, title: str, kinds: tuple[str, ...], check: Callable[[Any], Sequence[Finding]], draw: Draw
) -> Paper:
    """Return a kind of document that belongs to no round."""
    return Paper(key, title, kinds, _not_of_a_round, _not_of_a_round, check, draw)


def _not_of_a_round(*_arguments: Any) -> Any:
    raise NotImplementedError


def checked(paper: Paper, content: Any, code: str, count: int) -> Prepared:
    """Return a paper of no round, checked."""
    return Prepared(paper, code, paper.title, True, count, content, tuple(paper.check(content)) if count else ())


def prepare(session: Session, paper: Paper, code: str) -> Prepared:
    """Gather and check a paper of the round with this code."""
    round_ = by_code(session, code)
    content = paper.gather(session, round_)
    count = paper.count(content)
    found = tuple(paper.check(content)) if count else ()
    return Prepared(paper, code, round_.title, round_.approved_at is not None, count, content, found)


def certificates(ids: Sequence[int] | None = None) -> Paper:
    """Return the certificates of a round, or those with these ids, as one batch."""
    return Paper(
        "certificates",
        "证书",
        ("pdf",),
        partial(gathering.certificates, ids=ids),
        len,
        certificate.check,
        lambda batch, target, _kind, progress: certificate.draw(batch, target, progress),
    )


def _roster(key: str, title: str, profile: Profile) -> Paper:
    return Paper(
        key,
        title,
        ("pdf", "docx", "xlsx"),
        partial(gathering.roster, profile=profile),
        lambda content: sum(len(group.rows) for group in content.groups),
        roster.check,
        roster.draw,
    )


PLAQUES = Paper(
    "plaques",
    "牌匾清单",
    ("pdf", "xlsx"),
    gathering.plaques,
    lambda order: len(order.plaques),
    plaques.check,
    plaques.draw,
)
LISTS = (
    _roster("roster-public", "获奖名单（公开）", Profile.PUBLIC),
    _roster("roster-internal", "获奖名单（内部）", Profile.INTERNAL),
    Paper(
        "payments",
        "奖金发放表",
        ("pdf", "xlsx"),
        gathering.payments,
        lambda sheet: len(sheet.payments),
        payments.check,
        payments.draw,
    ),
    PLAQUES,
)
"""What 名册 offers, in its order."""
LISTS_BY_KEY = {paper.key: paper for paper in LISTS}
