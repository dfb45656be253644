"""What comes in with a request, before anybody reads it."""

from __future__ import annotations

import io
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask_login import current_user
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import IntegerConverter

from portal import database
from portal.rules.accounts.visibility import Permission
from portal.rules.shared.addresses import BIGGEST
from portal.rules.shared.uploads import MAX_TOGETHER, MEGABYTE

LONGEST = 10_000
"""Characters of a value that anybody looks at: more than twice what the longest field takes. What lies beyond is cut
off before any rule runs, and the field refuses the rest as too long."""

MOST = 5_000
"""Values in one form or address."""

LONGEST_QUERY = 64 << 10
"""Bytes of an address behind its question mark: a filter of Chinese words takes nine for each letter, and what is too
long for its field is cut, not refused."""


class Parameters(ImmutableMultiDict):
    """Form fields and query parameters without NUL characters: nobody types them, and PostgreSQL knows no text with
    one. Neither are they longer or more than anybody sends who uses our pages."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = mapping.items(multi=True) if isinstance(mapping, ImmutableMultiDict) else mapping or ()
        kept = list(islice(pairs, MOST + 1))
        if len(kept) > MOST:
            raise RequestEntityTooLarge
        super().__init__(
            [(_clean(name), _clean(value, CARRIED if name == "carried" else LONGEST)) for name, value in kept]
        )


def _clean(value: Any, most: int = LONGEST) -> Any:
    return value[:most].replace("\0", "") if isinstance(value, str) else value


MOST_BYTES = MAX_TOGETHER + 2 * MEGABYTE
"""Of one request: the files that a form takes, and its texts."""

CARRIED = 600_000
"""Characters of what travels sealed through a sign-in."""

LARGE = {"/imports/new": 205 << 20}
"""Addresses that take more than MAX_CONTENT_LENGTH, in bytes: files of an import lie on disk while they arrive."""


class PortalRequest(HtmxAwareRequest):
    parameter_storage_class = Parameters

    @property
    def max_content_length(self) -> int | None:
        """The most that may be sent to this address; to a large one only by somebody who may use it."""
        if self.path in LARGE and _may_import():
            return LARGE[self.path]
        return super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value


def is_ours(host: str, names: frozenset[str]) -> bool:
    """Is this one of our names? What we print and redirect to is made from it. The port does not matter."""
    try:
        return (urlsplit(f"//{host}").hostname or "") in names
    except ValueError:
        return False


def most_for(app: Flask, environ: dict[str, Any]) -> int:
    """How many bytes this request may bring, asked before they are read."""
    if environ["PATH_INFO"] not in LARGE:
        return int(app.config["MAX_CONTENT_LENGTH"])
    with app.request_context({**environ, "wsgi.input": io.BytesIO()}):
        database.open_connection()
        try:
            return request.max_content_length or 0
        finally:
            database.release_connection()


def _may_import() -> bool:
    return bool(current_user and current_user.is_authenticated and current_user.may(Permission.IMPORTS_WRITE))


class RowId(IntegerConverter):
    """`<int:…>` in a route: numbers that no row can have lead nowhere."""

    def __init__(self, map: Any, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": BIGGEST, **options})


def install(app: Flask) -> None:
    """After the extensions: htmx-flask sets a class of its own, which ours extends."""
    app.request_class = PortalRequest
    app.url_map.converters["int"] = RowId
