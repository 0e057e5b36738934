"""Everything that stands on a certificate, a plaque and a notice."""

from dataclasses import dataclass

from awardsdesk.rules.numbers import fill
from awardsdesk.rules.rulebook import CertificateRules, PlaqueRules


@dataclass(frozen=True, slots=True)
class Sheet:
    """All text of one certificate; kept as JSON it is the frozen snapshot from which the sheet is drawn again."""

    layout: str
    number: str
    """Empty before approval."""
    holder: str
    heading: tuple[str, ...]
    body: str
    fields: tuple[tuple[str, str], ...]
    organ: str
    date_text: str
    """Empty before approval."""


def certificate(rules: CertificateRules, *, holder: str, number: str, date_text: str, **facts: str) -> Sheet:
    """Fill a certificate's wording; `facts` are the placeholders besides {name}, {number}, {date} and {organ}."""
    known = facts | {"name": holder, "number": number, "date": date_text, "organ": rules.organ}
    return Sheet(
        layout=rules.layout,
        number=number,
        holder=holder,
        heading=tuple(fill(line, **known) for line in rules.heading),
        body=fill(rules.body, **known),
        fields=tuple((label, fill(text, **known)) for label, text in rules.fields),
        organ=rules.organ,
        date_text=date_text,
    )


def plaque_lines(rules: PlaqueRules, **facts: str) -> tuple[str, ...]:
    """Fill a plaque's lines; a line that ends up empty is left out."""
    lines = (fill(line, **facts) for line in rules.lines)
    return tuple(line for line in lines if line.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """All text of one notice; kept as JSON with the step that sends it, the letter is drawn from it again."""

    title: str
    number: str
    to: str
    opening: tuple[str, ...]
    """A sentence, or its parts between which stands how many points there are."""
    points: tuple[str, ...]
    """Reasons and what is missing, or the achievements made public."""
    closing: str
    organ: str
    date_text: str
    names: tuple[str, ...] = ()
    """Of persons: none is torn at the end of a line of the points."""
    layout: int = 1
    """How the letter is set: what was sent keeps its own."""
