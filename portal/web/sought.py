"""What is typed into a search of clients, as an address may carry it: names as they are, digits of phones, documents
and numbers sealed.

Addresses stand in logs and histories. The searches send in the body; what was sent goes on to an address of its own
(303), so that pages, orders and the way back still work. A seal is of one login and of two hours.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, request
from werkzeug.datastructures import MultiDict

from portal.actions.finding.looking_up import typed_in_a_list
from portal.forms.finding.filter import documents_meant
from portal.ground import clock, security, settings
from portal.reads.accounts.actors import Actor
from portal.rules.finding.whole import told_by_digits, whole_number
from portal.rules.shared.codes import parse_code
from portal.web import incoming

MARK, HOURS = "~", 2
OF_A_FORM = ("csrf_token", "submission")


def sealed(actor: Actor, text: str) -> str:
    """The words as an address may carry them."""
    if not told_by_digits(text) or parse_code(text):
        return text
    return MARK + security.encrypt(f"{actor.account_id}:{_now()}:{text}", settings.keys())


def opened(actor: Actor, text: str) -> str:
    """The words again; "" for a seal of somebody else, an old one, and what never was one."""
    if not text.startswith(MARK):
        return text
    try:
        account, moment, words = security.decrypt(text[1:], settings.keys()).split(":", 2)
        mine, age = int(account) == actor.account_id, _now() - int(moment)
    except ValueError:
        return ""
    return words if mine and age <= HOURS * 3600 else ""


def _now() -> int:
    return int(clock.now().timestamp())


def read(actor: Actor, given: Any) -> MultiDict[str, Any]:
    """An address's or a form's parameters with the words of the search opened."""
    found: MultiDict[str, Any] = MultiDict(given)
    if found.get("q"):
        found.setlist("q", [opened(actor, one) for one in found.getlist("q")])
    return found


def moved(actor: Actor, path: str) -> Any:
    """303 to an address without a number, for a search that was sent, or whose address names a whole number; else
    None."""
    numbers = [one for one in request.values.getlist("q") if whole_number(one) and not parse_code(one)]
    if request.method != "POST" and not numbers:
        return None
    if path != "/search":  # which counts for itself
        for one in numbers:
            typed_in_a_list(actor, one, documents_meant(one))
    pairs = [
        (name, sealed(actor, str(value)) if name == "q" else value)
        for name, value in request.values.items(multi=True)
        if name not in OF_A_FORM and value
    ]
    query = urlencode(pairs)
    if len(query) > incoming.LONGEST_QUERY:  # it would be refused there, and no browser reads so long a header
        abort(414)
    return redirect(f"{path}?{query}" if pairs else path, 303)
