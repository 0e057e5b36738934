"""Files named by their content: written whole or not at all, for reading only, the same content once."""

import hashlib
import os
import sys
import uuid
from contextlib import suppress
from pathlib import Path
from typing import IO

from awardsdesk.progress import Progress

CHUNK = 1 << 20


class Altered(Exception):
    """A file does not hold what its name says."""


def path_of(folder: Path, digest: str) -> Path:
    """Return where the content with this SHA-256 lies in a folder."""
    return folder / digest[:2] / digest


def digest_of(path: Path, progress: Progress | None = None) -> str:
    """Return the SHA-256 of a file's bytes."""
    told = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            told.update(block)
            if progress:
                progress.check()
    return told.hexdigest()


def holds(path: Path, digest: str, progress: Progress | None = None) -> bool:
    """Tell whether a file is there and holds this content."""
    try:
        return digest_of(path, progress) == digest
    except FileNotFoundError:
        return False


def new_part(folder: Path) -> Path:
    """Return a name for a file that is being written; such a file counts as nothing."""
    return folder / f"{uuid.uuid4().hex}.part"


def pour(source: Path, part: Path, progress: Progress | None = None) -> str:
    """Copy a file's bytes to a new file that then lies on the disk; return their SHA-256."""
    with source.open("rb") as reading:
        return pour_from(reading, part, progress)


def pour_from(reading: IO[bytes], part: Path, progress: Progress | None = None) -> str:
    """Copy what is read to a new file that then lies on the disk; return its SHA-256."""
    told = hashlib.sha256()
    with part.open("xb") as writing:
        while block := reading.read(CHUNK):
            if progress:
                progress.check()
            told.update(block)
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    return told.hexdigest()


def settle(part: Path, target: Path) -> None:
    """Give a finished file its name; what bore it before goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part.chmod(0o444)
    with suppress(FileNotFoundError):
        target.chmod(0o644)  # Windows replaces nothing that is for reading only
    part.replace(target)
    if sys.platform != "win32":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # a name is on the disk only with its folder
        finally:
            os.close(folder)


def copy(source: Path, folder: Path, digest: str, progress: Progress | None = None) -> Path:
    """Copy a file into a folder of content; raises Altered, and copies nothing, when it holds something else."""
    target = path_of(folder, digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = new_part(target.parent)
    try:
        if pour(source, part, progress) != digest:
            raise Altered(source.name)
        settle(part, target)
    finally:
        part.unlink(missing_ok=True)
    return target
