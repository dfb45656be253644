"""Files that only the portal's own user may read, whatever the umask of who started it."""

from __future__ import annotations

import os
from pathlib import Path

FILE, FOLDER = 0o600, 0o700


def folder(path: Path) -> None:
    """A folder of our own, made where it is missing."""
    path.mkdir(parents=True, exist_ok=True, mode=FOLDER)


def touch(path: Path) -> None:
    """An empty file for us to fill; one that stands there with wider rights loses them. Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, FILE))
    if path.stat().st_mode & 0o077:
        path.chmod(FILE)


def write(path: Path, data: bytes) -> None:
    folder(path.parent)
    touch(path)
    path.write_bytes(data)
