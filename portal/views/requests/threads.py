"""The queue of requests and their threads, for staff; a request for a client who phones."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request

from portal.actions.complaints import closing
from portal.actions.requests import attachments, filing, terms, working
from portal.actions.requests.queue import can_be_given
from portal.extensions import talisman
from portal.forms.complaints import DecideForm
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
from portal.reads.complaints.cases import Case, case_of
from portal.reads.complaints.levels import is_above
from portal.reads.requests.levels import called
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.threads import chip, thread_of
from portal.reads.teams.seats import current_team
from portal.rules.accounts.visibility import Permission as P
from portal.rules.requests import STAFF_DEEDS, deeds_in
from portal.rules.shared.uploads import IMAGES
from portal.views.complaints.recording import recorded
from portal.views.requests import pages
from portal.views.requests.around import around, phrase_texts
from portal.views.requests.asking import of_complaint
from portal.web.answers import answer, current_actor, done, own_page, remind
from portal.web.files import kept_file
from portal.words import complaints as complaint_words
from portal.words.complaints import clock_why
from portal.words.requests import clock_words


@pages.form("/clients/<number>/requests/new", may=P.REQUESTS_FILE)
def new(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = RequestForm()
    if form.kind.data == terms.COMPLAINT:
        of_complaint(form, client)
    if form.validate_on_submit():
        with form.refusing():
            made = filing.file_request(current_actor, client, form.values(), form.uploads(), form.submission.data)
            if made.kind == terms.COMPLAINT:
                return recorded(made)
            return done(_("Request %(number)s is filed.", number=made.number), ".thread", number=made.number)
    of_complaint(form, client)
    return answer("requests/new.html", form.status, form=form.offer(current_team(client.id)), client=client)


@pages.page("/requests/<number>", may=P.REQUESTS_READ)
def thread(number: str) -> Any:
    return thread_page(RequestScope(current_actor).by_number(number))


def thread_page(row: Request, status: int = 200, **forms: Any) -> Any:
    allowed = deeds_in(row.status, STAFF_DEEDS, row.kind) if _works_on(row) else ()
    if row.status != "new" and row.in_personal_hands:
        allowed = tuple(deed for deed in allowed if deed != "take")
    case, scope = _case(row), RequestScope(current_actor)
    return answer(
        "requests/thread.html",
        status,
        row=row,
        deeds=allowed,
        case=case,
        **case_context(case),
        **thread_context(row, for_client=False),
        **around(row, scope, allowed, forms),
        reply_form=forms.get("reply") or ReplyForm(formdata=None),
        note_form=forms.get("note") or NoteForm(formdata=None),
        resolve_form=forms.get("resolve") or _resolve_form(row, formdata=None),
        reassign_form=_reassign_form(row, allowed, forms.get("reassign")),
    )


def _case(row: Request) -> Case | None:
    return case_of(row, for_client=False, reader=current_actor) if row.kind == terms.COMPLAINT else None


def case_context(case: Case | None) -> dict[str, Any]:
    """What the panel of a complaint shows besides its record."""
    if case is None:
        return {}
    return {
        "why": clock_why(case.row, case.marks),
        "reached": terms.has_login(case.row),
        "works": _works_on(case.row.request),
        "above": current_actor.may(P.COMPLAINTS_ABOVE) and is_above(current_actor, case.row),
        "words_of": complaint_words,
    }


def _resolve_form(row: Request, **options: Any) -> Any:
    return (DecideForm if row.kind == terms.COMPLAINT else ResolveForm)(**options)


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
        "asker": asker_of(row),
        "shown_files": shown_files,
        "codes": {} if for_client else after_codes(said),
        "clock_words": [] if for_client else clock_words(thread.reasons, row.told_due, called(row)),
    }


def asker_of(row: Request) -> str:
    """Who asks, as the first entry names him; of a stranger it is not said."""
    if row.client is None:
        return _("Somebody who is no client")
    return str(row.client.name if row.filed_for else row.filer_name or row.client.name)


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
    """On the list of the queue, `next` leads back to it."""
    row = working.take(current_actor, RequestScope(current_actor).by_number(number))
    words, back = _("The request is yours now."), own_page(request.form.get("next"))
    if back and back.partition("?")[0] == "/requests":
        flash(f"{row.number}: {words}", "done")
        return redirect(back, 303)
    return done(words, ".thread", number=row.number)


@pages.deed("/requests/<number>/reply", may=P.REQUESTS_WORK, decides=_l("Send the reply to the client"))
def reply(number: str) -> Any:
    """`internal` in the form makes it a note; each has a form of its own on the page."""
    row = RequestScope(current_actor).by_number(number)
    if request.form.get("internal") in ("1", "true", "on", "yes", "y"):
        return _note(row)
    form = ReplyForm()
    if form.inserts:
        form.insert(phrase_texts(row))
        remind(file.filename for file in form.attachments.data or [] if getattr(file, "filename", ""))
        return thread_page(row, reply=form)
    if form.validate_on_submit():
        with form.refusing(WrongState):
            return _replied(row, form)
    return thread_page(RequestScope(current_actor).by_number(number), form.status, reply=form)


def _replied(row: Request, form: ReplyForm) -> Any:
    """Send it, and with the button that says so settle the request by it."""
    words, files, submission = form.body.data, form.uploads(), form.submission.data
    if form.resolves:
        working.resolve(current_actor, row, words, "", submission, files, anyway=form.anyway.data)
        return done(_("The request is resolved; the client can rate it."), ".thread", number=row.number)
    working.reply(current_actor, row, words, files, waiting=form.waiting.data, submission=submission)
    return done(_("The reply is sent."), ".thread", number=row.number)


def _note(row: Request) -> Any:
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            working.note(current_actor, row, form.body.data, form.uploads(), form.submission.data)
            return done(_("The note is kept; the client does not see it."), ".thread", number=row.number)
    return thread_page(RequestScope(current_actor).by_number(row.number), form.status, note=form)


@pages.deed("/requests/<number>/resolve", may=P.REQUESTS_WORK, decides=_l("Resolve the request"))
def resolve(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = _resolve_form(row)
    if form.validate_on_submit():
        with form.refusing(WrongState):
            words, cause = form.answer.data, form.root_cause.data or ""
            working.resolve(current_actor, row, words, cause, form.submission.data, **form.of_record())
            return done(_("The request is resolved; the client can rate it."), ".thread", number=row.number)
    return thread_page(RequestScope(current_actor).by_number(number), form.status, resolve=form)


@pages.deed("/requests/<number>/close", may=P.REQUESTS_WORK, decides=_l("Close the request"))
def close(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    (closing if row.kind == terms.COMPLAINT else working).close(current_actor, row)
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
    return thread_page(row, form.status, reassign=form)


@pages.page("/files/<token>", may=P.SIGNED_IN, side="both")
@talisman(content_security_policy={"default-src": "'none'", "frame-ancestors": "'none'"})
def file(token: str) -> Any:
    """A file as a download; `?preview=1` shows a picture in the page."""
    return kept_file(attachments.readable(current_actor, token))
