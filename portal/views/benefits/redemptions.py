"""What clients have redeemed: to confirm, today, this week; staff confirm, decline, mark used."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.benefits import vouchers
from portal.forms.benefits import ConfirmForm, DeclineForm, NewsForm, PartUseForm
from portal.ground import clock
from portal.ground.errors import WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.benefits.vouchers import PARTS, ending_of, in_work, partner_of, steps_of, voucher_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.benefits import pages
from portal.web.answers import answer, current_actor, done
from portal.words.benefits import PERSONS, answers_of, taken_words


@pages.page("/benefits/redemptions", may=P.VOUCHERS_READ)
def redemptions() -> Any:
    part = request.args.get("show", "")
    part = part if part in PARTS else PARTS[0]
    found = in_work(current_actor, part)
    return answer(
        "benefits/redemptions.html", part=part, vouchers=found, taken_words=taken_words, answers_of=answers_of
    )


@pages.page("/benefits/redemptions/<number>", may=P.VOUCHERS_READ)
def redemption(number: str) -> Any:
    return _page(number)


def _page(number: str, **forms: Any) -> Any:
    """The voucher with what can be done; `forms`: the one that was refused, as `use`, `confirming` or `telling`."""
    line = voucher_of(current_actor, number)
    refused = next(iter(forms.values()), None)
    return answer(
        "benefits/redemption.html",
        refused.status if refused else 200,
        line=line,
        ending=None if line.row.is_open else ending_of(line),
        steps=steps_of(line),
        partner=partner_of(line),
        persons=dict(PERSONS),
        may=current_actor.may(P.BENEFITS_REDEEM, line.client),
        usable=line.row.state == "confirmed" and line.row.day <= clock.today(),
        form=forms.get("use") or PartUseForm(formdata=None),
        confirming=forms.get("confirming") or ConfirmForm(formdata=None, day=line.row.day),
        telling=forms.get("telling") or NewsForm(formdata=None),
        taken_words=taken_words,
        answers=answers_of(line.version, line.hold),
    )


@pages.deed("/benefits/redemptions/<number>/confirm", may=P.BENEFITS_REDEEM, decides=_l("Confirm the booking"))
def confirm(number: str) -> Any:
    line = voucher_of(current_actor, number, P.BENEFITS_REDEEM)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusing():
            vouchers.confirm(current_actor, line.row, form.result.data or "", form.day.data)
            return done(_("It is confirmed, and the client is told."), ".redemption", number=line.number)
    return _page(number, confirming=form)


@pages.deed("/benefits/redemptions/<number>/news", may=P.BENEFITS_REDEEM)
def news(number: str) -> Any:
    line = voucher_of(current_actor, number, P.BENEFITS_REDEEM)
    form = NewsForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            vouchers.news(current_actor, line.row, form.words.data or "", form.submission.data)
            return done(_("The client reads it now."), ".redemption", number=line.number)
    return _page(number, telling=form)


@pages.form("/benefits/redemptions/<number>/decline", may=P.BENEFITS_REDEEM, decides=_l("Decline or call off"))
def decline(number: str) -> Any:
    line = voucher_of(current_actor, number, P.BENEFITS_REDEEM)
    form = DeclineForm()
    if not form.validate_on_submit():
        return answer("benefits/decline.html", form.status, line=line, form=form)
    vouchers.decline(current_actor, line.row, form.reason.data or "", form.cause.data)
    return done(_("What was held has returned, and the client is told."), ".redemption", number=line.number)


@pages.deed("/benefits/redemptions/<number>/use", may=P.BENEFITS_REDEEM, decides=_l("Mark it used"))
def mark_used(number: str) -> Any:
    line = voucher_of(current_actor, number, P.BENEFITS_REDEEM)
    form = PartUseForm()
    if form.validate_on_submit():
        with form.refusing():
            vouchers.use(current_actor, line.row, form.taken(line.version))
            return done(_("It is marked as used."), ".redemption", number=line.number)
    return _page(number, use=form)
