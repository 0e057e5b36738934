"""Certificates: everything printed in one frozen record, checked before and drawn as one batch PDF."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import msgspec

from awardsdesk.documents.continuation import Names, Section, fit_body, fit_fields, sheet_of, sheets
from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding, glyph_findings, stop_on_errors
from awardsdesk.documents.layouts import Box, Layout, layout
from awardsdesk.documents.ornament import ornament
from awardsdesk.documents.pdf import MM, Line, paper
from awardsdesk.documents.placing import Placed, place_fields, place_paragraphs, place_text
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.printable import clean

SHRUNK = 0.7
"""Text below this share of its wanted size is worth a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Everything one certificate says."""

    layout: str
    """e.g. award-landscape@1: always with its version, so that it can be drawn alike for ever."""
    heading: tuple[str, ...]
    body: str
    """Paragraphs separated by line breaks; a first one ending in ： is the salutation."""
    fields: tuple[tuple[str, str], ...] = ()
    """Label and value of each line."""
    organ: str
    """Issuing organs, a line each."""
    date_text: str
    number: str = ""
    holder: str = ""
    """Whose certificate it is; names the record in findings."""
    approved: bool = False
    continued: bool = False
    """What it has no room for goes on, whole, to sheets of their own; else that is an error."""
    names: tuple[Names, ...] = ()
    """Units and persons among its texts, of which it then bears the first ones."""

    @property
    def record(self) -> str:
        """Return how findings call this certificate."""
        return " ".join(filter(None, (self.number, self.holder))) or _("（未填获奖者）")


def check(certificates: Iterable[Certificate]) -> list[Finding]:
    """Return what is wrong with a batch, by record and field: nothing is drawn."""
    findings: list[Finding] = []
    numbers: Counter[str] = Counter()
    for certificate in certificates:
        findings += _place(certificate, layout(certificate.layout))[1]
        if certificate.number:
            numbers[certificate.number] += 1
            if numbers[certificate.number] == 2:
                sentence = _("证书号“{}”重复。").format(certificate.number)
                findings.append(Finding(certificate.record, _("证书号"), "error", sentence))
    return findings


def draw(
    certificates: Sequence[Certificate], target: Target, progress: Progress | None = None, title: str = ""
) -> None:
    """Draw a batch as one PDF, a page each and the sheets on which it goes on; an error in any leaves no file."""
    progress = progress or Progress()
    progress.start(_("生成证书"), len(certificates))
    designs = {certificate.layout: layout(certificate.layout) for certificate in certificates}
    first = next(iter(designs.values()), None)
    wide, high = (side * MM for side in first.page) if first else (297 * MM, 210 * MM)
    sheeted: set[str] = set()
    with paper(target, title or "证书", (wide, high)) as sheet:
        for name, design in designs.items():
            sheet.define(name, ornament(design))
        for certificate in certificates:
            pages, findings = _place(certificate, designs[certificate.layout])
            stop_on_errors(findings)
            name, behind = certificate.layout, f"{certificate.layout} sheet"
            if pages[1:] and behind not in sheeted:
                sheeted.add(behind)
                sheet.define(behind, ornament(sheet_of(designs[name])))
            for place, blocks in enumerate(pages):
                sheet.stamp(behind if place else name)
                if not certificate.approved:
                    sheet.unapproved()
                for block in blocks:
                    sheet.text(block)
                sheet.end_page()
            progress.step()


def _place(certificate: Certificate, design: Layout) -> tuple[list[list[tuple[Line, ...]]], list[Finding]]:
    """Set every line of each page in its place, and say what is empty, unprintable or too long."""
    parts = list(_parts(certificate, design))
    findings = [finding for part in parts for finding in _faults(certificate, part)]
    if len(certificate.heading) > len(design.heading):
        sentence = _("标题有 {} 行，版式只有 {} 行。").format(len(certificate.heading), len(design.heading))
        findings.append(Finding(certificate.record, _("标题"), "error", sentence))
    if certificate.approved and not certificate.number.strip():
        findings.append(Finding(certificate.record, _("证书号"), "error", _("已批准的证书没有证书号。")))
    pages = [[part.placed.lines for part in parts if part.placed.lines]]
    if sections := list({section.content: section for part in parts for section in part.sections}.values()):
        heading = "".join(_heading(certificate)) + "附页"
        label = next((label for label, value in certificate.fields if value == certificate.holder), "")
        named = clean("：".join(filter(None, (label, certificate.holder))))
        foot = [part.placed.lines for part in parts if part.foot]
        pages += [[*foot, block] for block in sheets(sections, heading, named, design)]
    return pages, findings


class _Part(NamedTuple):
    """One part of a certificate: the field's name for a clerk, its text, its box, and its lines."""

    field: str
    text: str
    box: Box
    placed: Placed
    sections: Sequence[Section] = ()
    """What of it goes on to sheets."""
    foot: bool = False
    """Stands on the sheets, too."""


