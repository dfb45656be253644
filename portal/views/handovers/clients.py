"""One client of a handover: what a newcomer must know, who receives him, the call on him."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.handovers import closing, preparing
from portal.forms.handovers import CallForm, MustKnowForm, ReceiverForm, WhyForm
from portal.ground import clock
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.models import Handover, HandoverSeat
from portal.reads.contacts.plans import reads_confidential
from portal.reads.handovers import lines as reads
from portal.reads.handovers import scope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.handovers import ALL_GO, ALONE, PASSED, PREPARING, RUNNING
from portal.rules.teams.seats import ONE_EACH
from portal.views.handovers import pages
from portal.views.handovers.asking import WORDS, ask
from portal.web.answers import answer, current_actor, done


@pages.page("/teams/handovers/<number>/clients/<client>", may=P.TEAMS_READ)
def client(number: str, client: str) -> Any:
    row = scope.handover_of(current_actor, number)
    line = scope.line_of(current_actor, row, client, request.args.get("seat", ""))
    found = reads.one_line(current_actor, line)
    return answer(
        "handovers/client.html",
        row=row,
        line=line,
        found=found,
        deeds=_deeds(row, line, any(one.state == "open" for one in found.calls)),
        today=clock.today(),
        alone=row.cause in ALONE,
        reads_words=scope.reads_words(current_actor, row, line),
        reads_kept=line.kind in ONE_EACH or reads_confidential(current_actor, line.client),
        **WORDS,
    )


def _deeds(row: Handover, line: HandoverSeat, to_call: bool) -> set[str]:
    """What the reader may do about this client now; `to_call`: he is still to be called on."""
    mine = current_actor.staff_id
    looks_after = scope.looks_after(current_actor, row.branch_id)
    deeds: set[str] = set()
    if row.state in RUNNING and (mine == row.staff_id or looks_after):
        deeds.add("must-know")
    if row.state == PREPARING and looks_after:
        deeds |= {"receiver"} if row.cause in ALL_GO else {"receiver", "leave-out"}
    if row.state == PASSED and to_call:
        deeds |= {"call"} if mine == line.receiver_id else set()
        deeds |= {"excuse"} if looks_after and mine not in (row.staff_id, line.receiver_id) else set()
    return deeds


def _line(number: str, client: str) -> tuple[Handover, HandoverSeat]:
    row = scope.handover_of(current_actor, number)
    return row, scope.line_of(current_actor, row, client, request.args.get("seat", ""))


@pages.form("/teams/handovers/<number>/clients/<client>/must-know", may=P.REQUESTS_WORK)
def must_know(number: str, client: str) -> Any:
    row, line = _line(number, client)
    known = {"must_know": line.must_know, "version": line.version}
    form = MustKnowForm(data=None if request.method == "POST" else known)
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            preparing.say_must_know(current_actor, row, line, form.must_know.data, form.version_number)
            return done(_("It is noted."), ".one", number=number)
    lead = _("Family, habits, what he dislikes, what was promised: only the receiver and the branch admin read it.")
    heading = _("What a newcomer must know of %(name)s", name=line.client.name)
    return ask(form, ("must_know",), heading, _("Note it"), row, line=line, lead=lead, icon_name="edit")


@pages.form("/teams/handovers/<number>/clients/<client>/receiver", may=P.TEAMS_WRITE)
def receiver(number: str, client: str) -> Any:
    row, line = _line(number, client)
    form = ReceiverForm(data=None if request.method == "POST" else {"version": row.version}).offer(row, line.kind)
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            preparing.choose(current_actor, row, line, form.receiver.data or "", form.version_number)
            return done(_("The receiver is chosen."), ".one", number=number)
    heading = _("Who receives %(name)s", name=line.client.name)
    return ask(form, ("receiver",), heading, _("Choose the receiver"), row, line=line, icon_name="user-check")


@pages.deed("/teams/handovers/<number>/clients/<client>/leave-out", may=P.TEAMS_WRITE, stands_on=".client")
def leave_out(number: str, client: str) -> Any:
    row, line = _line(number, client)
    preparing.leave_out(current_actor, row, line, None)
    return done(_("%(name)s stays.", name=line.client.name), ".one", number=number)


@pages.form("/teams/handovers/<number>/clients/<client>/call", may=P.CONTACTS_WRITE)
def call(number: str, client: str) -> Any:
    row, line = _line(number, client)
    form = CallForm(data=None if request.method == "POST" else {"channel": "visit", "happened_at": clock.now()})
    if form.validate_on_submit():
        with form.refusing():
            closing.called(
                current_actor,
                row,
                line,
                form.channel.data,
                form.happened_at.data,
                form.summary.data,
                form.submission.data,
            )
            return done(_("The call is recorded and ticked off."), ".one", number=number)
    heading = _("Called on %(name)s", name=line.client.name)
    lead = _("By yourself.") if row.cause in ALONE else _("Together with whoever handed over, by a visit or a call.")
    fields = ("channel", "happened_at", "summary")
    return ask(form, fields, heading, _("Record the call"), row, line=line, lead=lead, icon_name="phone-call")


@pages.form("/teams/handovers/<number>/clients/<client>/excuse", may=P.TEAMS_WRITE)
def excuse(number: str, client: str) -> Any:
    row, line = _line(number, client)
    form = WhyForm()
    if form.validate_on_submit():
        closing.excuse(current_actor, row, line, form.reason.data)
        return done(_("The reason is noted; the call is ticked off."), ".one", number=number)
    heading = _("Why %(name)s is not called on", name=line.client.name)
    return ask(form, ("reason",), heading, _("Note the reason"), row, line=line, icon_name="phone-off")
