"""Signing in and out, activating, one's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, current_app, redirect, request, session
from flask_login import login_user

from portal.actions.accounts import passwords, preferences, signing_in
from portal.extensions import limiter
from portal.forms.accounts import ChangePasswordForm
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.reads import reference
from portal.reads.accounts.logins import devices
from portal.rules.accounts.devices import device_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.accounts import pages
from portal.web import browser
from portal.web.answers import answer, current_actor, done, own_page
from portal.words.organisation import ROLE_WORDS


@pages.page("/account", may=P.SIGNED_IN)
def index() -> Any:
    return _account_page(ChangePasswordForm(formdata=None))


@pages.deed("/account/password", may=P.SIGNED_IN)
@limiter.limit("10/minute")
def change_password() -> Any:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.refusing():
            passwords.change_password(current_actor, form.current.data, form.password.data, browser.device())
            renewed(current_actor)
            return done(_("Your password has been changed; other devices were signed out."), ".index")
    return _account_page(form, form.status)


def renewed(actor: Any) -> None:
    """A fresh session in this browser under the random id that the actor carries now."""
    person = getattr(actor, "_get_current_object", lambda: actor)()
    session.clear()
    session.permanent = True
    login_user(person)


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


@pages.deed("/account/devices/<int:device>/sign-out", may=P.SIGNED_IN)
def sign_out_device(device: int) -> Any:
    count = signing_in.sign_out_devices(current_actor, device)
    return done(_("That device has been signed out."), ".index") if count else abort(404)


@pages.deed("/account/sign-out-everywhere", may=P.SIGNED_IN)
def sign_out_everywhere() -> Any:
    signing_in.sign_out_devices(current_actor)
    return done(_("All other devices have been signed out."), ".index")


@pages.deed("/language/<any(zh, en):code>", may=P.PUBLIC)
def language(code: str) -> Any:
    return _prefer("language", code)


@pages.deed("/theme/<any(auto, light, dark):code>", may=P.PUBLIC)
def theme(code: str) -> Any:
    return _prefer("theme", code)


@pages.deed("/account/keys", may=P.SIGNED_IN)
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
