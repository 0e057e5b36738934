"""Files that want harm, or are not what their name says: one clear sentence each, quickly and without much memory."""

import io
import os
import random
import time
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest

from awardsdesk.errors import UserError
from awardsdesk.exchange.reading import read
from awardsdesk.exchange.workbook import Damage, Damaged, read_tables
from awardsdesk.progress import Cancelled, Progress
from tests.exchange.sheets import SAMPLE, package, text_cell, worksheet, write

X = f'<row r="1">{text_cell("A1", "x")}</row>'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(9))
    + "]>"
)
LAUGHING = worksheet(f'<row r="1">{text_cell("A1", "&j;")}</row>', doctype=LAUGHS)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NOT_A_WORKBOOK = "不是 Excel 工作簿；没有读入任何内容。请用 Excel 或 WPS 打开它，另存为 .xlsx 再导入。"


def word() -> bytes:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(600)


DISGUISED = {
    "word": (word(), "其实是 Word 文档，" + NOT_A_WORKBOOK),
    "empty": (b"", "是空文件，" + NOT_A_WORKBOOK),
    "zeros": (bytes(500), "是空文件，" + NOT_A_WORKBOOK),
    "pdf": (b"%PDF-1.7\n", "是 PDF 文件，" + NOT_A_WORKBOOK),
    "html": ("<html><table><tr><td>企业名称".encode("gb18030"), "其实是网页（HTML），" + NOT_A_WORKBOOK),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "其实是 XML 文件，" + NOT_A_WORKBOOK),
    "csv in gb18030": ("企业名称,代码\r\n甲,1\r\n".encode("gb18030"), "其实是文本文件（CSV），" + NOT_A_WORKBOOK),
    "csv in utf-8": ("企业名称,代码\r\n甲,1\r\n".encode("utf-8-sig"), "其实是文本文件（CSV），" + NOT_A_WORKBOOK),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(9), "是图片，" + NOT_A_WORKBOOK),
    "noise": (bytes(range(256)), "的内容认不出来，可能已经损坏，" + NOT_A_WORKBOOK),
    "zip": (archive(**{"a.txt": "x"}), "是压缩包（ZIP），" + NOT_A_WORKBOOK),
    "ods": (archive(mimetype="x", **{"content.xml": "<x/>"}), "是 OpenDocument 文件，" + NOT_A_WORKBOOK),
    "xlsb": (archive(**{"xl/workbook.bin": "x"}), "是二进制工作簿（.xlsb），" + NOT_A_WORKBOOK),
    "doc": (stream("WordDocument"), "是旧格式的 Word 文档，" + NOT_A_WORKBOOK),
    "locked": (
        stream("EncryptedPackage"),
        "设有打开密码，没有读入任何内容。请在 Excel 里取消密码，另存后再导入。",
    ),
    "broken xls": (
        stream("Workbook"),
        "读不通（文件可能损坏或设有密码），没有读入任何内容。请用 Excel 打开后另存为 .xlsx。",
    ),
    "truncated": (
        package(worksheet(X))[:-40],
        "已经损坏（可能没有传完整），没有读入任何内容。请向报送单位重新要一份。",
    ),
    "no xml": (
        package("not xml"),
        "已经损坏（内部的 XML 读不通），没有读入任何内容。请用 Excel 打开后另存一份。",
    ),
    "macros": (
        package(worksheet(X), **{"xl/vbaProject.bin": b"x"}),
        "带有宏，为安全起见没有读入任何内容。请另存为不带宏的 .xlsx 再导入。",
    ),
    "billion laughs": (
        package(LAUGHING),
        "含有不允许的 XML 内容（DTD），可能是恶意文件，没有读入任何内容。",
    ),
    "laughs in utf-16": (
        package(LAUGHING.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")),
        "含有不允许的 XML 内容（DTD），可能是恶意文件，没有读入任何内容。",
    ),
    "missing string": (
        package(worksheet('<row r="1"><c r="A1" t="s"><v>5</v></c></row>')),
        "读不通（文件可能损坏或设有密码），没有读入任何内容。请用 Excel 打开后另存为 .xlsx。",
    ),
}


@pytest.mark.parametrize("name", DISGUISED)
def test_a_file_that_is_no_good_workbook_is_told_by_name(name, tmp_path):
    data, sentence = DISGUISED[name]
    path = tmp_path / "报送.xlsx"
    path.write_bytes(data)
    started = time.perf_counter()
    with pytest.raises(UserError) as told:
        read(path)
    assert str(told.value) == "“报送.xlsx”" + sentence
    assert time.perf_counter() - started < 1


