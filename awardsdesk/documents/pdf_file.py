"""ReportLab's file layer with pages as light as can be. Wraps reportlab.pdfbase.pdfdoc and is only imported late.

ReportLab's own canvas formats some forty small objects a page; ours are two strings, and every page shares its resources.
"""

import zlib
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfdoc  # noqa: TID253 - the wrapper


class Stream(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A compressed stream; `entries` are further entries of its dictionary."""

    __RefOnly__ = 1

    def __init__(self, content: str, entries: str = "") -> None:
        self._data = zlib.compress(content.encode("ascii"))
        self._entries = entries

    def format(self, document: Any) -> bytes:
        """Return the stream as it stands in the file."""
        del document
        head = f"<< {self._entries}/Filter /FlateDecode /Length {len(self._data)} >>\nstream\n"
        return head.encode() + self._data + b"\nendstream\n"


class Page(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A page of one content stream."""

    __RefOnly__ = 1

    def __init__(self, content: Stream, size: tuple[float, float]) -> None:
        self._content, self._size = content, size

    def format(self, document: Any) -> bytes:
        """Return the page's dictionary."""
        parent, resources, content = (
            document.Reference(thing).format(document).decode()
            for thing in (document.Pages, document.resources, self._content)
        )
        box = f"[0 0 {self._size[0]:.2f} {self._size[1]:.2f}]"
        return (
            f"<< /Type /Page /Parent {parent} /MediaBox {box} /Resources {resources} /Contents {content} >>"
        ).encode()


class Resources(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """The fonts and forms of a file, shared by all its pages."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self.forms: dict[str, Any] = {}

    def format(self, document: Any) -> bytes:
        """Return the dictionary of resources."""
        fonts = pdfdoc.PDFObjectReference(pdfdoc.BasicFonts).format(document).decode()
        forms = " ".join(f"/{name} {ref.format(document).decode()}" for name, ref in self.forms.items())
        return f"<< /Font {fonts} /XObject << {forms} >> >>".encode()


class Document(pdfdoc.PDFDocument):  # type: ignore[misc]  # ReportLab has no types
    """A PDF being collected."""

    def __init__(self, title: str) -> None:
        super().__init__(compression=1, invariant=1)
        self.resources = Resources()
        self.info.title = self.info.subject = title
        self.info.author = self.info.creator = self.info.producer = "awardsdesk"

    def define(self, content: str, size: tuple[float, float]) -> str:
        """Keep a form and return the name that draws it."""
        name = f"X{len(self.resources.forms) + 1}"
        box = f"/Type /XObject /Subtype /Form /BBox [0 0 {size[0]:.2f} {size[1]:.2f}] "
        self.resources.forms[name] = self.Reference(Stream(content, box))
        return name

    def add_page(self, content: str, size: tuple[float, float]) -> None:
        """Append a page."""
        self.addPage(Page(Stream(content), size))

    def save(self, file: BinaryIO) -> None:
        """Write everything."""
        file.write(self.GetPDFData(None))
