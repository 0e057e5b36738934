"""What the window remembers between starts: one small JSON file of this user, none of the office's data."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from awardsdesk.paths import home

RECENT = 8


class Preferences:
    """Values by name; a damaged or unwritable file is as good as none."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or home() / "window.json"
        self._values: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            read = json.loads(self._path.read_text("utf-8"))
            self._values = read if isinstance(read, dict) else {}

    def get(self, name: str, default: Any = None) -> Any:
        """Return what was kept under `name`."""
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Keep a value; the file is replaced whole, so that a crash leaves the old one."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        with contextlib.suppress(OSError):
            part.write_text(json.dumps(self._values, indent=1), "ascii")
            part.replace(self._path)

    def recent(self) -> list[Path]:
        """Return the files opened last, newest first."""
        return [Path(text) for text in self.get("recent", []) if isinstance(text, str)]

    def add_recent(self, path: Path) -> None:
        """Put a file first among those opened last."""
        others = [other for other in self.recent() if other != path]
        self.set("recent", [str(each) for each in (path, *others)][:RECENT])
