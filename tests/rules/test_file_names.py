"""Names for files that every system takes."""

import pytest

from awardsdesk.rules.file_names import kept_name, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("证明.pdf", "证明.pdf"),
        ("证明.PDF", "证明.pdf"),
        ("../../a", "a.pdf"),
        ('a/b:c?"<>|*', "abc.pdf"),
        ("NUL.pdf", "_NUL.pdf"),
        ("com1.tar.pdf", "_com1.tar.pdf"),
        ("LPT²", "_LPT².pdf"),
        ("console", "console.pdf"),
        (" a. ", "a.pdf"),
        ("a\x00b\u2066c", "abc.pdf"),
        ("", "附件.pdf"),
        ("?.pdf", "附件.pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, (".pdf",), "附件") == safe


def test_lengths_are_bounded_in_characters_and_bytes() -> None:
    assert len(safe_name("a" * 300, (".pdf",), "x")) == 79
    assert len(safe_name("𠮷" * 300, (".pdf",), "x").encode()) <= 200


def test_a_long_name_is_kept_with_its_ending() -> None:
    assert kept_name("a" * 300 + ".pdf") == "a" * 180 + "…" + "a" * 15 + ".pdf"
    assert kept_name("e\u0301.pdf") == "é.pdf"
    assert kept_name("bad\udcff.pdf") == "bad.pdf"
