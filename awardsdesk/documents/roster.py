"""Award rosters: for the public with whitelisted columns only, or for internal use; as workbook, Word file or PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from awardsdesk.documents.files import Target
from awardsdesk.documents.findings import Finding, stop_on_errors
from awardsdesk.documents.table import Cell, TableColumn, TableData, TableRow, check_table, public_only
from awardsdesk.documents.table_pdf import draw_table
from awardsdesk.documents.word import write_word
from awardsdesk.documents.workbook import write_workbook
from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.progress import Progress
from awardsdesk.terms import Profile


@dataclass(frozen=True, slots=True)
class RosterGroup:
    """Winners of one tier or honour; without a title there is no heading row."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A list of winners with all its columns; `profile` decides which of them are printed."""

    title: str
    columns: tuple[TableColumn, ...]
    groups: tuple[RosterGroup, ...]
    profile: Profile
    subtitle: str = ""
    attachment: str = ""
    organ: str = ""
    date_text: str = ""
    counter: str = "项"
    """What winners are counted in."""
    approved: bool = False


def table(roster: Roster) -> TableData:
    """Return the roster as a table; the public one has lost every column that is not public."""
    public = roster.profile is Profile.PUBLIC
    full = TableData(
        title=roster.title,
        name="获奖名单",
        attachment=roster.attachment,
        subtitle=roster.subtitle,
        columns=roster.columns,
        rows=tuple(_rows(roster.groups, len(roster.columns), roster.counter)),
        left=roster.organ,
        right=roster.date_text,
        signatures=() if public else ("制表人：", "审核人："),
        profile="公开" if public else "内部资料　不得公开",
        landscape=True,
        approved=roster.approved,
    )
    return public_only(full) if public else full


def check(roster: Roster) -> list[Finding]:
    """Return what is wrong with the roster."""
    if roster.profile is Profile.PUBLIC and not any(column.public for column in roster.columns):
        return [Finding(roster.title, "", "error", _("没有一列可以公开。"))]
    return check_table(table(roster))


def draw(roster: Roster, target: Target, kind: str, progress: Progress | None = None) -> None:
    """Write the roster as `xlsx`, `docx` or `pdf`."""
    stop_on_errors(check(roster))
    match kind:
        case "xlsx":
            write_workbook([table(roster)], target)
        case "docx":
            write_word(table(roster), target)
        case "pdf":
            draw_table(table(roster), target, progress)
        case _:
            raise UserError(_("名册只能导出为 .xlsx、.docx 或 .pdf。"))


def _rows(groups: Sequence[RosterGroup], columns: int, counter: str) -> list[TableRow]:
    """Return the groups' rows under their headings with counts."""
    rows: list[TableRow] = []
    for group in groups:
        if group.title:
            heading = f"{group.title}（{len(group.rows)} {counter}）"
            rows.append(TableRow((heading, *[None] * (columns - 1)), "group"))
        rows += [TableRow(cells) for cells in group.rows]
    return rows
