"""The payment sheet of a round's bonuses: by payee with subtotals, the total in figures and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding, stop_on_errors
from awardsdesk.documents.table import TableColumn, TableData, TableRow, check_table
from awardsdesk.documents.table_pdf import draw_table
from awardsdesk.documents.workbook import write_workbook
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.rules.money import in_words, yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One bonus: who receives it, into which account, and what for."""

    payee: str
    bank: str
    account: str
    subject: str
    """The project or the honour."""
    tier: str
    fen: int
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSheet:
    """All payments of a round."""

    title: str
    payments: tuple[Payment, ...]
    organ: str = ""
    date_text: str = ""
    expected_fen: int | None = None
    """The sum the decision grants, when known: the sheet must agree."""
    counter: str = "项"
    """What is paid for is counted in."""
    approved: bool = False

    @property
    def total(self) -> int:
        """Return the sum of all payments in fen."""
        return sum(payment.fen for payment in self.payments)


def check(sheet: PaymentSheet) -> list[Finding]:
    """Return what is wrong: no payee, no account, no amount, a total other than the one decided."""
    findings: list[Finding] = []
    for payment in sheet.payments:
        record = f"{payment.payee} {payment.subject}".strip()
        if not payment.payee.strip():
            findings.append(Finding(record, _("收款单位"), "error", _("没有内容。")))
        if payment.fen <= 0:
            findings.append(Finding(record, _("金额"), "error", _("金额应大于 0。")))
        findings += [
            Finding(record, field, "warning", _("没有内容，付款前须补齐。"))
            for field, text in ((_("开户行"), payment.bank), (_("账号"), payment.account))
            if not text.strip()
        ]
    if sheet.expected_fen is not None and sheet.expected_fen != sheet.total:
        sentence = _("合计 {} 元，与决定的 {} 元不符。").format(yuan(sheet.total), yuan(sheet.expected_fen))
        findings.append(Finding(sheet.title, _("合计"), "error", sentence))
    return (
        findings if any(finding.severity == "error" for finding in findings) else findings + check_table(table(sheet))
    )


def draw(sheet: PaymentSheet, target: Target, kind: str, progress: Progress | None = None) -> None:
    """Write the payment sheet as `xlsx` or `pdf`."""
    stop_on_errors(check(sheet))
    match kind:
        case "xlsx":
            write_workbook([table(sheet)], target)
        case "pdf":
            draw_table(table(sheet), target, progress)
        case _:
            raise UserError(_("奖金发放表只能导出为 .xlsx 或 .pdf。"))


def table(sheet: PaymentSheet) -> TableData:
    """Return the payment sheet as a table."""
    return TableData(
        title=sheet.title,
        name="奖金发放表",
        columns=(
            TableColumn("序号", 11, "count", "center"),
            TableColumn("收款单位全称", 50),
            TableColumn("开户行", 40),
            TableColumn("账号", 50, "code"),
            TableColumn("项目或称号", 52),
            TableColumn("等级", 17, align="center"),
            TableColumn("金额（元）", 27, "money"),
            TableColumn("领款人", 20),
            TableColumn("备注", 18),
        ),
        rows=tuple(_rows(sheet)),
        left=sheet.organ,
        right="单位：元" + (f"　{sheet.date_text}" if sheet.date_text else ""),
        notes=("合计金额（大写）：{}".format(in_words(sheet.total, prefix="人民币")),),
        signatures=("制表人：", "审核人：", "财务负责人：", "单位负责人："),
        profile="内部资料　不得公开",
        landscape=True,
        approved=sheet.approved,
    )


def _rows(sheet: PaymentSheet) -> list[TableRow]:
    """Return the payments by payee, in order of first appearance; several to one payee get a subtotal."""
    payees: dict[tuple[str, str], list[Payment]] = {}
    for payment in sheet.payments:
        payees.setdefault((payment.payee, payment.account), []).append(payment)
    rows: list[TableRow] = []
    number = 0
    for payments in payees.values():
        for payment in payments:
            number += 1
            rows.append(_row(number, payment))
        if len(payments) > 1:
            rows.append(_sum(f"小计（{payments[0].payee}，{len(payments)} {sheet.counter}）", payments, "subtotal"))
    rows.append(_sum(f"合计（{len(sheet.payments)} {sheet.counter}）", sheet.payments, "total"))
    return rows


def _row(number: int, payment: Payment) -> TableRow:
    return TableRow((
        number, payment.payee, payment.bank, payment.account, payment.subject, payment.tier, payment.fen, "",
        payment.remark,
    ))  # fmt: skip


def _sum(label: str, payments: Sequence[Payment], role: str) -> TableRow:
    total = sum(payment.fen for payment in payments)
    return TableRow((label, None, None, None, None, None, total, None, None), role)
