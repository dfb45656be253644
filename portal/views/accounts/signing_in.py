"""Signing in and out, one-time codes."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, current_app, make_response, redirect, request, session, url_for
from flask_login import login_user, logout_user

from portal.actions.accounts import passwords, signing_in
from portal.extensions import limiter
from portal.forms.accounts import ActivateForm, SignInForm
from portal.ground.i18n import gettext as _
from portal.reads.accounts.logins import demo_people
from portal.rules.accounts.visibility import Permission as P
from portal.views.accounts import pages
from portal.views.accounts.account import DEVICE, device_of_browser, signed_in_before, signer
from portal.web.answers import answer, current_actor, done, own_page
from portal.words.organisation import ROLE_WORDS


@pages.page("/login", may=P.PUBLIC)
def login() -> Any:
    if current_actor.is_authenticated:
        return redirect("/")
    return _sign_in_page(SignInForm(next=own_page(request.args.get("next")) or ""))


@pages.deed("/login", may=P.PUBLIC)
@limiter.limit("30/minute;300/hour", methods=["POST"])
def login_post() -> Any:
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422)
    try:
        arrival = signing_in.sign_in(
            form.username.data,
            form.password.data,
            ip=request.remote_addr or "",
            device=request.user_agent.string,
            device_id=device_of_browser(),
            replaces=signed_in_before(),
            slowed=current_app.config["SETTINGS"].limits_on,
        )
    except signing_in.TooSoon as error:
        response = make_response(_sign_in_page(form, 429, error.words))
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except signing_in.BadCredentials as error:
        return _sign_in_page(form, form.status, error.words)
    return _enter(arrival, own_page(form.next.data), remember=True)


@pages.deed("/login/demo", may=P.PUBLIC)
@limiter.limit("60/minute")
def demo_login() -> Any:
    if not current_app.config["SETTINGS"].demo:
        abort(404)
    arrival = signing_in.sign_in_demo(
        request.form.get("username", ""), request.remote_addr or "", request.user_agent.string, signed_in_before()
    )
    return _enter(arrival, own_page(request.form.get("next")))


@pages.form("/activate", may=P.PUBLIC)
@limiter.limit("10/minute;60/hour", methods=["POST"])
def activate() -> Any:
    form = ActivateForm()
    if form.validate_on_submit():
        with form.refusing():
            arrival = passwords.activate(
                form.code.data,
                form.password.data,
                ip=request.remote_addr or "",
                device=request.user_agent.string,
                replaces=signed_in_before(),
            )
            return _enter(arrival, None, remember=True)
    return answer("accounts/activate.html", form.status, form=form)


@pages.deed("/logout", may=P.SIGNED_IN)
def logout() -> Any:
    signing_in.sign_out(current_actor)
    logout_user()
    session.clear()
    return done(_("You have signed out."), ".login")


def _sign_in_page(form: SignInForm, status: int = 200, words: Any = None) -> Any:
    demo: dict[str, list[dict[str, Any]]] = {}
    for person in demo_people() if current_app.config["SETTINGS"].demo else []:
        demo.setdefault(str(ROLE_WORDS[person["role"]]), []).append(person)
    return answer("accounts/login.html", status, form=form, words=words, demo=demo)


def _enter(arrival: signing_in.Arrival, address: str | None, remember: bool = False) -> Any:
    """A fresh session for whoever arrived, then his page."""
    known = device_of_browser() or secrets.token_hex(12)
    session.clear()
    session.permanent = True
    login_user(arrival.actor)
    response = redirect(address or url_for("home.root"), 303)
    if remember:
        response.set_cookie(
            DEVICE,
            signer().dumps(known),
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SETTINGS"].https,
        )
    return response
