"""Requests for tests, one line each."""

from __future__ import annotations

from typing import Any

from portal.actions import requests
from portal.models import Client, Request

from ..ground import people

WORDS = {"kind": "request", "category": "medical", "subject": "预约心内科专家", "details": "希望下周二上午，吉大一院。"}


def ask(app: Any, client: Client, by: Any = None, **values: Any) -> Request:
    """A client files a request (or a member of staff does it for him)."""
    with app.app_context():
        return requests.file_request(people.actor(by or client), client, {**WORDS, **values}, [])


def again(request: Request) -> Request:
    """The request as it stands now."""
    return Request.get_by_id(request.id)
