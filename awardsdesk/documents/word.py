"""Writes a table as a Word file in the look of official documents (GB/T 9704). The only file that knows python-docx."""

import datetime as dt
import zipfile
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from awardsdesk.documents.files import Target, replacing
from awardsdesk.documents.table import TableData, TableRow, column_widths, shown
from awardsdesk.rules.printable import clean

TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
_FALLBACKS = {TITLE_FONT: "华文中宋,宋体", BODY_FONT: "仿宋,FangSong", HEAD_FONT: "SimHei"}
"""Fonts that take over where the wanted one is not installed."""

CELL, CELL_PAD = 10.5, 5.4
"""Points: the size of a cell's text, and what Word leaves free at each side of it."""
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def write_word(table: TableData, target: Target) -> None:
    """Write a table as .docx; the same table gives the same bytes."""
    import docx

    document = docx.Document()
    _set_page(document, table)
    _name_fallbacks(document)
    _neutral(document, table.title)
    if table.attachment:
        _line(document, table.attachment, HEAD_FONT, 16)
        _line(document, "", BODY_FONT, 16)
    _line(document, table.title, TITLE_FONT, 22, "CENTER")
    if table.subtitle:
        _line(document, table.subtitle, BODY_FONT, 14, "CENTER")
    if not table.approved:
        _line(document, "未批准", HEAD_FONT, 16, "CENTER")
    if table.left or table.right:
        _line(document, "　　".join(filter(None, (table.left, table.right))), BODY_FONT, 12)
    _table(document, table)
    for note in table.notes:
        _line(document, note, BODY_FONT, 12)
    if table.signatures:
        _line(document, "　　　　".join(table.signatures), BODY_FONT, 12)
    _foot(document, table.profile)
    raw = BytesIO()
    document.save(raw)
    with replacing(target) as file:
        _rewrite(raw, file)


def _set_page(document: Any, table: TableData) -> None:
    """Set A4 with the margins of GB/T 9704; on its side the binding edge is on top."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    section = document.sections[0]
    sides, margins = ((297, 210), (28, 26, 22, 22)) if table.landscape else ((210, 297), (37, 35, 28, 26))
    section.orientation = WD_ORIENT.LANDSCAPE if table.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = map(Mm, sides)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, margins)
    style = document.styles["Normal"]
    style.font.size = Pt(12)
    _set_font(style.element.get_or_add_rPr(), style.font, BODY_FONT)


def _table(document: Any, table: TableData) -> None:
    """Write the table: the header repeats on each page, a row stays whole."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    section = document.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / Pt(1)
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    for column, wide in zip(grid.columns, column_widths(table, room, CELL, CELL_PAD), strict=True):
        column.width = Pt(wide)
    header = TableRow(tuple(column.title for column in table.columns), "header")
    for place, (row, source_row) in enumerate(zip(grid.rows, (header, *table.rows), strict=True)):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no property for it
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        _row(row.cells, source_row, table)


def _row(cells: Any, row: TableRow, table: TableData) -> None:
    """Write one row."""
    font = HEAD_FONT if row.role in {"header", "group"} else BODY_FONT
    for first, count, value in row.spans():
        column = table.columns[first]
        cell = cells[first].merge(cells[first + count - 1]) if count > 1 else cells[first]
        align = column.alignment if count == 1 else "left" if row.role == "group" else "center"
        align = "center" if row.role == "header" else align
        parts = shown(value, column.kind).split("\n")
        paragraphs = [cell.paragraphs[0], *(cell.add_paragraph() for _part in parts[1:])]
        for paragraph, text in zip(paragraphs, parts, strict=True):
            _write(paragraph, text, font, CELL, align.upper(), bold=row.role in {"subtotal", "total"}, exact=16)


def _line(document: Any, text: str, font: str, size: float, align: str = "LEFT") -> None:
    """Write a line of its own."""
    _write(document.add_paragraph(), text, font, size, align)


def _write(
    paragraph: Any, text: str, font: str, size: float, align: str, *, bold: bool = False, exact: float = 0
) -> None:
    """Set one paragraph; lines are 28 pt apart as the standard wants, closer in cells."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(exact or max(28, size * 1.5))
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(size)
    run.bold = bold or None
    _set_font(run._r.get_or_add_rPr(), run.font, font)  # noqa: SLF001 - the East Asian font has no property


def _set_font(properties: Any, font: Any, name: str) -> None:
    """Set a font for Chinese as for Latin characters."""
    from docx.oxml.ns import qn

    font.name = name
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _foot(document: Any, profile: str) -> None:
    """Put who may read it and the page number in the foot: — 1 —."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    footer = document.sections[0].footer
    paragraph = footer.paragraphs[0]
    _write(paragraph, f"{profile}　　— " if profile else "— ", "宋体", 14, "CENTER")
    paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>'))  # noqa: SLF001
    tail = paragraph.add_run(" —")
    _set_font(tail._r.get_or_add_rPr(), tail.font, "宋体")  # noqa: SLF001


def _name_fallbacks(document: Any) -> None:
    """Tell Word which fonts take over where ours are not installed."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{escape(name)}"><w:altName w:val="{escape(others)}"/><w:charset w:val="86"/></w:font>'
        for name, others in _FALLBACKS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())  # noqa: SLF001


def _neutral(document: Any, title: str) -> None:
    """Say nothing about person, machine or hour."""
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = clean(title), "", "", ""
    about.created = about.modified = _EPOCH
    about.revision = 1


def _rewrite(raw: BytesIO, file: Any) -> None:
    """Copy the package with one fixed date, so that equal documents are equal files."""
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
