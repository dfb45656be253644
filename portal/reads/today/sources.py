"""Where the lines of the day come from, written out: an area that has work for people adds its line here.

The same matter stands once, in the words of the first source that brings it.
"""

from __future__ import annotations

from portal.ground.i18n import lazy_gettext as _l
from portal.reads.today import contacts, events, handovers, lists, oversight, records, requests
from portal.reads.today.lines import Source
from portal.rules.accounts.visibility import Permission as P

SOURCES = (
    Source("system", P.AUDIT_READ, oversight.system, "/system", _l("State of the system")),
    Source("requests", P.REQUESTS_WORK, requests.lines, "/requests", _l("All requests")),
    Source("contacts", P.CONTACTS_WRITE, contacts.lines, "/contacts", _l("All due contacts")),
    Source("follow-up calls", P.CONTACTS_WRITE, contacts.calls, "/contacts/follow-ups", _l("All follow-up calls")),
    Source("next steps", P.CONTACTS_WRITE, contacts.steps, "/contacts", _l("All next steps")),
    Source("handovers", P.TEAMS_READ, handovers.lines, "/teams/handovers", _l("All handovers")),
    Source("names to decide", P.LISTS_DECIDE, lists.to_decide, "/tiers/lists/review", _l("All names to decide")),
    Source("late names", P.LISTS_DECIDE, lists.late_in_branches, "/tiers/lists/review#late", _l("All late records")),
    Source("names asked back", P.LISTS_SUBMIT, lists.asked_back, "/tiers/lists", _l("All lists")),
    Source("names put forward", P.LISTS_SUBMIT, lists.put_forward, "/tiers/lists#proposals", _l("All lists")),
    Source("records to complete", P.LISTS_PROPOSE, lists.to_complete, "/tiers/lists", _l("All lists")),
    Source("plans to approve", P.EVENTS_APPROVE, events.to_approve, "/events", _l("All events")),
    Source("own events", P.EVENTS_WRITE, events.own, "/events", _l("All events")),
    Source("corrections", P.CLIENTS_WRITE, records.corrections, "/clients", _l("All clients")),
    Source("merges", P.MERGE, records.merges_to_confirm, "/quality", _l("Quality")),
    Source("empty seats", P.TEAMS_WRITE, records.empty_seats, "/teams", _l("Teams")),
    Source("duplicates", P.CLIENTS_WRITE, records.duplicates, "/clients/duplicates", _l("All duplicates")),
    Source("trail", P.AUDIT_READ, oversight.trail, "/audit", _l("Audit trail")),
)
