"""Who has served clients for longer than the bank allows."""

from __future__ import annotations

from typing import Any

from portal.ground import clock
from portal.reads import reference
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.reads.teams import rotation as read
from portal.rules.accounts.visibility import Permission as P
from portal.rules.teams.rotation import full_years
from portal.views.teams import pages
from portal.web.answers import answer, current_actor


@pages.page("/teams/rotation", may=P.TEAMS_OVERVIEW)
def rotation() -> Any:
    today = clock.today()
    people = read.long_served(ClientScope(current_actor))
    for one in people:
        one["years"] = full_years(one["longest"], today)
    years = settings.value("teams.rotation_years")
    return answer("teams/rotation.html", people=people, years=years, posts=reference.posts())
