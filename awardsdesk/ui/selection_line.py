"""What the status bar says of the rows selected in a list."""

from decimal import Decimal

from awardsdesk.i18n import _
from awardsdesk.lists.listing import Kind, shown
from awardsdesk.ui.table_view import TableView

SUM_AT_MOST = 5000


def selection_line(table: TableView) -> str:
    """Return count and, for a column of numbers under the cursor, sum and mean of the selection."""
    count = table.selected_count()
    if not count:
        return ""
    line = _("已选 {count:,} 项").format(count=count)
    number = table.currentIndex().column()
    if not 1 < count <= SUM_AT_MOST or number < 0:
        return line
    column = table.rows.column(number)
    if column.kind not in {Kind.COUNT, Kind.NUMBER, Kind.MONEY}:
        return line
    values = [row[number] for row in table.rows.rows(table.selected_rows()) if row[number] is not None]
    if not values:
        return line
    total = sum(values)
    mean = round(Decimal(total) / len(values), 2)
    if column.kind is Kind.MONEY:
        mean = Decimal(round(mean))
    texts = shown(column, total), shown(column, int(mean) if column.kind is Kind.MONEY else mean)
    return line + _("　{title}合计 {total}，平均 {mean}").format(title=column.title, total=texts[0], mean=texts[1])
