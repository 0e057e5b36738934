"""Our certificates, as the office draws them: cleaned, checked, fitted."""

import sys
from pathlib import Path

from awardsdesk.documents.certificate import Certificate, draw
from benchmarks.texts import BODY, DATE, HEADING, LABELS, ORGAN, Record

# The program does not ship uharfbuzz; where the floor's is installed, ReportLab would import it for nothing.
sys.modules["uharfbuzz"] = None  # type: ignore[assignment]


def make(records: list[Record], work: Path, target: Path) -> None:
    """Draw a batch."""
    del work
    draw([_certificate(record) for record in records], target)


def _certificate(record: Record) -> Certificate:
    return Certificate(
        layout="award-landscape@1",
        heading=HEADING,
        body=BODY,
        fields=tuple(zip(LABELS, (record.title, record.tier, record.holder, record.number), strict=True)),
        organ=ORGAN,
        date_text=DATE,
        number=record.number,
        holder=record.holder,
        approved=True,
    )
