"""How the system is, for whoever runs it: the worker, background work, the working calendar."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.ground import clock
from portal.reads import reference
from portal.reads.administration import health
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.rules.shared.workdays import unknown_year_ahead
from portal.web.answers import answer
from portal.web.pages import Pages
from portal.words.said import task_words

pages = Pages("health", __name__, place="health")


@pages.page("/system", may=P.SYSTEM_READ)
def index() -> Any:
    state = request.args.get("state", "")
    state = state if state in health.STATES else ""
    rows, after = health.work(state, row_id(request.args.get("after", "")) or 0)
    return answer(
        "administration/system.html",
        health=health.health(),
        state=state,
        states=health.STATES,
        rows=rows,
        after=after,
        days=health.DAYS,
        title_of=lambda task: task_words(task)[0],
        unknown_year=unknown_year_ahead(clock.today(), reference.calendar()),
    )
