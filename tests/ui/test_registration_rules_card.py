import datetime as dt
from decimal import Decimal

from awardsdesk.operations.numbering import rules_of
from awardsdesk.operations.undo import undo
from awardsdesk.ui.registration_rules_card import RegistrationRulesCard


def card(qtbot, desk):
    made = RegistrationRulesCard(desk, None)
    qtbot.addWidget(made)
    made.reload()
    return made


def said(made):
    return [(line.title, line.note, line.end) for line in made.lines.lines()]


def rules(desk):
    with desk.db.read() as session:
        return rules_of(session)


def test_the_rules_in_force_are_told(qtbot, desk):
    year = dt.datetime.now().astimezone().year
    assert said(card(qtbot, desk)) == [
        ("登记机构 941　澄川市科学技术局", f"登记号如 941{year}Y0001", ""),
        ("公示期", "不公示不得登记", "30 个自然日"),
        ("补正期", "", "10 个工作日"),
        (f"{year} 年放假", "还没有填写，期限只按周末推算", "0 天"),
        ("材料清单", "应用技术 8，基础理论 5，软科学 5", ""),
        ("理由", "退回补正 7，不予登记 12", ""),
    ]


def test_a_term_and_holidays_are_changed_and_taken_back(qtbot, desk, user):
    made = card(qtbot, desk)
    year = dt.datetime.now().astimezone().year
    before = rules(desk)

    def work(dialog):
        dialog.form.editors["notice_days"].put(Decimal(7))
        dialog.form.editors["notice_kind"].put("工作日")
        dialog.form.editors["days"].put([("放假", f"{year}-10-01", f"{year}-10-07")])
        return dialog.form.save()

    user.answers = [work]
    made.change(())
    made.reload()
    assert said(made)[1:4] == [
        ("公示期", "不公示不得登记", "7 个工作日"),
        ("补正期", "", "10 个工作日"),
        (f"{year} 年放假", "", "7 天"),
    ]
    with desk.db.write() as session:
        undo(session)
    assert rules(desk) == before


def test_a_fault_is_told_at_its_field_and_nothing_is_kept(qtbot, desk, user):
    made = card(qtbot, desk)
    before = rules(desk)
    told = []

    def work(dialog):
        wrong = {"body": "证明{who}", "reasons": [("01", "不齐", "退回补正")], "letters.public.entry": "{who}"}
        for key, value in wrong.items():
            dialog.form.editors[key].put(value)
        saved = dialog.form.save()
        told.extend(dialog.form._notes[key].text() for key in wrong)
        return saved

    user.answers = [work]
    made.change(())
    assert told[0].startswith("“证明{who}”中的“who”不是可用的项")
    assert told[1] == "“不予登记”至少要有一项理由"
    assert told[2].startswith("“{who}”中的“who”不是可用的项")
    assert rules(desk) == before
