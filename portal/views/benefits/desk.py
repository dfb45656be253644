"""A partner's desk: what a voucher says, and its use with the partner's PIN. Nobody signs in here."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, request

from portal.actions.accounts import waiting
from portal.actions.benefits import desk
from portal.extensions import limiter
from portal.forms.benefits import DeskForm
from portal.ground.errors import WrongState
from portal.ground.i18n import gettext as _
from portal.reads.benefits.vouchers import by_token
from portal.rules.accounts.visibility import Permission as P
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
                return done(_("The voucher is used."), ".at_desk", token=token)
        except waiting.TooSoon as error:
            response = make_response(_page(token, form, error.words))
            response.status_code = 429
            response.headers["Retry-After"] = str(error.seconds)
            return response
    return _page(token, form)


def _page(token: str, form: DeskForm, words: Any = None) -> Any:
    line = by_token(token)
    response = make_response(
        answer(
            "benefits/desk.html",
            form.status,
            line=line,
            form=form,
            tier=tier_name(line.client.tier_id),
            words=words,
            refusal=desk.refusal_of(line.row),
            has_desk=desk.partner_of(line.row) is not None,
            taken_words=taken_words,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
