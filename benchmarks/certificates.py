"""A batch of 1,000 award certificates: CPU seconds of the whole process, ours against a floor and two peers.

All engines draw the same texts in the same fonts, laid out alike, and the same frame once a file (fpdf2: as a picture). Each runs in a
process of its own, start and imports included; what they wrote is read back before their time counts. The floor is a
PDF written by hand for this one design, without checks, fallback fonts or fitting: less is hardly possible in Python.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.result import Result
from benchmarks.texts import BODY, DATE, HEADING, ORGAN, records

COUNT, ROUNDS = 1000, 3
PEERS = {"floor": "hand-written PDF", "fpdf": "fpdf2", "typst": "typst"}


def measure(count: int = COUNT, rounds: int = ROUNDS) -> list[Result]:
    """Run every engine `rounds` times, in turns, and compare the medians."""
    times: dict[str, list[float]] = {engine: [] for engine in ("ours", *PEERS)}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _prepare(work)
        for _round in range(rounds):
            for engine, taken in times.items():
                taken.append(_run(engine, count, work))
        for engine in times:
            _verify(work / f"{engine}.pdf", count)
    medians = {engine: statistics.median(taken) for engine, taken in times.items()}
    name = f"certificates, batch of {count}"
    return [Result(name, medians["ours"], "s CPU", title, medians[engine]) for engine, title in PEERS.items()]


def _run(engine: str, count: int, work: Path) -> float:
    """Draw a batch in a child process and return the CPU seconds of all its threads."""
    command = [sys.executable, "-m", "benchmarks.child", engine, str(count), str(work)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
    if done.returncode:
        raise SystemExit(f"benchmark engine {engine} failed:\n{done.stderr}")
    return float(json.loads(done.stdout)["cpu"])


def _prepare(work: Path) -> None:
    """Draw the frame alone, in the forms the engines take it: operators, a PDF page, a picture."""
    import pypdfium2

    from awardsdesk.documents.layouts import layout
    from awardsdesk.documents.ornament import ornament
    from awardsdesk.documents.pdf import MM, paper

    design = layout("award-landscape@1")
    ink = ornament(design)
    (work / "frame.txt").write_text(ink.code, "ascii")
    with paper(work / "frame.pdf", "frame", (design.page[0] * MM, design.page[1] * MM)) as sheet:
        sheet.ink(ink)
        sheet.end_page()
    page = pypdfium2.PdfDocument(work / "frame.pdf")[0]
    page.render(scale=150 / 72).to_pil().quantize(64).save(work / "frame.png")


def _verify(path: Path, count: int) -> None:
    """Read a batch back: as many pages as certificates, and every word on the first, a middle and the last one."""
    import pypdfium2

    batch = records(count)
    with pypdfium2.PdfDocument(path) as pdf:
        if len(pdf) != count:
            raise SystemExit(f"{path.name} has {len(pdf)} pages instead of {count}")
        for place in {0, count // 2, count - 1}:
            text = re.sub(r"\s", "", pdf[place].get_textpage().get_text_bounded())
            record = batch[place]
            for word in (*HEADING, BODY, ORGAN, DATE, record.title, record.tier, record.holder, record.number):
                if word not in text:
                    raise SystemExit(f"{path.name}, page {place + 1} lacks {word}: {text}")
