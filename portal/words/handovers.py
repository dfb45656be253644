"""Handovers in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.words.states import State

CAUSES: dict[str, Any] = {
    "leaver": _l("Leaves the bank"),
    "transfer": _l("Moves to another post"),
    "long_leave": _l("Long leave"),
    "mandatory_leave": _l("Mandatory leave"),
    "rotation": _l("Rotation"),
    "back": _l("Back again"),
}

STATES: dict[str, State] = {
    "preparing": State("wait", _l("In preparation"), "edit"),
    "checked": State("info", _l("Checked"), "checks"),
    "passed": State("wait", _l("Passed, not signed yet"), "arrows-exchange"),
    "signed": State("done", _l("Signed off")),
    "cancelled": State("plain", _l("Cancelled"), "arrow-back-up"),
}

OPEN: dict[str, Any] = {
    "nobody": _l("nobody has this role at the branch"),
    "absent": _l("everybody who could is absent"),
    "full": _l("the receiver has reached the limit"),
    "gone": _l("the receiver no longer holds the role there"),
    "later": _l("was given to him after the check"),
}
"""Why a seat stays open."""

OUTCOMES: dict[str, Any] = {
    "passed": _l("Passed"),
    "there": _l("Sits in the team already"),
    "open": _l("Left open"),
    "changed": _l("Given by hand meanwhile, left as it is"),
}

DUTIES: dict[str, Any] = {
    "charge": _l("in charge"),
    "help": _l("helps"),
    "plan": _l("wrote the plan"),
}
"""What he does at a coming event."""

DEEDS: dict[str, Any] = {
    "handover.announced": _l("%(actor)s announced handover %(handover)s: the clients of %(staff)s pass from %(since)s"),
    "handover.refreshed": _l("%(actor)s brought the list of handover %(handover)s up to date"),
    "handover.moved": _l("%(actor)s moved handover %(handover)s to %(since)s"),
    "handover.must_know": _l("%(actor)s wrote what a newcomer must know of %(client)s (handover %(handover)s)"),
    "handover.receiver": _l("%(actor)s chose %(staff)s as receiver in handover %(handover)s"),
    "handover.left_out": _l("%(actor)s took %(client)s out of handover %(handover)s"),
    "handover.checked": _l("%(actor)s checked handover %(handover)s; it passes on %(since)s"),
    "handover.cancelled": _l("%(actor)s cancelled handover %(handover)s: %(reason)s"),
    "handover.passed": _l("Handover %(handover)s passed: %(count)s seats, %(left)s left open"),
    "handover.manager": _l("By handover %(handover)s %(staff)s follows %(before)s as client manager of %(client)s"),
    "handover.adviser": _l("By handover %(handover)s %(staff)s follows %(before)s as wealth adviser of %(client)s"),
    "handover.specialist": _l("By handover %(handover)s %(staff)s follows %(before)s in the team of %(client)s"),
    "handover.open": _l("By handover %(handover)s %(before)s left the team of %(client)s; nobody follows yet"),
    "handover.called": _l("%(actor)s called on %(client)s for handover %(handover)s"),
    "handover.excused": _l("%(actor)s noted why %(client)s is not called on for handover %(handover)s"),
    "handover.signed": _l("%(actor)s witnessed and signed off handover %(handover)s"),
}

NOTICES: dict[str, Any] = {
    "handover.announced": _l(
        "Handover %(handover)s: your clients pass to colleagues from %(since)s. Please say what a newcomer must know."
    ),
    "handover.proposed": _l("%(staff)s has proposed handover %(handover)s from %(since)s; please prepare and check it"),
    "handover.you_receive": _l("From %(since)s you receive %(count)s clients of %(staff)s (handover %(handover)s)"),
    "handover.you_witness": _l("You are the witness of handover %(handover)s"),
    "handover.checked": _l("Handover %(handover)s is checked; it passes on %(since)s"),
    "handover.cancelled": _l("Handover %(handover)s is cancelled: %(reason)s"),
    "handover.you_have": _l("Since today you serve %(count)s clients of %(staff)s (handover %(handover)s)"),
    "handover.passed": _l("Handover %(handover)s passed: %(count)s seats, %(left)s left open"),
    "handover.to_sign": _l("Handover %(handover)s can be signed off: every call is made"),
    "handover.signed": _l("Handover %(handover)s is signed off"),
    "handover.your_manager": _l("From %(from_day)s %(staff)s looks after you as your client manager. %(cause)s"),
    "handover.your_adviser": _l("From %(from_day)s %(staff)s advises you on your wealth. %(cause)s"),
    "handover.your_specialist": _l("From %(from_day)s %(staff)s is in your service team. %(cause)s"),
    "handover.yours_left": _l("%(before)s no longer serves you; the others of your team are there for you. %(cause)s"),
}

TO_CLIENTS: dict[str, Any] = {
    "leaver": _l("%(before)s is leaving our bank and thanks you for your trust."),
    "transfer": _l("%(before)s takes on other work in our bank and thanks you for your trust."),
    "long_leave": _l("%(before)s is away for some time."),
    "mandatory_leave": _l("%(before)s is away for some time."),
    "rotation": _l("Our bank changes who looks after you after some years; everything goes on as before."),
    "back": _l("%(staff)s is back."),
}
"""Why somebody else serves a client now, as the client reads it."""

FIELDS: dict[str, Any] = {
    "staff": _l("Person"),
    "begins": _l("From when"),
    "credit_from": _l("Results are credited from"),
    "receiver": _l("Receiver"),
    "witness": _l("Witness"),
}


def told_cause(words: dict[str, Any]) -> str:
    """The fixed phrase by cause, with the names that it needs."""
    text = str(TO_CLIENTS.get(words["cause"], ""))
    return text % {"before": words.get("before", ""), "staff": words.get("staff", "")}


def told(kind: str, words: dict[str, Any]) -> str:
    """The sentence that a client reads about one of his seats, today and later; `from_day` is said already."""
    return str(NOTICES[f"handover.your_{kind}"]) % {**words, "cause": told_cause(words)}


def cause_choices() -> list[tuple[str, Any]]:
    return [(code, words) for code, words in CAUSES.items() if code != "back"]
