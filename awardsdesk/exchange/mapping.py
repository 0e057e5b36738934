"""A sender's own headings: which of our fields they stand for, and what a clerk must know before saying so."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from awardsdesk.errors import UserError
from awardsdesk.exchange.cells import as_text
from awardsdesk.exchange.columns import Column, Setting
from awardsdesk.exchange.headers import Header, candidates, heading, part
from awardsdesk.exchange.layouts import LAYOUTS, NO_HEADER, Kind, Layout, layout_of
from awardsdesk.exchange.sheetxml import column_letters
from awardsdesk.exchange.workbook import Table
from awardsdesk.i18n import _
from awardsdesk.operations.drafts import ScoreSheetDraft
from awardsdesk.operations.sender_columns import SenderColumns, Senders

MAPPED = tuple(layout for layout in LAYOUTS if not layout.by_rules and layout.draft is not ScoreSheetDraft)
"""The kinds whose columns are known without a round's rules."""
SAMPLES = 2
LIKELY = 0.75
ALIKE, ENDING, CLOSE = 0.95, 0.8, 0.9
"""How much another name of a field counts, an ending, and a likeness by characters."""
TOLD = 6
FIRST_ONLY = re.compile("^(第一|首位|首席|牵头|主持)")
LISTS = {"units": _("其余完成单位"), "completers": _("其余完成人")}
"""Fields that hold several in their legal order, and what a column of the first only would lose."""
NEVER_GUESSED = frozenset({"registration_no"})
OTHER_WORDS = {
    "title": "标题|名称|题目|成果标题|项目名称|课题名称|科技成果名称",
    "klass": "类别|类型|成果类型|成果分类",
    "level": "水平|技术水平",
    "units": "承担单位|研制单位|全部完成单位|主要完成单位|完成单位名称",
    "completers": "完成人员|主要完成人|主要完成人员|研究人员|课题组成员|全部完成人",
    "contact": "联系人姓名|经办人",
    "phone": "电话号码|手机|手机号|手机号码|联系方式",
    "evaluation_method": "鉴定方式|鉴定形式",
    "evaluator": "鉴定单位|组织鉴定单位",
    "evaluated_on": "鉴定日期|鉴定时间|评价时间",
    "registered_on": "登记时间",
    "keywords": "主题词",
    "abstract": "摘要|内容简介|成果摘要|内容摘要",
    "started": "起始时间|开始时间|开始年月",
    "ended": "结束时间|终止时间|完成时间|结束年月",
    "source": "来源|项目来源",
    "secrecy": "保密级别",
    "nominator": "推荐部门|提名部门",
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet as a clerk sees it; one whose heading is repeated cannot be told from its double."""

    heading: str
    letters: str
    samples: tuple[str, ...]
    repeated: bool = False


def may_map(kind: Kind) -> bool:
    """Tell whether a clerk may say what the headings of a kind of sheet stand for."""
    return layout_of(kind) in MAPPED


def fields_of(layout: Layout) -> dict[str, Column]:
    """Return the columns a sender's headings may stand for, by field."""
    return {column.name: column for column in layout.columns(Setting(None, NO_HEADER))}


def renamed(header: Header, columns: SenderColumns) -> Header:
    """Return the header as if its columns bore our headings."""
    fields = fields_of(layout_of(columns.kind))
    names = {
        word: fields[name].headings[0] if name else ""
        for word, name in columns.headings.items()
        if not name or name in fields
    }
    return header.renamed(names)


def headers_of(table: Table, known: Iterable[SenderColumns]) -> Iterator[tuple[SenderColumns, Header]]:
    """Find for each sender the header in which each of its headings stands once."""
    counted = [(header, Counter(label.full for label in header.labels)) for header in candidates(table)]
    headers = [(header, {word for word, count in counts.items() if count == 1}) for header, counts in counted]
    for columns in known:
        words = {word for word, name in columns.headings.items() if name}
        if found := next((header for header, single in headers if words <= single), None):
            yield columns, found


def by_sender(table: Table, senders: Senders, name: str) -> tuple[SenderColumns, Header] | None:
    """Find whose headings a sheet bears; of two who mean different things by them, the one whom the file names."""
    chosen = senders.chosen.get(table.sheet)
    known = senders.known if chosen is None else (chosen,)
    found = list(headers_of(table, known))
    above = "".join(
        as_text(value) for _columns, header in found for row in table.rows[: header.top - 1] for value in row.values
    )
    named = [each for each in found if each[0].sender in name or each[0].sender in above]
    if chosen is None and not senders.named:
        found = named or [each for each in found if differing(each[0])]
    if not found:
        return None
    most = max(len(columns.headings) for columns, _header in found)
    best = [each for each in found if len(each[0].headings) == most]
    if any((each.kind, each.headings) != (best[0][0].kind, best[0][0].headings) for each, _header in best):
        sentence = _("表“{sheet}”的表头，{senders}都用过而列对应不同，没有读入任何内容。请指明寄送单位。")
        quoted = "、".join(f"“{columns.sender}”" for columns, _header in best)
        raise UnclearSender(sentence.format(sheet=table.sheet, senders=quoted))
    return best[0]


class UnclearSender(UserError):
    """Two senders use the same headings for different things."""


def differing(columns: SenderColumns) -> dict[str, str]:
    """Return the headings that are not ours, each with our heading."""
    fields = fields_of(layout_of(columns.kind))
    return {
        word: fields[name].headings[0]
        for word, name in columns.headings.items()
        if name in fields and word not in fields[name].headings
    }


def told(columns: SenderColumns) -> str:
    """Say what a sender's headings stand for, those that are not ours."""
    pairs = [f"{word}→{name}" for word, name in differing(columns).items()]
    more = _("等 {count} 列").format(count=len(pairs)) if len(pairs) > TOLD else ""
    return "、".join(pairs[:TOLD]) + more or _("不导入的列除外，列名相同")


def described(columns: SenderColumns) -> str:
    """Say in one line how a sheet was read."""
    if not columns.sender:
        return _("按指定的列对应读取：{pairs}").format(pairs=told(columns))
    return _("按“{sender}”的列对应读取：{pairs}").format(sender=columns.sender, pairs=told(columns))


SENDER = re.compile(r"(?:填报|报送|寄送|推荐|申报)单位[：:]\s*([^\s：:，,（(]{2,40})")
OFFICE = re.compile("[\u4e00-\u9fff]{2,}?(?:委员会|研究院|研究所|大学|学院|医院|公司|中心|局|厅|[区县市州]科技局)")
BEFORE = re.compile("^(?:年度?|关于|报送|来自)+")


def likely_sender(known: Sequence[str], name: str, table: Table, top: int) -> str:
    """Guess who sent a sheet: who is known and named in its file's name or titles, or who is written there as sender."""
    above = [as_text(value) for row in table.rows[: top - 1] for value in row.values if value is not None]
    written = [found[1] for text in above if (found := SENDER.search(text))]
    words = [BEFORE.sub("", found[0]) for text in (Path(name).stem, *above) if (found := OFFICE.search(text))]
    titles = "\n".join((name, *above))
    named = [sender for sender in known if sender and sender in titles]
    return next(iter(written), "") or max((*named, *words), key=len, default="")


def losses(headings: Mapping[str, str]) -> dict[str, str]:
    """Say of each heading that names only the first of several what would be lost."""
    sentence = _("“{heading}”里只有第一个，{others}没有读入，会丢失。")
    return {
        word: sentence.format(heading=word, others=LISTS[name])
        for word, name in headings.items()
        if name in LISTS and FIRST_ONLY.match(word)
    }


def unit_of(column: Column) -> str:
    """Return the unit of money that a column's bare numbers are read in; empty for all else."""
    return str(getattr(column.take, "keywords", {}).get("unit", ""))


def without_unit(sheet: SenderColumns, header: Header, columns: Sequence[Column]) -> dict[str, str]:
    """Say of each heading of a sender that names no unit of money in which one it was read."""
    units = {column.name: unit_of(column) for column in columns}
    bare = {label.full for label in header.labels if not label.unit} & differing(sheet).keys()
    sentence = _("“{heading}”没有写单位，按{unit}读入，请核对。")
    return {
        word: sentence.format(heading=word, unit=units[name])
        for word, name in sheet.headings.items()
        if word in bare and units.get(name)
    }


def missing(layout: Layout, headings: Mapping[str, str]) -> list[str]:
    """Return the needed fields that no column stands for, by our headings."""
    given = set(headings.values())
    return [column.headings[0] for name, column in fields_of(layout).items() if column.needed and name not in given]


def require_sound(layout: Layout, headings: Mapping[str, str]) -> None:
    """Raise UserError when two columns stand for one field, or a needed field is left out."""
    fields = fields_of(layout)
    for name, count in Counter(filter(None, headings.values())).items():
        if count > 1:
            words = "、".join(f"“{word}”" for word, field in headings.items() if field == name)
            sentence = _("{words}都对应“{field}”；一栏只能有一列。没有改动任何内容。")
            raise UserError(sentence.format(words=words, field=fields[name].headings[0]))
    if lacking := missing(layout, headings):
        sentence = _("还缺少必需的栏目：{missing}。没有改动任何内容。")
        raise UserError(sentence.format(missing="、".join(lacking)))


def columns_of(table: Table, header: Header) -> list[SheetColumn]:
    """Return a sheet's columns that have a heading, with their first values."""
    counts = Counter(label.full for label in header.labels)
    found: dict[str, SheetColumn] = {}
    for place, label in enumerate(header.labels):
        if label.full and label.full not in found:
            cells = (row.values[place] for row in table.rows[header.bottom :] if place < len(row.values))
            texts = [text for value in cells if (text := as_text(value).strip())]
            found[label.full] = SheetColumn(
                label.full, column_letters(place + 1), tuple(texts[:SAMPLES]), counts[label.full] > 1
            )
    return list(found.values())


def likely_header(table: Table) -> tuple[Layout, Header] | None:
    """Guess kind and header of a sheet whose headings we do not know."""
    best, found = (0.0, 0.0), None
    for header in candidates(table):
        words = list(dict.fromkeys(label.full for label in header.labels if label.full))
        for layout in MAPPED:
            fields = fields_of(layout)
            guessed = suggest(layout, words)
            needed = sum(fields[name].needed for name in guessed.values() if name)
            score = needed + sum(map(bool, guessed.values())), len(words) / 100 - (header.bottom - header.top)
            if len(words) > 1 and score > best:
                best, found = score, (layout, header)
    return found


def has_headings(table: Table) -> bool:
    """Tell whether the first row seems to name fields of a registration, not to hold them."""
    header = next(iter(candidates(table)))
    guessed = suggest(layout_of(Kind.ACHIEVEMENTS), [label.full for label in header.labels if label.full])
    return sum(map(bool, guessed.values())) > 1


def suggest(layout: Layout, words: Sequence[str]) -> dict[str, str]:
    """Guess what headings stand for, ours first, then the likeliest; what could lose or forge something is not guessed."""
    fields = fields_of(layout)
    guessed = dict.fromkeys(words, "")
    free = dict(fields)
    for name, column in fields.items():
        if own := next((word for word in column.headings if word in guessed and not guessed[word]), ""):
            guessed[own] = name
            del free[name]
    scores = sorted(
        (
            (_likeness(word, name, column), -place, word, name)
            for place, word in enumerate(words)
            if not guessed[word]
            for name, column in free.items()
            if name not in NEVER_GUESSED and not (name in LISTS and FIRST_ONLY.match(word))
        ),
        reverse=True,
    )
    for score, _place, word, name in scores:
        if score >= LIKELY and not guessed[word] and name in free:
            guessed[word] = name
            del free[name]
    return guessed


def _likeness(word: str, name: str, column: Column) -> float:
    if word in OTHER_WORDS.get(name, "").split("|"):
        return ALIKE
    if any(len(own) > 1 and word.endswith(own) for own in column.headings):
        return ENDING
    letters = set(word)
    return CLOSE * max(
        2 * len(letters & set(own)) / (len(letters) + len(set(own))) if letters else 0 for own in column.headings
    )


def completed(layout: Layout, header: Header, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return what every heading of a sheet stands for: as chosen, else what it is called; never guessed."""
    fields = fields_of(layout)
    counts = Counter(label.full for label in header.labels)
    taken = set(chosen.values())
    own = {word: name for name, column in fields.items() if name not in taken for word in reversed(column.headings)}
    headings: dict[str, str] = {}
    for word in counts:
        if word and counts[word] == 1:
            name = chosen[word] if word in chosen else own.get(word, "")
            headings[word] = name if word in chosen or name not in headings.values() else ""
    return headings


def chosen_columns(tables: Sequence[Table], pairs: Sequence[tuple[str, str]], sender: str) -> SenderColumns:
    """Make a sender's columns of pairs of a heading and our name for it, as a command is given them."""
    wanted = {part(heading(word))[0]: part(heading(name))[0] for word, name in pairs}
    offers = []
    for layout in MAPPED:
        names = {word: name for name, column in fields_of(layout).items() for word in column.headings}
        if all(name in names for name in wanted.values()):
            offers.append((layout, {word: names[name] for word, name in wanted.items()}))
    if not offers:
        _tell_unknown(list(wanted.values()))
    best: tuple[int, int] = (-1, 0)
    found: SenderColumns | None = None
    for table in tables:
        for header in candidates(table):
            words = {label.full for label in header.labels}
            if not words >= wanted.keys():
                continue
            for layout, chosen in offers:
                headings = completed(layout, header, chosen)
                score = -len(missing(layout, headings)), sum(map(bool, headings.values()))
                if found is None or score > best:
                    best, found = score, SenderColumns(sender, layout.kind, headings)
    if found is None:
        sentence = _("工作簿里没有同时写着这些列名的表头：{words}。没有读入任何内容。")
        raise UserError(sentence.format(words="、".join(wanted)))
    require_sound(layout_of(found.kind), found.headings)
    return found


def _tell_unknown(names: Sequence[str]) -> None:
    known = {word for layout in MAPPED for column in fields_of(layout).values() for word in column.headings}
    listed = [column.headings[0] for column in fields_of(layout_of(Kind.ACHIEVEMENTS)).values()]
    unknown = [name for name in names if name not in known]
    if unknown:
        sentence = _("没有“{name}”这个栏目。成果登记的栏目有：{fields}。")
    else:
        sentence = _("{name}不是同一种表的栏目。成果登记的栏目有：{fields}。")
    raise UserError(sentence.format(name="、".join(unknown or names), fields="、".join(listed)))
