"""Wording: every placeholder filled, nothing of a holder's name taken for one."""

import pytest

from awardsdesk.errors import UserError
from awardsdesk.rules.rulebook import CertificateRules, PlaqueRules
from awardsdesk.rules.wording import Sheet, certificate, plaque_lines

RULES = CertificateRules(
    layout="award-landscape@1",
    heading=("{organ}奖", "证书"),
    body="{name}：被评为“{honour}”。",
    organ="某市人民政府",
    fields=(("证书号", "{number}"), ("获奖者", "{name}")),
)


def test_a_certificate_says_what_its_rules_say():
    made = certificate(RULES, holder="张{三}", number="2008-1", date_text="二〇〇八年八月", honour="示范企业")
    assert made == Sheet(
        layout="award-landscape@1",
        number="2008-1",
        holder="张{三}",
        heading=("某市人民政府奖", "证书"),
        body="张{三}：被评为“示范企业”。",
        fields=(("证书号", "2008-1"), ("获奖者", "张{三}")),
        organ="某市人民政府",
        date_text="二〇〇八年八月",
    )


def test_an_unknown_placeholder_is_named():
    with pytest.raises(UserError) as told:
        certificate(RULES, holder="张三", number="", date_text="")
    assert str(told.value).startswith("“{name}：被评为“{honour}”。”中的“honour”不是可用的项")


def test_a_plaque_leaves_out_lines_without_text():
    rules = PlaqueRules(lines=("{honour}", "（{period}）", "{date}"))
    assert plaque_lines(rules, honour="示范企业", period="2008年度", date="") == ("示范企业", "（2008年度）")
