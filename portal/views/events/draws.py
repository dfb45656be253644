"""The lucky draw: led by staff, shown on a screen, checked by anybody."""

from __future__ import annotations

from typing import Any

from flask import Response

from portal.actions.events import drawing
from portal.forms.events.evening import DigitsForm, DrawForm, VoidForm
from portal.ground.errors import OutOfScope, Refused, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Draw, Event
from portal.reads.events import draws as read
from portal.reads.events.door import door_event, leads
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events import draw as rules
from portal.views.events import pages
from portal.web.answers import answer, current_actor, done
from portal.words.evening import STATES


def _row(number: str) -> Event:
    """For who plans the branch's events or answers for this one. Raises OutOfScope."""
    row = door_event(current_actor, number)
    if not leads(current_actor, row):
        raise OutOfScope()
    return row


@pages.page("/events/<number>/draw", may=P.EVENTS_READ)
def draw(number: str) -> Any:
    return _page(_row(number))


def _page(row: Event, status: int = 200, **forms: Any) -> Any:
    runs = read.running(row)
    now = read.standing(runs, named=True) if runs is not None else None
    return answer(
        "events/draw/draw.html",
        status,
        event=row,
        drawn=now,
        here=read.here_of(runs) if runs is not None else set(),
        earlier=[read.standing(one, named=True) for one in read.draws_of(row) if runs is None or one.id != runs.id],
        states=STATES,
        form=forms.get("new") or DrawForm(formdata=None),
        digits_form=forms.get("digits") or DigitsForm(formdata=None),
    )


@pages.deed("/events/<number>/draw", may=P.EVENTS_READ)
def new_draw(number: str) -> Any:
    row, form = _row(number), DrawForm()
    if form.validate_on_submit():
        with form.refusing(Refused, field=""):
            everybody = form.who.data == "all"
            drawing.publish_list(current_actor, row, form.found(), everybody, form.submission.data)
            return done(_("The numbered list is published. Bind the secret next."), ".draw", number=row.number)
    return _page(row, form.status, new=form)


def _latest(row: Event) -> Draw:
    """The draw that runs, else the last one, whose deed says that it has ended. Raises OutOfScope where none was."""
    found = read.running(row) or next(iter(read.draws_of(row)), None)
    if found is None:
        raise OutOfScope()
    return found


def _step(number: str, deed: Any, words: Any) -> Any:
    row = _row(number)
    deed(current_actor, row, _latest(row))
    return done(words, ".draw", number=row.number)


@pages.deed("/events/<number>/draw/commit", may=P.EVENTS_READ, decides=_l("Bind the secret"))
def commit(number: str) -> Any:
    return _step(number, drawing.commit, _("The secret is bound. Now guests call the digits."))


@pages.deed("/events/<number>/draw/digits", may=P.EVENTS_READ, decides=_l("Draw with these digits"))
def call_digits(number: str) -> Any:
    row, form = _row(number), DigitsForm()
    if form.validate_on_submit():
        with form.refusing():
            drawing.call_digits(current_actor, row, _latest(row), form.digits.data)
            return done(_("Drawn: the order stands."), ".draw", number=row.number)
    return _page(row, form.status, digits=form)


@pages.deed("/events/<number>/draw/give", may=P.EVENTS_READ, decides=_l("Give the prize"))
def give(number: str) -> Any:
    return _step(number, drawing.give, _("The prize is given."))


@pages.deed("/events/<number>/draw/pass", may=P.EVENTS_READ, decides=_l("Pass over who is not here"))
def pass_over(number: str) -> Any:
    return _step(number, drawing.pass_over, _("Passed over, and recorded."))


@pages.deed("/events/<number>/draw/finish", may=P.EVENTS_READ, decides=_l("End the draw"))
def finish(number: str) -> Any:
    return _step(number, drawing.finish, _("The draw is ended."))


@pages.form("/events/<number>/draw/void", may=P.EVENTS_READ, decides=_l("Make the draw void"))
def void(number: str) -> Any:
    row, form = _row(number), VoidForm()
    found = _latest(row)
    if not form.is_submitted() and found.state not in rules.RUNNING:
        raise WrongState(_l("This draw has ended already."))
    if form.validate_on_submit():
        with form.refusing():
            drawing.make_void(current_actor, row, found, form.reason.data)
            return done(_("The draw is void; it stays for everybody to see."), ".draw", number=row.number)
    return answer("events/draw/void.html", form.status, event=row, drawn=read.standing(found), form=form)


@pages.page("/events/<number>/draw/screen", may=P.EVENTS_READ)
def screen(number: str) -> Any:
    """For the projector: numbers, no names."""
    row = door_event(current_actor, number)
    found = read.running(row) or next(iter(read.draws_of(row)), None)
    return answer("events/draw/screen.html", event=row, drawn=read.standing(found) if found is not None else None)


@pages.page("/events/<number>/draw/verify", may=P.PUBLIC, side="both")
def verify(number: str) -> Any:
    """Every draw of the event computed anew, for anybody: numbers, no names."""
    row = read.public_event(number)
    found = [read.standing(one) for one in read.draws_of(row)]
    return answer(
        "events/draw/verify.html", event=row, draws=found, proofs=_proofs(found), states=STATES, python=rules.TEN_LINES
    )


def _proofs(found: list[read.Standing]) -> dict[int, dict[str, bool]]:
    """Of each draw with its digits what the server finds when it computes it anew."""
    return {
        one.row.position: rules.fits(
            one.row.revealed, one.row.commitment, one.row.digits, one.row.list_text, one.row.ranking
        )
        for one in found
        if one.row.digits
    }


@pages.page("/events/<number>/draw/<int:position>/list.txt", may=P.PUBLIC, side="both")
def published_list(number: str, position: int) -> Any:
    """The list as it was published, byte for byte: its SHA-256 is part of the seed."""
    row = read.public_event(number)
    found = Draw.get_or_none(Draw.event == row.id, Draw.position == position)
    if found is None:
        raise OutOfScope()
    return Response(found.list_text, mimetype="text/plain")
