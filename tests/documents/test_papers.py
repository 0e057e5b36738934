import io

import openpyxl
import pypdfium2
import pytest

from awardsdesk.documents import papers
from awardsdesk.errors import UserError


def prepared(database, paper, code):
    with database.read() as session:
        return papers.prepare(session, paper, code)


@pytest.mark.parametrize("paper", [papers.certificates(), *papers.LISTS], ids=lambda paper: paper.key)
@pytest.mark.parametrize("code", ["2008-J", "2008-QP"])
def test_every_paper_of_an_approved_round_is_sound_and_drawn_in_every_format(approved, paper, code):
    made = prepared(approved, paper, code)
    assert made.findings == ()
    assert made.approved
    if (paper.key, code) == ("plaques", "2008-J"):
        assert made.count == 0
        return
    assert made.count > 0
    for kind in paper.kinds:
        drawn = io.BytesIO()
        made.draw(drawn, kind)
        assert drawn.getvalue().startswith(b"%PDF" if kind == "pdf" else b"PK")


def test_a_draft_says_so_in_its_name(sample):
    made = prepared(sample, papers.PLAQUES, "2008-QP")
    assert made.file_name("xlsx") == "2008-QP 牌匾清单（未批准）.xlsx"
    assert not made.approved


def test_some_certificates_are_a_paper_too(approved):
    made = prepared(approved, papers.certificates([3, 1]), "2008-QP")
    document = pypdfium2.PdfDocument(made.pdf())
    assert len(document) == made.count == 2
    document.close()


def test_what_was_prepared_is_drawn_without_the_file(approved):
    made = prepared(approved, papers.LISTS[0], "2008-QP")
    approved.close()
    drawn = io.BytesIO()
    made.draw(drawn, "xlsx")
    assert openpyxl.load_workbook(drawn).active.max_row > made.count


def test_an_unknown_round_is_refused_by_name(approved):
    with pytest.raises(UserError, match="2009-J"):
        prepared(approved, papers.PLAQUES, "2009-J")
