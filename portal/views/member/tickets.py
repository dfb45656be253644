"""A client's ticket for an event: the phone keeps it until the event is over."""

from __future__ import annotations

from typing import Any

from flask import make_response

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.ground.qr import qr
from portal.reads.events.door import own_ticket
from portal.reads.events.draws import own_numbers
from portal.reads.events.parties import own_sign_up
from portal.reads.events.scope import EventScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.door import closes_at, code_said, payload
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.web.answers import answer, current_actor
from portal.web.offline import keep_offline


@pages.page("/events/<number>/ticket", may=P.MEMBER, place="events")
def event_ticket(number: str) -> Any:
    """With the masked name and without a form. Raises OutOfScope for who has no seats."""
    row, me = EventScope(current_actor).by_number(number), own_record()
    party = own_sign_up(row, me.id)
    if party is None:
        raise OutOfScope()
    found = own_ticket(party)
    shown = answer(
        "member/ticket.html",
        event=row,
        me=me,
        party=party,
        code=code_said(found.code),
        qr=qr(payload(row.number, found.token)),
        numbers=own_numbers(party, found.token),
    )
    until = closes_at(row.ends_at)
    is_open = row.state in ("published", "held") and until > clock.now()
    return keep_offline(make_response(shown), until) if is_open else shown
