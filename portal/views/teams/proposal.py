"""Who could take the open seats of a list of clients: seen with its effect, changed, taken in whole or in part."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, request
from werkzeug.datastructures import MultiDict

from portal.actions.teams import proposing
from portal.forms.teams import AskedForm, ProposalForm
from portal.ground.errors import Invalid
from portal.ground.formats import sentences
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Task
from portal.reads import reference
from portal.reads.teams.proposing import Asked, Plan, plan
from portal.rules.accounts.visibility import Permission as P
from portal.rules.teams.proposal import Proposed
from portal.views.finding.listing import Listing, listing
from portal.views.finding.saved import listed
from portal.views.teams import pages
from portal.web.answers import answer, current_actor
from portal.words.teams import LEFT_OUT, OPEN_REASONS, SEAT_WORDS, TERMS

SHOWN = 20
"""Clients whose seats can be changed on one page; the others are taken as proposed, or seen afterwards."""
SAID = 8
"""Seats that were not filled, by name."""


@pages.form("/teams/proposal", may=P.TEAMS_WRITE)
def proposal() -> Any:
    form, asking = ProposalForm(), AskedForm(request.values)
    view, asked = _view(form), asking.asked()
    if form.validate_on_submit():
        with form.refusing():
            lines = form.lines() + (_rest(form, view, asked) if form.rest_too.data else [])
            return _done(proposing.take(current_actor, lines, form.reason.data, form.beyond.data or ""), view)
    found = None
    with form.refusing():
        found = plan(current_actor, view.scope, view.wanted, asked)
    form.list.data = view.carried()
    status = 422 if form.errors or form.form_errors else 200
    asking.offer(found.may if found else {})
    carried = parse_qsl(view.href("").removeprefix("?"))
    parts = {"asking": asking, "asked": asked, "carried": carried, **_parts(form, found)}
    return answer("teams/proposal.html", status, form=form, view=view, plan=found, **parts)


def _view(form: ProposalForm) -> Listing:
    """The list that the form carries, or that of the address: without one, the VIPs whose team is not full."""
    if form.is_submitted():
        return listed(form.list.data)
    args = MultiDict(request.args)
    if not args.keys() - AskedForm().data.keys():
        args["team"] = "incomplete"
    return listing(current_actor, args, "/teams/proposal")


def _rest(form: ProposalForm, view: Listing, asked: Asked) -> list[proposing.Line]:
    """The seats that the page did not show. Raises Invalid when they are proposed otherwise than the page knew: a
    proposal comes out the same until something of it has changed."""
    _shown, further = _split(plan(current_actor, view.scope, view.wanted, asked))
    if _digest(further) != form.rest.data:
        raise Invalid(_l("The proposal for the other clients has changed meanwhile. Please look at it again."))
    return further


def _digest(lines: list[proposing.Line]) -> str:
    return hashlib.sha256(repr(lines).encode()).hexdigest()


def _split(found: Plan) -> tuple[list[Proposed], list[proposing.Line]]:
    """The seats that a page shows, and those of further clients that somebody could take."""
    shown = set(list(dict.fromkeys(line.client for line in found.lines))[:SHOWN])
    further = [
        (found.rows[line.client]["number"], line.kind, found.who[line.who].username)
        for line in found.lines
        if line.client not in shown and line.who is not None
    ]
    return [line for line in found.lines if line.client in shown], further


def _parts(form: ProposalForm, found: Plan | None) -> dict[str, Any]:
    """The seats to look at, what stands for those of further clients, and the words."""
    lines, further = _split(found) if found else ([], [])
    form.rest.data = _digest(further)
    return {
        "lines": lines,
        "further": len(further),
        "chosen": form.chosen() if form.is_submitted() else {},
        "terms": TERMS,
        "open_reasons": OPEN_REASONS,
        "left_out": LEFT_OUT,
        "seat_words": SEAT_WORDS,
        "posts": reference.posts(),
    }


def _done(made: proposing.Taken | Task, view: Listing) -> Any:
    if isinstance(made, Task):
        return redirect(f"/tasks/{made.id}", 303)
    flash(_("%(count)s seats filled.", count=made.count), "done")
    if made.refused:
        said = [
            _("%(client)s, %(seat)s: %(why)s.", client=client, seat=SEAT_WORDS[kind], why=str(why).rstrip("。."))
            for client, kind, why in made.refused[:SAID]
        ]
        more = len(made.refused) - SAID
        flash(sentences([*said, *([_("And %(count)s more.", count=more)] if more > 0 else [])]), "refused")
    return redirect(view.href("/teams/proposal") if view.query() else "/teams", 303)
