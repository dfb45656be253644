"""A handover as a whole: announced, prepared, checked, cancelled, signed off."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.handovers import announcing, checking, closing, preparing
from portal.forms.handovers import CheckForm, DaysForm, HandoverForm, ReceiverForm, SignForm, WhyForm
from portal.ground import clock
from portal.ground.errors import StaleVersion, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models import Handover
from portal.reads import reference
from portal.reads.handovers import lines as reads
from portal.reads.handovers import scope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.handovers import BACK, PASSED, PREPARING, RUNNING, SIGNED, asks_must_know
from portal.rules.shared.addresses import row_id
from portal.views.handovers import pages
from portal.views.handovers.asking import WORDS, ask
from portal.web.answers import answer, current_actor, done
from portal.words.handovers import CAUSES


@pages.page("/teams/handovers", may=P.TEAMS_READ)
def index() -> Any:
    now, past = scope.handovers(current_actor)
    return answer("handovers/index.html", now=now, past=past, today=clock.today(), **WORDS)


@pages.form("/teams/handovers/new", may=P.REQUESTS_WORK)
def new() -> Any:
    filled = {"formdata": request.args} if request.method == "GET" and request.args else {}
    form = HandoverForm(**filled).offer(current_actor)
    form.back.data = form.back.data or request.args.get("back", "")[:16]
    before = scope.handover_of(current_actor, form.back.data) if form.back.data else None
    if before is not None:
        form.cause.choices = [(BACK, CAUSES[BACK])]
        form.cause.data = BACK
    if form.is_submitted() and form.validate():
        with form.refusing():
            made = _announce(form, before)
            return done(_("Handover %(number)s is announced.", number=made.number), ".one", number=made.number)
    return answer("handovers/new.html", form.status, form=form, before=before)


def _announce(form: HandoverForm, before: Handover | None) -> Handover:
    who, on, reason, submission = form.staff.data or "", form.on.data, form.reason.data or "", form.submission.data
    if before is not None:
        return announcing.announce_back(current_actor, before, who, on, reason, submission)
    return announcing.announce(current_actor, who, form.cause.data, on, reason, form.years_asked, submission)


@pages.page("/teams/handovers/<number>", may=P.TEAMS_READ)
def one(number: str) -> Any:
    row = scope.handover_of(current_actor, number)
    after, deeds = row_id(request.args.get("after", "")) or 0, _deeds(row)
    return answer(
        "handovers/one.html",
        row=row,
        lines=reads.page(current_actor, row, after),
        progress=reads.progress(row, current_actor),
        receivers=reads.receivers(row)
        if row.state in (PASSED, "signed") and scope.oversees(current_actor, row)
        else [],
        deeds=deeds,
        today=clock.today(),
        asked_tiers={code for code, rank in reference.ranks().items() if asks_must_know(rank)},
        vip_tiers=reference.vip_tiers(),
        sees_all=scope.sees_all(current_actor, row),
        **WORDS,
    )


def _deeds(row: Handover) -> set[str]:
    """What the reader may do with it now."""
    found = set()
    if scope.looks_after(current_actor, row.branch_id):
        if row.state == PREPARING:
            found |= {"receivers", "move", "refresh"}
            concerned = {row.staff_id} | scope.receivers_of(row)
            found |= set() if current_actor.staff_id in concerned else {"check"}
        found |= {"cancel"} if row.state in RUNNING else set()
    elif row.author_id == current_actor.staff_id and row.state == PREPARING:
        found.add("cancel")
    if row.state in (PASSED, SIGNED) and row.cause != BACK and scope.looks_after(current_actor, row.branch_id):
        found.add("back")
    named = current_actor.staff_id == row.witness_id or scope.looks_after(current_actor, row.branch_id)
    if row.state == PASSED and named and current_actor.staff_id not in scope.involved(row):
        found.add("sign")
    return found


@pages.form("/teams/handovers/<number>/move", may=P.TEAMS_WRITE)
def move(number: str) -> Any:
    row = _in(number, PREPARING)
    form = DaysForm(data=None if request.method == "POST" else _days(row))
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            preparing.move(current_actor, row, form.on.data, form.credit_from.data, form.version_number)
            return done(_("The day is changed."), ".one", number=number)
    return ask(form, ("on", "credit_from"), _("Another day for the handover"), _("Change the day"), row)


def _days(row: Handover) -> dict[str, Any]:
    return {"on": row.begins, "credit_from": row.credit_from, "version": row.version}


def _in(number: str, *states: str) -> Handover:
    """The handover, in one of these states. Raises OutOfScope, WrongState."""
    row = scope.handover_of(current_actor, number)
    if row.state not in states:
        raise WrongState()
    return row


@pages.form("/teams/handovers/<number>/receivers", may=P.TEAMS_WRITE)
def receivers(number: str) -> Any:
    row = _in(number, PREPARING)
    form = ReceiverForm(data=None if request.method == "POST" else {"version": row.version}).offer(row)
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            count = preparing.choose_for_all(
                current_actor, row, form.kind.data or "", form.receiver.data or "", form.version_number
            )
            said = ngettext("%(num)d seat has this receiver now.", "%(num)d seats have this receiver now.", count)
            return done(said, ".one", number=number)
    return ask(form, ("kind", "receiver"), _("One receiver for all"), _("Give all of them"), row, icon_name="users")


@pages.deed("/teams/handovers/<number>/refresh", may=P.TEAMS_WRITE)
def refresh(number: str) -> Any:
    count = preparing.refresh(current_actor, scope.handover_of(current_actor, number))
    said = ngettext(
        "%(num)d seat differed; the list is up to date.", "%(num)d seats differed; the list is up to date.", count
    )
    return done(said if count else _("The list was up to date."), ".one", number=number)


@pages.form("/teams/handovers/<number>/check", may=P.TEAMS_WRITE, decides=_l("Check the handover"))
def check(number: str) -> Any:
    row = scope.handover_of(current_actor, number)
    others = scope.involved(row) | {current_actor.staff_id}
    form = CheckForm().offer(scope.could_witness(row, others))
    if form.validate_on_submit():
        with form.refusing():
            checking.check(current_actor, row, form.witness.data or "")
            return done(_("The handover is checked; it passes by itself on its day."), ".one", number=number)
    return ask(
        form,
        ("witness",),
        _("Check the handover"),
        _("Checked: let it pass on its day"),
        row,
        about=(row,),
        lead=_("From then on nothing of it changes; until its day it can be cancelled."),
        facts=_facts(row),
        icon_name="checks",
    )


def _facts(row: Handover) -> list[tuple[Any, Any]]:
    """What the check is about, in figures."""
    found = reads.progress(row, current_actor)
    receivers = [f"{name} {count}" for _username, name, count in reads.receivers(row)]
    return [
        (_("Clients"), found.clients),
        (_("Seats in teams"), found.seats),
        (_("Receivers"), "、".join(receivers) or "–"),
        (_("Seats left open"), found.open),
        (_("What a newcomer must know"), f"{found.must_know[0]} / {found.must_know[1]}"),
        (_("Open requests"), found.requests),
        (_("Promised to clients"), found.promised),
    ]


@pages.form("/teams/handovers/<number>/cancel", may=P.REQUESTS_WORK, decides=_l("Cancel the handover"))
def cancel(number: str) -> Any:
    row = scope.handover_of(current_actor, number)
    form = WhyForm()
    if form.validate_on_submit():
        preparing.cancel(current_actor, row, form.reason.data)
        return done(_("The handover is cancelled; everything stays as it is."), ".one", number=number)
    return ask(
        form, ("reason",), _("Cancel the handover"), _("Cancel it"), row, about=(row,), icon_name="arrow-back-up"
    )


@pages.form("/teams/handovers/<number>/sign", may=P.REQUESTS_WORK, decides=_l("Sign off the handover"))
def sign(number: str) -> Any:
    row = scope.handover_of(current_actor, number)
    form = SignForm()
    if form.validate_on_submit():
        with form.refusing():
            closing.sign(current_actor, row, form.password.data)
            return done(_("The handover is signed off."), ".one", number=number)
    lead = _("You confirm as witness that the clients, their papers and what is open have passed completely.")
    heading, button = _("Sign off as witness"), _("Confirm and sign off")
    return ask(form, ("password",), heading, button, row, about=(row,), lead=lead, icon_name="signature")
