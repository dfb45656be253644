"""Requests in any state, and what people attach, for the tests of this area."""

from __future__ import annotations

import io
from typing import Any

from werkzeug.datastructures import FileStorage

from portal.actions.requests import filing, working
from portal.actions.shared.files import Upload
from portal.models import Client, Request
from tests.ground import people
from tests.ground.files import kept_png, photo

WISH = {"kind": "request", "category": "school", "subject": "孩子入学材料", "details": "请问需要哪些证明？\n谢谢。"}
PNG = kept_png()
JPEG = photo()
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(name: str = "户口本.png", data: bytes = PNG) -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(data), name)


def filed(client: Client, by: Any = None, uploads: list[Upload] | None = None, **values: str) -> Request:
    """A request of a client, filed by himself unless `by` says who."""
    return filing.file_request(people.actor(by or client), client, {**WISH, **values}, uploads or [])


def taken(client: Client, by: Any, **values: str) -> Request:
    """One that somebody works on."""
    return working.take(people.actor(by), filed(client, **values))


def resolved(client: Client, by: Any, **values: str) -> Request:
    """One that is resolved."""
    return working.resolve(people.actor(by), taken(client, by, **values), "需要户口本与出生证明。", "资料清单未公示")


def now(request: Request) -> Request:
    """The row as it stands now."""
    return Request.get_by_id(request.id)