def test_a_zip_bomb_costs_neither_time_nor_memory(tmp_path):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(package(worksheet(f'<row r="1">{text_cell("A1", "x" * 237_000_000)}</row>')))
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(UserError) as told:
        read_tables(path)
    took, (_now, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(told.value) == (
        "“bomb.xlsx”解压后大得不正常，可能是恶意文件，没有读入任何内容。请把需要的表复制到新工作簿再导入。"
    )
    assert took < 1
    assert peak < 100 << 20


def test_a_dimension_bomb_is_just_a_small_sheet(tmp_path):
    path = tmp_path / "dim.xlsx"
    path.write_bytes(package(worksheet(X, head='<dimension ref="A1:XFD1048576"/>')))
    started = time.perf_counter()
    (table,) = read_tables(path)
    assert [row.values for row in table.rows] == [("x",)]
    assert time.perf_counter() - started < 1


def test_a_far_cell_does_not_blow_the_sheet_up(tmp_path):
    path = tmp_path / "far.xlsx"
    path.write_bytes(package(worksheet(f'{X}<row r="1048576">{text_cell("XFD1048576", "y")}</row>')))
    with pytest.raises(UserError) as told:
        read_tables(path)
    assert str(told.value) == (
        "表“S”的内容一直到 XFD1048576，超出了可读的范围，没有读入任何内容。请删去表格以外的内容再导入。"
    )


def test_two_hundred_blank_rows_end_a_sheet(tmp_path):
    path = tmp_path / "gap.xlsx"
    path.write_bytes(package(worksheet(f'{X}<row r="1048576">{text_cell("A1048576", "y")}</row>')))
    (table,) = read_tables(path)
    assert ([row.number for row in table.rows], table.cut) == ([1], 201)


def test_too_many_rows_are_refused(tmp_path):
    path = tmp_path / "long.xlsx"
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 200_002))
    path.write_bytes(package(worksheet(rows)))
    with pytest.raises(UserError) as told:
        read_tables(path)
    assert str(told.value) == "表“S”超过 200000 行，没有读入任何内容。请分成几个文件再导入。"


def test_a_monstrous_text_is_damaged_not_cut(tmp_path):
    path = tmp_path / "long.xlsx"
    path.write_bytes(package(worksheet(f'<row r="1">{text_cell("A1", "字" * 1_000_000)}</row>')))
    (table,) = read_tables(path)
    assert table.rows[0].values == (Damaged(Damage.TOO_LONG, "字" * 40 + "…"),)


def test_numbers_that_are_none_are_damaged(tmp_path):
    path = tmp_path / "nan.xlsx"
    path.write_bytes(package(worksheet('<row r="1"><c r="A1"><v>nan</v></c><c r="B1"><v>1e999</v></c></row>')))
    (table,) = read_tables(path)
    assert table.rows[0].values == (Damaged(Damage.LOST_DIGITS, "nan"), Damaged(Damage.LOST_DIGITS, "inf"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_what_might_never_end_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "管.xlsx")
    (tmp_path / "零.xlsx").symlink_to("/dev/zero")
    for name in ("管.xlsx", "零.xlsx"):
        with pytest.raises(UserError) as told:
            read(tmp_path / name)
        sentence = f"“{name}”是管道或设备，不是工作簿；没有读入任何内容。请选择一个 .xlsx 文件。"
        assert str(told.value) == sentence


def test_a_folder_and_a_missing_file_are_told(tmp_path):
    folder = tmp_path / "夹.xlsx"
    folder.mkdir()
    with pytest.raises(UserError) as told:
        read(folder)
    assert str(told.value) == "“夹.xlsx”是文件夹，不是工作簿；没有读入任何内容。请选择一个 .xlsx 文件。"
    with pytest.raises(UserError) as told:
        read(tmp_path / "无.xlsx")
    assert str(told.value) == ("找不到“无.xlsx”，没有读入任何内容。请确认文件还在。")


def test_a_workbook_without_any_known_sheet_is_told(tmp_path):
    path = write(tmp_path / "通讯录.xlsx", ("通讯录", [("姓名", "电话"), ("张三", "1")]))
    with pytest.raises(UserError) as told:
        read(path)
    assert str(told.value) == "“通讯录.xlsx”里没有认得出的表，没有读入任何内容。请核对表头，或下载模板填写。"


def test_reading_can_be_cancelled():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read(SAMPLE / "成果登记.xlsx", progress=progress)


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_file_gives_a_reading_or_a_sentence(seed, tmp_path):
    chance = random.Random(seed)
    data = bytearray((Path(__file__).parent / "messy" / "奖励提名.xlsx").read_bytes())
    for _flip in range(chance.randrange(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / "flipped.xlsx"
    path.write_bytes(data[: chance.randrange(len(data))] if seed % 3 == 0 else data)
    try:
        reading = read(path)
    except UserError:
        return
    assert reading.rows


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_sheet_gives_a_reading_or_a_sentence(seed, tmp_path):
    chance = random.Random(seed)
    with zipfile.ZipFile(Path(__file__).parent / "messy" / "奖励提名.xlsx") as messy:
        members = {name: bytearray(messy.read(name)) for name in messy.namelist()}
    xml = members["xl/worksheets/sheet1.xml"]
    for _flip in range(chance.randrange(1, 6)):
        xml[chance.randrange(len(xml))] = chance.choice(b'<>/"0A9 &;=')
    path = tmp_path / "flipped.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, bytes(content))
    try:
        reading = read(path)
    except UserError:
        return
    assert reading.sheets
