"""The queue of requests and their threads, for staff; a request for a client who phones."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.requests import attachments, filing, working
from portal.actions.requests.queue import can_be_given
from portal.extensions import talisman
from portal.forms.requests import (
    NoteForm,
    ReasonForm,
    ReassignForm,
    ReplyForm,
    RequestForm,
    ResolveForm,
)
from portal.ground import formats, i18n
from portal.ground.errors import Invalid, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Request
from portal.reads import reference
from portal.reads.accounts.codes import after_codes
from portal.reads.clients.scope import ClientScope
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.threads import chip, thread_of
from portal.rules.accounts.visibility import Permission as P
from portal.rules.requests import STAFF_DEEDS, deeds_in
from portal.rules.shared.uploads import IMAGES
from portal.views.requests import pages
from portal.web.answers import answer, current_actor, done
from portal.web.files import kept_file
from portal.words.requests import clock_words


@pages.form("/clients/<number>/requests/new", may=P.REQUESTS_FILE)
def new(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = RequestForm()
    if form.validate_on_submit():
        with form.refusing():
            made = filing.file_request(current_actor, client, form.values(), form.uploads(), form.submission.data)
            return done(_("Request %(number)s is filed.", number=made.number), ".thread", number=made.number)
    return answer("requests/new.html", form.status, form=form, client=client)


@pages.page("/requests/<number>", may=P.REQUESTS_READ)
def thread(number: str) -> Any:
    return _page(RequestScope(current_actor).by_number(number))


def _page(row: Request, status: int = 200, **forms: Any) -> Any:
    allowed = deeds_in(row.status, STAFF_DEEDS) if _works_on(row) else ()
    return answer(
        "requests/thread.html",
        status,
        row=row,
        deeds=allowed,
        **thread_context(row, for_client=False),
        reply_form=forms.get("reply") or ReplyForm(formdata=None),
        note_form=forms.get("note") or NoteForm(formdata=None),
        resolve_form=forms.get("resolve") or ResolveForm(formdata=None),
        reassign_form=_reassign_form(row, allowed, forms.get("reassign")),
    )


def _works_on(row: Request) -> bool:
    """Does he hold the right to work on requests over this one?"""
    return current_actor.may(P.REQUESTS_WORK) and RequestScope(current_actor, P.REQUESTS_WORK).holds(row)


def thread_context(row: Request, for_client: bool) -> dict[str, Any]:
    """What a thread's page shows to either side."""
    thread = thread_of(row, for_client)
    said = [(row.filed_by_id, row.filed_at), *((line.entry.author_id, line.entry.at) for line in thread.lines)]
    return {
        "thread": thread,
        "chip": chip(row),
        "category_name": i18n.named(reference.categories()[row.category_id]),
        "filer": row.filer_name,
        "asker": row.client.name if row.filed_for else row.filer_name or row.client.name,
        "shown_files": shown_files,
        "codes": {} if for_client else after_codes(said),
        "clock_words": [] if for_client else clock_words(thread.reasons),
    }


def shown_files(found: list[Any]) -> list[tuple[str, str, str, bool]]:
    """(name, size, address, is it a picture) of files, for the page."""
    return [(file.name, formats.size(file.size), f"/files/{file.token}", file.content_type in IMAGES) for file in found]


def _reassign_form(row: Request, allowed: tuple[str, ...], form: ReassignForm | None) -> ReassignForm | None:
    if "reassign" not in allowed:
        return None
    form = form or ReassignForm(formdata=None)
    form.staff.choices = [("", _("Choose a person")), *can_be_given(row)]
    return form


@pages.deed("/requests/<number>/take", may=P.REQUESTS_WORK, decides=_l("Take it"))
def take(number: str) -> Any:
    row = working.take(current_actor, RequestScope(current_actor).by_number(number))
    return done(_("The request is yours now."), ".thread", number=row.number)


@pages.deed("/requests/<number>/reply", may=P.REQUESTS_WORK)
def reply(number: str) -> Any:
    """`internal` in the form makes it a note; each has a form of its own on the page."""
    row = RequestScope(current_actor).by_number(number)
    internal = request.form.get("internal") in ("1", "true", "on", "yes", "y")
    form: Any = NoteForm() if internal else ReplyForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            if internal:
                working.note(current_actor, row, form.body.data, form.uploads(), form.submission.data)
                return done(_("The note is kept; the client does not see it."), ".thread", number=row.number)
            working.reply(
                current_actor,
                row,
                form.body.data,
                form.uploads(),
                waiting=form.waiting.data,
                submission=form.submission.data,
            )
            return done(_("The reply is sent."), ".thread", number=row.number)
    return _page(RequestScope(current_actor).by_number(number), form.status, **{"note" if internal else "reply": form})


@pages.deed("/requests/<number>/resolve", may=P.REQUESTS_WORK, decides=_l("Resolve the request"))
def resolve(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = ResolveForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            working.resolve(current_actor, row, form.answer.data, form.root_cause.data or "", form.submission.data)
            return done(_("The request is resolved; the client can rate it."), ".thread", number=row.number)
    return _page(RequestScope(current_actor).by_number(number), form.status, resolve=form)


@pages.deed("/requests/<number>/close", may=P.REQUESTS_WORK, decides=_l("Close the request"))
def close(number: str) -> Any:
    working.close(current_actor, RequestScope(current_actor).by_number(number))
    return done(_("The request is closed."), ".thread", number=number)


@pages.deed("/requests/<number>/reopen", may=P.REQUESTS_WORK, decides=_l("Open the request again"))
def reopen(number: str) -> Any:
    row, form = RequestScope(current_actor).by_number(number), ReasonForm()
    if not form.validate():
        raise Invalid(" ".join(form.reason.errors))
    working.reopen(current_actor, row, form.reason.data or "")
    return done(_("The request is open again."), ".thread", number=number)


@pages.deed("/requests/<number>/reassign", may=P.REQUESTS_WORK, decides=_l("Give it"))
def reassign(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = ReassignForm()
    if form.validate_on_submit():
        with form.refusing():
            moved = working.reassign(current_actor, row, form.staff.data, form.reason.data)
            return done(_("The request was given to %(name)s.", name=moved.assignee.name), ".index")
    return _page(row, form.status, reassign=form)


@pages.page("/files/<token>", may=P.SIGNED_IN, side="both")
@talisman(content_security_policy={"default-src": "'none'", "frame-ancestors": "'none'"})
def file(token: str) -> Any:
    """A file as a download; `?preview=1` shows a picture in the page."""
    return kept_file(attachments.readable(current_actor, token))
