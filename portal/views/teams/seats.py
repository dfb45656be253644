"""The 1+1+N team of a client, and the teams of a branch."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.teams import seats as teams
from portal.actions.teams import whole
from portal.forms.teams import EndSeatForm, OnDateForm, SeatForm, TeamForm, seat_forms
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.teams.past import corrections
from portal.reads.teams.proposing import plan_of
from portal.reads.teams.seats import team_of, team_on
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.views.teams import pages
from portal.web.answers import answer, current_actor, done
from portal.words.teams import OPEN_REASONS, SEAT_WORDS, TERMS


@pages.page("/clients/<number>/team", may=P.TEAMS_READ, place="clients")
def team(number: str) -> Any:
    """With `?proposed=1` the form for the whole team carries who is proposed for the open seats."""
    client = ClientScope(current_actor, head=True).by_number(number)
    if not request.args.get("proposed") or not current_actor.may(Permission.TEAMS_WRITE, client):
        return _page(client)
    found = plan_of(current_actor, client)
    form = TeamForm(formdata=None).fill(team_of(client)).propose(found)
    return _page(client, team_form=form, proposed=found)


@pages.page("/clients/<number>/team/on", may=P.TEAMS_READ, place="clients")
def on(number: str) -> Any:
    client = ClientScope(current_actor, head=True).by_number(number)
    form = OnDateForm(request.args)
    day = form.date.data if form.validate() and form.date.data else clock.today()
    return _page(client, status=422 if form.errors else 200, day=day, on_form=form)


@pages.deed("/clients/<number>/team", may=P.TEAMS_WRITE, place="clients", decides=_l("Set the team"), stands_on=".team")
def set_team(number: str) -> Any:
    """Manager, adviser and specialists together."""
    client = ClientScope(current_actor).by_number(number)
    form = TeamForm()
    if form.validate_on_submit():
        with form.refusing():
            chosen = whole.Chosen(form.manager.data or "", form.adviser.data or "", tuple(form.specialists.data or ()))
            whole.set_team(
                current_actor, client, chosen, form.reason.data, form.submission.data, form.beyond.data or ""
            )
            return done(_("The team of %(name)s is set.", name=client.name), ".team", number=client.number)
    return _page(client, form.status, team_form=form)


@pages.deed(
    "/clients/<number>/team/manager", may=P.TEAMS_WRITE, place="clients", decides=_l("Make the person client manager")
)
def assign_manager(number: str) -> Any:
    return _assign(number, "manager", teams.assign_manager)


@pages.deed(
    "/clients/<number>/team/adviser", may=P.TEAMS_WRITE, place="clients", decides=_l("Make the person wealth adviser")
)
def assign_adviser(number: str) -> Any:
    return _assign(number, "adviser", teams.assign_adviser)


@pages.deed(
    "/clients/<number>/team/specialists", may=P.TEAMS_WRITE, place="clients", decides=_l("Add to the service team")
)
def add_specialist(number: str) -> Any:
    return _assign(number, "specialist", teams.add_specialist)


def _assign(number: str, kind: str, deed: Any) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = SeatForm()
    if form.validate_on_submit():
        with form.refusing():
            seat = deed(
                current_actor, client, form.staff.data, form.reason.data, form.submission.data, form.beyond.data or ""
            )
            words = {
                "manager": _("%(name)s is now the client manager.", name=seat.staff.name),
                "adviser": _("%(name)s is now the wealth adviser.", name=seat.staff.name),
                "specialist": _("%(name)s is now in the service team.", name=seat.staff.name),
            }
            return done(words[kind], ".team", number=client.number)
    return _page(client, form.status, bound=kind, form=form)


@pages.deed("/clients/<number>/team/end", may=P.TEAMS_WRITE, place="clients", decides=_l("End the seat"))
def end(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = EndSeatForm()
    if form.validate_on_submit():
        seat = teams.end_seat(current_actor, client, form.staff.data, form.reason.data)
        return done(_("%(name)s no longer serves this client.", name=seat.staff.name), ".team", number=client.number)
    return _page(client, form.status, end_form=form)


def _page(client: Client, status: int = 200, **context: Any) -> Any:
    may_assign = current_actor.may(Permission.TEAMS_WRITE, client)
    day, team = context.pop("day", None), team_of(client)
    end_form = (context.pop("end_form", None) or EndSeatForm(formdata=None)).offer(team.current())
    end_form.apart("end")
    team_form = context.pop("team_form", None) or TeamForm(formdata=None).fill(team)
    team_form.offer(client, team).apart("whole")
    forms = seat_forms(client, context.pop("bound", ""), context.pop("form", None)) if may_assign else {}
    return answer(
        "teams/team.html",
        status,
        client=client,
        team=team,
        may_assign=may_assign,
        forms=forms,
        team_form=team_form,
        proposed=context.pop("proposed", None),
        terms=TERMS,
        open_reasons=OPEN_REASONS,
        corrected=corrections([seat.id for seat in team.seats]),
        held=sorted(seat.id for seat in team.current()),
        day=day,
        end_form=end_form,
        seat_words=SEAT_WORDS,
        on_day=team_on(client, day) if day else None,
        on_form=context.pop("on_form", None) or OnDateForm(),
        posts=reference.posts(),
    )
