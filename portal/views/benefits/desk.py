"""A partner's desk: what a voucher says, and its use with the partner's PIN. Nobody signs in here."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, redirect, request, url_for

from portal.actions.accounts import waiting
from portal.actions.benefits import desk
from portal.extensions import limiter
from portal.forms.benefits import DeskForm
from portal.forms.partners import DeskNumberForm
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.benefits.partners import by_desk, voucher_at
from portal.reads.benefits.vouchers import by_token
from portal.rules.accounts.visibility import Permission as P
from portal.rules.benefits.vouchers import plain_number
from portal.views.benefits import pages
from portal.web.answers import answer, done
from portal.words.benefits import taken_words
from portal.words.tiers import tier_name


@pages.page("/partner/<token>", may=P.PUBLIC, side="client")
def at_desk(token: str) -> Any:
    """Benefit, day, masked name, tier and state: shows, and writes nothing."""
    return _page(token, DeskForm(formdata=None))


@pages.deed("/partner/<token>", may=P.PUBLIC, side="client")
@limiter.limit("60/minute", methods=["POST"])
def use_at_desk(token: str) -> Any:
    form = DeskForm()
    if form.validate_on_submit():
        slowed = current_app.config["SETTINGS"].limits_on
        try:
            with form.refusing(WrongState, field=""):
                quantity = form.taken(by_token(token).version)
                desk.use(token, form.pin.data or "", quantity, request.remote_addr or "", slowed=slowed)
                if whose := desk.whose(by_token(token)):
                    return _page(token, DeskForm(formdata=None), whose=whose)
                return done(_("The voucher is used."), ".at_desk", token=token)
        except waiting.TooSoon as error:
            response = make_response(_page(token, form, error.words))
            response.status_code = 429
            response.headers["Retry-After"] = str(error.seconds)
            return response
    return _page(token, form)


@pages.page("/partner/desk/<token>", may=P.PUBLIC, side="client")
def desk_of(token: str) -> Any:
    """A partner's desk where no code can be scanned: the number is typed."""
    return answer("benefits/desk_number.html", partner=by_desk(token), form=DeskNumberForm(formdata=None))


@pages.deed("/partner/desk/<token>", may=P.PUBLIC, side="client")
@limiter.limit("30/minute", methods=["POST"])
def number_at_desk(token: str) -> Any:
    partner, form = by_desk(token), DeskNumberForm()
    if form.validate_on_submit():
        try:
            return redirect(url_for(".at_desk", token=voucher_at(partner, plain_number(form.number.data))), 303)
        except OutOfScope:
            form.refuse(Invalid(_l("No voucher of yours has this number: please compare it."), field="number"))
    return answer("benefits/desk_number.html", 422, partner=partner, form=form)


def _page(token: str, form: DeskForm, words: Any = None, whose: Any = None) -> Any:
    """`whose`: shown in the answer to the PIN alone, never again."""
    line = by_token(token)
    response = make_response(
        answer(
            "benefits/desk.html",
            200 if whose else form.status,
            line=line,
            form=form,
            tier=tier_name(line.client.tier_id),
            words=words,
            whose=whose,
            refusal=None if whose else desk.refusal_of(line.row),
            has_desk=desk.partner_of(line.row) is not None,
            taken_words=taken_words,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
