"""What a request leaves behind before its answer goes out: whose records it opened, and a line of the access log."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, make_response, request
from flask_login import current_user
from peewee import OperationalError

from portal.actions.clients import access
from portal.reads.clients import opened
from portal.web import refusals

log = logging.getLogger("portal.access")
NOTHING_SHOWN = (403, 404)


def install(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()
        opened.begin()

    @app.after_request
    def end(response: Response) -> Response:
        found = opened.gathered()
        if found and response.status_code < 500 and response.status_code not in NOTHING_SHOWN:
            response = _traced(response, found)
        if app.config["SETTINGS"].access_log:
            _line(response)
        return response


def _traced(response: Response, found: dict[int, bool]) -> Response:
    """What cannot be traced is not shown."""
    try:
        access.opened(current_user, found)
    except OperationalError as error:
        return make_response(refusals.busy(error, alone=True))
    return response


def _line(response: Response) -> None:
    """Method, pattern of the route, status, milliseconds, id of the login: nothing that was typed (the request id
    stands before each line)."""
    rule = request.url_rule.rule if request.url_rule else "-"
    took = int((time.monotonic() - g.get("began", time.monotonic())) * 1000)
    known = g.get("_login_user")
    who = known.account_id if known is not None and known.is_authenticated else "-"
    log.info("%s %s %s %sms %s", request.method, rule, response.status_code, took, who)
