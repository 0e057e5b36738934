"""The why-sheet: one page for every entry of the sample year, and it says what was computed."""

import io
import re

import pypdfium2
import pytest

from awardsdesk.documents.why import draw
from awardsdesk.lists.reporting import result_report
from awardsdesk.lists.why import why
from awardsdesk.operations.rounds import by_code
from awardsdesk.store.database import Database


@pytest.mark.parametrize("code", ["2008-QP", "2008-J"])
def test_every_rank_fits_on_one_page(approved: Database, code: str) -> None:
    with approved.read() as session:
        round_ = by_code(session, code)
        report = result_report(session, round_)
        for entry in report["entries"][::12]:
            target = io.BytesIO()
            sheet = why(session, round_, entry["key"])
            draw(sheet, target, round_.title, approved=True)
            document = pypdfium2.PdfDocument(target)
            assert len(document) == 1
            text = re.sub(r"\s", "", document[0].get_textpage().get_text_bounded())
            assert re.sub(r"\s", "", sheet.verdict) in text
