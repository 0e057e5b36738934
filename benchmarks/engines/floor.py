"""The floor: a PDF written by hand for one design. Identity-H fonts cut by HarfBuzz with kept glyph ids, f-strings, zlib."""

import zlib
from pathlib import Path

import uharfbuzz as hb

from benchmarks.texts import BODY, DATE, HEADING, LABELS, ORGAN, Record

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
FILES = {"B": "NotoSerifSC-Bold", "S": "NotoSerifSC-Regular", "K": "LXGWWenKai-Regular"}
WIDE, HIGH = 841.89, 595.276
RED, BLACK = "0.659 0.125 0.102 rg", "0.102 0.102 0.102 rg"


class Font:
    """A font whose used characters are remembered."""

    def __init__(self, key: str) -> None:
        self.key, self.name = key, FILES[key]
        self.face = hb.Face(hb.Blob.from_file_path(FONTS / f"{self.name}.ttf"))
        self.font = hb.Font(self.face)
        self.used: dict[str, tuple[int, float]] = {}

    def text(self, text: str) -> str:
        """Return glyph ids in hex."""
        for char in text:
            if char not in self.used:
                gid = self.font.get_nominal_glyph(ord(char)) or 0
                self.used[char] = (gid, self.font.get_glyph_h_advance(gid) / self.face.upem)
        return "".join([f"{self.used[char][0]:04X}" for char in text])

    def width(self, text: str) -> float:
        """Return the width in em."""
        self.text(text)
        return sum([self.used[char][1] for char in text])


def make(records: list[Record], work: Path, target: Path) -> None:
    """Write a batch."""
    fonts = {key: Font(key) for key in FILES}
    fixed = _fixed(fonts)
    contents = [zlib.compress(f"/X Do {fixed} {_varying(fonts, record)}".encode()) for record in records]
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _stream((work / "frame.txt").read_bytes(), (
        f"/Type /XObject /Subtype /Form /BBox [0 0 {WIDE} {HIGH}]"
    ))]  # fmt: skip
    names = []
    for font in fonts.values():
        names.append(f"/{font.key} {len(objects) + 1} 0 R")
        objects += _font_objects(font, len(objects) + 1)
    objects.append(f"<< /Font << {' '.join(names)} >> /XObject << /X 3 0 R >> >>".encode())
    resources, kids = len(objects), []
    for content in contents:
        kids.append(f"{len(objects) + 2} 0 R")
        objects.append(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
        objects.append((
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDE} {HIGH}] /Resources {resources} 0 R "
            f"/Contents {len(objects)} 0 R >>"
        ).encode())  # fmt: skip
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    _write(objects, target)


def _fixed(fonts: dict[str, Font]) -> str:
    """Return what every certificate says alike."""
    first, second = HEADING
    body = [(BODY[:33], 155.9), (BODY[33:], 124.7)]
    lines = [f"BT {RED}", _centred(fonts["B"], first, 27, 3.78, 420.9, 477)]
    lines += [_centred(fonts["B"], second, 46, 20.7, 420.9, 412), BLACK]
    lines += [f"/K 17.5 Tf 0 Tc 1 0 0 1 {x} {y} Tm <{fonts['K'].text(text)}> Tj"
              for (text, x), y in zip(body, (353.8, 324.9), strict=True)]  # fmt: skip
    lines += [_centred(fonts["B"], ORGAN, 18, 1.8, 620.8, 135), _centred(fonts["S"], DATE, 15, 0, 620.8, 104)]
    for label, y in zip(LABELS, (284, 254, 224), strict=False):
        space = (4 - len(label)) / (len(label) - 1) * 17.5
        lines.append(f"/B 17.5 Tf {space:.2f} Tc 1 0 0 1 159.6 {y} Tm <{fonts['B'].text(label)}> Tj")
        lines.append(f"0 Tc 1 0 0 1 229.6 {y} Tm <{fonts['B'].text('：')}> Tj")
    return " ".join(lines) + " ET"


def _varying(fonts: dict[str, Font], record: Record) -> str:
    """Return what only this certificate says; a title of more than a line is broken."""
    kai = fonts["K"]
    fit = 26
    lines = [record.title[start : start + fit] for start in range(0, len(record.title), fit)]
    parts = [f"1 0 0 1 247.1 {284 + 11 * (len(lines) - 1) - 22 * place} Tm <{kai.text(line)}> Tj"
             for place, line in enumerate(lines)]  # fmt: skip
    space = 17.5 if len(record.holder) == 2 else 0
    return (
        f"BT {BLACK} /K 17.5 Tf {' '.join(parts)} 1 0 0 1 247.1 254 Tm <{kai.text(record.tier)}> Tj "
        f"{space} Tc 1 0 0 1 247.1 224 Tm <{kai.text(record.holder)}> Tj "
        f"0 Tc /K 14 Tf 1 0 0 1 124.7 104 Tm <{kai.text(f'{LABELS[3]}：{record.number}')}> Tj ET"
    )


def _centred(font: Font, text: str, size: float, space: float, x: float, y: float) -> str:
    left = x - (font.width(text) * size + space * (len(text) - 1)) / 2
    return f"/{font.key} {size} Tf {space:.2f} Tc 1 0 0 1 {left:.2f} {y} Tm <{font.text(text)}> Tj"


def _font_objects(font: Font, first: int) -> list[bytes]:
    """Return a font's five objects; the first gets the number `first`."""
    cut = hb.SubsetInput()
    cut.sets(hb.SubsetInputSets.GLYPH_INDEX).update(gid for gid, _width in font.used.values())
    cut.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
        int.from_bytes(tag, "big")
        for tag in (b"GSUB", b"GPOS", b"GDEF", b"cmap", b"name", b"OS/2", b"post", b"vhea", b"vmtx")
    )
    cut.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    data = hb.subset(font.face, cut).blob.data
    pairs = sorted((gid, char, width) for char, (gid, width) in font.used.items())
    widths = " ".join(f"{gid} [{width * 1000:.0f}]" for gid, _char, width in pairs)
    unicodes = [f"<{gid:04X}> <{char.encode('utf-16-be').hex()}>" for gid, char, _width in pairs]
    blocks = "".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n"
        for block in (unicodes[start : start + 100] for start in range(0, len(unicodes), 100))
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{blocks}endcmap end end"
    )
    name = f"ABCDEF+{font.name}"
    return [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{first + 1} 0 R] "
        f"/ToUnicode {first + 4} 0 R >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity /FontDescriptor {first + 2} 0 R "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /W [{widths}] >>".encode(),
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [-200 -300 1200 1100] /ItalicAngle 0 /Ascent 880 "
        f"/Descent -120 /CapHeight 700 /StemV 80 /FontFile2 {first + 3} 0 R >>".encode(),
        _stream(data, f"/Length1 {len(data)}"),
        _stream(to_unicode.encode()),
    ]


def _stream(data: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(data)
    head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _write(objects: list[bytes], target: Path) -> None:
    """Write the file with its table of objects."""
    parts, places, at = [b"%PDF-1.5\n"], [], 9
    for number, body in enumerate(objects, 1):
        part = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        places.append(at)
        at += len(part)
        parts.append(part)
    table = "".join([f"{place:010} 00000 n \n" for place in places])
    parts.append(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n".encode()
    )
    target.write_bytes(b"".join(parts))
