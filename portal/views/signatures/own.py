"""A client reads what he is to sign, signs or declines, and reads again what he signed."""

from __future__ import annotations

import io
from typing import Any

from flask import current_app, make_response, redirect, request, send_file, url_for

from portal.actions.accounts import waiting
from portal.actions.signatures import pictures, signing
from portal.actions.signatures.asking import signers_of
from portal.extensions import limiter
from portal.forms.signatures import DeclineForm, DrawForm, TypeForm
from portal.ground.errors import OutOfScope, Overtaken
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.qr import qr
from portal.models import Client
from portal.reads.signatures.asked import Asked, all_of, own, steps_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.member.own import own_record
from portal.views.signatures import pages
from portal.web import browser
from portal.web.answers import answer, current_actor, done
from portal.words import signatures as words


@pages.page("/me/signatures", may=P.MEMBER)
def index() -> Any:
    found = all_of(own_record().id)
    waits = [one for one in found if one.state == "waiting"]
    return answer("signatures/index.html", waits=waits, ended=[one for one in found if one.state != "waiting"])


@pages.page("/me/signatures/<token>", may=P.MEMBER)
def show(token: str) -> Any:
    """What waits, to read and sign; what was signed, to read again and print."""
    me = own_record()
    asked = _now(me, token)
    if asked.state != "waiting":
        return signed_page(me, asked, own=True)
    signing.opened(current_actor, asked.row)
    return _sign_page(me, asked)


def _now(me: Client, token: str) -> Asked:
    """The signature with the text of now."""
    return Asked(signing.up_to_date(own(me.id, token).row, me))


def _sign_page(me: Client, asked: Asked, status: int = 200, **forms: Any) -> Any:
    return answer(
        "signatures/sign.html",
        status,
        me=me,
        asked=asked,
        draw_form=forms.get("draw") or DrawForm(formdata=None).apart("draw"),
        type_form=forms.get("typed") or TypeForm(formdata=None).apart("typed"),
        typed_open="typed" in forms,
        changed=forms.get("changed"),
        said=forms.get("said"),
    )


def signed_page(me: Client, asked: Asked, *, own: bool) -> Any:
    """What became of it: the text, who signed it and how, each step. `own`: of whoever asks."""
    return answer(
        "signatures/signed.html",
        me=me,
        asked=asked,
        own=own,
        on_paper=not own
        and asked.state == "waiting"
        and not signers_of(me.id)
        and current_actor.may(P.CLIENTS_WRITE, me),
        steps=steps_of(asked.row),
        words=words,
        code=qr(verify_address(asked)) if asked.state == "signed" else "",
        address=verify_address(asked),
    )


def verify_address(asked: Asked) -> str:
    return f"{request.host_url.rstrip('/')}{url_for('signatures.verify', token=asked.row.proof_token)}"


@pages.deed("/me/signatures/<token>/draw", may=P.MEMBER_SIGN, decides=_l("Sign"), stands_on=".show")
def draw(token: str) -> Any:
    me, form = own_record(), DrawForm()
    asked = _now(me, token)
    if form.validate_on_submit():
        with form.refusing(Overtaken, field=None):
            signing.draw(current_actor, asked.row, form.drawn(), form.submission.data)
            return done(_("Signed. Thank you."), ".show", token=token)
    return _refused(me, token, form, draw=form.apart("draw"))


@pages.deed("/me/signatures/<token>/type", may=P.MEMBER_SIGN, decides=_l("Sign"), stands_on=".show")
@limiter.limit("20/minute")
def type_name(token: str) -> Any:
    me, form = own_record(), TypeForm()
    asked, typed = _now(me, token), (form.typed_name, form.password)
    if form.validate_on_submit():
        how: dict[str, Any] = {"slowed": current_app.config["SETTINGS"].limits_on, "submission": form.submission.data}
        try:
            with form.refusing(Overtaken, field=None):
                name, password = (one.data or "" for one in typed)
                signing.type_name(current_actor, asked.row, name, password, browser.device(), **how)
                return done(_("Signed. Thank you."), ".show", token=token)
        except waiting.TooSoon as error:
            response = make_response(_sign_page(me, asked, 429, typed=form.apart("typed"), said=error.words))
            response.headers["Retry-After"] = str(error.seconds)
            return response
    return _refused(me, token, form, typed=form.apart("typed"))


def _refused(me: Client, token: str, form: Any, **forms: Any) -> Any:
    """The page again; where the text has changed meanwhile, with the one of now, which was shown by this."""
    asked = _now(me, token)
    if isinstance(form.refusal, Overtaken):
        signing.opened(current_actor, asked.row)
        return _sign_page(me, asked, form.status, changed=form.refusal.words, **forms)
    return _sign_page(me, asked, form.status, **forms)


@pages.form("/me/signatures/<token>/decline", may=P.MEMBER_SIGN, decides=_l("Do not sign"))
def decline(token: str) -> Any:
    me, form = own_record(), DeclineForm()
    asked = _now(me, token)
    if form.validate_on_submit():
        with form.refusing():
            signing.decline(current_actor, asked.row, form.reason.data, form.submission.data)
            return done(_("Noted: you do not sign. We are told why."), ".show", token=token)
    if asked.state != "waiting" and not form.is_submitted():
        return redirect(url_for(".show", token=token))
    return answer("signatures/decline.html", form.status, asked=asked, form=form)


@pages.page("/me/signatures/<token>/picture", may=P.MEMBER)
def picture(token: str) -> Any:
    return picture_of(own(own_record().id, token))


def picture_of(asked: Asked) -> Any:
    """What was drawn. Raises OutOfScope where nothing was."""
    data = pictures.drawn(asked.row.id)
    if not data:
        raise OutOfScope()
    response = send_file(io.BytesIO(data), "image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response
