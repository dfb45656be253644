"""The screening that fills a list: the client list's own filters over head office's standard, perhaps a saved one as
its start."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from flask import request
from werkzeug.datastructures import MultiDict

from portal.actions.screening import drafts
from portal.actions.screening import names as lists_names
from portal.forms.finding.filter import groups_for
from portal.forms.screening import ReasonForm, tier_choices
from portal.ground import formats, i18n
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models import TierList
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.reads.screening import names as list_reads
from portal.reads.screening.candidates import candidates, drawn_from
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.visibility import Permission as P
from portal.views.finding.listing import Listing, listing
from portal.views.screening import pages
from portal.web import sought
from portal.web.answers import answer, current_actor, done, refused

SETTLED = frozenset({"tier"})
"""A list starts from Standard clients: their tier is not a matter of the filter."""


@pages.form("/tiers/lists/<number>/screening", may=P.LISTS_SUBMIT)
def screening(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    return sought.moved(current_actor, request.path) or _page(row)


def _page(row: TierList, status: int = 200, reason: ReasonForm | None = None, unmarked: bool = False) -> Any:
    """The filter of the address, or the one that was kept with the list; `unmarked`: something was to be done with the
    marked names, and none was."""
    view = _view(row)
    if request.method == "GET" and _asked():
        drafts.keep_screen(current_actor, row, view.wanted, view.opened.id if view.opened else None, view.edited)
    found = candidates(ClientScope(current_actor), row, view.wanted, request.args.get("after", ""))
    groups = [(label, tuple(name for name in names if name not in SETTLED)) for label, names in groups_for(view.scope)]
    return answer(
        "screening/candidates.html",
        status,
        tier_list=row,
        view=view,
        groups=groups,
        chips=view.chips(),
        full=True,
        found=found.found,
        screened=found.screened,
        tiers=tier_choices(),
        reason_form=reason or ReasonForm(formdata=None),
        proposals=_proposals_for(row),
        chosen=request.form.getlist("clients"),
        drawn=drawn_from(row),
        unmarked=unmarked,
    )


def _asked() -> MultiDict[str, str]:
    """What the address narrows, the page aside."""
    return MultiDict((name, value) for name, value in request.args.items(multi=True) if name != "after")


def _view(row: TierList) -> Listing:
    """What the address asks for; `all` in it drops what was kept."""
    path, asked = f"/tiers/lists/{row.number}/screening", _asked()
    view = listing(current_actor, asked, path, SETTLED) if asked and request.method == "GET" else _kept(row, path)
    below = tree.branches_below([row.branch.path])
    view.form.branch.choices = [
        ("", _("All")),
        *((one.code, "　" * max(0, one.depth - row.branch.depth) + i18n.named(one)) for one in below),
    ]
    return view


def _kept(row: TierList, path: str) -> Listing:
    """The filter that the list keeps. A saved one that is not this reader's to see lends its conditions all the
    same."""
    args: MultiDict[str, Any] = MultiDict(parse_qs(row.screen))
    saved = drawn_from(row)
    if saved is None:
        return listing(current_actor, args, path, SETTLED)
    try:
        more = {"filter": str(saved.id), **({"edited": "1"} if row.screen else {})}
        return listing(current_actor, MultiDict([*args.items(multi=True), *more.items()]), path, SETTLED)
    except OutOfScope:
        view = listing(current_actor, args if row.screen else MultiDict(parse_qs(saved.query)), path, SETTLED)
        view.wanted.members_of = saved.id if saved.frozen_at else None
        return view


def _proposals_for(row: TierList) -> list[Any]:
    """Open proposals of the list's branch and those below it."""
    path = row.branch.path
    return [one for one in list_reads.proposals(ListScope(current_actor)) if one.branch.path.startswith(path)]


@pages.deed("/tiers/lists/<number>/take", may=P.LISTS_SUBMIT, stands_on=".screening")
def take(number: str) -> Any:
    """Take the names that are marked on the screening; each under the tier that is chosen beside it."""
    row = ListScope(current_actor).by_number(number)
    picks = [(one, request.form.get(f"tier-{one}", "")) for one in request.form.getlist("clients")[:200]]
    if not picks:
        return _page(row, 422, unmarked=True)
    outcome = lists_names.take(current_actor, row, picks)
    return _told(outcome, ngettext("%(num)d name taken.", "%(num)d names taken.", len(outcome.done)), number)


def _told(outcome: lists_names.Outcome, words: str, number: str) -> Any:
    """What was done, and who was left out and why."""
    left = [_("%(name)s %(why)s", name=name, why=why) for name, why in outcome.left_out]
    if not outcome.done:
        return refused(_("Nobody was taken: %(names)s.", names=formats.joined(left)), ".screening", number=number)
    if left:
        words = formats.sentences([words, _("Left out: %(names)s.", names=formats.joined(left))])
    return done(words, ".screening", number=number)


@pages.deed("/tiers/lists/<number>/leave-out", may=P.LISTS_SUBMIT, stands_on=".screening", decides=_l("Leave out"))
def leave_out(number: str) -> Any:
    row = ListScope(current_actor).by_number(number)
    form = ReasonForm()
    marked = request.form.getlist("clients")[:200]
    if not form.validate_on_submit() or not marked:
        return _page(row, 422, reason=form, unmarked=not marked)
    outcome = lists_names.leave_out(current_actor, row, marked, form.reason.data)
    words = ngettext("%(num)d name left out.", "%(num)d names left out.", len(outcome.done))
    return done(words, ".tier_list" if request.form.get("from") == "list" else ".screening", number=number)
