"""The queue of requests."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.forms.requests import RequestFilterForm
from portal.ground import i18n
from portal.reads import reference
from portal.reads.requests.queue import request_page
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.threads import chip
from portal.rules.accounts.visibility import Permission as P
from portal.views.requests import pages
from portal.web import sought
from portal.web.answers import answer, current_actor


@pages.form("/requests", may=P.REQUESTS_READ)
def index() -> Any:
    if away := sought.moved(current_actor, "/requests"):
        return away
    form = RequestFilterForm(sought.read(current_actor, request.args))
    scope = RequestScope(current_actor)
    found = request_page(scope, form.wanted(), request.args.get("after", ""))
    query = {name: value for name, value in request.args.items() if name != "after" and value}
    return answer(
        "requests/index.html",
        form=form,
        found=found,
        chip=chip,
        query=query,
        categories={code: i18n.named(one) for code, one in reference.categories().items()},
        given_only=scope.given_only,
        works=current_actor.may(P.REQUESTS_WORK),
        takes=current_actor.may(P.REQUESTS_WORK) and not RequestScope(current_actor, P.REQUESTS_WORK).actor.whole_bank,
    )
