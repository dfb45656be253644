"""A client's place on the waiting list of an event: what is offered to him, and leaving the list."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.events import offers
from portal.forms.events.sign_up import PartyForm
from portal.ground.errors import OutOfScope, TooOften, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models import Event, WaitingParty
from portal.reads.events import waiting as line
from portal.reads.events.scope import EventScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.parties import Party
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.web.answers import answer, current_actor, done


def _mine(number: str) -> tuple[Event, WaitingParty]:
    """The event and one's own latest party there. Raises OutOfScope."""
    row = EventScope(current_actor).by_number(number)
    party = line.last_party(row, current_actor.client_id or 0)
    if party is None:
        raise OutOfScope()
    return row, party


@pages.deed("/events/<number>/accept", may=P.MEMBER_REQUEST, place="events", decides=_l("Take the places"))
def event_accept(number: str) -> Any:
    row, party = _mine(number)
    made = offers.accept(current_actor, row, party)
    words = ngettext("%(num)d seat is kept for you.", "%(num)d seats are kept for you.", made.guests + 1)
    return done(words, ".event", number=row.number)


@pages.form("/events/<number>/leave", may=P.MEMBER_REQUEST, place="events", decides=_l("Leave the waiting list"))
def event_leave(number: str) -> Any:
    row, party = _mine(number)
    if request.method == "GET":
        if party.state not in line.OPEN:
            raise WrongState(offers.NOT_WAITING)
        return answer("member/event_leave.html", event=row, party=party)
    declined = party.state == "offered"
    offers.leave(current_actor, row, party)
    words = _("Thank you for telling us; the places go to others.") if declined else _("You are off the waiting list.")
    return done(words, ".event", number=row.number)


@pages.form("/events/<number>/waiting", may=P.MEMBER_REQUEST, place="events")
def event_waiting(number: str) -> Any:
    """A waiting party, changed: fewer guests keep the place, more arrive anew."""
    row, party = _mine(number)
    if party.state not in line.OPEN:
        raise OutOfScope()
    before = Party.of(party.guests, party.details)
    form = PartyForm(guests=before.guests).of(row, own_record().kind == "company", before.guests)
    form.show(before)
    if form.validate_on_submit():
        with form.refusing(TooOften, field="guests"):
            offers.change(current_actor, row, party, form.party(before))
            return done(_("Your party is kept as you wish."), ".event", number=row.number)
    return answer("member/event_waiting.html", form.status, event=row, party=party, form=form)
