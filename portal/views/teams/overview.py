"""The teams of a branch: who serves how many, which VIPs lack somebody, what changed."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import page
from portal.reads.teams.seats import workload
from portal.rules.accounts.visibility import Permission as P
from portal.views.teams import pages
from portal.web.answers import answer, current_actor
from portal.words.teams import SEAT_WORDS


@pages.page("/teams", may=P.TEAMS_OVERVIEW)
def index() -> Any:
    """Who serves how many, and which VIPs have no full team."""
    scope = ClientScope(current_actor)
    paths = None if scope.whole_bank else scope.actor.all_paths
    open_ones = page(scope, ClientFilter(team="incomplete"), "aum", request.args.get("after", ""))
    return answer(
        "teams/index.html", people=workload(paths), incomplete=open_ones, posts=reference.posts(), seat_words=SEAT_WORDS
    )
