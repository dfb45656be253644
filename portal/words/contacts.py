"""Contacts in words."""

from __future__ import annotations

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
