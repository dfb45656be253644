"""Signatures in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.words.states import State

KINDS: dict[str, Any] = {
    "benefit_terms": _l("terms of a benefit"),
    "data_change": _l("a change of data"),
    "settlement": _l("the settlement of a complaint"),
    "confidentiality": _l("a confidentiality agreement"),
}
DEEDS: dict[str, Any] = {
    "signature.asked": _l("%(actor)s asked %(client)s to sign: %(paper)s"),
    "signature.changed": _l("The text that %(client)s is asked to sign has changed: %(paper)s"),
    "signature.signed": _l("%(actor)s signed for %(client)s: %(paper)s"),
    "signature.declined": _l("%(actor)s declined to sign for %(client)s: %(paper)s"),
    "signature.expired": _l("%(client)s did not sign in time: %(paper)s"),
    "signature.withdrawn": _l("%(client)s need not sign any more: %(paper)s"),
}
OWN_DEEDS: dict[str, Any] = {
    "signature.asked": _l("%(client)s has to sign: %(paper)s"),
    "signature.signed": _l("%(client)s signed: %(paper)s"),
    "signature.declined": _l("%(client)s declined to sign: %(paper)s"),
}
NOTICES: dict[str, Any] = {
    "signature.asked": _l("Please read and sign: %(paper)s"),
    "signature.changed": _l("The text that waits for your signature has changed: %(paper)s"),
    "signature.expired": _l("The time for signing is over: %(paper)s"),
    "signature.signed_there": _l("%(client)s signed: %(paper)s"),
    "signature.declined_there": _l("%(client)s declined to sign: %(paper)s. %(reason)s"),
    "signature.expired_there": _l("%(client)s did not sign in time: %(paper)s"),
}
STATES: dict[str, State] = {
    "waiting": State("wait", _l("To be signed"), "writing-sign"),
    "signed": State("done", _l("Signed"), "circle-check"),
    "declined": State("late", _l("Not signed: declined"), "x"),
    "expired": State("plain", _l("Not signed in time"), "circle-minus"),
    "withdrawn": State("plain", _l("No longer needed"), "circle-minus"),
}
WAYS: dict[str, Any] = {
    "drawn": _l("Drawn by hand"),
    "paper": _l("By hand on paper, recorded by a colleague with a picture of it"),
    "typed": _l("Name typed and confirmed with the password"),
}
EVENTS: dict[str, Any] = {
    "asked": _l("Asked to sign"),
    "changed": _l("The text was changed"),
    "opened": _l("Opened and shown in full"),
    "verified": _l("Identity verified"),
    "signed": _l("Signed"),
    "declined": _l("Declined"),
    "expired": _l("Time over"),
    "withdrawn": _l("No longer needed"),
}
VERIFIED: dict[str, Any] = {
    "paper": _l("by a colleague to whom the signed paper was handed"),
    "session": _l("by the sign-in of this device"),
    "password": _l("by the password, asked once more"),
}
FIELDS: dict[str, Any] = {
    "picture": _l("Your signature"),
    "typed_name": _l("Your name"),
    "signer": _l("Who signed"),
    "day": _l("Day of the signature"),
    "scan": _l("Photo or scan of the signed paper"),
    "password": _l("Your password"),
    "reason": _l("Why you do not sign"),
}


def paper(kind: str) -> str:
    """What is signed, in the reader's language."""
    return str(KINDS.get(kind, kind))
