"""Head office: all branches' names on one page, decided one by one or many at once; what became of them in figures."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for

from portal.actions.screening import review
from portal.forms.screening import DECISIONS, DecisionForm, ListsFilterForm
from portal.ground import clock, formats, i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.reads.organisation import tree
from portal.reads.screening import names as list_reads
from portal.reads.screening.candidates import standard_now
from portal.reads.screening.figures import figures as figures_of
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.views.screening.branch import branch_choices
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("list_review", __name__, place="lists")


@pages.page("/tiers/lists/review", may=P.LISTS_DECIDE)
def index() -> Any:
    """Every name that waits, with its average beside the standard."""
    scope = ListScope(current_actor)
    form = ListsFilterForm(request.args).offer(branch_choices(True))
    names = list_reads.waiting_names(scope, form.branch.data or "", form.tier.data or "", request.args.get("after", ""))
    query = {name: value for name, value in request.args.items() if name != "after" and value}
    return answer(
        "screening/review.html",
        place=_query(),
        form=form,
        found=names,
        query=query,
        waiting=list_reads.waiting_counts(scope),
        late=list_reads.to_complete(scope, 20, until=clock.today() - clock.days(1)),
        left_of=list_reads.left_of,
        standard=standard_now(),
        decisions=DECISIONS,
    )


def _ids(source: Any) -> list[int]:
    return [one for text in source.getlist("names")[:200] if (one := row_id(text)) is not None]


@pages.form("/tiers/lists/review/decide", may=P.LISTS_DECIDE, decides=_l("Decide"))
def decide(outcome: Any = None) -> Any:
    """Many names at once: first a page that says how many, who is left out and why; then the deed."""
    if request.method == "GET":
        if not request.args.getlist("names"):
            flash(_("Choose at least one name first."), "refused")
            return redirect(url_for(".index", **dict[str, Any](_query())))
        return _asked(DecisionForm(formdata=None, data={"decision": request.args.get("decision")}), _ids(request.args))
    form, ids = DecisionForm(), _ids(request.form)
    if form.validate():
        with form.refusing(review.Decided):
            outcome = review.decide(current_actor, ids, form.decision.data, form.reason.data or "")
            return done(_said(form.decision.data, outcome), ".index")
    return _asked(form, ids, form.status)


def _asked(form: DecisionForm, ids: list[int], status: int = 200) -> Any:
    chosen = form.decision.data if form.decision.data in dict(DECISIONS) else ""
    good, left = review.preview(current_actor, ids, chosen or "approve")
    return answer("screening/decide.html", status, form=form, good=good, left=left, chosen=chosen)


def _query() -> dict[str, str]:
    """Where on the page of names that wait the reader stands."""
    return {name: value for name in ("branch", "tier", "after") if (value := request.args.get(name))}


def _said(decision: str, outcome: Any) -> str:
    count = len(outcome.done)
    words = {
        "approve": ngettext("%(num)d name is approved.", "%(num)d names are approved.", count),
        "return": ngettext("%(num)d name is returned.", "%(num)d names are returned.", count),
        "reject": ngettext("%(num)d name is rejected.", "%(num)d names are rejected.", count),
    }[decision]
    left = [_("%(name)s %(why)s", name=name, why=why) for name, why in outcome.left_out]
    return formats.sentences([words, _("Left out: %(names)s.", names=formats.joined(left)) if left else ""])


@pages.page("/tiers/lists/figures", may=P.LISTS_READ)
def figures() -> Any:
    """Lists, names, days taken and the share in time, by branch and month; made to be printed, too."""
    scope = ListScope(current_actor)
    form = ListsFilterForm(request.args).offer(branch_choices(scope.whole_bank))
    found = figures_of(scope, form.branch.data or "")
    names = {one.id: i18n.named(one) for one in tree.branch_tree()}
    return answer(
        "screening/figures.html",
        form=form,
        figures=found,
        branch_names=names,
        labels=[formats.month(month) for month in found.months],
    )
