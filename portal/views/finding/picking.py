"""The list under a field that names a client: who may be meant by what is typed so far."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from portal.reads.finding.meant import PURPOSES, fitting
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor
from portal.web.pages import Pages

pages = Pages("picking", __name__, place="clients")


@pages.deed("/clients/pick", may=P.CLIENTS_READ, stands_on="finding.index")
def pick() -> Any:
    """In the body, as the search box sends it: digits of a phone never stand in an address."""
    purpose = PURPOSES.get(request.args.get("for", ""))
    if purpose is None:
        abort(404)
    if not current_actor.may(purpose.may):
        abort(403)
    typed = request.form.get(purpose.field, "").strip()
    found = fitting(purpose.scope(current_actor), typed)
    but = request.args.get("but", "")
    return answer("finding/picked.html", typed=typed, found=[fit for fit in found if fit.row["number"] != but])
