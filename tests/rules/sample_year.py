"""Reads the sample year straight from its workbooks, by the README of the data, for tests of the rules alone."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from awardsdesk.rules.entries import UNVERIFIABLE, Applicant, Figure, Meeting, Nomination, Sheet, Vote
from awardsdesk.rules.rulebook import AwardRules, EvaluationRules, RuleBook, decode

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"

Row = dict[str, Any]


def rows(workbook: str, sheet: str) -> list[Row]:
    """Return the rows of a sheet by header, numbers as the decimals they show."""
    with (SAMPLE / f"{workbook}.xlsx").open("rb") as file:
        header, *table = load_workbook(file, read_only=True)[sheet].iter_rows(values_only=True)
    return [{name: shown(cell) for name, cell in zip(header, row, strict=True)} for row in table]


def shown(cell: Any) -> Any:
    """Read a binary fraction as the decimal number shown, leave the rest alone."""
    return Decimal(repr(cell)) if isinstance(cell, int | float) else cell


def book(code: str) -> RuleBook:
    """Return the rules of a sample round."""
    return decode((SAMPLE / "rounds" / f"{code}.json").read_text("utf-8"))


def evaluation_book() -> EvaluationRules:
    """Return the rules of the sample evaluation."""
    rules = book("2008-QP")
    assert isinstance(rules, EvaluationRules)
    return rules


def award_book() -> AwardRules:
    """Return the rules of the sample award."""
    rules = book("2008-J")
    assert isinstance(rules, AwardRules)
    return rules


def applicants() -> list[Applicant]:
    """Build the applicants of the evaluation with the figures that stand after verification."""
    rules = evaluation_book()
    headers = {f"{quantity.name}({quantity.unit})": quantity.name for quantity in rules.quantities if quantity.unit}
    verified: dict[tuple[str, str], dict[str, Figure]] = {}
    for row in rows("部门核实", "部门核实"):
        name = headers.get(row["指标"], row["指标"])
        value = UNVERIFIABLE if row["意见"] == "无法核实" else row["核实值"]
        verified.setdefault((row["统一社会信用代码"], name), {})[row["核实级别"]] = value
    vetoes = {row["统一社会信用代码"]: row["事由"] for row in rows("部门核实", "一票否决")}
    sheets = score_sheets("企业专家评分", "统一社会信用代码")
    firms = []
    for row in rows("企业申报", "申报企业"):
        code = row["统一社会信用代码"]
        figures: dict[str, Figure] = {}
        for quantity in rules.quantities:
            levels = verified.get((code, quantity.name), {})
            header = f"{quantity.name}({quantity.unit})"
            reported = row[header] if header in row else row[quantity.name]
            figures[quantity.name] = levels.get("市级", levels.get("县区", reported))
        firms.append(Applicant(code, row["企业名称"], figures, sheets.get(code, ()), vetoes.get(code)))
    return firms


def nominations() -> list[Nomination]:
    """Build the nominations of the award with their sheets and votes."""
    sheets = score_sheets("奖励专家评分", "编号")
    votes: dict[str, tuple[Vote, ...]] = {}
    for row in rows("表决", "表决"):
        counts = (int(row[name]) for name in ("到会", "回避", "同意", "反对", "弃权"))
        votes[row["编号"]] = (*votes.get(row["编号"], ()), Vote(row["表决等级"], *counts))
    return [
        Nomination(
            key=row["编号"],
            name=row["项目名称"],
            group=row["专业组"],
            valid=row["形式审查"] == "合格" and row["撤回"] != "是",
            reason="撤回" if row["撤回"] == "是" else row["不合格原因"] or "",
            sheets=sheets.get(row["编号"], ()),
            votes=votes.get(row["编号"], ()),
            persons=len(row["完成人"].split("、")),
            units=len(row["完成单位"].split("、")),
        )
        for row in rows("奖励提名", "提名项目")
    ]


def meeting() -> Meeting:
    """Return who came to the meeting."""
    (row,) = rows("表决", "会议")
    return Meeting(int(row["应到"]), int(row["实到"]))


def score_sheets(workbook: str, key: str) -> dict[str, tuple[Sheet, ...]]:
    """Return the experts' sheets by entry."""
    found: dict[str, tuple[Sheet, ...]] = {}
    for row in rows(workbook, "专家评分"):
        marks = tuple(cell for name, cell in row.items() if name.endswith(")"))
        sheet = Sheet(row["专家"], marks, row["回避"] == "是")
        found[row[key]] = (*found.get(row[key], ()), sheet)
    return found
