"""Staff redeem a benefit for a client who phones."""

from __future__ import annotations

from typing import Any

from portal.actions.benefits import agreeing, holding, vouchers
from portal.forms.benefits import RedeemForm
from portal.ground.formats import counted
from portal.ground.i18n import gettext as _
from portal.reads.benefits.vouchers import left_of, offered
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission as P
from portal.views.benefits import pages
from portal.web.answers import answer, current_actor, done


@pages.form("/clients/<number>/benefits/<code>/redeem", may=P.BENEFITS_REDEEM, place="clients")
def redeem(number: str, code: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    version = offered(code, client)
    people = [(str(one.id), one.person_name) for one in vouchers.authorised_of(client)] if client.is_company else []
    form = RedeemForm.of(version, people)
    if form.validate_on_submit():
        with form.refusing(holding.AllowanceUsed, holding.HeldElsewhere, field="quantity"):
            made = vouchers.redeem(current_actor, client, code, form.wish(), form.submission.data)
            words = _("It is booked for %(name)s.", name=client.name)
            return done(words, ".redemption", number=made.number)
    shown: dict[str, Any] = {"client": client, "version": version, "line": left_of(version, client), "form": form}
    return answer(
        "benefits/redeem.html", form.status, signed=agreeing.signed(client, version), counted=counted, **shown
    )


@pages.deed(
    "/clients/<number>/benefits/<code>/terms", may=P.BENEFITS_REDEEM, place="clients", stands_on="benefits.redeem"
)
def ask_terms(number: str, code: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    agreeing.ask(current_actor, client, offered(code, client))
    return done(_("The client is asked to sign; you are told when it is done."), ".redeem", number=number, code=code)
