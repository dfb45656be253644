"""What a client reads about himself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.models.clients.client import Client
from portal.models.requests import IS_OPEN, IS_RESOLVED, Request
from portal.reads.shared import built


def open_requests(client: Client, count: int = 3) -> list[Request]:
    """His open requests and those resolved but not rated, the latest moved first."""

    def query() -> Any:
        wanted = IS_OPEN | (IS_RESOLVED & Request.score.is_null())
        found = Request.select().where(Request.client == built.ONE, wanted)
        return found.order_by(Request.moved_at.desc()).limit(count)

    return built.rows(("open requests", count), query, {built.ONE: client.id})


@dataclass
class RequestHistory:
    rows: list[Request]
    before: int | None


def requests_page(client: Client, before: int | None, count: int = 30) -> RequestHistory:
    """His requests, newest first; `before` is the id of the last row seen."""
    query: Any = Request.select().where(Request.client == client.id).order_by(Request.id.desc()).limit(count + 1)
    rows = list(query.where(Request.id < before) if before else query)
    return RequestHistory(rows[:count], rows[count - 1].id if len(rows) > count else None)
