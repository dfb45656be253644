"""What comes in with a request, before anybody reads it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from .rules.addresses import BIGGEST


class Parameters(ImmutableMultiDict):
    """Form fields and query parameters without NUL characters: nobody types them, and PostgreSQL knows no text with one."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = mapping.items(multi=True) if isinstance(mapping, ImmutableMultiDict) else mapping or ()
        super().__init__([(_clean(name), _clean(value)) for name, value in pairs])


def _clean(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


class PortalRequest(HtmxAwareRequest):
    parameter_storage_class = Parameters


class RowId(IntegerConverter):
    """`<int:…>` in a route: numbers that no row can have lead nowhere."""

    def __init__(self, map: Any, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": BIGGEST, **options})


def install(app: Flask) -> None:
    """After the extensions: htmx-flask sets a class of its own, which ours extends."""
    app.request_class = PortalRequest
    app.url_map.converters["int"] = RowId
