"""Benefits in figures, and the list behind each number."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from portal.forms.figures import BenefitFiguresForm
from portal.ground import formats
from portal.ground.i18n import named
from portal.models.benefits.catalogue import POINTS
from portal.reads import reference
from portal.reads.benefits import behind
from portal.reads.benefits import figures as read
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission as P
from portal.rules.benefits.settling import for_each
from portal.rules.shared.addresses import row_id
from portal.web.answers import answer, current_actor
from portal.web.pages import Pages
from portal.words.benefits import benefit_name, taken_words

pages = Pages("benefit_figures", __name__, place="benefit_figures", url_prefix="/benefits/figures")


def _asked() -> tuple[BenefitFiguresForm, read.Asked]:
    """What the address asks for, within what the reader may read."""
    branches = read.reach(current_actor)
    found = [one for one in tree.branch_tree() if branches is None or one.id in branches]
    names = [(one.code, "　" * max(0, one.depth - 1) + named(one)) for one in found]
    form = BenefitFiguresForm(request.args).offer(read.months(), names)
    chosen = next((one for one in found if one.code == form.branch.data), None)
    if chosen:
        below = {one.id for one in tree.branches_below([chosen.path])}
        branches = tuple(one.id for one in found if one.id in below)
    return form, read.Asked(branches, *form.days(read.whole_year()))


@pages.page("", may=P.BENEFITS_FIGURES)
def index() -> Any:
    form, asked = _asked()
    found, owed = read.used(asked), read.owed(asked)
    tiers, months = read.levels(asked), sorted(found.months)
    return answer(
        "benefits/figures/index.html",
        form=form,
        found=found,
        owed=owed,
        owed_cost=sum(one.cost for one in owed.values()),
        tiers=[
            (code, level, found.tiers[code], for_each(found.tiers[code].cost, level.aum))
            for code, level in tiers.items()
        ],
        branches=[(one, found.branches[one.id]) for one in tree.branch_tree() if found.branches[one.id].uses],
        months=months,
        labels=[formats.month(month) for month in months],
        monthly=[found.months[month].uses for month in months],
        unused=read.unused(found),
        versions=_latest(),
        benefit_name=benefit_name,
        taken_words=taken_words,
        points=POINTS,
    )


def _latest() -> dict[str, Any]:
    """Each benefit as it is called now, by code."""
    return {row.code: row for row in reference.benefit_versions().values()} | reference.benefits()


@pages.page("/uses", may=P.BENEFITS_FIGURES)
def uses() -> Any:
    """What a number of uses counts."""
    form, asked = _asked()
    code, tier, of = (request.args.get(name, "") for name in ("benefit", "tier", "of"))
    here = next((one for one in tree.branch_tree() if one.code == of), None)
    if (code and code not in _latest()) or (tier and tier not in reference.tiers()) or (of and here is None):
        abort(404)
    asked = asked.narrowed(branch=here.id if here else None)
    found = behind.uses(asked, code, tier, request.args.get("after", ""))
    words = [
        benefit_name(code) if code else "",
        named(reference.tiers()[tier]) if tier else "",
        named(here) if here else "",
    ]
    return answer(
        "benefits/figures/uses.html",
        form=form,
        found=found,
        words=[word for word in words if word],
        branches={one.id: named(one) for one in tree.branch_tree()},
        taken_words=taken_words,
        sees=lambda client: current_actor.may(P.CLIENTS_READ, client),
    )


@pages.page("/owed", may=P.BENEFITS_FIGURES)
def owed() -> Any:
    """In which lots of a benefit something is owed."""
    form, asked = _asked()
    code = request.args.get("benefit", "")
    if code not in _latest():
        abort(404)
    rows, after = behind.lots(asked, code, row_id(request.args.get("after", "")) or 0)
    return answer(
        "benefits/figures/owed.html",
        form=form,
        rows=rows,
        after=after,
        code=code,
        whole=read.owed(asked).get(code),
        versions=reference.benefit_versions(),
        points=POINTS,
        benefit_name=benefit_name,
        taken_words=taken_words,
        branches={one.id: named(one) for one in tree.branch_tree()},
        sees=lambda client: current_actor.may(P.CLIENTS_READ, client),
    )
