"""Signing clients up for an event, and giving seats back."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.events import signing_up
from portal.forms.events.sign_up import PartyForm, StaffSignUpForm
from portal.ground.errors import OutOfScope, SeatsTaken
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, SignUp
from portal.reads.events.parties import party_of
from portal.reads.events.scope import EventScope
from portal.reads.finding.meant import the_client
from portal.rules.accounts.visibility import Permission as P
from portal.views.events import pages
from portal.views.events.plans import event_page, to_sign_up
from portal.web.answers import answer, current_actor, done

NOBODY = _l("There is no such client among those you may sign up.")


@pages.deed("/events/<number>/sign-up", may=P.EVENTS_SIGN_UP)
def sign_up(number: str) -> Any:
    """Staff sign up a client: a manager or adviser the ones they serve, a coordinator the clients of the branch."""
    row = EventScope(current_actor).by_number(number)
    form = StaffSignUpForm().of(row)
    if form.validate_on_submit():
        with form.refusing(SeatsTaken, field="guests"):
            client = the_client(current_actor, "sign_up", form.named(form.client), NOBODY)
            made = signing_up.sign_up(current_actor, row, client, form.party(), form.submission.data)
            waits = _("%(name)s is on the waiting list.", name=client.name)
            words = _("%(name)s is signed up.", name=client.name) if isinstance(made, SignUp) else waits
            return done(words, ".event", number=row.number)
    return event_page(row, form.status, sign_up=form)


def _client_to_sign_up(number: str) -> Client:
    return to_sign_up().typed(number)


def _sign_up(row: Event, sign_up_id: int) -> tuple[SignUp, Client]:
    """A sign-up of an event, of a client whom this person may sign up. Raises OutOfScope."""
    found = SignUp.get_or_none(SignUp.id == sign_up_id, SignUp.event == row.id)
    client = _client_to_sign_up(Client.get_by_id(found.client_id).number) if found else None
    if found is None or client is None:
        raise OutOfScope()
    return found, client


@pages.form("/events/<number>/sign-ups/<int:sign_up_id>/guests", may=P.EVENTS_SIGN_UP)
def name_guests(number: str, sign_up_id: int) -> Any:
    """A client's party, changed for him."""
    row = EventScope(current_actor).by_number(number)
    found, client = _sign_up(row, sign_up_id)
    before = party_of(found)
    form = PartyForm(guests=before.guests).of(row, client.kind == "company", before.guests)
    form.show(before)
    if form.validate_on_submit():
        with form.refusing(SeatsTaken, field="guests"):
            signing_up.change_party(current_actor, row, found, form.party(before))
            return done(_("The party of %(name)s is kept.", name=client.name), ".event", number=row.number)
    return answer("events/sign_up_guests.html", form.status, event=row, found=found, client=client, form=form)


@pages.form("/events/<number>/sign-ups/<int:sign_up_id>/cancel", may=P.EVENTS_SIGN_UP, decides=_l("Free the seats"))
def cancel_sign_up(number: str, sign_up_id: int) -> Any:
    row = EventScope(current_actor).by_number(number)
    found, client = _sign_up(row, sign_up_id)
    if request.method == "GET":
        return answer("events/sign_up_cancel.html", event=row, found=found, client=client)
    signing_up.cancel_sign_up(current_actor, row, found)
    return done(_("The seats of %(name)s are free again.", name=client.name), ".event", number=row.number)
