"""Refusals as pages: the one place where domain errors meet HTTP."""

from __future__ import annotations

import logging
import re
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, redirect, request
from flask_limiter import RateLimitExceeded
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from peewee import OperationalError
from werkzeug.exceptions import HTTPException

from portal.actions.administration import attacks
from portal.extensions import limiter
from portal.forms.shared.base import fields_of
from portal.ground.errors import (
    Invalid,
    Moved,
    NotAllowed,
    OutOfScope,
    Overtaken,
    Refused,
    StaleVersion,
    TooOften,
    WrongState,
)
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.web import overtaken
from portal.web.answers import answer, own_page

log = logging.getLogger(__name__)

STATUS: dict[type[Refused], int] = {
    OutOfScope: 404,
    NotAllowed: 403,
    StaleVersion: 409,
    Invalid: 422,
    TooOften: 429,
    Refused: 409,
}

PAGES: dict[int, tuple[Any, Any]] = {
    400: (
        _l("This request could not be read"),
        _l("Something in the address or the form was not as expected. Go back and try again."),
    ),
    403: (
        _l("This is not open to you"),
        _l("Your role does not allow this. If you need it for your work, ask your branch admin."),
    ),
    404: (
        _l("Nothing here"),
        _l("There is no such page, or it is not yours to see. Check the number, or start from the home page."),
    ),
    405: (
        _l("This cannot be done this way"),
        _l("The address is right, but it cannot be called like this. Go back and use the button on the page."),
    ),
    409: (_l("It has changed in the meantime"), _l("Somebody else was quicker. Look at the page again, then decide.")),
    413: (
        _l("Too large"),
        _l("What was sent is larger than allowed. A file may have up to 10 MB, all together up to 24 MB."),
    ),
    414: (
        _l("The address is too long"),
        _l("Fewer filters at once, please, or a shorter text to look for."),
    ),
    422: (
        _l("Please check what was entered"),
        _l("Something that was entered is not valid. Go back: the message is beside the field."),
    ),
    429: (
        _l("A little slower, please"),
        _l("There were too many attempts in a short time. Wait a moment, then try again."),
    ),
    500: (
        _l("That was our fault"),
        _l(
            "Something went wrong here; nothing was half-saved. Please try again. If it stays, tell us the number "
            "below."
        ),
    ),
    503: (
        _l("Just a moment"),
        _l("The portal is busy right now; nothing was half-saved. Please try again in a moment."),
    ),
}


def status_of(error: Refused) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def page(status: int, words: Any = None, **context: Any) -> Any:
    """An error page in the portal's look."""
    title, usual = PAGES.get(status, PAGES[500])
    return answer(
        "errors/error.html",
        status=status,
        code=status,
        title=title,
        words=words or usual,
        request_id=g.get("request_id", ""),
        **context,
    )


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(Moved, _moved)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(Exception, _unexpected)


def _moved(error: Moved) -> Any:
    """An old number leads to the page of the record it was merged into; what was being saved is to be looked at
    first."""
    path = re.sub(rf"(?i)(?<=/){re.escape(error.old)}(?=/|$)", error.new, request.path)
    if request.method != "GET" or path == request.path:
        path = f"/clients/{error.new}"
    flash(_("%(old)s was merged into %(new)s; this is that record.", old=error.old, new=error.new), "done")
    return redirect(path, 303)


def _refused(error: Refused) -> Any:
    """A refusal that no view took up: back to the page it came from with the words, or a page of its own."""
    status = status_of(error)
    back = own_page(_same_site(request.referrer))
    here = back if back and _can_be_opened(back) else None
    if isinstance(error, Overtaken):
        return overtaken.deed_again(error, here)
    if status == 404 and request.method == "POST" and (told := overtaken.lost_sight()) is not None:
        return told
    if isinstance(error, WrongState) and request.method == "POST" and overtaken.worth_a_page():
        return overtaken.no_longer(error, here)
    _note({403: "not_allowed", 404: "out_of_scope", 429: "too_often"}.get(status, ""))
    if status == 409 and request.method == "POST" and here and not isinstance(error, StaleVersion):
        flash(str(error.words), "refused")
        return redirect(here, 303)
    response = page(status, error.words)
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.seconds)
    return response


