"""Events that a client is invited to: signing up, and what he has there."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request

from portal.actions.events import audience, signing_up
from portal.actions.events.seating import days_before
from portal.forms.events.audience import AnswerForm
from portal.forms.events.sign_up import PartyForm, SignUpForm
from portal.ground import clock, settings
from portal.ground.errors import OutOfScope, SeatsTaken, TooOften, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models import Event, SignUp
from portal.reads.events import ical
from portal.reads.events import waiting as line
from portal.reads.events.audience import invitation_of, is_invited
from portal.reads.events.lists import ahead, past
from portal.reads.events.parties import guests_of, last_sign_up, own_sign_up, own_sign_ups, party_of
from portal.reads.events.plans import audience_of
from portal.reads.events.scope import EventScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.parties import seats_left, sign_up_problem
from portal.rules.events.waiting import by_telephone
from portal.rules.shared.lines import unpacked
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.web.answers import answer, current_actor, done
from portal.web.offline import forget_offline
from portal.words.events import ANSWERS


@pages.page("/events", may=P.MEMBER, endpoint="events", place="events")
def events_list() -> Any:
    scope = EventScope(current_actor)
    me = current_actor.client_id or 0
    return answer(
        "member/events.html",
        coming=ahead(scope),
        past=past(scope, 10),
        own=own_sign_ups(me),
        waits=line.own_parties(me),
        seats_left=seats_left,
    )


@pages.page("/events/<number>", may=P.MEMBER, place="events")
def event(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    shown = make_response(event_page(row))
    has_seats = own_sign_up(row, current_actor.client_id or 0) is not None
    return shown if has_seats else forget_offline(shown, f"/me/events/{row.number}/ticket")


def event_page(row: Event, status: int = 200, form: SignUpForm | None = None) -> Any:
    me = own_record()
    audience = [me.tier_id] if is_invited(row, me, audience_of(row)) else []
    problem = sign_up_problem(row, audience, clock.now(), me.tier_id, 1)
    own = own_sign_up(row, me.id)
    party = None if own else line.own_party(row, me.id)
    waiting, offered = line.counted(row)
    return answer(
        "member/event.html",
        status,
        event=row,
        own=own,
        guests=guests_of([own])[own.id] if own else [],
        party=party,
        standing=line.standing(row, party) if party and party.state == "waiting" else None,
        form=form or SignUpForm(formdata=None).of(row, me.kind == "company"),
        problem=problem,
        problem_words=signing_up.SIGN_UP_PROBLEMS.get(problem or ""),
        left=seats_left(row),
        programme=unpacked(row.programme, 3),
        speakers=unpacked(row.speakers, 2),
        waiting=waiting + offered,
        invitation=None if own or party else invitation_of(row, me.id),
        answer_words=ANSWERS,
        near=bool(own) and row.starts_at - clock.now() <= days_before(),
        by_telephone=by_telephone(row.starts_at, clock.now()),
    )


@pages.deed("/events/<number>/sign-up", may=P.MEMBER_REQUEST, place="events")
def event_sign_up(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    me = own_record()
    form = SignUpForm().of(row, me.kind == "company")
    if form.validate_on_submit():
        with form.refusing(SeatsTaken, TooOften, field="guests"):
            made = signing_up.sign_up(current_actor, row, me, form.party(), form.submission.data)
            return done(_answered(made), ".event", number=row.number)
    return event_page(EventScope(current_actor).by_number(number), form.status, form)


def _answered(made: Any) -> str:
    if isinstance(made, SignUp):
        return ngettext("%(num)d seat is kept for you.", "%(num)d seats are kept for you.", made.guests + 1)
    return _("There is no room for your party at the moment: you are on the waiting list.")


@pages.deed("/events/<number>/answer", may=P.MEMBER_REQUEST, place="events")
def event_answer(number: str) -> Any:
    """Yes, no or perhaps, before seats are taken."""
    row = EventScope(current_actor).by_number(number)
    found = invitation_of(row, current_actor.client_id or 0)
    if found is None:
        raise OutOfScope()
    form = AnswerForm()
    if form.validate_on_submit():
        audience.answer(current_actor, found, form.answer.data)
        return done(_("Thank you for your answer."), ".event", number=row.number)
    return event_page(row, form.status)


@pages.page("/events/<number>/calendar.ics", may=P.MEMBER, place="events", endpoint="event_calendar")
def event_calendar(number: str) -> Any:
    """One's seats for a calendar; 404 without seats."""
    row = EventScope(current_actor).by_number(number)
    found = ical.download(row, current_actor.client_id or 0, settings.current())
    if found is None:
        raise OutOfScope()
    response = Response(found, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.number}.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@pages.form("/events/<number>/guests", may=P.MEMBER_REQUEST, place="events")
def event_guests(number: str) -> Any:
    """One's party, changed: fewer, more, or others by name."""
    row = EventScope(current_actor).by_number(number)
    me = own_record()
    own = own_sign_up(row, me.id)
    if own is None or not (own.guests or row.guests_per_client or me.kind == "company"):
        raise OutOfScope()
    before = party_of(own)
    form = PartyForm(guests=before.guests).of(row, me.kind == "company", before.guests)
    if not form.is_submitted() and (row.state != "published" or row.ends_at <= clock.now()):
        raise WrongState(signing_up.NOT_ANY_MORE)
    form.show(before)
    if form.validate_on_submit():
        with form.refusing(SeatsTaken, TooOften, field="guests"):
            signing_up.change_party(current_actor, row, own, form.party(before))
            return done(_("Your party is kept as you wish."), ".event", number=row.number)
    return answer("member/event_guests.html", form.status, event=row, own=own, form=form)


@pages.form("/events/<number>/cancel", may=P.MEMBER_REQUEST, place="events", decides=_l("Give the seats back"))
def event_cancel(number: str) -> Any:
    row = EventScope(current_actor).by_number(number)
    own = last_sign_up(row, current_actor.client_id or 0)
    if own is None:
        raise OutOfScope()
    if request.method == "GET":
        if own.cancelled_at is not None:
            raise WrongState(signing_up.GIVEN_BACK)
        if row.state != "published" or row.starts_at <= clock.now():
            raise WrongState(signing_up.SEATS_STAY)
        return answer("member/event_cancel.html", event=row, own=own)
    signing_up.cancel_sign_up(current_actor, row, own)
    return done(_("Your seats are given back."), ".event", number=row.number)
