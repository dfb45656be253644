"""Signing in and out, activating, one's own account."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, current_app, make_response, redirect, request, session, url_for
from flask_login import login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer

from portal.actions.accounts import passwords, preferences, signing_in
from portal.extensions import limiter
from portal.forms.accounts import ActivateForm, ChangePasswordForm, SignInForm
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import gettext as _
from portal.models import demo_people, devices
from portal.reads import reference
from portal.rules.accounts.devices import device_of
from portal.views.answers import answer, current_actor, done, own_page
from portal.words.organisation import ROLE_WORDS

blueprint = Blueprint("accounts", __name__)
DEVICE = "portal_device"


@blueprint.get("/login")
def login() -> Any:
    if current_actor.is_authenticated:
        return redirect("/")
    return _sign_in_page(SignInForm(next=own_page(request.args.get("next")) or ""))


@blueprint.post("/login")
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
            device_id=_device(),
            slowed=current_app.config["SETTINGS"].limits_on,
        )
    except signing_in.TooSoon as error:
        response = make_response(_sign_in_page(form, 429, error.words))
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except signing_in.BadCredentials as error:
        return _sign_in_page(form, 422, error.words)
    return _enter(arrival, own_page(form.next.data), remember=True)


@blueprint.post("/login/demo")
@limiter.limit("60/minute")
def demo_login() -> Any:
    if not current_app.config["SETTINGS"].demo:
        abort(404)
    arrival = signing_in.sign_in_demo(
        request.form.get("username", ""), request.remote_addr or "", request.user_agent.string
    )
    return _enter(arrival, own_page(request.form.get("next")))


@blueprint.route("/activate", methods=["GET", "POST"])
@limiter.limit("10/minute;60/hour", methods=["POST"])
def activate() -> Any:
    form = ActivateForm()
    if form.validate_on_submit():
        try:
            arrival = passwords.activate(
                form.code.data, form.password.data, ip=request.remote_addr or "", device=request.user_agent.string
            )
            return _enter(arrival, None, remember=True)
        except Invalid as error:
            form.refuse(error)
    return answer("accounts/activate.html", 422 if form.is_submitted() else 200, form=form)


@blueprint.post("/logout")
def logout() -> Any:
    signing_in.sign_out(current_actor)
    logout_user()
    session.clear()
    return done(_("You have signed out."), ".login")


@blueprint.get("/account")
def index() -> Any:
    return _account_page(ChangePasswordForm(formdata=None))


@blueprint.post("/account/password")
@limiter.limit("10/minute")
def change_password() -> Any:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            passwords.change_password(current_actor, form.current.data, form.password.data)
            return done(_("Your password has been changed; other devices were signed out."), ".index")
        except Invalid as error:
            form.refuse(error)
    return _account_page(form, 422)


def _account_page(form: ChangePasswordForm, status: int = 200) -> Any:
    settings, now = current_app.config["SETTINGS"], clock.now()
    idle = settings.idle_minutes_client if current_actor.is_client else settings.idle_minutes_staff
    rows = devices(
        current_actor.account_id, now - timedelta(minutes=idle), now - timedelta(hours=settings.session_hours)
    )
    return answer(
        "accounts/account.html",
        status,
        form=form,
        devices=[(row, device_of(row.device)) for row in rows],
        post=reference.posts().get(current_actor.post_code),
        role_words=ROLE_WORDS,
    )


@blueprint.post("/account/devices/<int:device>/sign-out")
def sign_out_device(device: int) -> Any:
    count = signing_in.sign_out_devices(current_actor, device)
    return done(_("That device has been signed out."), ".index") if count else abort(404)


@blueprint.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> Any:
    signing_in.sign_out_devices(current_actor)
    return done(_("All other devices have been signed out."), ".index")


@blueprint.post("/language/<any(zh, en):code>")
def language(code: str) -> Any:
    return _prefer("language", code)


@blueprint.post("/theme/<any(auto, light, dark):code>")
def theme(code: str) -> Any:
    return _prefer("theme", code)


@blueprint.post("/account/keys")
def keys() -> Any:
    """Single keys on or off, for this person wherever he signs in."""
    on = request.form.get("keys") == "on"
    preferences.set_preferences(current_actor, single_keys=on)
    return done(_("Single keys are on.") if on else _("Single keys are off."), ".index")


def _prefer(name: str, code: str) -> Any:
    if current_actor.is_authenticated:
        preferences.set_preferences(current_actor, **{name: code})
    response = redirect(own_page(request.form.get("next")) or "/", 303)
    response.set_cookie(name, code, max_age=365 * 86400, samesite="Lax", secure=current_app.config["SETTINGS"].https)
    return response


def _sign_in_page(form: SignInForm, status: int = 200, words: Any = None) -> Any:
    demo: dict[str, list[dict[str, Any]]] = {}
    for person in demo_people() if current_app.config["SETTINGS"].demo else []:
        demo.setdefault(str(ROLE_WORDS[person["role"]]), []).append(person)
    return answer("accounts/login.html", status, form=form, words=words, demo=demo)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="device")


def _device() -> str:
    """The id of a device that somebody signed in from before; empty for a new one."""
    try:
        return str(_signer().loads(request.cookies.get(DEVICE, "")))
    except BadSignature:
        return ""


def _enter(arrival: signing_in.Arrival, address: str | None, remember: bool = False) -> Any:
    """A fresh session for whoever arrived, then his page."""
    known = _device() or secrets.token_hex(12)
    session.clear()
    session.permanent = True
    login_user(arrival.actor)
    response = redirect(address or url_for("home.root"), 303)
    if remember:
        response.set_cookie(
            DEVICE,
            _signer().dumps(known),
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SETTINGS"].https,
        )
    return response
