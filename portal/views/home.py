"""The door, the staff's start page, the search, and what machines ask."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for

from portal.forms.finding.filter import documents_meant
from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.migrate import pending
from portal.models import Client
from portal.reads.administration.worker import worker_seen
from portal.reads.events import EventScope, coming, in_work, search_events
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import page
from portal.reads.finding.search import few_hits
from portal.reads.finding.search_box import best
from portal.reads.requests.queue import RequestFilter, just_moved, request_page
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.search import search_requests
from portal.reads.requests.threads import chip
from portal.reads.screening.names import left_of, to_complete, waiting_counts
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.visibility import Permission
from portal.rules.shared.codes import parse_code
from portal.rules.shared.workdays import unknown_year_ahead
from portal.views.answers import answer, current_actor

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def root() -> Any:
    if not current_actor.is_authenticated:
        return redirect(url_for("accounts.login"))
    return redirect(url_for("member.index" if current_actor.is_client else ".index"))


@blueprint.get("/home")
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
    clients = Client.visible_to(current_actor)
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
        fresh=fresh,
        events=events,
        plans=plans,
        due=due,
        incomplete=incomplete,
        chip=chip,
        unknown_year=unknown_year_ahead(clock.today()) if may(Permission.ORGANISATION_READ) else None,
    )


@blueprint.get("/search")
def search() -> Any:
    """Clients, requests and events by what was typed; an exact number leads straight there. An empty search asks
    nothing."""
    text = request.args.get("q", "").strip()[:60]
    found = parse_code(text)
    if current_actor.is_client:
        return redirect(url_for("member.index"))
    if found and not request.htmx:  # type: ignore[attr-defined]
        kind, number = found
        places = {
            "client": "clients.client",
            "request": "requests.thread",
            "event": "events.event",
            "list": "lists.tier_list",
        }
        return redirect(url_for(places[kind], number=number))
    hits = few_hits(text, documents_meant(text)) if text else []
    clients = (
        best(Client.head_visible_to(current_actor), text, hits) if current_actor.may(Permission.CLIENTS_READ) else []
    )
    requests = (
        search_requests(RequestScope(current_actor), text, hits)
        if text and current_actor.may(Permission.REQUESTS_READ)
        else []
    )
    events = (
        search_events(EventScope(current_actor), text) if text and current_actor.may(Permission.EVENTS_READ) else []
    )
    groups = [
        (
            _("Clients"),
            [
                (row["name"], f"{row['number']} · {row['manager'] or _('Nobody yet')}", f"/clients/{row['number']}")
                for row in clients
            ],
        ),
        (
            _("Requests"),
            [(row.subject, f"{row.number} · {row.client.name}", f"/requests/{row.number}") for row in requests],
        ),
        (
            _("Events"),
            [(row.title, f"{row.number} · {formats.when(row.starts_at)}", f"/events/{row.number}") for row in events],
        ),
    ]
    return answer("home/search.html", text=text, groups=groups)


@blueprint.get("/keys")
def keys() -> Any:
    """What the keys do: a page, and the content of a dialog."""
    return answer("home/keys.html")


@blueprint.get("/healthz")
def healthz() -> Any:
    return {"status": "alive"}


@blueprint.get("/readyz")
def readyz() -> Any:
    """Database answers, migrations applied, worker seen lately."""
    state = {"database": True, "migrations": not pending(), "worker": worker_seen()}
    return state, 200 if all(state.values()) else 503
