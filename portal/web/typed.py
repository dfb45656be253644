"""What somebody typed: read from a form that could not do its deed, and sealed on its way through a sign-in."""

from __future__ import annotations

import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from portal.forms.shared.base import fields_of
from portal.ground import clock

MOST_CARRIED = 100_000
"""Characters of text that travel sealed: more than any form takes. Of more the rest is left behind."""
LASTS = timedelta(hours=24)
BEGINNING = 1 << 20
"""Bytes of a body that is too large in which its texts are looked for. They stand before the files in our forms;
what stands behind more files than that is not read, and is left to the browser's own way back."""
UNSEEN = {"csrf_token", "carried"}
ACTIVATION = "/activate"
"""Where a code is a secret."""
FIXED = {"submission", "version", "next", "seen", "page"}


@dataclass
class Typed:
    """The fields of a form as they came: names and values, without passwords and tokens; of files their names."""

    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)
    """Name → label of each field for files that brought some."""

    @property
    def shown(self) -> list[tuple[str, Any, str]]:
        """Name, label and value of each field; "" is the label of one that is not for eyes."""
        known = fields_of([*(name for name, _ in self.fields), *self.chosen])
        return [(name, known[name][0] if name in known else "", value) for name, value in self.fields]

    @property
    def texts(self) -> list[str]:
        """What somebody wrote or chose, not what the page wrote for him."""
        return [value for name, value in self.fields if name not in FIXED and len(value.strip()) > 1]

    def sealed(self, account_id: int) -> str:
        """For this person alone, for a day: what `unsealed` reads."""
        left, kept = MOST_CARRIED, []
        for name, value in self.fields:
            kept.append((name, value[:left]))
            left = max(left - len(value), 0)
        said = [account_id, clock.now().isoformat(), self.path, kept, self.files[:50]]
        packed = zlib.compress(json.dumps(["carried", *said], ensure_ascii=False).encode(), 6)
        return str(current_app.config["DATA_KEY"].encrypt(b85encode(packed).decode()))


def unsealed(text: str, account_id: int) -> Typed | None:
    """What this person typed; None for anybody else, after a day, and for what is not our seal."""
    try:
        said = json.loads(zlib.decompress(b85decode(current_app.config["DATA_KEY"].decrypt(text))))
        what, owner, at, path, fields, files = said
        if what != "carried" or owner != account_id or clock.now() - datetime.fromisoformat(at) > LASTS:
            return None
    except (ValueError, TypeError, zlib.error):
        return None
    return Typed(path, [(name, value) for name, value in fields], files)


def typed() -> Typed:
    """What the request at hand brought."""
    if "portal.beginning" in request.environ:
        return beginning()
    try:
        return _of(
            request.form.items(multi=True), [(name, file.filename or "") for name, file in request.files.items(True)]
        )
    except RequestEntityTooLarge:
        return beginning()


def beginning() -> Typed:
    """What stands at the beginning of a body that is too large to be read: its fields up to the first that does not
    end there. Nothing of a body that is not a form."""
    start = request.environ.get("portal.beginning")
    if start is None:
        stream = request.environ["wsgi.input"]
        if getattr(stream, "seekable", bool)():  # it may have been read in part
            stream.seek(0)
        start = stream.read(min(request.content_length or BEGINNING, BEGINNING))
        request.environ["portal.beginning"] = start
    found = _texts_at(start)
    sent: Any = request
    sent.form, sent.files = request.parameter_storage_class(found[0]), ImmutableMultiDict()  # for whoever asks again
    return _of(sent.form.items(multi=True), found[1])


def _texts_at(start: bytes) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(name, text) of the fields and (name, file name) of the files that begin there."""
    kind, options = parse_options_header(request.content_type or "")
    if kind != "multipart/form-data" or not options.get("boundary"):
        return [], []
    decoder = MultipartDecoder(options["boundary"].encode("latin-1"), max_parts=1000)
    decoder.receive_data(start)
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, str]] = []
    part, value = None, b""
    try:
        while not isinstance(event := decoder.next_event(), (NeedData, Epilogue)):
            if isinstance(event, File):
                files.append((event.name, event.filename or ""))
            elif isinstance(event, Field):
                part, value = event.name, b""
            elif isinstance(event, Data) and part is not None:
                value += event.data
                if not event.more_data:
                    fields.append((part, value.decode("utf-8", "replace")))
                    part = None
    except (ValueError, RequestEntityTooLarge):
        pass
    if part is not None:
        fields.append((part, value.decode("utf-8", "ignore")))  # it goes on; what came of it is shown
    return fields, files


def _of(pairs: Iterable[tuple[str, str]], files: list[tuple[str, str]]) -> Typed:
    pairs = list(pairs)
    files = [(name, file) for name, file in files if file]
    known = fields_of([*(name for name, _ in pairs), *(name for name, _ in files)])
    secret = {name for name, (_label, hidden) in known.items() if hidden} | UNSEEN
    if request.path == ACTIVATION:
        secret.add("code")
    return Typed(
        _here(),
        [(name, value) for name, value in pairs if name not in secret],
        [file for _name, file in files],
        {name: str(known.get(name, (name, False))[0]) for name, _file in files},
    )


def _here() -> str:
    return request.full_path if request.query_string else request.path
