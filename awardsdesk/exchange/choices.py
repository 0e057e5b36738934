"""Words of a list, also as a tick, with a suffix or with an explanation."""

import re
from collections.abc import Sequence

from awardsdesk.exchange.cells import DASHES, UNSEEN, Taken, as_text, narrow
from awardsdesk.exchange.workbook import Damaged, Value
from awardsdesk.i18n import _

TICKS = frozenset("√✓✔☑")
CROSSES = frozenset("×✗✘☒")
YES_WORDS = frozenset({"是", "有", "合格", "Y", "YES", "TRUE"})
NO_WORDS = frozenset({"否", "无", "没有", "不是", "不合格", "N", "NO", "FALSE"})
SUFFIXES = ("奖", "组", "级", "类")
EXPLAINED = re.compile(r"(.+?)[(（].*[)）]")


def choice(value: Value, options: Sequence[str], blank: str = "", warn_of_tick: bool = False) -> Taken:
    """Take one of the words of a list; `blank` is what an empty cell counts as."""
    if isinstance(value, Damaged):
        return Taken(error=_("这里只能填{options}。").format(options="、".join(options)))
    written = re.sub(r"\s", "", UNSEEN.sub("", as_text(value)).replace("　", ""))
    if not written:
        return Taken(blank or None)
    if written in options:
        return Taken(written)
    if found := _by_yes_or_no(narrow(written).upper(), options):
        is_tick = written in TICKS | CROSSES
        return Taken(
            found, _("“{written}”按“{found}”读入。").format(written=written, found=found) * (is_tick and warn_of_tick)
        )
    for option in options:
        if any(written == option + suffix or option == written + suffix for suffix in SUFFIXES):
            return Taken(option)
    if (match := EXPLAINED.fullmatch(written)) and match[1] in options:
        return Taken(match[1], _("括号里的说明略去，按“{found}”读入。").format(found=match[1]))
    if written in DASHES or written == "－":
        return Taken(blank or None, _("短横线按空白读入。"))
    return Taken(
        error=_("“{written}”不在可选的范围内，这里只能填{options}。").format(
            written=written, options="、".join(options)
        )
    )


def _by_yes_or_no(written: str, options: Sequence[str]) -> str:
    """Find the option that a tick, a cross or another word for yes or no stands for."""
    if len(options) != 2:
        return ""
    words = YES_WORDS | TICKS if written in YES_WORDS | TICKS else NO_WORDS | CROSSES
    if written not in words:
        return ""
    return next((option for option in options if option in words), "")


def yes(value: Value) -> Taken:
    """Take 是 or a tick as True, 否 or a blank as False."""
    taken = choice(value, ("是", "否"), blank="否")
    return Taken(taken.value == "是", taken.warning, taken.error)
