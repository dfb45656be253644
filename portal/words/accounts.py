"""Signing in, passwords and codes in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

DEEDS: dict[str, Any] = {
    "account.signed_in": _l("%(actor)s signed in"),
    "account.signed_out": _l("%(actor)s signed out"),
    "account.sign_in_failed": _l("A sign-in as %(username)s failed"),
    "account.devices_signed_out": _l("%(actor)s signed out of other devices (%(count)s)"),
    "account.password_changed": _l("%(actor)s changed their own password"),
    "account.password_set": _l("The password of %(username)s was set from the command line"),
    "account.code_issued": _l("%(actor)s issued a one-time code for %(username)s"),
    "account.activated": _l("%(actor)s used a one-time code"),
    "account.code_used": _l("%(actor)s used the one-time code that %(issuer)s (%(issuer_username)s) issued"),
    "account.opened": _l("%(actor)s opened a login for %(client)s"),
}

NOTICES: dict[str, Any] = {
    "account.code_issued": _l(
        "%(issuer)s (%(issuer_username)s) issued a one-time code for the login %(username)s. "
        "If nobody of you asked for it, please tell your branch at once."
    ),
    "account.code_used": _l(
        "The one-time code that %(issuer)s (%(issuer_username)s) issued for the login %(username)s was used, and its "
        "password is new. If that was not you, please tell your branch at once."
    ),
}
