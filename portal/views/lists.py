"""A branch's lists (R2): all of them, one, the screening that fills it, names put on it by hand, proposals."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.datastructures import MultiDict

from .. import formats, i18n
from ..actions import list_proposals, lists
from ..errors import Invalid, StaleVersion
from ..forms.clients import documents_meant
from ..forms.lists import HandForm, ListForm, ListsFilterForm, ReasonForm, ScreeningFilterForm, tier_choices
from ..i18n import gettext as _
from ..i18n import ngettext
from ..models import Client, TierList, list_reads, reference
from ..models.client_filter import ClientFilter
from ..models.list_reads import ListScope
from ..models.list_screening import candidates
from ..rendering import url_with
from ..rules.visibility import Permission
from .answers import answer, current_actor, done, refused

blueprint = Blueprint("lists", __name__)


def branch_choices(every: bool = False) -> list[tuple[str, str]]:
    """Branches to choose from: those one writes lists for, or (for head office) all."""
    found = reference.branch_tree() if every else lists.realm(current_actor)
    return [(one.code, "　" * max(0, one.depth - 1) + i18n.named(one)) for one in found]


@blueprint.get("/tiers/lists")
def index() -> Any:
    """The lists in reach; for a manager or adviser what became of his own clients."""
    scope, may = ListScope(current_actor), current_actor.may
    form = ListsFilterForm(request.args).offer(branch_choices(scope.whole_bank))
    found = None
    if may(Permission.LISTS_READ):
        found = list_reads.lists_page(
            scope, form.state.data or "", form.branch.data or "", request.args.get("after", "")
        )
    return answer(
        "lists/index.html", form=form, found=found, query=_query(), left_of=list_reads.left_of,
        proposals=list_reads.proposals(scope) if may(Permission.LISTS_SUBMIT) else [],
        own=list_reads.own_proposals(current_actor) if may(Permission.LISTS_PROPOSE) else [],
        names=list_reads.own_names(scope) if may(Permission.LISTS_PROPOSE) and not may(Permission.LISTS_READ) else [],
        waiting=list_reads.waiting_counts(scope) if may(Permission.LISTS_DECIDE) else None,
        reason_form=ReasonForm(formdata=None),
    )  # fmt: skip


def _query() -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if name != "after" and value}


@blueprint.route("/tiers/lists/new", methods=["GET", "POST"])
def new() -> Any:
    form = ListForm(branches=branch_choices())
    if form.validate_on_submit():
        row = lists.open_list(current_actor, form.values(), form.submission.data)
        words = _("List %(number)s is open. Take names from the screening next.", number=row.number)
        return done(words, ".screening", number=row.number)
    return answer("lists/edit.html", 422 if form.is_submitted() else 200, form=form, tier_list=None)


@blueprint.route("/tiers/lists/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    form = ListForm(obj=row)
    del form.branch
    if form.validate_on_submit():
        try:
            lists.edit_list(current_actor, row, form.values(), form.version_number)
            return done(_("The list is saved."), ".tier_list", number=row.number)
        except StaleVersion:
            row = ListScope(current_actor).by_number(number)
            form.version.data, form.version.raw_data = str(row.version), None
            differs = form.differs_from({"title": row.title, "period": row.period.isoformat()[:7]})
            return answer("lists/edit.html", 409, form=form, tier_list=row, differs=differs)
    return answer("lists/edit.html", 422 if form.is_submitted() else 200, form=form, tier_list=row)


@blueprint.get("/tiers/lists/<number>")
def tier_list(number: str) -> Any:
    return list_page(ListScope(current_actor).by_number(number))


def list_page(row: TierList, status: int = 200, hand: HandForm | None = None) -> Any:
    """A list with its names; `hand` is the form that was sent and refused."""
    counts = list_reads.counts_of([row.id]).get(row.id, {})
    mine = current_actor.may(Permission.LISTS_SUBMIT) and row.branch_id in {
        one.id for one in lists.realm(current_actor)
    }
    left_out = list_reads.names_of(row, left_out=True).rows if counts.get("left_out") else []
    return answer(
        "lists/list.html", status, tier_list=row, found=list_reads.names_of(row, request.args.get("after", "")), counts=counts, mine=mine,
        left_out=left_out, left_of=list_reads.left_of, hand=hand or HandForm(formdata=None),
    )  # fmt: skip


@blueprint.get("/tiers/lists/<number>/screening")
def screening(number: str) -> Any:
    return _screening(ListScope(current_actor).by_number(number))


def _screening(row: TierList, status: int = 200, reason: ReasonForm | None = None) -> Any:
    """The filter of the address, or the one that was kept with the list."""
    wanted = _wanted(row)
    query = wanted.to_query()
    if request.method == "GET":
        lists.keep_screen(current_actor, row, urlencode(query, doseq=True))
    found = candidates(Client.visible_to(current_actor), row, wanted, request.args.get("after", ""))
    return answer(
        "lists/screening.html", status, tier_list=row, form=ScreeningFilterForm(MultiDict(query)), found=found.found, screened=found.screened,
        query=query, url_with=url_with, tiers=tier_choices(), reason_form=reason or ReasonForm(formdata=None), proposals=_proposals_for(row),
        chosen=request.form.getlist("clients"),
    )  # fmt: skip


def _wanted(row: TierList) -> ClientFilter:
    """Branch and tier are the list's own matter; `all` in the address drops the filter that was kept."""
    asked = {name: values for name, values in request.args.to_dict(flat=False).items() if name != "after"}
    found = ClientFilter.from_query(asked if asked or request.method == "POST" else row.screen)
    found.branch, found.tier = "", []
    found.documents = documents_meant(found.q) if found.q else []
    return found


