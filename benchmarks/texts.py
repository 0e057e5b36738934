"""What the certificates of the benchmark say. Knows nothing of awardsdesk, so that no engine pays for another's imports."""

from dataclasses import asdict, dataclass
from typing import Any

HEADING = ("澄川市科学技术进步奖", "证书")
BODY = "为表彰在促进科学技术进步工作中作出重要贡献者，特颁发此证书，以资鼓励。"
ORGAN = "澄川市人民政府"
DATE = "二〇〇八年十二月二十六日"
LABELS = ("项目名称", "奖励等级", "获奖者", "证书号")

_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗欧尼㛃䶮"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英堃犇翀赟𬭎𬱖"
_TOPICS = "大型矿山井下复杂环境多参数智能监测预警联动高速重载齿轮箱关键制造小麦抗旱节水品种选育稀土永磁材料"


@dataclass(frozen=True)
class Record:
    """What differs from certificate to certificate."""

    title: str
    tier: str
    holder: str
    number: str

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def records(count: int) -> list[Record]:
    """Return the records of a batch, the same each time; nine persons share a project."""
    made = []
    for place in range(count):
        project, person = divmod(place, 9)
        start = project * 7 % 24
        length = 10 + project * 11 % 40
        title = ((_TOPICS * 2)[start : start + length]) + "技术研究与应用"
        holder = _FAMILY[place % 24] + _GIVEN[place % 29] + _GIVEN[place * 5 % 27] * (place % 4 > 0)
        made.append(
            Record(
                title, ("一等奖", "二等奖", "三等奖")[project % 3], holder, f"2008-J-2-{project:03}-R{person + 1:02}"
            )
        )
    return made
