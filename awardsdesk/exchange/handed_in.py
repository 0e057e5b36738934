"""What is imported as it was handed in, to be kept: read once, so that it is what the rows were read from."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from awardsdesk.exchange.gate import admit_bytes, name_of, whole
from awardsdesk.exchange.pasted import Pasted, Source, tables_of
from awardsdesk.exchange.sheetxml import column_letters
from awardsdesk.exchange.unpacking import Packed
from awardsdesk.exchange.workbook import Table, tables_in
from awardsdesk.operations.audit import Original
from awardsdesk.progress import Progress
from awardsdesk.rules.file_names import kept_name
from awardsdesk.rules.registration import classified


@dataclass(frozen=True, slots=True, eq=False)
class HandedIn:
    """A workbook or what was pasted, which memory holds, or a package, which may be large and stays where it is."""

    original: Original
    held: bytes | Packed

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Open it; raises UserError when a package is not there any more."""
        if isinstance(self.held, Packed):
            with self.held.whole() as stream:
                yield stream
        else:
            yield io.BytesIO(self.held)


def take_in(source: Source, progress: Progress) -> tuple[HandedIn, list[Table]]:
    """Return a source as it was handed in, and what it holds; raises UserError when it is no workbook."""
    if isinstance(source, Packed):
        return HandedIn(Original(source.digest, kept_name(source.name), source.size), source), tables_of(source)
    if isinstance(source, Pasted):
        # half a sign is told where it would be written; the rest of the rectangle may be wanted nevertheless
        return _held(f"{source.name}.txt", source.text.encode(errors="surrogatepass")), tables_of(source)
    name, data = name_of(source), whole(source)
    return _held(name, data), tables_in(admit_bytes(name, data), progress=progress)


def _held(name: str, data: bytes) -> HandedIn:
    return HandedIn(Original(hashlib.sha256(data).hexdigest(), kept_name(name), len(data)), data)


def classified_cell(tables: Sequence[Table]) -> tuple[str, str, str] | None:
    """Return sheet, cell and words of the first mark of classification: a file with one is not kept, as its row is not."""
    for table in tables:
        for row in table.rows:
            if classified(row.values):
                for place, value in enumerate(row.values, 1):
                    if mark := classified([value]):
                        return table.sheet, f"{column_letters(place)}{row.number}", mark
    return None