def _proposals_for(row: TierList) -> list[Any]:
    """Open proposals of the list's branch and those below it."""
    path = row.branch.path
    return [one for one in list_reads.proposals(ListScope(current_actor)) if one.branch.path.startswith(path)]


@blueprint.post("/tiers/lists/<number>/take")
def take(number: str) -> Any:
    """Take the names that are marked on the screening; each under the tier that is chosen beside it."""
    row = ListScope(current_actor).by_number(number)
    picks = [(one, request.form.get(f"tier-{one}", "")) for one in request.form.getlist("clients")[:200]]
    outcome = lists.take(current_actor, row, picks)
    return _told(outcome, ngettext("%(num)d name taken.", "%(num)d names taken.", len(outcome.done)), number)


def _told(outcome: lists.Outcome, words: str, number: str) -> Any:
    """What was done, and who was left out and why."""
    left = [_("%(name)s %(why)s", name=name, why=why) for name, why in outcome.left_out]
    if not outcome.done:
        return refused(_("Nobody was taken: %(names)s.", names=formats.joined(left)), ".screening", number=number)
    if left:
        words = formats.sentences([words, _("Left out: %(names)s.", names=formats.joined(left))])
    return done(words, ".screening", number=number)


@blueprint.post("/tiers/lists/<number>/leave-out")
def leave_out(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _screening(row, 422, reason=form)
    outcome = lists.leave_out(current_actor, row, request.form.getlist("clients")[:200], form.reason.data)
    words = ngettext("%(num)d name left out.", "%(num)d names left out.", len(outcome.done))
    return done(words, ".tier_list" if request.form.get("from") == "list" else ".screening", number=number)


@blueprint.post("/tiers/lists/<number>/add")
def add(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    form = HandForm()
    if form.validate_on_submit():
        try:
            client = lists.add_by_hand(current_actor, row, form.client.data, form.tier.data, form.reason.data)
            return done(_("%(name)s is on the list.", name=client.name), ".tier_list", number=number)
        except Invalid as error:
            form.refuse(error)
    return list_page(row, 422, hand=form)


@blueprint.post("/tiers/lists/<number>/submit")
def submit(number: str) -> Any:
    row = lists.submit(current_actor, ListScope(current_actor).by_number(number))
    return done(_("The list is with head office now."), ".tier_list", number=row.number)


@blueprint.route("/tiers/lists/<number>/withdraw", methods=["GET", "POST"])
def withdraw(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    if request.method == "GET":
        return answer("lists/withdraw.html", tier_list=row)
    lists.withdraw_list(current_actor, row)
    return done(_("The list is given up; its clients are free for another."), ".index")


@blueprint.post("/tiers/lists/<number>/proposals/<int:proposal>/take")
def take_proposal(number: str, proposal: int) -> Any:
    row = ListScope(current_actor).by_number(number)
    try:
        name = list_proposals.take_proposal(current_actor, proposal, row)
    except Invalid as error:
        return refused(error.words, ".screening", number=number)
    return done(_("%(name)s is on the list.", name=name), ".screening", number=number)
