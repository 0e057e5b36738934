"""What is wrong with a paper before it is drawn, said by record and field."""

from collections.abc import Iterable
from dataclasses import dataclass

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.rules.printable import unprintable


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one printed field; an `error` stops the batch, a `warning` wants a look."""

    record: str
    field: str
    severity: str
    sentence: str


def glyph_findings(record: str, field: str, text: str, style: str) -> list[Finding]:
    """Return the characters of `text` that no shipped font can draw."""
    sentence = unprintable(text, style)
    return [Finding(record, field, "error", sentence)] if sentence else []


def stop_on_errors(findings: Iterable[Finding]) -> None:
    """Refuse to draw while a finding is an error, naming the first one."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        first = errors[0]
        raise UserError(
            _("打印前体检发现 {} 处错误，未生成文件。第一处：{}，{}：{}").format(
                len(errors), first.record, first.field, first.sentence
            )
        )
