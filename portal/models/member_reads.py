"""What a client reads about himself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import clock
from ..rules.requests import OPEN
from .clients import Client
from .events import Event, SignUp
from .requests import Request


def open_requests(client: Client, count: int = 3) -> list[Request]:
    """His open requests and those resolved but not rated, the latest moved first."""
    wanted = Request.status.in_(sorted(OPEN)) | ((Request.status == "resolved") & Request.score.is_null())
    return list(
        Request.select().where(Request.client == client.id, wanted).order_by(Request.moved_at.desc()).limit(count)
    )


def coming_events(client: Client, count: int = 3) -> list[SignUp]:
    """Events he has seats at that are not over, the next first."""
    return list(
        SignUp.select(SignUp, Event).join(Event)
        .where(SignUp.client == client.id, SignUp.cancelled_at.is_null(), Event.ends_at > clock.now(), Event.state == "published")
        .order_by(Event.starts_at).limit(count)
    )  # fmt: skip


@dataclass
class RequestHistory:
    rows: list[Request]
    before: int | None


def requests_page(client: Client, before: int | None, count: int = 30) -> RequestHistory:
    """His requests, newest first; `before` is the id of the last row seen."""
    query: Any = Request.select().where(Request.client == client.id).order_by(Request.id.desc()).limit(count + 1)
    rows = list(query.where(Request.id < before) if before else query)
    return RequestHistory(rows[:count], rows[count - 1].id if len(rows) > count else None)
