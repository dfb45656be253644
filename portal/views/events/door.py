"""The door on a phone (R9): scans, typed codes, names; what happened, conflicts, corrections.

`/door` itself shows no person: the phone keeps it for a time without a line (`web/offline.py`, `static/door.js`).
"""

from __future__ import annotations

from typing import Any

from flask import jsonify, make_response, redirect, request, url_for
from flask_wtf.csrf import generate_csrf

from portal import extensions
from portal.actions.events import checking_in, walking_in
from portal.forms.events.evening import CheckInForm, FindForm, HeadsForm, SettleForm, WalkInForm
from portal.ground import clock
from portal.ground.errors import SeatsTaken, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import CheckIn, Event
from portal.reads.clients.opened import fetched
from portal.reads.events import door as read
from portal.reads.events.parties import guests_of
from portal.reads.finding.meant import the_client
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events import door as rules
from portal.rules.events.parties import seats_left
from portal.rules.shared.addresses import row_id
from portal.views.events import pages
from portal.views.events.sign_ups import NOBODY
from portal.web.answers import answer, current_actor, done, fragment
from portal.web.offline import keep_offline
from portal.words.evening import RESULTS, TOLD, WAYS

CAMERA = {"camera": "(self)", "microphone": "()", "geolocation": "()"}
"""This page alone may ask for the camera."""


def _row(number: str) -> Event:
    return read.door_event(current_actor, number)


@pages.page("/events/<number>/door", may=P.EVENTS_READ)
@extensions.talisman(permissions_policy=CAMERA)
def door(number: str) -> Any:
    row = _row(number)
    response = make_response(_door(row, CheckInForm(formdata=None)))
    if rules.kept_by_phone(row.starts_at, row.ends_at, clock.now()) and row.state != "cancelled":
        return keep_offline(response, rules.closes_at(row.ends_at), forms=True)
    return response


def _door(row: Event, form: CheckInForm) -> Any:
    return answer(
        "events/door/door.html",
        form.status,
        event=row,
        form=form,
        find=FindForm(formdata=None).apart("find"),
        count=read.count_of(row),
        until=rules.closes_at(row.ends_at),
        zone=clock.zone().key,
    )


@pages.page("/events/<number>/door/list", may=P.EVENTS_READ)
def door_list(number: str) -> Any:
    """What a phone knows without a line: hashes of tickets, seats, heads. No person."""
    row = _row(number)
    count = read.count_of(row)
    return jsonify(
        number=row.number,
        at=int(clock.now().timestamp() * 1000),
        until=int((rules.closes_at(row.ends_at)).timestamp() * 1000),
        here=count.here,
        seats=count.seats,
        conflicts=count.conflicts,
        token=generate_csrf(),
        tickets=read.list_for_phones(row),
    )


@pages.deed("/events/<number>/check-in", may=P.EVENTS_READ, stands_on=".door")
def check_in(number: str) -> Any:
    """By the form, or by the page's script (JSON), also for what happened without a line."""
    row, form = _row(number), CheckInForm()
    scripted = request.accept_mimetypes.best == "application/json"
    if form.validate_on_submit():
        with form.refusing(WrongState, field="code"):
            kept = checking_in.check_in(current_actor, row, form.scan())
            if scripted:
                return _told(row, read.scan_of(row, kept.id))
            return redirect(url_for(".scan", number=row.number, key=kept.id), 303)
    if scripted:
        words = [str(one) for field in form for one in field.errors] + [str(one) for one in form.form_errors]
        return jsonify(words=" ".join(words)), form.status
    return _door(row, form)


def _told(row: Event, kept: CheckIn) -> Any:
    count = read.count_of(row)
    body = fragment("events/door/scan.html", "scan", 200, **_shown(row, kept)).get_data(as_text=True)
    return jsonify(
        result=kept.result,
        conflict=kept.conflict,
        here=count.here,
        seats=count.seats,
        conflicts=count.conflicts,
        html=body,
    )


