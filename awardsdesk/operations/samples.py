"""The sample rounds that come with the program: their rules as a start for an office's own."""

from pathlib import Path

from sqlalchemy.orm import Session

from awardsdesk.operations.audit import operation
from awardsdesk.operations.rounds import open_round
from awardsdesk.paths import resource
from awardsdesk.rules.rulebook import RuleBook, decode


def sample_books() -> dict[str, RuleBook]:
    """Return the sample rules by round code."""
    files = sorted(resource("sample", "rounds").glob("*.json"))
    return {file.stem: decode(file.read_bytes()) for file in files}


def sample_workbooks() -> list[Path]:
    """Return the workbooks of the sample year."""
    return sorted(resource("sample").glob("*.xlsx"))


def sample_rules() -> str:
    """Return the sample office's rules of registration: what a new file starts with."""
    return resource("registration", "office.json").read_text("utf-8")


def open_sample_rounds(session: Session) -> None:
    """Open the two sample rounds, without data."""
    with operation(session, "open round", "sample"):
        for code, book in sample_books().items():
            open_round(session, code, int(code.split("-")[0]), book)
