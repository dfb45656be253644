"""Recording a contact with a client."""

from __future__ import annotations

from wtforms import RadioField

from portal.forms.base import Day, Moment, PortalForm, Text, optional, required
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


class ContactForm(PortalForm):
    channel = RadioField(_l("How"), [required()], choices=CHANNELS, default="phone")
    happened_at = Moment(_l("When"), [required()])
    summary = Text(_l("What was said"), 2000)
    next_due = Day(_l("Next contact"), [optional()])
