"""Letters drawn again: what was frozen without its persons as it was, what is frozen with them with every name whole."""

import datetime as dt
import hashlib
import io
from dataclasses import replace

import pypdf
import pypdfium2
import pytest

from awardsdesk.documents.registration_papers import prepare_notices, prepare_public_notices
from awardsdesk.operations.achievements import save
from awardsdesk.operations.audit import operation
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.operations.registration import take_step
from awardsdesk.operations.steps import last_step
from awardsdesk.rules.registration import Statement, Verb

DAY, UNTIL = dt.date(2008, 7, 1), dt.date(2008, 7, 31)
PERSONS = (
    "王建国",
    "李明",
    "尼格买提·热合曼",
    "欧阳志强",
    "𠮷野明",
    "阿卜杜热合曼·买买提依明·托合提",
    "买买提·艾力",
)
UNSIGNED = "尼格买提·热合曼在登记表第三页和第四页、欧阳志强在登记表第五页和第六页，阿卜杜热合曼·买买提依明·托合提在附件上没有签字"
SENT = {
    Verb.RETURN: {
        "title": "科技成果登记补正通知书",
        "number": "澄科补〔2008〕3号",
        "to": "东原大学",
        "opening": ["你单位提交的成果《区域创新》登记材料已收悉。经形式审查，需要补正以下内容："],
        "points": ["单位印章缺失，或单位名称与印章不符", UNSIGNED],
        "closing": "请于二〇〇八年七月三十一日前（含当日）补正后重新提交。",
        "organ": "澄川市科学技术局",
        "date_text": "二〇〇八年七月一日",
    },
    Verb.OPEN_NOTICE: {
        "title": "科技成果登记公示",
        "number": "澄科公〔2008〕1号",
        "to": "各有关单位和个人",
        "opening": [
            "下列 ",
            " 项科技成果经形式审查，拟予登记，现予公示。公示期自二〇〇八年七月一日起至二〇〇八年七月三十一日（含当日）。",
        ],
        "points": [f"《区域创新》（软科学），完成单位：东原大学，完成人：{'、'.join(PERSONS * 20)}"],
        "closing": "匿名异议不予受理。",
        "organ": "澄川市科学技术局",
        "date_text": "二〇〇八年七月一日",
    },
}
"""What the first versions of the program kept with a step."""
DRAWN = {
    Verb.RETURN: "4825633a16c7253e14933ef711004cc9ff6d87427d2a0cad22b9748759fe08dd",
    Verb.OPEN_NOTICE: "adbd01b7103a8528d4afe9816caae8e8dbcc37b46b4348934577d8cba7f3d359",
}
WAY = {
    Verb.RETURN: (),
    Verb.OPEN_NOTICE: ((Verb.ACCEPT, Statement(day=DAY, unticked=True)),),
}
PREPARE = {Verb.RETURN: prepare_notices, Verb.OPEN_NOTICE: prepare_public_notices}


def sent(database, verb, persons=PERSONS):
    draft = AchievementDraft(
        title="区域创新",
        klass="软科学",
        units=(UnitDraft("东原大学"),),
        completers=tuple(map(CompleterDraft, persons)),
    )
    said = Statement(
        day=DAY,
        until=UNTIL,
        codes=("02",) if verb is Verb.RETURN else (),
        reason=UNSIGNED if verb is Verb.RETURN else "",
    )
    with database.write() as session:
        id_ = save(session, draft)
    for each, words in ((Verb.SUBMIT, Statement(day=DAY)), *WAY[verb], (verb, said)):
        with database.write() as session:
            take_step(session, each, [id_], words)
    return id_


def paper(database, verb, id_) -> bytes:
    with database.read() as session:
        return PREPARE[verb](session, [id_]).pdf()


@pytest.mark.parametrize("verb", SENT)
def test_a_letter_of_before_is_drawn_alike_for_ever(database, verb):
    """A change of these bytes changes papers that are in archives: what is frozen has to tell the new way apart."""
    id_ = sent(database, verb)
    with database.write() as session, operation(session, "as it was", "x"):
        last_step(session, id_, verb).letter = SENT[verb]
    pages = pypdf.PdfReader(io.BytesIO(paper(database, verb, id_))).pages
    assert hashlib.sha256(b"".join(page.get_contents().get_data() for page in pages)).hexdigest() == DRAWN[verb]


def lines_of(pdf: bytes) -> list[list[str]]:
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_bounded().splitlines() for page in document]
    document.close()
    return found


@pytest.mark.parametrize("verb", SENT)
def test_no_person_is_torn_in_a_letter_that_is_sent_now(database, verb):
    """Wherever in a line the names begin."""
    id_ = sent(database, verb)
    with database.read() as session:
        prepared = PREPARE[verb](session, [id_])
    (letter,) = prepared.content
    for before in range(28):
        moved = replace(letter, paragraphs=tuple("题" * before + text for text in letter.paragraphs))
        lines = [line for page in lines_of(replace(prepared, content=[moved]).pdf()) for line in page]
        text = "".join(letter.paragraphs)
        assert [sum(line.count(name) for line in lines) for name in PERSONS] == [text.count(name) for name in PERSONS]


def boxes(page) -> dict[str, tuple[float, ...]]:
    """Return where each run of a page's text stands."""
    found = page.get_textpage()
    return {found.get_text_bounded(*box).strip(): box for box in map(found.get_rect, range(found.count_rects()))}


def test_pages_are_numbered_on_the_outer_side_where_there_are_several(database):
    one, many = sent(database, Verb.RETURN), sent(database, Verb.OPEN_NOTICE, tuple(f"王{n}" for n in range(400)))
    (page,) = lines_of(paper(database, Verb.RETURN, one))
    assert page[-1] == "二〇〇八年七月一日"
    with pypdfium2.PdfDocument(paper(database, Verb.OPEN_NOTICE, many)) as document:
        found = [boxes(page) for page in document]
    assert [page[f"— {number} —"][0] > 300 for number, page in enumerate(found, 1)] == [True, False, True, False]


def test_the_organ_stands_over_the_middle_of_the_date(database):
    with pypdfium2.PdfDocument(paper(database, Verb.RETURN, sent(database, Verb.RETURN))) as document:
        found = boxes(document[0])
    organ, day = found["澄川市科学技术局"], found["二〇〇八年七月一日"]
    assert organ[0] + organ[2] == pytest.approx(day[0] + day[2], abs=2)
