"""What a client's phone keeps for a time without a line: only what a view marks, until the end that it says.

The service worker (static/worker.js) reads three headers: whose page it is, until when it may be kept, and which kept
page holds no longer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.ground import clock
from portal.ground.security import digest, keyed_digest
from portal.web.rendering import asset, manifest

UNTIL, PERSON, FORGET = "Portal-Keep-Until", "Portal-Person", "Portal-Forget"
LONGEST = timedelta(days=7)
WECHAT = "MicroMessenger"


def keep_offline(response: Response, until: datetime, *, forms: bool = False) -> Response:
    """Let the phone keep this page until a moment (UTC), at most seven days. The page is one that its reader asked for
    by GET, whole, and that holds no form, unless its script takes what is sent without a line (`forms`). Raises
    ValueError for another one: that is a mistake of ours."""
    if request.method != "GET" or request.headers.get("HX-Request") or response.status_code != 200:
        return response
    if not forms and b"<form" in response.get_data():
        raise ValueError("a page that a phone keeps has no form")
    response.headers[UNTIL] = str(int(min(until, clock.now() + LONGEST).timestamp()))
    return response


def forget_offline(response: Response, path: str) -> Response:
    """What the phone may have kept under this path holds no longer: a voucher that was used or given back."""
    response.headers[FORGET] = path
    return response


def whose() -> str:
    """The name under which a phone keeps what is this person's; "" for a stranger."""
    if not current_user.is_authenticated:
        return ""
    return keyed_digest(f"kept pages of {current_user.account_id}", str(current_app.secret_key))[:16]


def kept_by_phone() -> dict[str, str]:
    """What a page says to the script that sets up the worker: whose it is, and where the worker is."""
    return {"data-kept": whose(), "data-worker": worker_address()}


def in_wechat() -> bool:
    """Is this WeChat's own browser? It installs nothing and downloads nothing."""
    return WECHAT in (request.user_agent.string or "")


def install(app: Flask) -> None:
    """Every page says whose it is, so that the worker forgets what another person left."""

    @app.after_request
    def say_whose(response: Response) -> Response:
        if response.mimetype == "text/html" and request.method == "GET" and whose():
            response.headers[PERSON] = whose()
        return response

    app.jinja_env.globals.update(in_wechat=in_wechat, kept_by_phone=kept_by_phone)


def shell() -> dict[str, Any]:
    """The files that every page needs, for the worker."""
    names = ("tabler.min.css", "portal.css", "theme.js", "logo.svg", "icons.svg")
    return {"files": ["/offline", *(asset(name) for name in names)]}


@lru_cache
def worker_address() -> str:
    """Where the worker is; another one with every file that the shell holds, so that it fills its shell anew."""
    return f"/sw.js?v={digest(','.join(sorted(manifest().values())))[:10]}"
