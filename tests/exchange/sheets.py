"""Makes workbooks for tests: ordinary ones cell by cell, hostile ones part by part."""

import io
import zipfile
from pathlib import Path

import openpyxl

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

VETO = ("企业名称", "统一社会信用代码", "事由", "部门", "日期")
FIRM = ("澄川钧鼎轮胎有限公司", "91419903EHDX69CH0E", "偷税被查处", "市国家税务局", "2008-05-14")
OTHER = ("澄川市澜川铜材有限责任公司", "91419909DGJ1UCQU6P", "安全事故", "市安全生产监督管理局", "2008-05-13")


def write(path: Path, *sheets: tuple[str, list], hidden: tuple[str, ...] = ()) -> Path:
    """Write sheets, each a name and rows of cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)
    return path


def sample_rows(name: str, sheet: str) -> list[list]:
    """Return the rows of a sheet of the sample year."""
    book = openpyxl.load_workbook(SAMPLE / f"{name}.xlsx")
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def worksheet(rows: str, head: str = "", tail: str = "", doctype: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{MAIN}">{head}<sheetData>{rows}</sheetData>{tail}</worksheet>'
    )


def package(sheet: str | bytes, **more: bytes) -> bytes:
    """Pack one sheet's XML, and further members, as a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in more.items():
            archive.writestr(name, content)
    return buffer.getvalue()
