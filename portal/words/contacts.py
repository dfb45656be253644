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

OUTCOMES = [
    ("reached", _l("Reached")),
    ("not_reached", _l("Not reached")),
    ("left_word", _l("Left word")),
]
REASONS = [
    ("inconvenient", _l("Not convenient for the client")),
    ("travelling", _l("The client is travelling")),
    ("rescheduled", _l("The client asked for another day")),
    ("ours", _l("On our side")),
    ("other", _l("Other")),
]
"""Why a contact is put off."""

KEEPERS = [("adviser", _l("The wealth adviser")), ("manager", _l("The client manager"))]
STOPS = [("", _l("The plan runs")), ("mourning", _l("Mourning")), ("death", _l("The client died"))]

DEEDS: dict[str, Any] = {
    "contact.recorded": _l("%(actor)s recorded a contact with %(client)s"),
    "contact.tried": _l("%(actor)s recorded an attempt to contact %(client)s"),
    "contact.step_done": _l("%(actor)s finished a next step for %(client)s"),
    "contact.postponed": _l("%(actor)s put off the contact with %(client)s"),
    "contact.plan_changed": _l("%(actor)s changed the contact plan of %(client)s"),
}

NOTICES: dict[str, Any] = {
    "contact.step": _l("A next step for %(client)s is yours"),
    "contact.postponed": _l("The contact with %(client)s was put off three times in a row"),
}

FIELDS: dict[str, Any] = {
    "until": _l("Put off until"),
    "wished": _l("Contact every (days)"),
    "latest": _l("At the latest every (days)"),
    "keeper": _l("Who keeps in touch"),
    "channel": _l("How"),
    "times": _l("Best times"),
    "topics": _l("Topics"),
    "occasions": _l("Occasions"),
    "stopped": _l("Why the plan rests"),
    "stopped_until": _l("Rests until"),
}
"""What its columns are called, also in the audit trail."""
