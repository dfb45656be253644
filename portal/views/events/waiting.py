"""The waiting list of an event for staff: who waits, what is offered, and the telephone on the last day."""

from __future__ import annotations

from typing import Any

from portal.actions.events import offers
from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, WaitingParty
from portal.reads.administration.hours import quiet_until
from portal.reads.clients.scope import ClientScope
from portal.reads.events import waiting as line
from portal.reads.events.scope import EventScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.parties import free_places
from portal.rules.events.waiting import by_telephone
from portal.views.events import pages
from portal.views.events.plans import to_sign_up
from portal.web.answers import answer, current_actor, done


@pages.page("/events/<number>/waiting", may=P.EVENTS_READ)
def waiting(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    parties = line.shown_line(row, ClientScope(current_actor, head=True).condition())
    may = current_actor.may(P.EVENTS_SIGN_UP) and row.state == "published" and row.starts_at > clock.now()
    return answer(
        "events/waiting.html",
        event=row,
        parties=parties,
        mine=_mine(parties) if may else set(),
        free=free_places(row),
        by_telephone=by_telephone(row.starts_at, clock.now()),
        quiet_until=quiet_until(),
    )


def _mine(parties: list[WaitingParty]) -> set[int]:
    """Clients whom this person may answer for: those whom he may sign up."""
    everybody = {one.client_id for one in parties}
    own = Client.select(Client.id).where(Client.id.in_(everybody), to_sign_up().condition())
    return {row[0] for row in own.tuples()} if everybody else set()


def _party(number: str, party_id: int) -> tuple[Event, WaitingParty, Client]:
    """A party of an event, of a client whom this person may sign up. Raises OutOfScope."""
    row = EventScope(current_actor).by_number(number)
    found = WaitingParty.get_or_none(WaitingParty.id == party_id, WaitingParty.event == row.id)
    if found is None:
        raise OutOfScope()
    return row, found, to_sign_up().typed(Client.get_by_id(found.client_id).number)


@pages.deed("/events/<number>/waiting/<int:party_id>/take", may=P.EVENTS_SIGN_UP, decides=_l("Give the places"))
def waiting_take(number: str, party_id: int) -> Any:
    """He takes the places, on the telephone."""
    row, party, client = _party(number, party_id)
    offers.give_by_telephone(current_actor, row, party)
    return done(_("%(name)s is signed up.", name=client.name), ".waiting", number=row.number)


@pages.deed("/events/<number>/waiting/<int:party_id>/leave", may=P.EVENTS_SIGN_UP, decides=_l("Take off the list"))
def waiting_leave(number: str, party_id: int) -> Any:
    """He does not come, or no longer wishes to wait."""
    row, party, client = _party(number, party_id)
    offers.leave(current_actor, row, party)
    return done(_("%(name)s is off the waiting list.", name=client.name), ".waiting", number=row.number)


@pages.deed("/events/<number>/waiting/<int:party_id>/not-reached", may=P.EVENTS_SIGN_UP)
def waiting_not_reached(number: str, party_id: int) -> Any:
    row, party, client = _party(number, party_id)
    offers.not_reached(current_actor, row, party)
    return done(_("Noted: %(name)s was not reached.", name=client.name), ".waiting", number=row.number)
