"""Contacts in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

CHANNELS = [
    ("phone", _l("Phone")),
    ("visit", _l("Visit")),
    ("branch", _l("In branch")),
    ("wechat", _l("WeChat")),
    ("sms", _l("Text message")),
    ("email", _l("E-mail")),
    ("portal", _l("Portal")),
]

DEEDS: dict[str, Any] = {
    "contact.recorded": _l("%(actor)s recorded a contact with %(client)s"),
}