NUMBER = re.compile(r"[CREL]-[0-9]{4,7}(-[0-9]{4,6})?")


def _note(kind: str) -> None:
    """A refusal that may have been an attack, by the pattern of its page and the number it was about. While the
    database is busy the answer matters more than its record."""
    if not kind:
        return
    number = (request.view_args or {}).get("number", "")
    # as people read an address: without the kinds of its parts (<int:year>)
    page = re.sub(r"<[^:>]*:", "<", request.url_rule.rule) if request.url_rule else "-"
    if NUMBER.fullmatch(str(number)):
        page = page.replace("<number>", number)
    try:
        who = current_user if current_user.is_authenticated else None
        attacks.note(kind, who, page=page)
    except OperationalError as error:
        log.error("a refusal (%s) was not recorded: %s", kind, error)


def _can_be_opened(address: str) -> bool:
    """Does a page stand at this address? A form that was refused before may have come from one that is only posted
    to."""
    return current_app.url_map.bind("").test(urlsplit(address).path, "GET")


def _same_site(address: str | None) -> str | None:
    root = request.host_url.rstrip("/")
    return address[len(root) :] if address and address.startswith(root + "/") else None


def _http(error: HTTPException) -> Any:
    if error.code and error.code < 400:
        return error
    _note({403: "not_allowed", 429: "too_often"}.get(error.code or 0, ""))
    response = page(error.code if error.code in PAGES else (400 if (error.code or 500) < 500 else 500))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    if error.code == 413:
        _drain()
    if isinstance(error, RateLimitExceeded) and limiter.current_limit:
        response.headers["Retry-After"] = str(max(1, int(limiter.current_limit.reset_at - time.time())))
    return response


MOST_TO_DRAIN = 200 * 1024 * 1024


def _drain() -> None:
    """Read what is still being sent and forget it: a browser shows no answer while it is cut off in the middle."""
    left = min(request.content_length or 0, MOST_TO_DRAIN)
    while left > 0:
        chunk = request.environ["wsgi.input"].read(min(left, 1024 * 1024))
        if not chunk:
            return
        left -= len(chunk)


def _expired_form(error: CSRFError) -> Any:
    """A form whose token is missing or old. What was typed is shown again to be sent once more, if it came from our own
    page."""
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none") and _same_site(
        request.referrer
    )
    current_user.is_authenticated  # noqa: B018 - he is asked for here: the form was refused before the guard did
    _note("forged")
    known = fields_of([*request.form, *request.files])
    secret = {name for name, (_label, hidden) in known.items() if hidden} | {"csrf_token", "code"}
    fields = [
        (name, known[name][0] if name in known else "", value)
        for name, value in request.form.items(multi=True)
        if name not in secret
    ]
    if not ours or not fields:
        return page(
            400, _("This form has expired or did not come from our page. Open the page again and send it once more.")
        )
    chosen = {
        name: known.get(name, (name, False))[0] for name, file in request.files.items(multi=True) if file.filename
    }
    return answer("errors/expired.html", status=400, fields=fields, chosen=chosen)


def busy(error: OperationalError) -> Any:
    """The database is locked or away: try again. Anything else of its kind is a fault of ours."""
    if not any(word in str(error).lower() for word in ("locked", "busy", "connect", "timeout", "terminat")):
        return _unexpected(error)
    log.error("database busy or away: %s", error)
    response = page(503)
    response.headers["Retry-After"] = "2"
    return response


def _unexpected(error: Exception) -> Any:
    if current_app.testing:
        raise error
    log.error("unexpected error", exc_info=error)
    return page(500)


class PermissionUnlisted(Exception):
    """An endpoint that `permissions.py` does not list (a fault of ours: tests fail on it)."""
