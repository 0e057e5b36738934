"""Certificates used by several tests: ordinary ones and the awkward ones of real offices."""

from awardsdesk.documents.certificate import Certificate

LONG_TITLE = (
    "面向大型矿山井下复杂环境的多参数智能监测预警与应急联动关键技术研究及其在澄川矿区深部开采安全生产中的示范应用"
)
LONG_UNIT = "澄川农业大学（北校区）先进材料与表面工程技术国家地方联合工程研究中心有限责任公司"
LONG_FIRM = "澄川（中国）新能源汽车动力电池材料与系统集成（集团）股份有限责任公司"


def award(title="高速重载齿轮箱关键制造技术", holder="徐堃", number="2008-J-1-001-R01", label="获奖者", **changes):
    values = {
        "layout": "award-landscape@1",
        "heading": ("澄川市科学技术进步奖", "证书"),
        "body": "为表彰在促进科学技术进步工作中作出重要贡献者，特颁发此证书，以资鼓励。",
        "fields": (("项目名称", title), ("奖励等级", "一等奖"), (label, holder)),
        "organ": "澄川市人民政府",
        "date_text": "二〇〇八年十二月二十六日",
        "number": number,
        "holder": holder,
        "approved": True,
    }
    return Certificate(**{**values, **changes})


def honour(name="澄川市华兴机械制造有限公司", number="2008-QP-03-001", **changes):
    values = {
        "layout": "honour-landscape@1",
        "heading": ("荣誉证书",),
        "body": f"{name}：\n在2008年度全市工业企业技术创新能力评价中，你单位成绩突出，被评为"
        "“澄川市技术创新能力五十强企业”。\n特发此证，以资鼓励。",
        "organ": "澄川市人民政府",
        "date_text": "二〇〇八年七月三十一日",
        "number": number,
        "holder": name,
        "approved": True,
    }
    return Certificate(**{**values, **changes})


AWKWARD = [
    award(),
    award(title=LONG_TITLE, holder="尼格买提·热合曼", number="2008-J-2-011-R03"),
    award(title="㛃䶮𬭎稀有元素高温合金（第Ⅱ期）", holder=LONG_UNIT, number="2008-J-3-031-D02", label="获奖单位"),
    award(holder="欧阳𬱖𫖯", number="2008-J-1-002-R07", organ="中共澄川市委员会\n澄川市人民政府"),
    honour(),
    honour(LONG_FIRM, "2008-QP-01-001"),
]
