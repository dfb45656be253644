"""The album of an event for those who were there: seeing it, sending pictures, not wanting to be seen."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.events import pictures
from portal.extensions import talisman
from portal.forms.events.after import PhotosForm
from portal.ground import clock
from portal.ground.errors import TooOften, WrongState
from portal.ground.i18n import gettext as _
from portal.reads.events.album import PAGE, album_of, in_album, own_event, picture, pictures_of
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.photos import may_send
from portal.rules.shared.addresses import row_id
from portal.views.member import pages
from portal.web.answers import answer, current_actor, done
from portal.web.files import kept_picture


@pages.form("/events/<number>/photos", may=P.MEMBER, place="events")
def event_photos(number: str) -> Any:
    event, form = own_event(current_actor, number), PhotosForm()
    may_write = current_actor.may(P.MEMBER_REQUEST)
    if may_write and form.validate_on_submit():
        with form.refusing(WrongState, TooOften, field="attachments"):
            pictures.send(current_actor, event, form.uploads(), form.submission.data)
            return done(_("Thank you. Your pictures are shown when they are released."), ".event_photos", number=number)
    after = row_id(request.args.get("after", "")) or 0
    rows = album_of(event, after)
    return answer(
        "member/event_photos.html",
        form.status,
        event=event,
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        after=after,
        waiting=len(pictures_of(event, "waits", 0, current_actor.account_id)),
        form=form,
        open=may_write and may_send(clock.now(), event.starts_at, event.ends_at, event.state),
    )


@pages.page("/events/<number>/photos/<token>", may=P.MEMBER, place="events")
@talisman(content_security_policy={"default-src": "'none'", "frame-ancestors": "'none'"})
def event_photo(number: str, token: str) -> Any:
    row = picture(own_event(current_actor, number), token, in_album())
    if request.args.get("small"):
        return kept_picture(row.small_name, "image/jpeg")
    return kept_picture(row.storage_name, row.content_type)


@pages.form("/events/<number>/photos/<token>/not-me", may=P.MEMBER, place="events")
def photo_not_me(number: str, token: str) -> Any:
    """Asked once on a page of its own, hidden at once for everybody."""
    event = own_event(current_actor, number)
    row = picture(event, token, in_album())
    if request.method == "GET":
        return answer("member/photo_not_me.html", event=event, row=row)
    pictures.not_me(current_actor, event, row)
    return done(_("The picture is hidden, for everybody and for good."), ".event_photos", number=number)
