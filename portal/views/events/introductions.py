"""Introductions that come of an event: two of its guests proposed by the bank, and what was begun there."""

from __future__ import annotations

from typing import Any

from portal.actions.events import introducing
from portal.forms.introductions import BetweenGuestsForm
from portal.ground.errors import OutOfScope, Refused
from portal.ground.i18n import gettext as _
from portal.models import Client, Event
from portal.reads.clients.scope import ClientScope
from portal.reads.events.introductions import apart, begun_by_guests, guests_to_introduce, proposals_at
from portal.reads.events.leading import with_result
from portal.reads.events.scope import EventScope
from portal.reads.finding.meant import PURPOSES
from portal.rules.accounts.visibility import Permission as P
from portal.views.events import pages
from portal.web.answers import answer, current_actor, done


def _event(number: str) -> Event:
    """For who introduces clients, and for who reads what came of events. Raises OutOfScope."""
    may = current_actor.may(P.EVENTS_SIGN_UP)
    row = EventScope(current_actor).by_number(number) if may else with_result(current_actor, number)
    if row.state not in ("published", "held"):
        raise OutOfScope()
    return row


def _guests(row: Event) -> tuple[list[Client], list[Client]]:
    """Guests of whom this person may propose one, and those whom he may propose to them."""
    if not current_actor.may(P.EVENTS_SIGN_UP):
        return [], []
    scopes = [PURPOSES[purpose].scope(current_actor).condition() for purpose in ("sign_up", "introduce")]
    own, all_ = (guests_to_introduce(row, scope & apart(current_actor)) for scope in scopes)
    return own, all_


@pages.page("/events/<number>/introductions", may=P.EVENTS_READ)
def introductions(number: str) -> Any:
    """What was begun at the event; proposing two of its guests to each other."""
    row = _event(number)
    own, all_ = _guests(row)
    return _page(row, BetweenGuestsForm(formdata=None).offer(own, all_), open_=bool(own and len(all_) > 1))


def _page(row: Event, form: BetweenGuestsForm, *, open_: bool) -> Any:
    visible = ClientScope(current_actor, head=True).condition() & apart(current_actor)
    return answer(
        "events/introductions.html",
        form.status,
        event=row,
        form=form,
        open=open_,
        may_propose=current_actor.may(P.EVENTS_SIGN_UP),
        pairs=proposals_at(row, visible),
        by_guests=begun_by_guests(row),
    )


@pages.deed("/events/<number>/introductions", may=P.EVENTS_SIGN_UP, stands_on=".introductions")
def introduce(number: str) -> Any:
    row = _event(number)
    own, all_ = _guests(row)
    form = BetweenGuestsForm().offer(own, all_)
    if form.validate_on_submit():
        with form.refusing(Refused, field="second"):
            people = {one.number: one for one in (*own, *all_)}
            first, second = people[form.first.data], people[form.second.data]
            introducing.propose(current_actor, first, second, row, form.words.data or "", form.submission.data)
            return done(
                _("Both are asked. You hear of it when both have said yes."), ".introductions", number=row.number
            )
    return _page(row, form, open_=True)
