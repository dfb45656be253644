"""All events of the branches: by month, and as one long list."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import request

from portal.forms.events.filter import EventFilterForm
from portal.ground import clock
from portal.reads.events.calendar import listed, month_of
from portal.reads.events.scope import EventScope
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission as P
from portal.views.events import pages
from portal.web.answers import answer, current_actor


@pages.page("/events/calendar", may=P.EVENTS_READ)
def calendar() -> Any:
    first = _month(request.args.get("month", ""))
    scope = EventScope(current_actor)
    reach = scope.actor
    branches = tree.branch_tree() if reach.whole_bank else tree.branches_below(reach.all_paths)
    chosen = next((one for one in branches if one.code == request.args.get("branch")), None)
    return answer(
        "events/calendar.html",
        month=month_of(scope, first, chosen.path if chosen else ""),
        before=clock.months_back(first, 1),
        after=clock.months_back(first, -1),
        branches=branches,
        chosen=chosen,
        today=clock.today(),
    )


def _month(text: str) -> date:
    """The month that an address names, else this one."""
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text, re.ASCII)
    return date(int(found[1]), int(found[2]), 1) if found else clock.today().replace(day=1)


@pages.page("/events/list", may=P.EVENTS_READ)
def listing() -> Any:
    form = EventFilterForm(request.args)
    wanted = form.values()
    found = listed(EventScope(current_actor), wanted, request.args.get("after", ""))
    return answer("events/list.html", form=form, wanted=wanted, found=found)
