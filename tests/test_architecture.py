"""The house plan, as far as a machine can hold it."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FREE_FOLDERS = {"journeys", "faults"}  # tests of the whole, which mirror no single file
WHOLE_ROOMS = {  # several files of a room together
    "tests/documents/test_benchmark.py",
    "tests/documents/test_tables.py",
    "tests/exchange/test_faults.py",
    "tests/exchange/test_hostile.py",
    "tests/exchange/test_sample.py",
    "tests/operations/test_redo.py",
    "tests/rules/test_sample_year.py",
    "tests/ui/pages/test_registration.py",
}
REGISTRY_HOSTS = ["pypi." + "org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb." + "debian.org"]


def tracked_text() -> list[tuple[str, str]]:
    """Return (name, text) of every tracked file that is text."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    binary = {".ttf", ".png", ".ico", ".xlsx", ".xls", ".pdf", ".docx", ".awards", ".qm"}
    paths = [name for name in names.split("\0") if name and Path(name).suffix not in binary and (ROOT / name).is_file()]
    return [(name, (ROOT / name).read_text("utf-8", errors="replace")) for name in paths]


def test_imports_point_down():
    """In a process of its own: import-linter sets up logging in a way that silences every logger there is."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_test_file_mirrors_a_source_file():
    tests = ROOT / "tests"
    strays = {
        path.relative_to(ROOT).as_posix()
        for path in tests.glob("*/**/test_*.py")
        if path.relative_to(tests).parts[0] not in FREE_FOLDERS
        and not (ROOT / "awardsdesk" / path.relative_to(tests).parent / path.name.removeprefix("test_")).exists()
    }
    assert strays - WHOLE_ROOMS == set()


def test_no_file_names_a_package_registry():
    named = [f"{name}: {host}" for name, text in tracked_text() for host in REGISTRY_HOSTS if host in text]
    assert named == []


def test_only_one_file_lays_out_paragraphs():
    """Reportlab's Paragraph reads its text as markup: user text must go through the one file that escapes it."""
    files = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "awardsdesk").rglob("*.py")
        if re.search(r"\bParagraph\(", path.read_text("utf-8"))
    ]
    assert len(files) <= 1
    assert all(name.startswith("awardsdesk/documents/") for name in files)
