"""What a sheet's XML says beyond its values: hidden rows, formulas, errors, and how far it reaches."""

from dataclasses import dataclass, field
from xml.parsers import expat

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.progress import Progress

NOTHING = b"<x/>"
SLICE = 250_000
"""Bytes; who cancels waits no longer than for so many."""
Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass(slots=True)
class Marks:
    """One sheet's marks; rows and columns count from 1."""

    hidden: set[int] = field(default_factory=set)
    formulas: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


def column_number(letters: str) -> int:
    """Turn A into 1, AB into 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Turn 1 into A, 28 into AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Scan:
    """Walks a sheet once; listens to text only inside formulas and error cells, so that it stays quick."""

    def __init__(self, content: bytes, progress: Progress) -> None:
        self.marks = Marks()
        self.row = self.column = 0
        self.is_error = False
        self.text = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.doctype
        for start in range(0, len(content), SLICE):
            progress.check()
            self.parser.Parse(content[start : start + SLICE], False)
        self.parser.Parse(b"", True)

    def doctype(self, *_arguments: object) -> None:
        raise UserError(_("工作簿含有不允许的 XML 内容（DTD），没有读入任何内容。"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name[name.find(":") + 1 :]:
            case "c":
                self.start_cell(attributes)
            case "v" | "is":
                self.marks.rows = max(self.marks.rows, self.row)
                self.marks.columns = max(self.marks.columns, self.column)
                if self.is_error:
                    self.listen(self.end_error)
            case "f":
                self.listen(self.end_formula)
            case "row":
                self.row = int(attributes.get("r") or self.row + 1)
                self.column = 0
                if attributes.get("hidden") in ("1", "true"):
                    self.marks.hidden.add(self.row)

    def start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "").rstrip("0123456789")
        self.column = column_number(reference) if reference else self.column + 1
        self.is_error = attributes.get("t") == "e"

    def listen(self, end: "expat._EndElementHandler") -> None:  # type: ignore[name-defined]
        self.text = ""
        self.parser.CharacterDataHandler = self.hear
        self.parser.EndElementHandler = end

    def hear(self, text: str) -> None:
        self.text += text

    def end_formula(self, _name: str) -> None:
        self.marks.formulas[self.row, self.column] = "=" + self.text
        self.deaf()

    def end_error(self, _name: str) -> None:
        self.marks.errors[self.row, self.column] = self.text
        self.deaf()

    def deaf(self) -> None:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None


def scan(content: bytes, progress: Progress) -> Marks:
    """Read the marks of one sheet; the caller catches expat.ExpatError and ValueError of a broken one."""
    return _Scan(content, progress).marks


def sheet_parts(members: dict[str, bytes]) -> dict[str, str]:
    """Map sheet names to the members that hold them; an .xls has none."""
    targets: dict[str, str] = {}
    parts: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name[name.find(":") + 1 :] == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes["Target"]
            targets[attributes["Id"]] = target[1:] if target.startswith("/") else "xl/" + target

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name[name.find(":") + 1 :] == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            parts[attributes["name"]] = targets.get(link, "")

    _walk(members.get("xl/_rels/workbook.xml.rels", NOTHING), relation)
    _walk(members.get("xl/workbook.xml", NOTHING), sheet)
    return parts


def is_1904(members: dict[str, bytes]) -> bool:
    """Tell whether bare day numbers count from 1904, as old Macintosh workbooks do."""
    found: list[str] = []

    def properties(name: str, attributes: dict[str, str]) -> None:
        if name[name.find(":") + 1 :] == "workbookPr":
            found.append(attributes.get("date1904", ""))

    _walk(members.get("xl/workbook.xml", NOTHING), properties)
    return any(value in ("1", "true") for value in found)


def _walk(content: bytes, start: "expat._StartElementHandler") -> None:  # type: ignore[name-defined]
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)
