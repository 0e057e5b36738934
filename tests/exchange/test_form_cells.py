"""What a workbook says of the whole form: amounts in their unit, lists in one cell; a blank cell wipes nothing."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from awardsdesk.exchange.cells import Taken
from awardsdesk.exchange.form_cells import amount, rows, take_of
from awardsdesk.exchange.importing import apply, load
from awardsdesk.exchange.layouts import Kind
from awardsdesk.exchange.reading import read
from awardsdesk.exchange.template import write_template
from awardsdesk.lists.achievements import draft_of
from awardsdesk.models import Achievement, AchievementReference
from awardsdesk.operations.achievements import save
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.rules.forms import forms
from awardsdesk.store.database import Database

PLAIN = {"成果名称": "高效秸秆还田机", "成果类别": "应用技术", "完成单位": "甲所", "完成人": "张三、李四"}
PATENT = "类型|状态|专利号|名称"


def workbook(folder: Path, said: dict[str, object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "成果登记"
    sheet.append(list(PLAIN | said))
    sheet.append(list((PLAIN | said).values()))
    book.save(folder / "成果.xlsx")
    return folder / "成果.xlsx"


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        (None, Taken()),
        ("—", Taken()),
        ("ZL 2008 1 0012345.6", Taken([["", "", "ZL 2008 1 0012345.6", ""]])),
        ("发明｜授权|ZL1|甲法; 外观 | 申请", Taken([["发明", "授权", "ZL1", "甲法"], ["外观", "申请", "", ""]])),
        ("ZL1\nZL2；", Taken([["", "", "ZL1", ""], ["", "", "ZL2", ""]])),
        (
            "发明|授权|ZL1|甲|乙",
            Taken(
                [["发明", "授权", "ZL1", "甲|乙"]], f"“发明|授权|ZL1|甲|乙”多于“{PATENT}”，多出的并入最后一栏，请核对。"
            ),
        ),
    ],
)
def test_a_list_in_one_cell(written: str | None, taken: Taken) -> None:
    assert rows(written, shape=PATENT, alone="专利号") == taken


def test_amounts_in_rows_are_kept_plain_and_what_is_none_is_told() -> None:
    taken = rows("2008|1,234.50|约十", shape="年度|产值|税收", alone="年度", amounts=(1, 2))
    assert taken == Taken([["2008", "1234.5", "约十"]], "“约十”不是数字，按原样收下，请核对。")


@pytest.mark.parametrize(
    ("written", "column", "taken"),
    [
        (Decimal("12.50"), "", Taken("12.5")),
        (Decimal(125000), "元", Taken("12.5")),
        ("1,250元", "", Taken("0.125", "写有单位“元”，按 0.125 万元读入。")),
        (None, "美元", Taken()),
        (Decimal(1), "美元", Taken(error="表头的单位“美元”不认识，请改成“万元”。")),
    ],
)
def test_an_amount_is_kept_as_exact_text(written: object, column: str, taken: Taken) -> None:
    assert amount(written, unit="万元", column=column) == taken  # type: ignore[arg-type]


def test_the_whole_form_comes_in_and_its_numbers_are_known(database: Database, tmp_path: Path) -> None:
    said = {
        "推荐单位": "澄东区科技局",
        "评价意见": "国内先进。\n同意通过。",
        "计划编号": "2019YFB123",
        "国家投资（元）": 125000,
        "专利": "发明|授权|ZL 2008 1 0012345.3|甲法",
        "经济效益（万元）": "2008|10|||2",
    }
    loaded_from = workbook(tmp_path, said)
    with database.write() as session:
        report = apply(session, load(session, [loaded_from]))
    assert [problem.sentence for problem in report.problems] == ["这一列以元计，已折算成万元。"]
    with database.read() as session:
        assert draft_of(session, 1).details == {
            "recommender": "澄东区科技局",
            "evaluation_opinion": "国内先进。\n同意通过。",
            "plan_no": "2019YFB123",
            "funding_state": "12.5",
            "patents": [["发明", "授权", "ZL 2008 1 0012345.3", "甲法"]],
            "benefits": [["2008", "10", "", "", "2", "", ""]],
        }
        numbers = [(row.kind, row.number) for row in session.scalars(select(AchievementReference))]
    assert numbers == [("project", "2019YFB123"), ("patent", "ZL2008100123453")]


def test_blank_cells_and_missing_columns_wipe_nothing(database: Database, tmp_path: Path) -> None:
    known = AchievementDraft(
        title="高效秸秆还田机",
        klass="应用技术",
        units=(UnitDraft("甲所", True),),
        completers=(CompleterDraft("张三", contribution="设计", signed=True), CompleterDraft("李四")),
        details={"plan_no": "K1", "patents": [["发明", "授权", "ZL1", ""]], "recommender": "乙局"},
    )
    with database.write() as session:
        save(session, known)
    with database.write() as session:
        apply(session, load(session, [workbook(tmp_path, {"专利": None, "推荐单位": "丙局"})]))
        assert session.scalars(select(Achievement.id)).all() == [1]
    with database.read() as session:
        assert draft_of(session, 1) == replace(known, details=dict(known.details) | {"recommender": "丙局"})


def test_the_template_asks_for_every_field_of_the_form(tmp_path: Path) -> None:
    write_template(Kind.ACHIEVEMENTS, tmp_path / "模板.xlsx")
    book = openpyxl.load_workbook(tmp_path / "模板.xlsx")
    headings = [cell.value for cell in book["成果登记"][1]]
    assert {
        "国家投资（万元）",
        "专利",
        "软件著作权等",
        "体现形式说明",
        "完成单位隶属",
        "经济效益",
        "论文著作",
        "其他评价",
    } <= set(headings)
    assert len(headings) == len(set(headings))
    hints = {row[0]: row[2] for row in book["填写说明"].iter_rows(min_row=3, values_only=True)}
    assert hints["专利"] == (
        "各项用分号隔开；一项之内按“类型|状态|专利号|名称”的次序用竖线隔开，只写一样的算作“专利号”；"
        "文字里本来有分号、竖线的，前面加“\\”。"
    )
    assert read(tmp_path / "模板.xlsx").problems == ()


def test_rights_beyond_patents_come_in_and_are_known_by_their_numbers(database: Database, tmp_path: Path) -> None:
    said = {"软件著作权等": "2008SR00001|甲软件；BS.085000001|甲芯片|集成电路布图设计；CNA20080001.2"}
    with database.write() as session:
        assert apply(session, load(session, [workbook(tmp_path, said)])).problems == ()
    with database.read() as session:
        assert draft_of(session, 1).details == {
            "software": [
                ["2008SR00001", "甲软件", ""],
                ["BS.085000001", "甲芯片", "集成电路布图设计"],
                ["CNA20080001.2", "", ""],
            ],
        }
        numbers = [(row.kind, row.number) for row in session.scalars(select(AchievementReference))]
    assert numbers == [("software", number) for number in ("2008SR00001", "BS.085000001", "CNA20080001.2")]


def test_a_choice_and_its_explanation_in_one_cell_are_parted(database: Database, tmp_path: Path) -> None:
    said = {
        "任务来源": "其他（省企联合攻关）",
        "研究形式": "其他:产学研联盟",
        "评价方式": "其他（自评）",
        "评价方式说明": "专家自评",
        "停用或未应用原因": "技术（不成熟）",
        "成果体现形式": "其他应用技术(检测方法)",
    }
    with database.write() as session:
        report = apply(session, load(session, [workbook(tmp_path, said)]))
    assert [problem.sentence for problem in report.problems] == [
        "“其他（自评）”不在“应用技术”登记表的选项中，请核对。",
        "“技术（不成熟）”不在“应用技术”登记表的选项中，请核对。",
    ]
    with database.read() as session:
        draft = draft_of(session, 1)
    assert (draft.source, draft.evaluation_method, draft.form) == ("其他", "其他（自评）", "其他应用技术")
    assert draft.details == {
        "form_other": "检测方法",
        "research_form": "其他",
        "research_form_other": "产学研联盟",
        "source_other": "省企联合攻关",
        "evaluation_method_other": "专家自评",
        "idle_reason": "技术（不成熟）",
    }


@pytest.mark.parametrize("written", [2019.5, "2019.5"])
def test_a_year_that_is_none_is_told(tmp_path: Path, written: object) -> None:
    (told,) = read(workbook(tmp_path, {"立项年度": written})).problems
    assert (told.cell, told.sentence) == ("E2", "请按 2021 的样子填写年度，现为“2019.5”。")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("其他（　　）", ""),
        ("其他()", ""),
        ("其他：", ""),
        ("其他 （省企联合）", "省企联合"),
        ("其他：（省企联合）", "省企联合"),
        ("其他：省企联合（两家）", "省企联合（两家）"),
        ("其他（省企联合（两家））", "省企联合（两家）"),
        ("其他（省企联合", "省企联合"),
        ("其它（省企联合）", "省企联合"),
        ("其它", ""),
    ],
)
def test_brackets_are_no_part_of_an_explanation(database: Database, tmp_path: Path, written: str, meant: str) -> None:
    with database.write() as session:
        assert apply(session, load(session, [workbook(tmp_path, {"任务来源": written})])).problems == ()
    with database.read() as session:
        draft = draft_of(session, 1)
    assert (draft.source, draft.details.get("source_other", "")) == ("其他", meant)


def test_the_body_that_registered_is_kept_where_the_rules_do_not_know_it(database: Database, tmp_path: Path) -> None:
    ours, theirs = "澄川市科学技术局", "某省科学技术厅"
    rows = (
        ("甲", "", ours),
        ("乙", "", theirs),
        ("丙", "9412020Y0001", theirs),
        ("丁", "某科字第7号", theirs),
        ("戊", "某科字第8号", ""),
    )
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "成果登记"
    sheet.append(["成果名称", "成果类别", "完成单位", "完成人", "登记号", "登记日期", "批准登记单位"])
    for title, number, body in rows:
        sheet.append([title, "应用技术", "甲所", "张三", number, "2020-05-09" if number else "", body])
    book.save(tmp_path / "成果.xlsx")
    with database.write() as session:
        report = apply(session, load(session, [tmp_path / "成果.xlsx"]))
    assert [problem.sentence for problem in report.problems if problem.cell == "G4"] == [
        f"这个登记号是“{ours}”的，批准登记单位按它记，不按“{theirs}”；请核对。"
    ]
    with database.read() as session:
        drafts = [draft_of(session, id_) for id_ in range(1, 6)]
    assert [draft.approved_by for draft in drafts] == [ours, theirs, ours, theirs, ""]
    assert [dict(draft.details) for draft in drafts] == [{}, {"approved_by": theirs}, {}, {"approved_by": theirs}, {}]
    with database.write() as session:
        for id_, draft in enumerate(drafts, 1):
            save(session, draft, id_)
            assert draft_of(session, id_) == draft
        save(session, replace(drafts[1], approved_by=ours), 2)
        assert (draft_of(session, 2).approved_by, draft_of(session, 2).details) == (ours, {})


def test_other_kinds_of_fields_are_plain_text() -> None:
    field = next(each for each in forms().fields if each.key == "research_form")
    assert take_of(field)("独立 研究") == Taken("独立 研究")
