"""The door, the staff's start page, the search, and what machines ask."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from portal.ground import clock
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.events import EventScope, coming, in_work
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import page
from portal.reads.requests.queue import RequestFilter, just_moved, request_page
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.threads import chip
from portal.reads.screening.names import left_of, to_complete, waiting_counts
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.visibility import Permission
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
    """What waits today: requests by their clock, events in work, VIPs without a full team."""
    may = current_actor.may
    requests = (
        request_page(RequestScope(current_actor), RequestFilter(), size=8) if may(Permission.REQUESTS_READ) else None
    )
    fresh = just_moved(RequestScope(current_actor)) if may(Permission.REQUESTS_WORK) else []
    scope = EventScope(current_actor)
    events = coming(scope, 4) if may(Permission.EVENTS_READ) else []
    plans = in_work(scope, 6) if may(Permission.EVENTS_WRITE) or may(Permission.EVENTS_APPROVE) else []
    clients = ClientScope(current_actor)
    due = (
        page(clients, ClientFilter(tier=["vip"]), "due", size=6)
        if may(Permission.CLIENTS_READ) and clients.pieces()
        else None
    )
    incomplete = (
        page(clients, ClientFilter(team="incomplete"), "aum", size=5)
        if may(Permission.TEAMS_OVERVIEW) and clients.pieces()
        else None
    )
    lists = ListScope(current_actor)
    return answer(
        "home/index.html",
        completing=to_complete(lists, 6) if may(Permission.LISTS_PROPOSE) else [],
        lists_waiting=waiting_counts(lists) if may(Permission.LISTS_DECIDE) else None,
        left_of=left_of,
        requests=requests,
        given_only=RequestScope(current_actor).given_only,
        fresh=fresh,
        events=events,
        plans=plans,
        due=due,
        incomplete=incomplete,
        chip=chip,
        unknown_year=unknown_year_ahead(clock.today(), reference.calendar())
        if may(Permission.ORGANISATION_READ)
        else None,
    )


@pages.page("/keys", may=P.STAFF, side="staff")
def keys() -> Any:
    """What the keys do: a page, and the content of a dialog."""
    return answer("home/keys.html")
