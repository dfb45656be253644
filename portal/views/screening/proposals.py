"""Names that managers and advisers put forward."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.screening import proposals
from portal.forms.screening import HandForm, ReasonForm
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("list_proposals", __name__, place="lists")


@pages.form("/tiers/lists/propose", may=P.LISTS_PROPOSE)
def propose() -> Any:
    form = HandForm()
    if form.validate_on_submit():
        with form.refusing():
            values = (form.named(form.client), form.tier.data, form.reason.data)
            row = proposals.propose(current_actor, *values, submission=form.submission.data)
            return done(_("%(name)s is proposed; the branch admin is told.", name=row.client.name), "lists.index")
    elif not form.is_submitted():
        form.client.data = request.args.get("client", "")[:16]
    return answer("screening/propose.html", form.status, form=form)


@pages.deed(
    "/tiers/lists/proposals/<int:proposal>/decline",
    may=P.LISTS_SUBMIT,
    stands_on="lists.index",
    decides=_l("Decline the proposal"),
)
def decline(proposal: int) -> Any:
    form = ReasonForm()
    if not form.validate_on_submit():
        return answer("screening/decline.html", form.status, form=form, proposal=proposal)
    name = proposals.decline(current_actor, proposal, form.reason.data)
    return done(_("The proposal of %(name)s is declined; whoever made it is told.", name=name), "lists.index")
