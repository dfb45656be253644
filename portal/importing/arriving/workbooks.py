"""Workbooks (xlsx, xls) opened with care: what must not be opened is refused first, the rest is unpacked apart."""

from __future__ import annotations

import json
import mmap
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CannotImport

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_UNPACKED = 1 << 30
MOST_RATIO = 120
RATIO_COUNTS_FROM = 20 << 20
MOST_PARTS = 5000
MEGABYTES = 3072
SECONDS = 600


@dataclass(frozen=True)
class Sheet:
    """A sheet as a CSV file of ours (UTF-8, comma); `merged` are lines that merged cells touch, `hidden` ranges of
    lines that a filter hides; by `days` its calendar begins later than usual."""

    name: str
    path: Path
    merged: tuple[int, ...]
    hidden: tuple[tuple[int, int], ...] = ()
    days: int = 0


def is_workbook(path: Path) -> bool:
    """By its first bytes: a zip (xlsx) or an OLE container (xls, or a protected xlsx)."""
    with open(path, "rb") as file:
        head = file.read(8)
    return head == OLE or head[:4] == b"PK\x03\x04"


def refuse_web_page(path: Path) -> None:
    """Systems of banks like to give out a web page, or an XML of old, under the name of a workbook. Raises
    CannotImport."""
    with open(path, "rb") as file:
        head = file.read(4096)
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        raise CannotImport(
            _l("this is a workbook in the XML of Excel 2003: please open it in Excel and save it as xlsx or CSV")
        )
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")) or (
        text.startswith(b"<?xml") and b"<html" in text
    ):
        raise CannotImport(
            _l(
                "this is a web page saved under the name of a workbook: please open it in Excel and save it as xlsx "
                "or CSV"
            )
        )


def unpack(path: Path, folder: Path) -> list[Sheet]:
    """The visible sheets that hold something. Raises CannotImport for what cannot or must not be opened."""
    _guard(path)
    folder.mkdir(parents=True, exist_ok=True)
    program = Path(__file__).with_name("unpacking.py")
    try:
        done = subprocess.run(  # noqa: S603 - our own program on a file of our own naming
            [sys.executable, "-I", str(program), str(path), str(folder), str(MEGABYTES)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotImport(_l("the workbook takes too long to read; please save it as CSV")) from None
    if done.returncode:
        raise CannotImport(_l("the workbook is too large to be read; please save it as CSV or split it"))
    found = json.loads(done.stdout)
    if "error" in found:
        raise _refusal(found["error"])
    return [
        Sheet(
            sheet["name"],
            Path(sheet["path"]),
            tuple(sheet["merged"]),
            tuple((first, last) for first, last in sheet["hidden"]),
            sheet["days"],
        )
        for sheet in found["sheets"]
    ]


def _guard(path: Path) -> None:
    """A workbook that is protected, broken, or would grow beyond measure is not opened at all."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[:8] == OLE:
            if content.find(ENCRYPTED) >= 0:
                raise _refusal("PasswordError")
            return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _refusal("ZipError") from None
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    bomb = unpacked > RATIO_COUNTS_FROM and unpacked > packed * MOST_RATIO
    if bomb or unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise CannotImport(_l("the workbook would grow too large when it is opened, so it was not opened"))
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise _refusal("ZipError")


def _refusal(error: str) -> CannotImport:
    if error == "PasswordError":
        return CannotImport(_l("the workbook is protected by a password; please save it without one"))
    if error == "memory":
        return CannotImport(_l("the workbook is too large to be read; please save it as CSV or split it"))
    return CannotImport(_l("this is no workbook that can be read; please save it as xlsx or CSV"))
