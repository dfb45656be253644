"""Events that a client is invited to."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.events import signing_up
from portal.forms.events import GuestsForm, SignUpForm
from portal.ground import clock
from portal.ground.errors import OutOfScope, SeatsTaken, TooOften
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models import Event
from portal.reads.events import EventScope, audience_of, coming, own_sign_up, own_sign_ups, past
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events import seats_left, sign_up_problem
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.web.answers import answer, current_actor, done


@pages.page("/events", may=P.MEMBER, endpoint="events", place="events")
def events_list() -> Any:
    scope = EventScope(current_actor)
    return answer(
        "member/events.html",
        coming=coming(scope),
        past=past(scope, 10),
        own=own_sign_ups(current_actor.client_id or 0),
        seats_left=seats_left,
    )


@pages.page("/events/<number>", may=P.MEMBER, place="events")
def event(number: str) -> Any:
    return _event_page(EventScope(current_actor).by_number(number))


def _event_page(row: Event, status: int = 200, form: SignUpForm | None = None) -> Any:
    me = own_record()
    problem = sign_up_problem(row, audience_of(row), clock.now(), me.tier_id, 1)
    return answer(
        "member/event.html",
        status,
        event=row,
        own=own_sign_up(row, me.id),
        form=form or SignUpForm(formdata=None),
        problem=problem,
        problem_words=signing_up.SIGN_UP_PROBLEMS.get(problem or ""),
        left=seats_left(row),
    )


@pages.deed("/events/<number>/sign-up", may=P.MEMBER_REQUEST, place="events")
def event_sign_up(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    form = SignUpForm()
    if form.validate_on_submit():
        with form.refusing(SeatsTaken, TooOften, field="guests"):
            made = signing_up.sign_up(
                current_actor, row, own_record(), form.guests.data or 0, form.names(), form.submission.data
            )
            return done(
                ngettext("%(num)d seat is kept for you.", "%(num)d seats are kept for you.", made.guests + 1),
                ".event",
                number=row.number,
            )
    return _event_page(EventScope(current_actor).by_number(number), form.status, form)


@pages.form("/events/<number>/guests", may=P.MEMBER_REQUEST, place="events")
def event_guests(number: str) -> Any:
    """The names of one's guests, said anew."""
    row = EventScope(current_actor).by_number(number)
    own = own_sign_up(row, current_actor.client_id or 0)
    if own is None or not own.guests:
        raise OutOfScope()
    form = GuestsForm(obj=own)
    if form.validate_on_submit():
        with form.refusing():
            signing_up.name_guests(current_actor, row, own, form.names())
            return done(_("The names of your guests are kept."), ".event", number=row.number)
    return answer("member/event_guests.html", form.status, event=row, own=own, form=form)


@pages.form("/events/<number>/cancel", may=P.MEMBER_REQUEST, place="events", decides=_l("Give the seats back"))
def event_cancel(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    own = own_sign_up(row, current_actor.client_id or 0)
    if own is None:
        raise OutOfScope()
    if request.method == "GET":
        return answer("member/event_cancel.html", event=row, own=own)
    signing_up.cancel_sign_up(current_actor, row, own)
    return done(_("Your seats are given back."), ".event", number=row.number)
