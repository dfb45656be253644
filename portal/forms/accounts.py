"""Signing in, activating, changing a password."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, Length

from portal.forms.shared.base import PortalForm
from portal.forms.shared.fields import cleaned, required
from portal.ground.i18n import lazy_gettext as _l


class SignInForm(PortalForm):
    username = StringField(
        _l("User name or mobile number"),
        [required(), Length(max=64, message=_l("At most %(max)d characters, please."))],
        filters=[cleaned],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        [required(), Length(max=200, message=_l("At most %(max)d characters, please."))],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


def _new_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        [required(), Length(max=200, message=_l("At most %(max)d characters, please."))],
        description=_l("At least 10 characters; a short sentence is easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )


def _again() -> PasswordField:
    return PasswordField(
        _l("New password again"),
        [required(), EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class ActivateForm(PortalForm):
    code = StringField(
        _l("One-time code"),
        [required(), Length(max=40, message=_l("At most %(max)d characters, please."))],
        filters=[cleaned],
        description=_l("Your client manager or branch hands it over, e.g. K7QM-2PXA-9DRT."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )
    password = _new_password(_l("New password"))
    again = _again()


class ChangePasswordForm(PortalForm):
    current = PasswordField(_l("Current password"), [required()], render_kw={"autocomplete": "current-password"})
    password = _new_password(_l("New password"))
    again = _again()


class EmptyForm(PortalForm):
    """A button."""

    sure = BooleanField()
