"""Signing in and out, one-time codes."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, make_response, redirect, request, session
from flask_login import logout_user

from portal.actions.accounts import codes, signing_in, waiting
from portal.extensions import limiter
from portal.forms.accounts import ActivateForm, SignInForm
from portal.ground.i18n import gettext as _
from portal.rules.accounts.visibility import Permission as P
from portal.views.accounts import pages
from portal.views.accounts.account import renewed
from portal.web import browser
from portal.web.answers import answer, current_actor, done, own_page
from portal.web.ended import go_on, sign_in_page


@pages.page("/login", may=P.PUBLIC)
def login() -> Any:
    if current_actor.is_authenticated:
        return redirect(own_page(request.args.get("next")) or "/", 303)
    return sign_in_page(SignInForm(next=own_page(request.args.get("next")) or ""))


def whoever_signs_in() -> str:
    """Floods are counted by address; somebody who comes from a device of his own is not kept out by one of his
    neighbours."""
    device = browser.device()
    account = waiting.find_account(request.form.get("username", "")[:64]) if device else None
    return f"device:{device}" if waiting.knows(account, device) else f"address:{request.remote_addr}"


@pages.deed("/login", may=P.PUBLIC)
@limiter.limit("60/minute", methods=["POST"], key_func=whoever_signs_in)
def login_post() -> Any:
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form, 422, carried=_carried())
    device = browser.device_or_new()
    try:
        arrival = signing_in.sign_in(
            form.username.data,
            form.password.data,
            ip=request.remote_addr or "",
            device=request.user_agent.string,
            device_id=device,
            replaces=browser.signed_in_before(),
            slowed=current_app.config["SETTINGS"].limits_on,
        )
    except waiting.TooSoon as error:
        response = make_response(sign_in_page(form, 429, error.words, _carried()))
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except signing_in.BadCredentials as error:
        return sign_in_page(form, form.status, error.words, _carried())
    return _enter(arrival, own_page(form.next.data), device)


@pages.deed("/login/demo", may=P.PUBLIC)
@limiter.limit("60/minute")
def demo_login() -> Any:
    if not current_app.config["SETTINGS"].demo:
        abort(404)
    try:
        arrival = signing_in.sign_in_demo(
            request.form.get("username", ""),
            request.remote_addr or "",
            request.user_agent.string,
            browser.signed_in_before(),
        )
    except signing_in.BadCredentials as error:
        return sign_in_page(SignInForm(formdata=None), 409, error.words, _carried())
    return _enter(arrival, own_page(request.form.get("next")))


@pages.form("/activate", may=P.PUBLIC)
@limiter.limit("30/minute", methods=["POST"])
def activate() -> Any:
    form = ActivateForm()
    if form.validate_on_submit():
        device = browser.device_or_new()
        with form.refusing():
            arrival = codes.activate(
                form.code.data,
                form.password.data,
                ip=request.remote_addr or "",
                device=request.user_agent.string,
                device_id=device,
                replaces=browser.signed_in_before(),
            )
            return _enter(arrival, None, device)
    return answer("accounts/activate.html", form.status, form=form)


@pages.deed("/logout", may=P.SIGNED_IN)
def logout() -> Any:
    signing_in.sign_out(current_actor)
    logout_user()
    session.clear()
    response = make_response(done(_("You have signed out."), ".login"))
    if request.form.get("scans") != "1":  # scans of a door wait there to be sent: the rest goes by script
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _carried() -> str:
    """What somebody typed whose session ended, sealed for him."""
    return request.form.get("carried", "")


def _enter(arrival: signing_in.Arrival, address: str | None, device: str = "") -> Any:
    """A fresh session for whoever arrived, then his page (with what he had typed when his session ended); the browser
    keeps the id of the device that he trusts."""
    renewed(arrival.actor)
    response = make_response(go_on(arrival.actor, _carried(), address))
    if device:
        browser.remember(response, device)
    return response
