"""Our certificates, as the office draws them: cleaned, checked, fitted."""

from pathlib import Path

from awardsdesk.documents.certificate import Certificate, draw
from benchmarks.texts import BODY, DATE, HEADING, LABELS, ORGAN, Record


def make(records: list[Record], work: Path, target: Path) -> None:
    """Draw a batch."""
    del work
    draw([_certificate(record) for record in records], target)


def _certificate(record: Record) -> Certificate:
    return Certificate(
        layout="award-landscape",
        heading=HEADING,
        body=BODY,
        fields=tuple(zip(LABELS, (record.title, record.tier, record.holder, record.number), strict=True)),
        organ=ORGAN,
        date_text=DATE,
        number=record.number,
        holder=record.holder,
        approved=True,
    )
