"""What comes in with a request, before anybody reads it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_login import current_user
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from portal.rules.accounts.visibility import Permission
from portal.rules.shared.addresses import BIGGEST


class Parameters(ImmutableMultiDict):
    """Form fields and query parameters without NUL characters: nobody types them, and PostgreSQL knows no text with
    one."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = mapping.items(multi=True) if isinstance(mapping, ImmutableMultiDict) else mapping or ()
        super().__init__([(_clean(name), _clean(value)) for name, value in pairs])


def _clean(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


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
