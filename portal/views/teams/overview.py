"""The teams of a branch: who serves how many, which VIPs lack somebody, what changed."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.forms.teams import OnDateForm
from portal.ground import clock
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import page
from portal.reads.teams import load, past
from portal.reads.teams.seats import workload
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.views.teams import pages
from portal.web.answers import answer, current_actor
from portal.words.teams import SEAT_WORDS


@pages.page("/teams", may=P.TEAMS_OVERVIEW)
def index() -> Any:
    """Who serves how many, and which VIPs have no full team."""
    scope = ClientScope(current_actor)
    paths = None if scope.whole_bank else scope.actor.all_paths
    people, more = workload(paths, row_id(request.args.get("people", "")) or 0)
    ids = [one["id"] for one in people]
    return answer(
        "teams/index.html",
        people=people,
        more=more,
        managed=load.managed(ids, *reference.vip_tiers()),
        overdue=load.overdue(ids),
        late=load.open_requests(ids, late=True),
        absent=load.absent(ids),
        levels=list(reversed(reference.vip_tiers())),
        limits=load.limits(),
        incomplete=page(scope, ClientFilter(team="incomplete"), "aum", request.args.get("after", "")),
        posts=reference.posts(),
        seat_words=SEAT_WORDS,
    )


@pages.page("/teams/people/<username>", may=P.TEAMS_OVERVIEW)
def person(username: str) -> Any:
    """Whom somebody serves, or served on a day."""
    scope = ClientScope(current_actor)
    staff = past.colleague(scope, username)
    form = OnDateForm(request.args)
    day = (form.date.data if form.validate() else None) or clock.today()
    kind = request.args.get("kind", "") if request.args.get("kind") in SEAT_WORDS else ""
    only = request.args.get("only", "") if request.args.get("only") in past.ONLY else ""
    after = row_id(request.args.get("after", "")) or 0
    return answer(
        "teams/person.html",
        422 if form.errors else 200,
        staff=staff,
        username=username,
        form=form,
        day=day,
        today=clock.today(),
        kind=kind,
        only=only,
        served=past.served_on(scope, staff, day, kind, only, after),
        seat_words=SEAT_WORDS,
        posts=reference.posts(),
    )


@pages.page("/teams/changes", may=P.TEAMS_OVERVIEW)
def changes() -> Any:
    """Seats that began and ended, month by month."""
    scope = ClientScope(current_actor)
    months = past.months_of(clock.today())
    month = next((one for one in months if one.isoformat()[:7] == request.args.get("month")), months[0])
    only = request.args.get("only", "") if request.args.get("only") in past.BEGAN_OR_ENDED else ""
    return answer(
        "teams/changes.html",
        only=only,
        months=months,
        month=month,
        counts=past.counted(scope, months),
        rows=past.changes_in(scope, month, only),
        seat_words=SEAT_WORDS,
    )
