"""Where things live, from source or frozen: resources, and the user's own folder for logs and settings."""

import os
import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """Return the path of a shipped file, e.g. resource("fonts", "HanaMinA.ttf")."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


def home() -> Path:
    """Return the user's folder for settings and logs; AWARDSDESK_HOME overrides it (tests, portable use)."""
    if override := os.environ.get("AWARDSDESK_HOME"):
        folder = Path(override)
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", Path.home())) / "awardsdesk"
    else:
        folder = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "awardsdesk"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def free(path: Path) -> Path:
    """Return a name nobody has: this one, or the first one with a number."""
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_stem(f"{path.stem} ({number})")
        number += 1
    return candidate