def _shown(row: Event, kept: CheckIn) -> dict[str, Any]:
    party = kept.sign_up
    earlier = [one for one in read.scans_of_party(party) if one.id != kept.id] if party is not None else []
    guests = guests_of([party])[party.id] if party is not None else []
    return {"event": row, "row": kept, "party": party, "guests": guests, "earlier": earlier, **_words()}


def _words() -> dict[str, Any]:
    return {"results": RESULTS, "told": TOLD, "ways": WAYS}


@pages.page("/events/<number>/door/scans", may=P.EVENTS_READ)
def scans(number: str) -> Any:
    """What happened at the doors, conflicts first."""
    row, before = _row(number), row_id(request.args.get("before"))
    found = read.scans(row, before)
    more = found[read.PAGE - 1].id if len(found) > read.PAGE else None
    return answer(
        "events/door/scans.html",
        event=row,
        scans=found[: read.PAGE],
        more=more,
        before=before,
        conflicts=read.open_conflicts(row),
        count=read.count_of(row),
        **_words(),
    )


@pages.page("/events/<number>/door/scans/<int:key>", may=P.EVENTS_READ)
def scan(number: str, key: int) -> Any:
    row = _row(number)
    return answer("events/door/scan.html", **_shown(row, read.scan_of(row, key)))


@pages.form("/events/<number>/door/find", may=P.EVENTS_READ)
def find(number: str) -> Any:
    """Parties by name, for who has no ticket at hand."""
    row, form = _row(number), FindForm()
    found = read.parties_called(row, form.q.data or "") if form.validate_on_submit() else None
    status = form.status if form.errors else 200
    return answer(
        "events/door/find.html",
        status,
        event=row,
        form=form,
        found=found,
        guests=guests_of(found or []),
        once=CheckInForm(formdata=None),
    )


@pages.form("/events/<number>/door/parties/<int:key>/heads", may=P.EVENTS_READ, decides=_l("Correct the headcount"))
def heads(number: str, key: int) -> Any:
    row = _row(number)
    party = read.party_of(row, key)
    fetched(current_actor, party.client_id, whole=False)
    form = HeadsForm(heads=party.heads)
    if form.validate_on_submit():
        with form.refusing():
            checking_in.correct(current_actor, row, party, form.heads.data or 0, form.remark.data, form.submission.data)
            return done(_("The number is corrected."), ".scans", number=row.number)
    return answer("events/door/heads.html", form.status, event=row, party=party, form=form)


@pages.form("/events/<number>/door/scans/<int:key>/settle", may=P.EVENTS_READ, decides=_l("Settle the conflict"))
def settle(number: str, key: int) -> Any:
    row = _row(number)
    found, form = read.scan_of(row, key), SettleForm()
    if form.validate_on_submit():
        with form.refusing():
            checking_in.settle(current_actor, row, found, form.words.data)
            return done(_("The conflict is settled."), ".scans", number=row.number)
    return answer("events/door/settle.html", form.status, form=form, **_shown(row, found))


@pages.form("/events/<number>/door/walk-in", may=P.EVENTS_SIGN_UP)
def walk_in(number: str) -> Any:
    """Somebody without a seat, signed up at the door by who may sign him up."""
    row, form = _row(number), WalkInForm()
    if form.validate_on_submit():
        with form.refusing(SeatsTaken, WrongState, field="heads"):
            client = the_client(current_actor, "sign_up", form.named(form.client), NOBODY)
            heads, comes = form.heads.data or 1, form.comes.data or ""
            made = walking_in.walk_in(current_actor, row, client, heads, comes, form.submission.data)
            kept = read.scans_of_party(made)[0]
            return redirect(url_for(".scan", number=row.number, key=kept.id), 303)
    return answer("events/door/walk_in.html", form.status, event=row, form=form, left=seats_left(row))
