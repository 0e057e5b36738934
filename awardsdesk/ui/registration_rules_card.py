"""登记规则: what the office fixes for its register, told in lines, and a form to change it."""

import datetime as dt
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from awardsdesk.errors import Problem
from awardsdesk.i18n import _
from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.registration_rules import doubts, set_rules
from awardsdesk.rules.registrar import RegistrationRules, number_of, reasons_for
from awardsdesk.rules.registration import MOVES, Verb
from awardsdesk.terms import AchievementClass
from awardsdesk.ui import dialogs
from awardsdesk.ui.action import Action, ActionBar, Deed, Ids
from awardsdesk.ui.desk import Desk
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.form_dialog import FormDialog
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.panels import Card
from awardsdesk.ui.registration_rules_form import FIELDS, NATURAL, SHOWN_AT, WORKING, rules_from, values_of


class RegistrationRulesCard(Card):
    """What is in force, a line each; one action changes it."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(_("登记规则"), flush=True)
        self._desk, self._page = desk, page
        self.lines = Lines(_("登记规则"), fit=True)
        self.deeds = [Deed(Action(_("修改登记规则"), "pencil", self.change), lambda: (), self)]
        self.body.addWidget(self.lines)
        self.add(ActionBar(self.deeds))

    def reload(self) -> None:
        """Show the rules in force."""
        with self._desk.db.read() as session:
            rules = rules_of(session)
        self.lines.put(lines(rules, dt.datetime.now().astimezone().year))

    def change(self, _ids: Ids) -> None:
        """Show the rules in a form and keep what it holds."""
        dialogs.user.show(RulesDialog(self._page, self._desk))


class RulesDialog(FormDialog):
    """The rules as a form; a fault is told at its field, nothing is kept before all is sound."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        self._desk = desk
        with desk.db.read() as session:
            self._rules = rules_of(session)
        form = Form(FIELDS, self._keep, self._check, title=_("登记规则"))
        form.fill(values_of(self._rules))
        super().__init__(parent, _("登记规则"), form)
        self.resize(640, 720)

    def _check(self, values: Values) -> Sequence[Problem]:
        rules, problems = rules_from(values, self._rules)
        if problems:
            return problems
        with self._desk.db.read() as session:
            found = doubts(session, rules)
        return [Problem(SHOWN_AT.get(one.field, one.field), one.sentence, one.severity) for one in found]

    def _keep(self, values: Values) -> None:
        with self._desk.db.write() as session:
            set_rules(session, rules_from(values, self._rules)[0], values["why"])


def lines(rules: RegistrationRules, year: int) -> list[Line]:
    """Return the rules in a clerk's words."""
    own, *others = rules.registrars
    known = _("登记号如 {number}").format(number=number_of(own, year, AchievementClass.APPLIED, 1))
    if others:
        known += _("；另认得 {count} 个机构的登记号").format(count=len(others))
    kind = WORKING if rules.notice.calendar == "working" else NATURAL
    notice = _("{days} 个{kind}").format(days=rules.notice.days, kind=kind)
    off = [day for day in rules.calendar.holidays if day.year == year]
    counts = "，".join(f"{MOVES[verb].title} {len(reasons_for(rules, verb))}" for verb in (Verb.RETURN, Verb.REJECT))
    return [
        Line(_("登记机构 {code}　{name}").format(code=own.code, name=own.name), known),
        Line(_("公示期"), _("不公示不得登记") if rules.notice.required else _("受理后可以直接登记"), notice),
        Line(_("补正期"), "", _("{days} 个{kind}").format(days=rules.completion_days, kind=WORKING)),
        Line(
            _("{year} 年放假").format(year=year),
            "" if off else _("还没有填写，期限只按周末推算"),
            _("{count} 天").format(count=len(off)),
            tone="" if off else "warn",
        ),
        Line(_("材料清单"), "，".join(f"{each.klass} {len(each.items)}" for each in rules.checklists)),
        Line(_("理由"), counts),
    ]
