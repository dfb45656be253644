"""A branch's lists (R2): all of them, one, names put on it by hand, proposals. Its screening stands in
`list_screening`."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.screening import drafts, proposals
from portal.actions.screening import names as lists_names
from portal.forms.screening import HandForm, ListForm, ListsFilterForm, ReasonForm
from portal.ground import i18n
from portal.ground.errors import Invalid, StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import TierList
from portal.reads.organisation import tree
from portal.reads.screening import names
from portal.reads.screening.candidates import drawn_from
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.views.screening import pages
from portal.web.answers import answer, current_actor, done, refused


def branch_choices(every: bool = False) -> list[tuple[str, str]]:
    """Branches to choose from: those one writes lists for, or (for head office) all."""
    found = tree.branch_tree() if every else drafts.realm(current_actor)
    return [(one.code, "　" * max(0, one.depth - 1) + i18n.named(one)) for one in found]


@pages.page("/tiers/lists", may=P.TIERS_READ)
def index() -> Any:
    """The lists in reach; for a manager or adviser what became of his own clients."""
    scope, may = ListScope(current_actor), current_actor.may
    form = ListsFilterForm(request.args).offer(branch_choices(scope.whole_bank))
    found = None
    if may(Permission.LISTS_READ):
        found = names.lists_page(scope, form.state.data or "", form.branch.data or "", request.args.get("after", ""))
    return answer(
        "screening/index.html",
        form=form,
        found=found,
        query=_query(),
        left_of=names.left_of,
        proposals=names.proposals(scope) if may(Permission.LISTS_SUBMIT) else [],
        own=names.own_proposals(current_actor) if may(Permission.LISTS_PROPOSE) else [],
        names=names.own_names(scope) if may(Permission.LISTS_PROPOSE) and not may(Permission.LISTS_READ) else [],
        waiting=names.waiting_counts(scope) if may(Permission.LISTS_DECIDE) else None,
        reason_form=ReasonForm(formdata=None),
    )


def _query() -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if name != "after" and value}


@pages.form("/tiers/lists/new", may=P.LISTS_SUBMIT)
def new() -> Any:
    form = ListForm(branches=branch_choices())
    if form.validate_on_submit():
        row = drafts.open_list(current_actor, form.values(), form.submission.data)
        words = _("List %(number)s is open. Take names from the screening next.", number=row.number)
        return done(words, ".screening", number=row.number)
    return answer("screening/edit.html", form.status, form=form, tier_list=None)


@pages.form("/tiers/lists/<number>/edit", may=P.LISTS_SUBMIT)
def edit(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    form = ListForm(obj=row)
    del form.branch
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            drafts.edit_list(current_actor, row, form.values(), form.version_number)
            return done(_("The list is saved."), ".tier_list", number=row.number)
        if form.overtaken:
            row = ListScope(current_actor).by_number(number)
            form.saves_over(row.version)
            differs = form.differs_from({"title": row.title, "period": row.period.isoformat()[:7]})
            return answer("screening/edit.html", form.status, form=form, tier_list=row, differs=differs)
    return answer("screening/edit.html", form.status, form=form, tier_list=row)


@pages.page("/tiers/lists/<number>", may=P.LISTS_READ)
def tier_list(number: str) -> Any:
    return list_page(ListScope(current_actor).by_number(number))


def list_page(row: TierList, status: int = 200, hand: HandForm | None = None) -> Any:
    """A list with its names; `hand` is the form that was sent and refused."""
    counts = names.counts_of([row.id]).get(row.id, {})
    mine = current_actor.may(Permission.LISTS_SUBMIT) and row.branch_id in {
        one.id for one in drafts.realm(current_actor)
    }
    left_out = names.names_of(row, left_out=True).rows if counts.get("left_out") else []
    return answer(
        "screening/list.html",
        status,
        tier_list=row,
        found=names.names_of(row, request.args.get("after", "")),
        counts=counts,
        mine=mine,
        left_out=left_out,
        left_of=names.left_of,
        hand=hand or HandForm(formdata=None, data={"client": request.args.get("client", "")[:16]}),
        drawn=drawn_from(row),
    )


@pages.deed("/tiers/lists/<number>/add", may=P.LISTS_SUBMIT)
def add(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    form = HandForm()
    if form.validate_on_submit():
        with form.refusing():
            client = lists_names.add_by_hand(
                current_actor, row, form.named(form.client), form.tier.data, form.reason.data
            )
            return done(_("%(name)s is on the list.", name=client.name), ".tier_list", number=number)
    return list_page(row, form.status, hand=form)


@pages.form("/tiers/lists/<number>/submit", may=P.LISTS_SUBMIT, decides=_l("Submit to head office"))
def submit(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    if request.method == "GET":
        count = names.counts_of([row.id]).get(row.id, {}).get("taken", 0)
        return answer("screening/submit.html", tier_list=row, count=count)
    row = drafts.submit(current_actor, row)
    return done(_("The list is with head office now."), ".tier_list", number=row.number)


@pages.form("/tiers/lists/<number>/withdraw", may=P.LISTS_SUBMIT, decides=_l("Give up the list"))
def withdraw(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    if request.method == "GET":
        return answer("screening/withdraw.html", tier_list=row)
    drafts.withdraw_list(current_actor, row)
    return done(_("The list is given up; its clients are free for another."), ".index")


@pages.deed(
    "/tiers/lists/<number>/proposals/<int:proposal>/take", may=P.LISTS_SUBMIT, decides=_l("Take the proposed name")
)
def take_proposal(number: str, proposal: int) -> Any:
    row = ListScope(current_actor).by_number(number)
    try:
        name = proposals.take_proposal(current_actor, proposal, row)
    except Invalid as error:
        return refused(error.words, ".screening", number=number)
    return done(_("%(name)s is on the list.", name=name), ".screening", number=number)
