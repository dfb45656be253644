"""The door, the staff's start page, the search, and what machines ask."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from portal.ground import clock
from portal.reads import reference
from portal.reads.requests.queue import counts
from portal.reads.requests.scope import RequestScope
from portal.reads.today.coming import coming_for
from portal.reads.today.lines import queue_of
from portal.reads.today.sources import SOURCES
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.workdays import unknown_year_ahead
from portal.views.home import pages
from portal.web.answers import answer, current_actor


@pages.page("/", may=P.PUBLIC)
def root() -> Any:
    if not current_actor.is_authenticated:
        return redirect(url_for("accounts.login"))
    return redirect(url_for("member.index" if current_actor.is_client else ".index"))


@pages.page("/home", may=P.STAFF, side="staff")
def index() -> Any:
    """What whoever asks is to do now, today and this week, and what is coming."""
    actor, may, today = current_actor.reading_once(), current_actor.may, clock.today()
    scope = RequestScope(actor, P.REQUESTS_READ)
    return answer(
        "home/index.html",
        queue=queue_of(actor, SOURCES, today),
        coming=coming_for(actor, today),
        counts=counts(scope) if may(P.REQUESTS_READ) else None,
        given_only=scope.given_only,
        unknown_year=unknown_year_ahead(today, reference.calendar()) if may(P.ORGANISATION_READ) else None,
    )


@pages.page("/keys", may=P.STAFF, side="staff")
def keys() -> Any:
    """What the keys do: a page, and the content of a dialog."""
    return answer("home/keys.html")
