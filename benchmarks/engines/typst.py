"""typst: one template, the batch as JSON, the frame as an embedded PDF page."""

import json
import shutil
from pathlib import Path

from benchmarks.texts import BODY, DATE, HEADING, LABELS, ORGAN, Record

FONTS = Path(__file__).parents[2] / "resources" / "fonts"

TEMPLATE = """
#let (records, heading, body, organ, date, labels) = json("data.json")
#set page(width: 841.89pt, height: 595.28pt, margin: 0pt, background: image("frame.pdf", width: 100%, height: 100%))
#set text(lang: "zh", region: "cn", fill: rgb("#1A1A1A"), top-edge: "ascender", bottom-edge: "descender")
#let red = rgb("#A8201A")
#let song(weight, size, space, content) = text(font: "Noto Serif SC", weight: weight, size: size, tracking: space, content)
#let kai(size, content) = text(font: "LXGW WenKai", size: size, content)
#let at(x, y, content) = place(top + left, dx: x, dy: y, content)
#let mid(x, y, width, content) = at(x, y, box(width: width, align(center, content)))
#for record in records {
  mid(113pt, 95pt, 615pt, text(fill: red, song("bold", 27pt, 3.78pt, heading.at(0))))
  mid(113pt, 143pt, 615pt, text(fill: red, song("bold", 46pt, 20.7pt, heading.at(1))))
  at(124.7pt, 228pt, box(width: 592pt, {
    set par(justify: true, leading: 8pt, first-line-indent: (amount: 2em, all: true))
    kai(17.5pt, body)
  }))
  let values = (record.title, record.tier, record.holder)
  for (place-of, value) in values.enumerate() {
    let label = labels.at(place-of)
    let n = label.clusters().len()
    let y = 299pt + place-of * 30pt
    at(159.6pt, y, song("bold", 17.5pt, (4 - n) / (n - 1) * 17.5pt, label))
    at(229.6pt, y, song("bold", 17.5pt, 0pt, "："))
    at(247.1pt, if place-of == 0 and value.clusters().len() > 26 { y - 11pt } else { y }, box(width: 470pt, {
      set par(leading: 2pt)
      text(tracking: if place-of == 2 and value.clusters().len() == 2 { 17.5pt } else { 0pt }, kai(17.5pt, value))
    }))
  }
  at(124.7pt, 480pt, kai(14pt, labels.at(3) + "：" + record.number))
  mid(493pt, 447pt, 255pt, song("bold", 18pt, 1.8pt, organ))
  mid(493pt, 478pt, 255pt, song("regular", 15pt, 0pt, date))
  pagebreak(weak: true)
}
"""


def make(records: list[Record], work: Path, target: Path) -> None:
    """Draw a batch; it sees only the three fonts it needs."""
    import typst

    folder = work / "typst"
    folder.mkdir(exist_ok=True)
    shutil.copy(work / "frame.pdf", folder)
    for name in ("NotoSerifSC-Bold", "NotoSerifSC-Regular", "LXGWWenKai-Regular"):
        link = folder / f"{name}.ttf"
        if not link.exists():
            link.symlink_to(FONTS / link.name)
    values = {
        "records": [record.to_json() for record in records],
        "heading": HEADING, "body": BODY, "organ": ORGAN, "date": DATE, "labels": LABELS,
    }  # fmt: skip
    (folder / "data.json").write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    (folder / "main.typ").write_text(TEMPLATE, "utf-8")
    typst.compile(
        str(folder / "main.typ"), output=str(target), root=str(folder), font_paths=[str(folder)],
        ignore_system_fonts=True, pdf_tags=False,
    )  # fmt: skip
