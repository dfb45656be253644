"""Recording a contact with a client."""

from __future__ import annotations

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField
from portal.forms.shared.fields import Day, Moment, Text, optional, required
from portal.ground.i18n import lazy_gettext as _l
from portal.words.contacts import CHANNELS


class ContactForm(PortalForm):
    channel = RadioField(_l("How"), [required()], choices=CHANNELS, default="phone")
    happened_at = Moment(_l("When"), [required()])
    summary = Text(_l("What was said"), 2000)
    next_due = Day(_l("Next contact"), [optional()])
