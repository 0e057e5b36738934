"""fpdf2, with the frame as one shared picture: it has no form objects of its own."""

from pathlib import Path

from fpdf import FPDF

from benchmarks.texts import BODY, DATE, HEADING, LABELS, ORGAN, Record

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
RED, BLACK = (168, 32, 26), (26, 26, 26)


def make(records: list[Record], work: Path, target: Path) -> None:
    """Draw a batch."""
    pdf = FPDF(orientation="L", unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    for family, name in (("B", "NotoSerifSC-Bold"), ("S", "NotoSerifSC-Regular"), ("K", "LXGWWenKai-Regular")):
        pdf.add_font(family, fname=FONTS / f"{name}.ttf")
    for record in records:
        pdf.add_page()
        pdf.image(work / "frame.png", 0, 0, pdf.w, pdf.h)
        _page(pdf, record)
    pdf.output(str(target))


def _page(pdf: FPDF, record: Record) -> None:
    pdf.set_text_color(*RED)
    _line(pdf, "B", 27, 113, 95, HEADING[0], space=3.78, width=615)
    _line(pdf, "B", 46, 113, 143, HEADING[1], space=20.7, width=615)
    pdf.set_text_color(*BLACK)
    pdf.set_font("K", size=17.5)
    pdf.set_char_spacing(0)
    pdf.set_xy(124.7, 228)
    pdf.multi_cell(592, 29, "　　" + BODY, align="J", wrapmode="CHAR")
    for label, y in zip(LABELS, (299, 329, 359), strict=False):
        _line(pdf, "B", 17.5, 159.6, y, label, space=(4 - len(label)) / (len(label) - 1) * 17.5)
        _line(pdf, "B", 17.5, 229.6, y, "：")
    pdf.set_font("K", size=17.5)
    pdf.set_xy(247.1, 299 - (11 if len(record.title) > 26 else 0))
    pdf.multi_cell(470, 22, record.title, align="L", wrapmode="CHAR")
    _line(pdf, "K", 17.5, 247.1, 329, record.tier)
    _line(pdf, "K", 17.5, 247.1, 359, record.holder, space=17.5 if len(record.holder) == 2 else 0)
    _line(pdf, "K", 14, 124.7, 480, f"{LABELS[3]}：{record.number}")
    _line(pdf, "B", 18, 493, 447, ORGAN, space=1.8, width=255)
    _line(pdf, "S", 15, 493, 478, DATE, width=255)


def _line(
    pdf: FPDF, font: str, size: float, x: float, y: float, text: str, *, space: float = 0, width: float = 0
) -> None:
    """Draw one line, centred when a width is given."""
    pdf.set_font(font, size=size)
    pdf.set_char_spacing(space)
    pdf.set_xy(x, y)
    pdf.cell(width or 400, size * 1.2, text, align="C" if width else "L")
