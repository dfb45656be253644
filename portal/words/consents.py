"""Consents in words: what a client agrees to, as he reads it. A change of the words is a new version
(rules/consents.py)."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

TITLES: dict[str, Any] = {
    "marketing": _l("News about products and offers"),
    "survey": _l("Surveys"),
    "advice": _l("Suggestions from your profile"),
    "greetings": _l("Greetings"),
}

TEXTS: dict[str, Any] = {
    "marketing": _l("We may tell you about products and offers of the bank. If you refuse, invitations stay away too."),
    "survey": _l("We may ask how satisfied you are. If you refuse, nobody asks."),
    "advice": _l(
        "We may compare what you hold with what similar clients hold, and suggest what you lack. If you refuse, "
        "suggestions are no longer made from your data."
    ),
    "greetings": _l("We greet you at festivals and on your birthday."),
}
ON_BY_ITSELF = frozenset({"advice", "greetings"})
"""What holds as long as it is not refused."""

UNANSWERED: dict[str, Any] = {
    "marketing": _l("not asked yet: no advertising, only invitations of your tier"),
    "survey": _l("not asked yet: no surveys, only a word after a service"),
    "advice": _l("not refused"),
    "greetings": _l("on"),
}

UNANSWERED_HERE: dict[str, Any] = {
    **UNANSWERED,
    "marketing": _l("not asked yet: no advertising, only invitations of the client's tier"),
}
"""The same as staff read it."""

DEEDS: dict[str, Any] = {
    "consent.given": _l("%(actor)s recorded the consent of %(client)s"),
    "consent.refused": _l("%(actor)s recorded that %(client)s refuses"),
}

NOTICES: dict[str, Any] = {
    "consent.noted_given": _l("%(by)s noted that you agree: %(consent)s. You can withdraw it in your profile"),
    "consent.noted_refused": _l("%(by)s noted that you do not want it: %(consent)s. You can change it in your profile"),
}

CHANNELS: list[tuple[str, Any]] = [
    ("phone", _l("By phone")),
    ("branch", _l("In the branch")),
    ("paper", _l("On paper")),
]

OWN_DEEDS: dict[str, Any] = {
    "consent.given": _l("%(actor)s gave a consent"),
    "consent.refused": _l("%(actor)s refused or withdrew a consent"),
}

FIELDS: dict[str, Any] = {"given": _l("Consent"), "kind": _l("Kind")}
