"""Whom an event invites, in numbers before it is published; its waves, picks and places."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.events import audience as deeds
from portal.actions.events import places
from portal.actions.events.planning import manages
from portal.forms.events.audience import AudienceForm, PickForm, PlacesForm
from portal.ground import formats
from portal.ground.errors import OutOfScope, StaleVersion
from portal.ground.i18n import gettext as _
from portal.models import Event
from portal.reads.clients.scope import ClientScope
from portal.reads.events import audience as reads
from portal.reads.events.plans import audience_of
from portal.reads.events.scope import EventScope
from portal.reads.finding.meant import the_client
from portal.reads.finding.saved import saved_filters
from portal.reads.finding.tags import tags_in_reach
from portal.reads.reference import tiers
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.views.events import pages
from portal.views.events.plans import to_sign_up
from portal.views.events.sign_ups import NOBODY
from portal.web.answers import answer, current_actor, done
from portal.words.events import LEFT_OUT

BEFORE = ("draft", "submitted", "approved")


def _event(number: str) -> Event:
    row = EventScope(current_actor).by_number(number)
    manages(current_actor, row, Role.COORDINATOR, Role.BRANCH_ADMIN)
    return row


def _form(row: Event, form: AudienceForm) -> AudienceForm:
    filters = [
        one for one in saved_filters(current_actor) if one.owner_id == current_actor.account_id or one.shared_with_id
    ]
    return form.offer(tags_in_reach(current_actor), filters, audience_of(row))


@pages.form("/events/<number>/audience", may=P.EVENTS_WRITE)
def audience(number: str) -> Any:
    row = _event(number)
    form = _form(row, AudienceForm())
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            deeds.set_audience(current_actor, row, form.wanted(), form.opens(), form.version_number, form.ends())
            return done(_("The audience is kept."), ".audience", number=row.number)
        if form.overtaken:
            form.saves_over(reads.audience_row(row).version)
    return _page(row, form.status, form=form)


def _page(row: Event, status: int = 200, **forms: Any) -> Any:
    kept = reads.audience_row(row)
    form = forms.get("form")
    if form is None or not form.is_submitted():
        form = _form(row, AudienceForm(formdata=None))
        form.show(kept, reads.waves_of(kept), reads.deadlines_of(kept))
    before = row.state in BEFORE
    return answer(
        "events/audience.html",
        status,
        event=row,
        form=form,
        before=before,
        frequent=formats.joined(f"{word} {count}" for word, count in reads.frequent_interests(row)) if before else "",
        numbers=reads.numbers(row, current_actor) if before else None,
        left_out=reads.left_out(row, current_actor, ClientScope(current_actor, head=True).condition())
        if before
        else [],
        left_out_words=LEFT_OUT,
        picked=reads.picked(row),
        answers=reads.answers(row),
        untold=0 if before else reads.waits_for_wave(row),
        waves=[] if before else reads.waves_told(row),
        places_form=forms.get("places") or PlacesForm(formdata=None, obj=row),
        pick_form=forms.get("pick") or PickForm(formdata=None),
    )


@pages.page("/events/<number>/unanswered", may=P.EVENTS_READ)
def unanswered(number: str) -> Any:
    """Who was invited and has not answered, of all waves or of one."""
    row = EventScope(current_actor).by_number(number)
    if row.state in BEFORE:
        raise OutOfScope()
    tier = request.args.get("tier", "")
    tier = tier if tier == "hand" or tier in tiers() else ""
    after = row_id(request.args.get("after")) or 0
    rows = reads.unanswered_of(row, ClientScope(current_actor, head=True).condition(), tier, after)
    shown, more = rows[: reads.PAGE], len(rows) > reads.PAGE
    return answer("events/unanswered.html", event=row, tier=tier, rows=shown, more=more, after=after)


@pages.deed("/events/<number>/places", may=P.EVENTS_WRITE, stands_on=".audience")
def set_places(number: str) -> Any:
    """Places kept back or released, those of groups, the order of the line."""
    row = _event(number)
    form = PlacesForm()
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            places.set_places(current_actor, row, form.wanted(), form.version_number)
            return done(
                _("The places are kept; what came free is offered to who waits."), ".audience", number=row.number
            )
        if form.overtaken:
            form.saves_over(EventScope(current_actor).by_number(number).version)
    return _page(row, form.status, places=form)


@pages.deed("/events/<number>/picks", may=P.EVENTS_WRITE, stands_on=".audience")
def pick(number: str) -> Any:
    """Invite a client by hand."""
    row = _event(number)
    form = PickForm()
    if form.validate_on_submit():
        with form.refusing():
            client = the_client(current_actor, "sign_up", form.named(form.client), NOBODY)
            deeds.pick(current_actor, row, client)
            return done(_("%(name)s is invited by hand.", name=client.name), ".audience", number=row.number)
    return _page(row, form.status, pick=form)


@pages.deed("/events/<number>/picks/<client>/remove", may=P.EVENTS_WRITE, stands_on=".audience")
def unpick(number: str, client: str) -> Any:
    row = _event(number)
    found = to_sign_up().by_number(client)
    deeds.unpick(current_actor, row, found)
    return done(_("%(name)s is no longer picked.", name=found.name), ".audience", number=row.number)
