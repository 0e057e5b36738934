"""Which name a unit or person bore on a day."""

import datetime as dt
from collections.abc import Iterable


def name_on(day: dt.date, written: str, today: str, former: Iterable[tuple[str, dt.date | None]]) -> str:
    """Return the name for a paper of that day; `written` is what the form says.

    A former name counts until the day of the change; one without a day decides nothing. Where the form says another
    name than those of the history, a sub-institute's say, or the history has no days, the form's word stands.
    """
    dated = sorted((until, name) for name, until in former if until is not None)
    if not dated or written not in {today, *(name for _until, name in dated)}:
        return written
    return next((name for until, name in dated if day < until), today)
