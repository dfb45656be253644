"""The search box of staff."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from portal.actions.finding.looking_up import look_up
from portal.forms.finding.filter import documents_meant
from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.reads.clients.scope import ClientScope
from portal.reads.events.lists import search_events
from portal.reads.events.scope import EventScope
from portal.reads.finding.digits import within
from portal.reads.finding.search import few_hits
from portal.reads.finding.search_box import best
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.search import search_requests
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.rules.finding.whole import told_by_digits, whole_number
from portal.rules.shared.codes import parse_code
from portal.views.home import pages
from portal.web import sought
from portal.web.answers import answer, current_actor


@pages.form("/search", may=P.SIGNED_IN, side="staff")
def search() -> Any:
    """Clients, requests and events by what was typed; an exact number leads straight there. An empty search asks
    nothing.

    The box sends what was typed in the body: a phone or a document never stands in an address. A name goes on to one.
    """
    if request.method == "GET" and (away := sought.moved(current_actor, "/search")):
        return away
    text = sought.opened(current_actor, request.values.get("q", "")).strip()[:60]
    whole = request.method == "POST" and not request.htmx and whole_number(text)  # type: ignore[attr-defined]
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
    if request.method == "POST" and not request.htmx and not told_by_digits(text):  # type: ignore[attr-defined]
        return redirect(url_for(".search", q=text), 303)
    hits = within(current_actor, text, few_hits(text, documents_meant(text)) if text else [])
    clients = []
    if current_actor.may(Permission.CLIENTS_READ):
        meant = look_up(current_actor, text, documents_meant(text)) if whole else hits
        clients = best(ClientScope(current_actor, head=True), text, meant)
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
