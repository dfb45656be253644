"""A form that could not do its deed is shown again, filled with what was typed, and does nothing by itself.

The view that took the form is asked for its page once more, with the same fields, while nothing may be written and no
form is valid (`database.showing`). Where it has no page with these fields (it does its deed without one, or the
matter is gone), a plain page holds them with a button to send them again.
"""

from __future__ import annotations

import html
import io
import logging
import re
from typing import Any

from flask import current_app, flash, g, make_response, request, session
from flask.ctx import RequestContext
from peewee import OperationalError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from portal import database
from portal.ground.errors import Refused
from portal.web import entrance
from portal.web.answers import answer, remind
from portal.web.typed import Typed

log = logging.getLogger(__name__)

LEFT_OUT = ("werkzeug.request", "HTTP_TRANSFER_ENCODING", "CONTENT_LENGTH", "HTTP_CONTENT_LENGTH")


def shown_again(typed: Typed, status: int, title: Any, words: Any, *, fresh: bool = False, alone: bool = False) -> Any:
    """The page with what was typed and `words` about it. `fresh`: sent once more it is another deed. `alone`: with
    nothing else of the page.

    None for an HTMX request without such a page: its own page still holds the text.
    """
    if fresh:
        typed = Typed(typed.path, [one for one in typed.fields if one[0] != "submission"], typed.files, typed.chosen)
    _say(typed, status, words)
    found = None if alone else _page(typed)
    if found is not None:
        found.status_code = status
        return found
    session.pop("_flashes", None)  # the page that was not fit to be shown may have said the words, or not
    _say(typed, status, words)
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        return None
    return answer(
        "errors/again.html",
        status,
        title=title,
        typed=typed,
        request_id=g.get("request_id", "") if status >= 500 else "",
    )


def _say(typed: Typed, status: int, words: Any) -> None:
    flash(str(words), "done" if status == 200 else "refused")
    remind(typed.files)


def _page(typed: Typed) -> Any:
    """The page of the view that takes this form, with everything typed on it; None where there is none."""
    path, _mark, query = typed.path.partition("?")
    environ = {name: value for name, value in request.environ.items() if name not in LEFT_OUT}
    environ |= {"REQUEST_METHOD": "POST", "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query}
    environ |= {"wsgi.input": io.BytesIO(), "CONTENT_TYPE": "", "CONTENT_LENGTH": "0"}
    if path != request.path:  # after a sign-in: the whole page
        environ = {name: value for name, value in environ.items() if not name.startswith("HTTP_HX_")}
    sent: Any = current_app.request_class(environ)
    sent.form, sent.files = request.parameter_storage_class(typed.fields), ImmutableMultiDict()
    context = RequestContext(current_app._get_current_object(), environ, sent, session._get_current_object())  # type: ignore[attr-defined]
    try:
        with context, database.showing():
            response = _rendered(sent)
    except (database.OnlyShown, Refused, HTTPException, OperationalError):
        return None
    except Exception:
        log.exception("the page of %s cannot be shown again", sent.endpoint)
        return None
    finally:
        database.open_connection()  # the inner request has given it back
    if response is None or response.mimetype != "text/html":
        return None
    return response if _holds(response.get_data(as_text=True), typed) else None


def _rendered(sent: Any) -> Any:
    """What the view answers to this request; None for whoever may not ask for it."""
    if sent.routing_exception is not None or sent.endpoint is None or entrance.may_enter(sent.endpoint):
        return None
    return make_response(current_app.ensure_sync(current_app.view_functions[sent.endpoint])(**sent.view_args or {}))


def _holds(body: str, typed: Typed) -> bool:
    """Does every text stand on the page?"""
    words = _plain(html.unescape(body))
    return all(_plain(text) in words for text in typed.texts)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