def _heading(certificate: Certificate) -> list[str]:
    # The layout spaces the letters of a heading; typed spaces would add to that.
    return [clean(line).replace("\u3000", "") for line in certificate.heading]


def _parts(certificate: Certificate, design: Layout) -> Iterator[_Part]:
    """Yield each part."""
    page = design.page[1]
    number_label, fields = _number_apart(certificate)
    for text, box in zip(reversed(_heading(certificate)), reversed(design.heading), strict=False):
        yield _Part(_("标题"), text, box, place_text(text, box, page))
    body, box = clean(certificate.body), design.body
    if not fields and design.fields:
        box = msgspec.structs.replace(box, h=design.fields.y + design.fields.h - box.y)
    placed, sections = place_paragraphs(body, box, page), list[Section]()
    if certificate.continued and not placed.fits:
        placed, sections = fit_body(_("正文"), body, certificate.names, box, page)
    yield _Part(_("正文"), body, box, placed, sections)
    if fields and design.fields:
        yield from _field_parts(certificate, [(clean(label), clean(value)) for label, value in fields], design)
    organ, date = clean(certificate.organ), clean(certificate.date_text)
    yield _Part(_("颁发机关"), organ, design.organ, place_text(organ, design.organ, page), foot=True)
    if date or certificate.approved:  # before approval there is no date yet
        yield _Part(_("日期"), date, design.date, place_text(date, design.date, page), foot=True)
    if certificate.approved and certificate.number:
        number = f"{number_label}：{clean(certificate.number)}"
        yield _Part(number_label, number, design.number, place_text(number, design.number, page), foot=True)


def _field_parts(certificate: Certificate, values: Sequence[tuple[str, str]], design: Layout) -> Iterator[_Part]:
    """Yield the fields; the lines of all are with the longest."""
    assert design.fields
    box, page, holder = design.fields, design.page[1], clean(certificate.holder)
    listed = (
        each.names for each in certificate.names if (design.whole_names if each.counted == "人" else design.whole_units)
    )
    whole = frozenset(chain.from_iterable(listed))
    placed, sections = place_fields(values, box, page, holder, whole), list[Section]()
    if certificate.continued and not placed.fits:
        placed, sections = fit_fields(values, certificate.names, box, page, holder, whole)
    longest = max(values, key=lambda field: len(field[1]))
    for field in values:
        if field is longest:
            yield _Part(*field, box, placed, sections)
        else:
            yield _Part(*field, box, Placed((), box.size, True))


def _number_apart(certificate: Certificate) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the label of the number and the other fields: the number has a place of its own on the sheet."""
    number = certificate.number
    for field in certificate.fields:
        if field[1] == number and (number or field[0].endswith("号")):
            return field[0], tuple(other for other in certificate.fields if other is not field)
    return "证书号", certificate.fields


def _faults(certificate: Certificate, part: _Part) -> list[Finding]:
    """Return what is wrong with one part."""
    record, field, text, box, placed = certificate.record, part.field, part.text, part.box, part.placed
    if not text.strip():
        return [Finding(record, field, "error", _("没有内容。"))]
    found = glyph_findings(record, field, text, box.style)
    if _unfilled(certificate, text):
        found.append(Finding(record, field, "error", _("有未填入的占位符：{}").format(text)))
    if not placed.fits:
        sentence = _("共 {} 字，缩到最小字号 {:g} 磅仍放不下。").format(len(text), box.minimum)
        found.append(Finding(record, field, "error", sentence))
    elif placed.size < box.size * SHRUNK:
        sentence = _("内容较长，字号由 {:g} 磅缩到 {:g} 磅。").format(box.size, placed.size)
        found.append(Finding(record, field, "warning", sentence))
    for section in part.sections:
        sentence = _("{field}在证书上放不下，全部印在附页上；附页请与证书一并盖章、发给。").format(field=section.label)
        found.append(Finding(record, section.label, "warning", sentence))
    return found


def _unfilled(certificate: Certificate, text: str) -> bool:
    """Tell whether a place to fill is left in a text, beside what was filled in."""
    for said in (certificate.holder, *(name for each in certificate.names for name in each.names)):
        if said and ("{" in said or "}" in said):
            text = text.replace(clean(said), "")
    return "{" in text or "}" in text
