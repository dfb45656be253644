"""How good the records are: figures, the list to work off, what records must say; pairs that look like one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request

from portal.actions.quality import duplicates, required, undo
from portal.forms.quality.findings import NotSameForm, QualityFilterForm, RequiredForm, mend_path
from portal.ground.i18n import gettext as _
from portal.models import Client
from portal.reads.organisation import tree
from portal.reads.quality.duplicates import Known, admins_of, known, pair_page
from portal.reads.quality.findings import (
    by_branch,
    by_manager,
    counts_by_code,
    managers_to_choose,
    required_fields,
    work_list,
)
from portal.reads.quality.merges import merges
from portal.reads.tiers.standing import clients_counted
from portal.rendering import url_with
from portal.rules.accounts.visibility import Permission
from portal.rules.quality import findings
from portal.rules.quality.duplicates import Match
from portal.views.answers import answer, current_actor, done
from portal.words.quality import FIELD_WORDS, STRENGTH_TONES, STRENGTH_WORDS, finding_sentence, reason_words

blueprint = Blueprint("quality", __name__)
MOST_BY_MANAGER = 30_000
"""Clients whose managers' figures are added up while a page waits (0.15 s); of more one branch is chosen first."""
WORDS: dict[str, Any] = {
    "strength_words": STRENGTH_WORDS,
    "strength_tones": STRENGTH_TONES,
    "reason_words": reason_words,
    "finding_sentence": finding_sentence,
    "mend_path": mend_path,
}


@blueprint.get("/quality")
def index() -> Any:
    scope = Client.visible_to(current_actor)
    form = QualityFilterForm(request.args)
    own = scope.has_seats and bool(scope.branch_roles)
    mine = current_actor.staff_id if own and form.whose.data != "all" else None
    paths = ["/"] if scope.whole_bank else current_actor.all_paths
    wanted = form.wanted(mine)
    form.offer(paths, managers_to_choose(scope), counts_by_code(scope, wanted))
    branches, day = by_branch(scope)
    many = clients_counted(scope, wanted.branch_ids()) > MOST_BY_MANAGER
    people = by_manager(scope, wanted) if not many and (not scope.whole_bank or wanted.branch) else []
    query = {name: value for name, value in request.args.to_dict().items() if name != "after" and value}
    drops = [
        (field.label.text, url_with({**query, field.name: ""}))
        for field in (form.finding, form.manager, form.branch)
        if field.data
    ]
    return answer(
        "quality/index.html",
        form=form,
        found=work_list(scope, wanted, request.args.get("after", "")),
        branches=branches,
        day=day,
        people=people,
        own=own,
        mine=mine,
        many=many,
        most=MOST_BY_MANAGER,
        query=query,
        scope=scope,
        wanted=wanted,
        drops=drops,
        **WORDS,
    )


@blueprint.route("/settings/quality", methods=["GET", "POST"])
def required_page() -> Any:
    form = RequiredForm()
    if form.is_submitted() and not current_actor.may(Permission.SETTINGS_WRITE):
        abort(403)
    if form.is_submitted():
        required.change(current_actor, form.read(request.form))
        return done(_("What records must say is saved. Completeness is reckoned anew tonight."), ".required_page")
    return answer(
        "quality/required.html",
        form=form,
        fields=findings.FIELDS,
        words=FIELD_WORDS,
        chosen=required.chosen(),
        needed=required_fields(),
    )


@blueprint.get("/clients/duplicates")
def pairs() -> Any:
    scope = Client.visible_to(current_actor)
    state = "not_same" if request.args.get("state") == "not_same" else "open"
    found = pair_page(scope, request.args.get("after", ""), state)
    return _pairs(found, state, NotSameForm(formdata=None))


def _pairs(found: Any, state: str, form: NotSameForm, refused: int | None = None, status: int = 200) -> Any:
    scope = Client.visible_to(current_actor)
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


@blueprint.post("/clients/duplicates/<int:pair_id>/not-same")
def not_same(pair_id: int) -> Any:
    form = NotSameForm()
    if form.validate_on_submit():
        duplicates.not_the_same(current_actor, pair_id, form.reason.data or "")
        return done(_("Noted: they are two. Nobody will be asked again."), ".pairs")
    duplicates.pair_in_scope(current_actor, pair_id)
    scope = Client.visible_to(current_actor)
    return _pairs(pair_page(scope), "open", form, pair_id, 422)


@blueprint.post("/clients/duplicates/<int:pair_id>/again")
def ask_again(pair_id: int) -> Any:
    duplicates.ask_again(current_actor, pair_id)
    return done(_("The pair is on the list again."), ".pairs")


@blueprint.get("/clients/<number>/alike")
def alike(number: str) -> Any:
    """Who may be the same as one client."""
    client = Client.visible_to(current_actor).by_number(number)
    return answer("quality/alike.html", client=client, found=duplicates.beside(current_actor, client), **WORDS)


@blueprint.post("/clients/alike")
def typed() -> Any:
    """While somebody types a new client: who may be the same. What is typed goes in the body, so that no log keeps
    it."""
    values = {
        name: request.form.get(name, "")
        for name in ("kind", "name", "name_latin", "mobile", "document_kind", "document", "employer")
    }
    found = duplicates.looking_like(
        current_actor, values | {"birthday": duplicates.day_of(request.form.get("birthday", ""))}
    )
    return answer("quality/typed.html", alike=found, sign=duplicates.fingerprint(found), **WORDS)
