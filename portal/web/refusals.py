"""Refusals as pages: the one place where domain errors meet HTTP."""

from __future__ import annotations

import logging
import re
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, make_response, redirect, request
from flask_limiter import RateLimitExceeded
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from peewee import OperationalError
from werkzeug.exceptions import HTTPException

from portal import permissions
from portal.actions.administration import attacks
from portal.extensions import limiter
from portal.ground.errors import (
    Invalid,
    Moved,
    NotAllowed,
    OutOfScope,
    Overtaken,
    Refused,
    SentBefore,
    StaleVersion,
    TooOften,
    WrongState,
)
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.web import again, ended, entrance, overtaken
from portal.web.answers import answer, own_page
from portal.web.typed import beginning, typed

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
        _l("What was sent is larger than allowed. A file may have up to 20 MB, all together up to 50 MB."),
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


BESIDE = frozenset({413, 429, 500, 503})
"""What a script shows beside the deed that was refused: nothing of the page is swapped."""


def status_of(error: Refused) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def page(status: int, words: Any = None, **context: Any) -> Any:
    """An error page in the portal's look; for HTMX, whose page stays as it is, its words alone."""
    title, usual = PAGES.get(status, PAGES[500])
    if status in BESIDE and _by_htmx():
        return _beside(status, words or usual)
    if status == 403 and _strayed():
        words = _("This page is for the bank's staff only.")
    return answer(
        "errors/error.html",
        status=status,
        code=status,
        title=title,
        words=words or usual,
        request_id=g.get("request_id", ""),
        **context,
    )


def _strayed() -> bool:
    """Is a client at a page of the staff? One of his own may be closed to him, too: he only reads for a company."""
    entry = permissions.entries().get(request.endpoint or "")
    client = current_user.is_authenticated and current_user.is_client
    return bool(client and entry is not None and entry.side == "staff")


def _by_htmx() -> bool:
    return bool(request.htmx and not request.htmx.boosted)  # type: ignore[attr-defined]


def _beside(status: int, words: Any) -> Response:
    response = make_response(Markup("<p>{}</p>").format(words), status)
    response.headers["X-Portal-Refusal"] = "1"
    return response


def again_or_page(status: int, words: Any = None, alone: bool = False) -> Any:
    """The form again with what was typed, where something was and it came from a page of ours; else the error page."""
    return _again(status, words, alone=alone) or page(status, words)


def _again(status: int, words: Any = None, **how: bool) -> Any:
    """The form with what was typed; None where nothing was, and for a script that keeps the page as it is."""
    if status not in KEEPS or request.method != "POST" or not _from_our_page() or (_by_htmx() and status in BESIDE):
        return None
    title, usual = PAGES.get(status, PAGES[500])
    sent = typed()
    if not sent.texts:
        return None
    how["alone"] = how.get("alone", False) or status >= 500  # after a fault nothing of a record is shown untraced
    return again.shown_again(sent, status, title, words or usual, **how) or _beside(status, words or usual)


def _from_our_page() -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none") and bool(
        _same_site(request.referrer)
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
    if request.method == "POST" and (told := _overtaken(error, here)) is not None:
        return told
    _note({403: "not_allowed", 404: "out_of_scope", 429: "too_often"}.get(status, ""))
    if status == 403 and (told := overtaken.lost_right()) is not None:
        return told
    words = overtaken.with_who(error) if request.method == "POST" and isinstance(error, WrongState) else error.words
    response = _again(status, words, fresh=isinstance(error, SentBefore))
    if response is None:
        if status == 409 and request.method == "POST" and here and not isinstance(error, StaleVersion):
            flash(str(words), "refused")
            return redirect(here, 303)
        response = page(status, words)
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _overtaken(error: Refused, here: str | None) -> Any:
    """Where something was quicker than the form: what happened and by whom; else None."""
    if isinstance(error, Overtaken):
        return overtaken.deed_again(error, here)
    if isinstance(error, OutOfScope):
        return overtaken.lost_sight()
    if isinstance(error, WrongState) and overtaken.decides():
        return overtaken.no_longer(error, here)
    return None


KEEPS = frozenset({409, 413, 422, 429, 500, 503})
"""Refusals after which the form stands there again."""


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
    if error.code == 403 and (told := overtaken.lost_right()) is not None:
        return told
    if error.code == 405 and request.method == "GET":
        try:
            if led := entrance.lead_on():
                return led
        except HTTPException as refusal:  # he may not do the deed
            error = refusal
    if error.code == 413:
        beginning()
    status = error.code if error.code in PAGES else (400 if (error.code or 500) < 500 else 500)
    response = again_or_page(status)
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
    left = min(request.content_length or 0, MOST_TO_DRAIN) - len(request.environ.get("portal.beginning", b""))
    while left > 0:
        chunk = request.environ["wsgi.input"].read(min(left, 1024 * 1024))
        if not chunk:
            return
        left -= len(chunk)


def _expired_form(error: CSRFError) -> Any:
    """A form whose token is missing or old. What was typed is shown again to be sent once more, if it came from our own
    page."""
    if request.path in ("/login", "/login/demo") and current_user.is_authenticated and _from_our_page():
        return ended.already_in(current_user)
    _note("forged")
    sent = typed()
    if not _from_our_page() or not sent.fields:
        return page(
            400, _("This form has expired or did not come from our page. Open the page again and send it once more.")
        )
    return answer(
        "errors/again.html",
        400,
        typed=sent,
        title=_("Please send it once more"),
        lead=_("The page had been open too long, so nothing has been saved yet. What you typed is still here."),
    )


def busy(error: OperationalError, alone: bool = False) -> Any:
    """The database is locked or away: try again. Anything else of its kind is a fault of ours. `alone`: nothing of the
    page is shown but what was typed."""
    if not any(word in str(error).lower() for word in ("locked", "busy", "connect", "timeout", "terminat")):
        return _unexpected(error)
    log.error("database busy or away: %s", error)
    response = again_or_page(503, alone=alone)
    response.headers["Retry-After"] = "2"
    return response


def _unexpected(error: Exception) -> Any:
    if current_app.testing:
        raise error
    log.error("unexpected error", exc_info=error)
    return again_or_page(500)
