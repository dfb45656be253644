"""What an upload is, by its content, and the name it is kept under.

Content decides: JPEG, PNG, WebP, HEIC, GIF, PDF, Word and Excel (the open formats, without macros) and plain UTF-8
text. A file whose
name says another accepted kind is taken and renamed (a PNG that a phone called .jpg); a name that says something
active (.html, .svg,
.exe …) and content that is anything else are refused, whatever the name or the browser says.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

import filetype

from portal.rules.shared.texts import clean_text

MEGABYTE = 1024 * 1024
MAX_FILES = 10
MAX_BYTES = 20 * MEGABYTE
MAX_TOGETHER = 50 * MEGABYTE
"""How many files one form takes, how large each may be, and all of them: wherever files are sent."""
LONGEST_NAME = 120
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})  # what every browser previews

_ACCEPTED = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "gif": "image/gif",
    "pdf": "application/pdf",
}
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_TEXT = {"": "txt", "txt": "txt", "text": "txt", "log": "txt", "md": "txt", "csv": "csv"}
_TEXT_TYPES = {"txt": "text/plain", "csv": "text/csv"}
_ACTIVE_WORDS = """
html htm xhtml shtml mht mhtml svg svgz xml xsl xslt js mjs cjs ts vbs vbe wsf wsh hta php phtml asp aspx jsp py pl
rb sh bash ps1 psm1 bat cmd com exe dll msi scr cpl jar apk ipa app dmg lnk url reg swf docm xlsm dotm xltm pptm chm
"""
_ACTIVE_NAMES = frozenset(_ACTIVE_WORDS.split())
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|\?|html|head|body|script|svg|iframe|object|embed|form|meta|link|style|img|base)\b"
    rb"|<\?(?:xml|php)|<%|^\s*#!|javascript:",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Upload:
    """A file as it came: the name it was sent under and its bytes."""

    name: str
    data: bytes


def sniff(data: bytes, filename: str) -> tuple[str, str] | None:
    """(content type, extension without dot) of an accepted file, or None when it is refused. See the module for
    what decides.
    """
    named = extension_of(filename)
    if not data or named in _ACTIVE_NAMES:
        return None
    kind = filetype.guess(data)
    if kind is not None and kind.extension in _ACCEPTED:
        return _ACCEPTED[kind.extension], kind.extension
    if data[:4] == b"PK\x03\x04":
        office = _office_kind(data)
        return (_OFFICE[office], office) if office else None
    if kind is None and named in _TEXT and _is_plain_text(data):
        extension = _TEXT[named]
        return _TEXT_TYPES[extension], extension
    return None


def _office_kind(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith(("vbaproject.bin", ".exe")) for name in names):
        return None
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)


def _is_plain_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(unicodedata.category(character) == "Cc" and character not in "\t\n\r\f" for character in set(text)):
        return False
    return not _MARKUP.search(data)


def extension_of(filename: str) -> str:
    """The small-letter extension of a name without its dot, "" when it has none."""
    name = safe_name(filename)
    return name.rpartition(".")[2].lower() if "." in name.lstrip(".") else ""


def safe_name(filename: str, extension: str = "") -> str:
    """A name to show and to download under: no path, no control or direction characters, at most 120 characters,
    never empty.

    With `extension` (from `sniff`) the name ends in it; `jpeg` and such stay where they mean the same.
    """
    name = re.split(r"[\\/]", clean_text(filename or "").replace("\n", " "))[-1]
    name = re.sub(r'[<>:"|?*\t\n]', "_", name).strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if extension and not _same(ending.lower(), extension):
        stem, ending = (stem if ending.lower() in _KNOWN_ENDINGS else name), extension
    ending = ending[:16]
    room = LONGEST_NAME - len(ending) - 1
    return f"{stem[:room].rstrip(' .') or 'file'}.{ending}" if ending else stem[:LONGEST_NAME]


_SAME = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "heif": "heic", "text": "txt", "log": "txt", "md": "txt"}
_KNOWN_ENDINGS = frozenset({*_ACCEPTED, *_OFFICE, *_TEXT, *_SAME, "bmp", "tif", "tiff", "doc", "xls", "zip"})


def _same(ending: str, extension: str) -> bool:
    return _SAME.get(ending, ending) == extension


def upload_problem(sizes: list[int]) -> str | None:
    """Why files of these sizes (bytes) cannot be taken together: `too_many`, `too_large`, `together`, `empty`, or
    None."""
    if len(sizes) > MAX_FILES:
        return "too_many"
    if any(size > MAX_BYTES for size in sizes):
        return "too_large"
    if sum(sizes) > MAX_TOGETHER:
        return "together"
    return "empty" if any(size == 0 for size in sizes) else None
