"""Where the lines of the day come from, written out: an area that has work for people adds its line here.

The same matter stands once, in the words of the first source that brings it.
"""

from __future__ import annotations

from portal.ground.i18n import lazy_gettext as _l
from portal.reads.today import (
    complaints,
    contacts,
    events,
    handovers,
    lists,
    oversight,
    records,
    requests,
    steps,
    subtasks,
    told,
    vouchers,
)
from portal.reads.today.lines import Source
from portal.rules.accounts.visibility import Permission as P

SOURCES = (
    Source("system", P.AUDIT_READ, oversight.system, "/system", _l("State of the system")),
    Source("requests", P.REQUESTS_WORK, requests.lines, "/requests", _l("All requests")),
    Source("sub-tasks", P.REQUESTS_WORK, subtasks.lines, "/requests/tasks", _l("All sub-tasks")),
    Source(
        "complaints above",
        P.COMPLAINTS_ABOVE,
        complaints.for_upper_level,
        "/requests?kind=complaint&status=all",
        _l("All complaints"),
    ),
    Source(
        "measures missing",
        P.REQUESTS_WORK,
        complaints.without_measure,
        "/requests?kind=complaint&status=finished",
        _l("All complaints"),
    ),
    Source("measures", P.REQUESTS_WORK, complaints.measures, "/complaints/measures", _l("All measures")),
    Source(
        "vouchers",
        P.BENEFITS_REDEEM,
        vouchers.to_confirm,
        "/benefits/redemptions",
        _l("All redemptions"),
    ),
    Source("clients to tell", P.CONTACTS_WRITE, told.lines, "/contacts/to-tell", _l("Everybody to be told by phone")),
    Source("contacts", P.CONTACTS_WRITE, contacts.lines, "/contacts", _l("All due contacts")),
    Source("follow-up calls", P.CONTACTS_WRITE, contacts.calls, "/contacts/follow-ups", _l("All follow-up calls")),
    Source("next steps", P.CONTACTS_WRITE, contacts.steps, "/contacts", _l("All next steps")),
    Source("handovers", P.TEAMS_READ, handovers.lines, "/teams/handovers", _l("All handovers")),
    Source("names to decide", P.LISTS_DECIDE, lists.to_decide, "/tiers/lists/review", _l("All names to decide")),
    Source("late names", P.LISTS_DECIDE, lists.late_in_branches, "/tiers/lists/review#late", _l("All late records")),
    Source("names asked back or to complete", P.LISTS_PROPOSE, lists.own, "/tiers/lists", _l("All lists")),
    Source("names put forward", P.LISTS_SUBMIT, lists.put_forward, "/tiers/lists#proposals", _l("All lists")),
    Source("plans to approve and own events", P.EVENTS_READ, events.lines, "/events", _l("All events")),
    Source("steps", P.EVENTS_READ, steps.lines, "/events", _l("All events")),
    Source("results", P.EVENTS_READ, events.results, "/events", _l("All events")),
    Source("corrections", P.CLIENTS_WRITE, records.corrections, "/clients", _l("All clients")),
    Source("merges", P.MERGE, records.merges_to_confirm, "/quality", _l("Quality")),
    Source("empty seats", P.TEAMS_WRITE, records.empty_seats, "/teams", _l("Teams")),
    Source("duplicates", P.CLIENTS_WRITE, records.duplicates, "/clients/duplicates", _l("All duplicates")),
    Source("trail", P.AUDIT_READ, oversight.trail, "/audit", _l("Audit trail")),
)
