"""Uploads: judged by their content, kept under random names, gone again when the deed fails."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.actions.shared.photos import Unreadable, drawn
from portal.actions.shared.scanning import ScannerAway, harmful
from portal.ground import private, settings
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.shared.pixels import MOST as MOST_PIXELS
from portal.rules.shared.pixels import pixels
from portal.rules.shared.uploads import Upload, safe_name, sniff, upload_problem

PROBLEMS = {
    "too_many": _l("At most ten files at a time, please."),
    "too_large": _l("A file may have up to 20 MB."),
    "together": _l("All files together may have up to 50 MB."),
    "empty": _l("This file is empty."),
}


@dataclass
class Kept:
    """A file that was judged and written."""

    name: str
    content_type: str
    size: int
    storage_name: str


@contextmanager
def kept(uploads: Iterable[Upload]) -> Iterator[list[Kept]]:
    """Judge and write the files; when what follows fails, remove them. Raises Invalid (field `attachments`)."""
    uploads = list(uploads)
    problem = upload_problem([len(upload.data) for upload in uploads]) if uploads else None
    if problem:
        raise Invalid(PROBLEMS[problem], field="attachments")
    written: list[Kept] = []
    try:
        for upload in uploads:
            written.append(_write(upload))
        yield written
    except BaseException:
        for file in written:
            path_of(file.storage_name).unlink(missing_ok=True)
        raise


def _write(upload: Upload) -> Kept:
    found = sniff(upload.data, upload.name)
    if found is None:
        raise _not_taken(
            _l(
                "%(name)s is not a kind of file we can take. Photos, PDF, Word, Excel and plain text are fine.",
                name=safe_name(upload.name),
            )
        )
    if pixels(upload.data) > MOST_PIXELS:
        raise _not_taken(
            _l("%(name)s has too many pixels. Please send a smaller picture.", name=safe_name(upload.name))
        )
    _scan(upload)
    content_type, extension = found
    data = upload.data
    try:
        if picture := drawn(data, content_type):
            data, content_type, extension = picture.data, picture.content_type, picture.extension
    except Unreadable:
        words = _l("%(name)s cannot be read: it may be damaged. Please take it anew.", name=safe_name(upload.name))
        raise _not_taken(words) from None
    name = f"{uuid.uuid4().hex}.{extension}"
    private.write(path_of(name), data)
    return Kept(safe_name(upload.name, extension), content_type, len(data), name)


def _scan(upload: Upload) -> None:
    try:
        found = harmful(upload.data)
    except ScannerAway:
        words = _l("Files cannot be checked at the moment. Please send your text without them, or try again later.")
        raise _not_taken(words) from None
    if found:
        raise _not_taken(_l("%(name)s was found to be harmful and is not taken.", name=safe_name(upload.name)))


def _not_taken(words: Any) -> Invalid:
    return Invalid(words, field="attachments")


def path_of(storage_name: str) -> Path:
    """Where a kept file lies: the one storage function."""
    return settings.current().uploads / storage_name[:2] / storage_name
