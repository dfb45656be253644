"""Introductions in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.words.states import State

BEFORE = [
    ("name", _l("My name, to other guests of an event")),
    ("industry", _l("My line of business")),
    ("interests", _l("My interests")),
]
AFTER = [
    ("mobile", _l("Phone number")),
    ("wechat", _l("WeChat")),
    ("email", _l("E-mail")),
    ("employer", _l("Employer")),
]

STATES = {
    "asked": State("wait", _l("Waits for your answer")),
    "waits": State("info", _l("No answer yet")),
    "agreed": State("done", _l("Both agreed"), "users"),
    "declined": State("plain", _l("You would rather not")),
    "over": State("plain", _l("No longer open"), "clock"),
}
"""As one of the two sees it."""

DEEDS: dict[str, Any] = {
    "introduction.card": _l("%(actor)s changed what %(client)s shows when he is introduced"),
    "introduction.asked": _l("%(actor)s asked to be introduced to another client"),
    "introduction.proposed": _l("%(actor)s proposed to introduce %(client)s and %(other)s"),
    "introduction.answered": _l("%(actor)s answered an introduction"),
    "introduction.agreed": _l("Two clients agreed to be introduced"),
    "introduction.ended": _l("%(actor)s ended an introduction"),
}

OWN_DEEDS: dict[str, Any] = {
    "introduction.card": _l("%(actor)s changed what may be shown when introduced"),
}

NOTICES: dict[str, Any] = {
    "introduction.asked": _l("Another client would like to be introduced to you"),
    "introduction.proposed": _l("%(staff)s would like to introduce you to another client"),
    "introduction.agreed": _l("Both of you said yes: now you can read how to reach each other"),
    "introduction.agreed_of": _l("%(client)s and %(other)s both said yes to your introduction"),
}

FIELDS: dict[str, Any] = {
    "willing": _l("I would like to meet other clients of the bank"),
    "before": _l("What may be said of you before both have agreed"),
    "after": _l("What the other one sees when both have agreed"),
    "about": _l("In your own words"),
    "industries": _l("From which line of business"),
    "interests": _l("With which interests"),
}
