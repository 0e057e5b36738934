"""What a fresh machine installs is what we tested: every package of the closure is pinned."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"


def needed(name: str, extras: set[str]) -> set[str]:
    """Return the names of all packages that one package needs here, itself not included."""
    found: set[str] = set()
    waiting = [(name, extras)]
    while waiting:
        parent, wanted = waiting.pop()
        try:
            requirements = [Requirement(line) for line in requires(parent) or []]
        except PackageNotFoundError:  # the extra `bench` is installed on demand
            continue
        for child in requirements:
            applies = child.marker is None or any(child.marker.evaluate({"extra": extra}) for extra in {"", *wanted})
            if applies and canonicalize_name(child.name) not in found:
                found.add(canonicalize_name(child.name))
                waiting.append((child.name, child.extras))
    return found


def test_every_needed_package_is_pinned():
    lines = CONSTRAINTS.read_text("utf-8").splitlines()
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines if re.match(r"[A-Za-z][\w-]*==\d", line)}
    assert needed("awardsdesk", {"dev", "bench"}) - pinned == set()


def test_constraints_name_no_address_and_no_hash():
    assert not re.search(r"://|--|@", CONSTRAINTS.read_text("utf-8"))
