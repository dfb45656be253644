"""Where one client stands: why, how far to the next tier, month by month; a tier given by hand."""

from __future__ import annotations

from typing import Any

from portal.actions.tiers import grants
from portal.forms.tiers import EndGrantForm, GrantForm
from portal.ground import formats, i18n
from portal.ground.errors import StaleVersion, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.tiers.standing import current_grant, latest_standing, months_with_standings, next_tier
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.tiers import CLASS_WORDS, decision_chip, why

pages = Pages("standing", __name__, place="clients")


@pages.page("/clients/<number>/tier", may=P.TIERS_READ)
def client(number: str) -> Any:
    return _page(ClientScope(current_actor).by_number(number))


@pages.deed("/clients/<number>/tier/grant", may=P.TIERS_GRANT, decides=_l("Give the tier"))
def grant(number: str) -> Any:
    row = ClientScope(current_actor).by_number(number)
    form = GrantForm().offer(row.tier_id)
    if form.validate():
        with form.refusing(WrongState):
            made = grants.grant(
                current_actor, row, form.tier.data, form.until.data, form.reason.data or "", form.submission.data
            )
            tier, day = i18n.named(reference.tiers()[made.tier_id]), formats.day(made.until)
            words = _("%(name)s holds %(tier)s until %(day)s.", name=row.name, tier=tier, day=day)
            return done(words, ".client", number=row.number)
    return _page(row, form.status, grant_form=form)


@pages.deed("/clients/<number>/tier/grant/end", may=P.TIERS_GRANT, decides=_l("End the tier by hand today"))
def end_grant(number: str) -> Any:
    row = ClientScope(current_actor).by_number(number)
    form = EndGrantForm()
    if form.validate():
        with form.refusing(StaleVersion):
            grants.end(current_actor, row, form.reason.data or "", form.version_number)
            return done(_("The tier by hand has ended; the months decide again."), ".client", number=row.number)
    return _page(row, form.status, end_form=form)


def _page(row: Client, status: int = 200, **forms: Any) -> Any:
    held = current_grant(row.id)
    end_form = forms.get("end_form") or EndGrantForm(formdata=None)
    if held is not None and status in (200, 409):
        end_form.saves_over(held.version)
    return answer(
        "tiers/client.html",
        status,
        client=row,
        standing=latest_standing(row.id),
        months=months_with_standings(row.id),
        held=held,
        next_tier=next_tier(row),
        may_grant=current_actor.may(Permission.TIERS_GRANT, row),
        why=why,
        decision_chip=decision_chip,
        class_words=CLASS_WORDS,
        end_form=end_form.apart("end"),
        grant_form=forms.get("grant_form") or GrantForm(formdata=None).offer(row.tier_id),
    )
