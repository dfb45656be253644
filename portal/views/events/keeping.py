"""An event held again, templates, venues with rooms, and how kinds of events begin."""

from __future__ import annotations

from typing import Any

from portal.actions.events import copying, keeping
from portal.forms.events.keeping import AgainForm, KindForm, TemplateForm, VenueForm
from portal.ground import clock
from portal.ground.errors import OutOfScope, StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models import EventKind, Venue
from portal.reads import reference
from portal.reads.events.beginnings import template_for, templates_for
from portal.reads.events.scope import EventScope
from portal.reads.events.venues import own_venue, venues_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.events import pages
from portal.views.events.plans import own_branches
from portal.web.answers import answer, current_actor, done


@pages.form("/events/<number>/again", may=P.EVENTS_WRITE)
def again(number: str) -> Any:
    """The same event once more, or month by month."""
    event = EventScope(current_actor).by_number(number)
    branches = own_branches()
    form = AgainForm(branches=branches)
    if not form.is_submitted():
        form.branch.data = event.branch.code if event.branch.code in dict(branches) else form.branch.data
        ahead = max(event.starts_at, clock.now() - clock.days(1))
        form.starts_at.data = event.starts_at + clock.days(28 * ((ahead - event.starts_at).days // 28 + 1))
    elif form.validate():
        with form.refusing():
            times = form.times.data or 1
            made = copying.hold_again(
                current_actor, event, form.branch.data, form.starts_at.data, times, form.way.data, form.submission.data
            )
            words = ngettext("%(num)d draft is made of it.", "%(num)d drafts are made of it.", times)
            return done(words, ".event", number=made.number)
    return answer("events/again.html", form.status, event=event, form=form, template_form=_template_form(event.title))


def _template_form(title: str) -> TemplateForm:
    form = TemplateForm(formdata=None)
    form.name.data = title[:60]
    return form


@pages.deed("/events/<number>/template", may=P.EVENTS_WRITE, stands_on=".again")
def keep_template(number: str) -> Any:
    event = EventScope(current_actor).by_number(number)
    form = TemplateForm()
    if form.validate_on_submit():
        with form.refusing():
            copying.keep_template(current_actor, event, form.name.data, form.submission.data)
            return done(_("The plan is kept as a template."), ".templates")
    again_form = AgainForm(formdata=None, branches=own_branches())
    return answer("events/again.html", form.status, event=event, form=again_form, template_form=form)


@pages.page("/events/templates", may=P.EVENTS_WRITE)
def templates() -> Any:
    own = {code for code, _name in own_branches()}
    return answer("events/templates.html", templates=templates_for(current_actor), own=own)


@pages.deed("/events/templates/<int:template_id>/remove", may=P.EVENTS_WRITE, stands_on=".templates")
def remove_template(template_id: int) -> Any:
    found = template_for(current_actor, str(template_id))
    if found is None:
        raise OutOfScope()
    copying.remove_template(current_actor, found)
    return done(_("The template is removed."), ".templates")


@pages.page("/events/venues", may=P.EVENTS_READ)
def venues() -> Any:
    own = {code for code, _name in own_branches()} if current_actor.may(P.EVENTS_WRITE) else set()
    return answer("events/venues.html", venues=venues_of(current_actor), own=own)


@pages.form("/events/venues/new", may=P.EVENTS_WRITE)
def new_venue() -> Any:
    form = VenueForm(branches=own_branches())
    if form.validate_on_submit():
        with form.refusing():
            made = keeping.add_venue(
                current_actor, form.branch.data, form.values(), form.rooms.data, form.submission.data
            )
            return done(_("%(venue)s is kept.", venue=made.name), ".venues")
    return answer("events/venue.html", form.status, form=form, venue=None)


@pages.form("/events/venues/<int:venue_id>", may=P.EVENTS_WRITE)
def edit_venue(venue_id: int) -> Any:
    venue = own_venue(current_actor, venue_id)
    form = _venue_form(venue)
    more: dict[str, Any] = {}
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            keeping.edit_venue(current_actor, venue, form.values(), form.rooms.data, form.version_number)
            return done(_("%(venue)s is kept.", venue=form.name.data), ".venues")
        if form.overtaken:
            venue = own_venue(current_actor, venue_id)
            form.saves_over(venue.version)
            now = {name: getattr(venue, name) for name in form.values()}
            more["differs"] = form.differs_from(now | {"rooms": keeping.said_rooms(venue)})
    return answer("events/venue.html", form.status, form=form, venue=venue, **more)


def _venue_form(venue: Venue) -> VenueForm:
    values = {name: getattr(venue, name) for name in ("name", "address", "map_url", "way", "version")}
    form = VenueForm(branches=own_branches(), data=values | {"rooms": keeping.said_rooms(venue)})
    del form.branch
    return form


@pages.deed("/events/venues/<int:venue_id>/close", may=P.EVENTS_WRITE, stands_on=".venues")
def close_venue(venue_id: int) -> Any:
    keeping.close_venue(current_actor, own_venue(current_actor, venue_id), closed=True)
    return done(_("It is not chosen any more; what is planned there stays."), ".venues")


@pages.deed("/events/venues/<int:venue_id>/open", may=P.EVENTS_WRITE, stands_on=".venues")
def open_venue(venue_id: int) -> Any:
    keeping.close_venue(current_actor, own_venue(current_actor, venue_id), closed=False)
    return done(_("It can be chosen again."), ".venues")


@pages.page("/events/kinds", may=P.EVENTS_READ)
def kinds() -> Any:
    return answer("events/kinds.html", kinds=reference.event_kinds())


@pages.form("/events/kinds/<code>", may=P.SETTINGS_WRITE)
def kind(code: str) -> Any:
    """How plans of a kind begin; head office says."""
    row: EventKind | None = EventKind.get_or_none(EventKind.code == code)
    if row is None:
        raise OutOfScope()
    form = KindForm(data={**row.__data__, "tiers": row.tiers.split(",")})
    more: dict[str, Any] = {}
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            keeping.change_kind(current_actor, row, form.values(), form.version_number)
            return done(KEPT, ".kinds")
        if form.overtaken:
            row = EventKind.get_by_id(code)
            form.saves_over(row.version)
            more["differs"] = form.differs_from(_of(row, form))
    return answer("events/kind.html", form.status, form=form, kind=row, **more)


def _of(row: EventKind, form: KindForm) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.values()} | {"tiers": row.tiers.split(",")}


KEPT = _l("Plans of this kind begin so from now on.")
