"""Pairs of records that look alike."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.quality import duplicates, undo
from portal.extensions import limiter
from portal.forms.quality.findings import NotSameForm
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.reads.quality.duplicates import Known, admins_of, known, pair_page
from portal.reads.quality.merges import merges
from portal.rules.accounts.visibility import Permission as P
from portal.rules.quality.duplicates import Match
from portal.views.quality import pages
from portal.views.quality.findings import WORDS
from portal.web.answers import answer, current_actor, done

LONGEST_TYPED = 200
"""Characters of what is being typed that are compared: no name or number is longer."""


@pages.page("/clients/duplicates", may=P.QUALITY_READ)
def pairs() -> Any:
    scope = ClientScope(current_actor)
    state = "not_same" if request.args.get("state") == "not_same" else "open"
    found = pair_page(scope, request.args.get("after", ""), state)
    return _pairs(found, state, NotSameForm(formdata=None))


def _pairs(found: Any, state: str, form: NotSameForm, refused: int | None = None, status: int = 200) -> Any:
    scope = ClientScope(current_actor)
    ids = {ident for row in found.rows for ident in (row["first"], row["second"])}
    people = {one.id: one for one in known(ids)}
    mine = {row[0] for row in Client.select(Client.id).where(Client.id.in_(list(ids)), scope.condition()).tuples()}
    places = {one.id: one for one in tree.branch_tree()}
    admins = admins_of(places[one.branch_id] for one in people.values() if one.id not in mine)
    rows = [
        {
            **row,
            "match": Match(row["score"], tuple(row["reasons"])),
            "sides": [_side(people[row[side]], mine, places, admins) for side in ("first", "second")],
        }
        for row in found.rows
    ]
    latest = merges(scope, "proposed", "done") if state == "open" else []
    return answer(
        "quality/duplicates.html",
        status,
        rows=rows,
        found=found,
        state=state,
        form=form,
        refused=refused,
        waiting=[one for one in latest if one.state == "proposed"],
        merged=[one for one in latest if undo.can_be_undone(one)],
        **WORDS,
    )


def _side(one: Known, mine: set[int], places: dict[int, Any], admins: dict[int, str]) -> dict[str, Any]:
    """One record of a pair: open, or only where it is held and whom to ask."""
    return {"open": one.id in mine, "known": one, "branch": places[one.branch_id], "ask": admins.get(one.branch_id, "")}


@pages.deed(
    "/clients/duplicates/<int:pair_id>/not-same",
    may=P.CLIENTS_WRITE,
    stands_on=".pairs",
    decides=_l("They are two people"),
)
def not_same(pair_id: int) -> Any:
    form = NotSameForm()
    if form.validate_on_submit():
        duplicates.not_the_same(current_actor, pair_id, form.reason.data or "")
        return done(_("Noted: they are two. Nobody will be asked again."), ".pairs")
    duplicates.pair_in_scope(current_actor, pair_id)
    scope = ClientScope(current_actor)
    return _pairs(pair_page(scope), "open", form, pair_id, form.status)


@pages.deed("/clients/duplicates/<int:pair_id>/again", may=P.CLIENTS_WRITE, stands_on=".pairs", decides=_l("Ask again"))
def ask_again(pair_id: int) -> Any:
    duplicates.ask_again(current_actor, pair_id)
    return done(_("The pair is on the list again."), ".pairs")


@pages.page("/clients/<number>/alike", may=P.QUALITY_READ)
def alike(number: str) -> Any:
    """Who may be the same as one client."""
    client = ClientScope(current_actor).by_number(number)
    return answer("quality/alike.html", client=client, found=duplicates.beside(current_actor, client), **WORDS)


@pages.deed("/clients/alike", may=P.CLIENTS_CREATE, stands_on="clients.new")
@limiter.limit("120/hour")
def typed() -> Any:
    """While somebody types a new client: who may be the same. What is typed goes in the body, so that no log keeps
    it."""
    values = {
        name: request.form.get(name, "")[:LONGEST_TYPED]
        for name in ("kind", "name", "name_latin", "mobile", "document_kind", "document", "employer")
    }
    found = duplicates.looking_like(
        current_actor, values | {"birthday": duplicates.day_of(request.form.get("birthday", ""))}
    )
    return answer("quality/typed.html", alike=found, sign=duplicates.fingerprint(found), **WORDS)
