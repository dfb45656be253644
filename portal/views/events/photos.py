"""Pictures of an event for who helps there: sending them; for who answers for it: releasing, hiding, removing."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.events import pictures
from portal.extensions import talisman
from portal.forms.events.after import PhotosForm, ReleaseForm
from portal.ground import clock
from portal.ground.errors import TooOften, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event
from portal.reads.events.album import PAGE, children_agreed, counts_of, picture, pictures_of, sent_by, staff_event
from portal.reads.events.leading import helps, leads
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.photos import SHOWN, may_send
from portal.rules.shared.addresses import row_id
from portal.views.events import pages
from portal.web.answers import answer, current_actor, done, refused
from portal.web.files import kept_picture


@pages.context_processor
def helping() -> dict[str, Any]:
    """For the bar of an event's pages."""
    return {"helps_at": lambda event: helps(current_actor, event)}


@pages.form("/events/<number>/photos", may=P.EVENTS_READ)
def photos(number: str) -> Any:
    """Pictures by state, and sending some; a helper sees those that he sent himself."""
    event, form = staff_event(current_actor, number), PhotosForm()
    if form.validate_on_submit():
        with form.refusing(WrongState, TooOften, field="attachments"):
            made = pictures.send(current_actor, event, form.uploads(), form.submission.data)
            return done(_("Sent: %(count)s. They wait for their release.", count=made.count), ".photos", number=number)
    return _page(event, form.status, form)


def _page(event: Event, status: int = 200, form: PhotosForm | None = None, **wrong: ReleaseForm) -> Any:
    leading = leads(current_actor, event) or current_actor.whole_bank
    state = request.args.get("state", "")
    state, after = state if state in SHOWN else "waits", row_id(request.args.get("after", "")) or 0
    rows = pictures_of(event, state, after, None if leading else current_actor.account_id)
    return answer(
        "events/photos.html",
        status,
        event=event,
        state=state,
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        after=after,
        counts=counts_of(event) if leading else {},
        may_decide=leads(current_actor, event),
        leading=leading,
        agreed=children_agreed(event),
        form=form or PhotosForm(formdata=None),
        open=pictures.sends(current_actor, event)
        and may_send(clock.now(), event.starts_at, event.ends_at, event.state),
        release_of=lambda row: wrong.get(row.token) or ReleaseForm(formdata=None).apart(row.token),
    )


@pages.page("/events/<number>/photos/<token>", may=P.EVENTS_READ)
@talisman(content_security_policy={"default-src": "'none'", "frame-ancestors": "'none'"})
def photo(number: str, token: str) -> Any:
    event = staff_event(current_actor, number)
    everything = leads(current_actor, event) or current_actor.whole_bank
    row = picture(event, token, *(() if everything else (sent_by(current_actor.account_id),)))
    return _shown(row)


def _shown(row: Any) -> Any:
    if request.args.get("small"):
        return kept_picture(row.small_name, "image/jpeg")
    return kept_picture(row.storage_name, row.content_type)


@pages.deed(
    "/events/<number>/photos/<token>/release", may=P.EVENTS_READ, decides=_l("Release the picture"), stands_on=".photos"
)
def photo_release(number: str, token: str) -> Any:
    event, form = staff_event(current_actor, number), ReleaseForm()
    row = picture(event, token)
    if not form.validate_on_submit():
        return _page(event, form.status, **{token: form.apart(token)})  # type: ignore[arg-type]
    if pictures.release(current_actor, event, row, children=form.children.data == "yes"):
        return done(_("The picture is in the album."), ".photos", number=number)
    return refused(pictures.PROBLEMS["children"], ".photos", saved=True, number=number)


@pages.deed(
    "/events/<number>/photos/<token>/hide", may=P.EVENTS_READ, decides=_l("Hide the picture"), stands_on=".photos"
)
def photo_hide(number: str, token: str) -> Any:
    event = staff_event(current_actor, number)
    pictures.hide(current_actor, event, picture(event, token))
    return done(_("The picture is hidden."), ".photos", number=number)


@pages.form("/events/<number>/photos/<token>/remove", may=P.EVENTS_READ, decides=_l("Remove the picture"))
def photo_remove(number: str, token: str) -> Any:
    event = staff_event(current_actor, number)
    row = picture(event, token)
    if request.method == "GET":
        return answer("events/photo_remove.html", event=event, row=row)
    pictures.remove(current_actor, event, row)
    return done(_("The picture is removed."), ".photos", number=number)
