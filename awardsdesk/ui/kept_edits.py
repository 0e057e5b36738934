"""What was typed and not yet saved, kept in a small file until it is saved or given up: a crash loses a moment's typing."""

import datetime as dt
import hashlib
import json
import logging
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.paths import home
from awardsdesk.ui import trouble
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.label import label

PAUSE = 1000
"""Milliseconds after the last key until what was typed is kept."""

log = logging.getLogger(__name__)


class KeptEdits(QWidget):
    """A line above a form that offers what an earlier session left unsaved; hidden while there is nothing."""

    def __init__(self, form: Form, file: Path, subject: str) -> None:
        super().__init__()
        self._form, self._about = form, _about(file, subject)
        self._path: Path | None = None
        self._stem = Path()
        self._offers: list[tuple[Path, Values, str]] = []
        self._text = label("", "warning", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.addWidget(self._text, 1)
        for text, run in ((_("恢复"), self.restore), (_("丢弃"), self.discard)):
            button = QPushButton(text, autoDefault=False)
            button.setProperty("look", "link")
            button.clicked.connect(run)
            button.clicked.connect(form.setFocus)  # a link that is gone would hand the keys to 取消
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = form.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.keep)
        form.edited.connect(self._edited)
        self.hide()

    def watch(self, record: str) -> None:
        """Turn to the record the form shows now, and offer what was left of it, the latest first."""
        self._pause.stop()
        self._stem = home() / "drafts" / f"{self._about} {record}"
        left = _latest_first(f"{self._stem.name}-*.json")
        self._offers = [(path, *read) for path in left if (read := _read(path))[0]]
        self._path = self._free()
        self._tell()

    def _edited(self, dirty: bool) -> None:
        """Keep what is typed after a while; drop at once what was saved or given up, before another record is shown."""
        if dirty:
            self._pause.start()
            return
        self._pause.stop()
        if self._path:
            _forget(self._path)

    def _free(self) -> Path:
        """Return a file of its own for what is typed now: what is on offer is never written over."""
        names = (self._stem.with_name(f"{self._stem.name}-{place}.json") for place in count())
        return next(path for path in names if not path.exists())

    def _tell(self) -> None:
        when = self._offers[0][2] if self._offers else ""
        self._text.setText(_("有 {when} 未保存的修改。").format(when=when))
        self.setVisible(bool(self._offers))

    def restore(self) -> None:
        """Put what was left into the form, as edits that are still to be saved; what it replaces is offered in turn."""
        if not self._offers:
            return
        if self._form.locked:
            trouble.tell(UserError(_("此记录现在只能查看，上次填的不能恢复，仍留着；不再需要的请点“丢弃”。")), self)
            return
        typed = self._path if self._form.dirty() else None
        if typed and not self.keep():
            sentence = _("磁盘写不进去，没有恢复：现在填的和上次留下的都没有动。请先保存现在填的，或检查磁盘后再恢复。")
            trouble.tell(UserError(sentence), self)
            return
        path, values, _when = self._offers.pop(0)
        if typed:
            self._offers.append((typed, *_read(typed)))
            self._path = self._free()
        self._form.take_up(values)
        if self.keep():
            _forget(path)
        self._tell()

    def discard(self) -> None:
        """Give up what was left."""
        if self._offers:
            _forget(self._offers.pop(0)[0])
        self._tell()

    def keep(self) -> bool:
        """Keep what is typed; what was saved or given up is kept no longer. False when the disk does not take it."""
        self._pause.stop()
        if self._path is None:
            return False
        try:
            if self._form.dirty():
                _write(self._path, self._form.edits())
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            log.info("edits are not kept: %s", error)
            return False
        return True


def left_of(file: Path, subject: str) -> list[str]:
    """Return the records of which an earlier session left something unsaved, the latest first."""
    found = _latest_first(f"{_about(file, subject)} *.json")
    return list(dict.fromkeys(path.stem.partition(" ")[2].rpartition("-")[0] for path in found if _read(path)[0]))


def _about(file: Path, subject: str) -> str:
    return hashlib.sha256(f"{file.resolve()}|{subject}".encode()).hexdigest()[:24]


def _latest_first(pattern: str) -> list[Path]:
    return sorted((home() / "drafts").glob(pattern), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.info("edits are still kept: %s", error)


def _write(path: Path, values: Values) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(values, default=_plain), "ascii")
    part.replace(path)


def _read(path: Path) -> tuple[Values, str]:
    """Return what was kept and when; nothing for a file that cannot be read."""
    try:
        values = json.loads(path.read_text("utf-8"), object_hook=_typed)
        when = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, ValueError):
        return {}, ""
    return (values if isinstance(values, dict) else {}), f"{when:%Y-%m-%d %H:%M}"


def _plain(value: Any) -> dict[str, str]:
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    raise TypeError(value)


def _typed(read: dict[str, Any]) -> Any:
    match read:
        case {"day": str(day), **rest} if not rest:
            return dt.date.fromisoformat(day)
        case {"number": str(number), **rest} if not rest:
            return Decimal(number)
        case _:
            return read
