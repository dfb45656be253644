"""The client redeems a benefit, sees his vouchers and gives one back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import make_response, redirect, request, url_for

from portal.actions.benefits import agreeing, holding, vouchers
from portal.forms.benefits import RedeemForm
from portal.ground import clock
from portal.ground.formats import counted
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.qr import qr
from portal.models import Client
from portal.reads.benefits.own_account import ends_of, entries_of
from portal.reads.benefits.vouchers import (
    VoucherLine,
    ending_of,
    left_of,
    offered,
    own_voucher,
    own_vouchers,
    partner_of,
    steps_of,
)
from portal.rules.accounts.visibility import Permission as P
from portal.views.member import pages
from portal.views.member.own import branch_phone, own_record
from portal.web.answers import answer, current_actor, done
from portal.web.offline import forget_offline, keep_offline
from portal.words.benefits import answers_of, entry_words, movement_words, taken_words


@pages.form("/benefits/<code>/redeem", may=P.MEMBER_REQUEST, place="benefits")
def redeem(code: str) -> Any:
    me = own_record()
    version = offered(code, me)
    form = RedeemForm.of(version, [])
    if form.validate_on_submit():
        with form.refusing(holding.AllowanceUsed, holding.HeldElsewhere, field="quantity"):
            made = vouchers.redeem(current_actor, me, code, form.wish(), form.submission.data)
            words = (
                _("Your voucher is ready.")
                if made.state == "confirmed"
                else _("We have it: we confirm it and tell you here.")
            )
            return done(words, ".voucher", number=made.number)
    shown: dict[str, Any] = {"me": me, "version": version, "line": left_of(version, me), "form": form}
    return answer("member/redeem.html", form.status, signed=agreeing.signed(me, version), counted=counted, **shown)


@pages.deed("/benefits/<code>/terms", may=P.MEMBER_REQUEST, place="benefits", stands_on=".redeem")
def sign_terms(code: str) -> Any:
    """To the text that he signs before he books."""
    me = own_record()
    version = offered(code, me)
    made = agreeing.ask(current_actor, me, version)
    return redirect(url_for("signatures.show", token=made.token), 303)


@pages.page("/vouchers", may=P.MEMBER, endpoint="vouchers", place="benefits")
def vouchers_list() -> Any:
    return answer("member/vouchers.html", vouchers=own_vouchers(current_actor.client_id or 0), taken_words=taken_words)


@pages.page("/vouchers/<number>", may=P.MEMBER, place="benefits")
def voucher(number: str) -> Any:
    me = own_record()
    line = own_voucher(me.id, number)
    shown = make_response(_shown("member/voucher.html", me, line))
    return shown if line.row.is_open else forget_offline(shown, f"/me/vouchers/{line.number}/card")


@pages.page("/vouchers/<number>/card", may=P.MEMBER, place="benefits")
def voucher_card(number: str) -> Any:
    """The voucher alone, with the masked name and without a form; the phone keeps it until the day after its own."""
    me = own_record()
    line = own_voucher(me.id, number)
    shown = _shown("member/voucher_card.html", me, line)
    ends = clock.start_of(line.row.day + timedelta(days=2))
    return keep_offline(make_response(shown), ends) if line.row.is_open and ends > clock.now() else shown


def _shown(template: str, me: Client, line: VoucherLine) -> Any:
    return answer(
        template,
        me=me,
        line=line,
        ending=None if line.row.is_open else ending_of(line),
        partner=partner_of(line),
        steps=steps_of(line),
        answers=answers_of(line.version, line.hold),
        qr=qr(f"{request.host_url}partner/{line.row.token}"),
        may_cancel=line.row.is_open and clock.today() <= line.confirm_by,
        taken_words=taken_words,
        phone=branch_phone(me),
    )


@pages.form("/vouchers/<number>/cancel", may=P.MEMBER_REQUEST, place="benefits", decides=_l("Give it back"))
def voucher_cancel(number: str) -> Any:
    line = own_voucher(own_record().id, number)
    if request.method == "GET":
        return answer("member/voucher_cancel.html", line=line)
    vouchers.cancel(current_actor, line.row)
    return done(_("It is given back: you can use it for another day."), ".voucher", number=line.number)


@pages.deed("/vouchers/<number>/desk", may=P.MEMBER_REQUEST, place="benefits", endpoint="voucher_desk")
def voucher_desk(number: str) -> Any:
    """Whether the desk sees his whole name and the last four of his document: given and withdrawn alike."""
    line, agreed = own_voucher(own_record().id, number), request.form.get("answer") == "yes"
    vouchers.agree(current_actor, line.row, agreed=agreed)
    words = _("The desk will see your name, once.") if agreed else _("The desk sees the masked name only.")
    return done(words, ".voucher", number=line.number)


@pages.page("/benefits/statement", may=P.MEMBER, place="benefits")
def statement() -> Any:
    """What he has, what is held, by when it ends, and how it came to that."""
    me = own_record()
    return answer(
        "member/statement.html",
        ends=ends_of(me.id),
        entries=entries_of(me.id),
        entry_words=entry_words,
        movement_words=movement_words,
        taken_words=taken_words,
    )
