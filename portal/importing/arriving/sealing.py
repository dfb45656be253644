"""Files that wait to be imported lie encrypted: what is read of them is plain as long as it is being read (R7).

A sealed file is a line for each piece, `<key id>:<token>`, under a key that is outside of the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from portal.ground import private, settings
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CannotImport

ENDING = ".sealed"
PIECE = 1 << 20


class Sealing:
    """Writes the pieces of a file sealed under `path`, with its ending."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + ENDING)

    def __enter__(self) -> Sealing:
        private.touch(self.path)
        self.file: BinaryIO = open(self.path, "wb")
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def write(self, piece: bytes) -> None:
        self.file.write(settings.keys().encrypt_file(piece) + b"\n")


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """The sealed files of a folder beside themselves in plain; afterwards what is plain is gone, or sealed where it was
    made meanwhile (the sheets of a workbook). Raises CannotImport where their key has been taken away.
    """
    try:
        _unseal(folder)
        yield
        _seal(folder)
    finally:
        _clear(folder)


def _unseal(folder: Path) -> None:
    for sealed in sorted(folder.rglob(f"*{ENDING}")):
        plain = sealed.with_name(sealed.name.removesuffix(ENDING))
        private.touch(plain)
        try:
            with open(sealed, "rb") as source, open(plain, "wb") as target:
                for line in source:
                    target.write(settings.keys().decrypt_file(line.rstrip(b"\n")))
        except ValueError:
            raise CannotImport(_l("the key of this file has been taken away; please upload it again")) from None


def _seal(folder: Path) -> None:
    for path in _plain(folder):
        if not path.with_name(path.name + ENDING).exists():
            with open(path, "rb") as source, Sealing(path) as target:
                while piece := source.read(PIECE):
                    target.write(piece)


def _clear(folder: Path) -> None:
    for path in _plain(folder):
        path.unlink(missing_ok=True)


def _plain(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ENDING]
