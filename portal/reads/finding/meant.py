"""Whom somebody means by what he typed where a form asks for a client: for every form, and for the list under its
field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models.clients.client import Client
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.digits import hits_for
from portal.reads.finding.search_box import best
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission as P
from portal.rules.finding.folding import bare
from portal.rules.finding.naming import told_number, why

SHOWN = 8
LONGEST = 80


@dataclass(frozen=True)
class Purpose:
    """What a client is named for: the form's field, what it asks for, and among whom it looks."""

    field: str
    may: P
    scope: Callable[[Actor], ClientScope]


PURPOSES = {
    "sign_up": Purpose(
        "client",
        P.EVENTS_SIGN_UP,
        lambda actor: ClientScope(actor, head=True, may=P.EVENTS_SIGN_UP, heads=frozenset({Role.COORDINATOR})),
    ),
    "introduce": Purpose(
        "client",
        P.EVENTS_SIGN_UP,
        lambda actor: ClientScope(actor, head=True, may=P.EVENTS_SIGN_UP),
    ),
    "relation": Purpose("other", P.RELATIONS_WRITE, lambda actor: ClientScope(actor, may=P.RELATIONS_WRITE)),
    "referrer": Purpose("referrer", P.CLIENTS_WRITE, lambda actor: ClientScope(actor, head=True, may=P.CLIENTS_WRITE)),
    "list": Purpose("client", P.LISTS_SUBMIT, lambda actor: ClientScope(actor, may=P.LISTS_SUBMIT)),
    "proposal": Purpose("client", P.LISTS_PROPOSE, lambda actor: ClientScope(actor, may=P.LISTS_PROPOSE)),
}


class SeveralFit(Invalid):
    """More than one client fits what was typed; `people` are the likeliest to choose from."""

    words = _l("Several clients fit. Please choose one.")

    def __init__(self, people: list[Fit], field: str) -> None:
        super().__init__(field=field)
        self.people = people


@dataclass(frozen=True)
class Fit:
    """A client who may be meant, and by what he was found (`rules/finding/naming.py`)."""

    row: dict[str, Any]
    why: str


def fitting(scope: ClientScope, typed: str, size: int = SHOWN) -> list[Fit]:
    """Those in scope who may be meant by a name or a part of it, pinyin, digits of a phone or a number, the likeliest
    first. Digits lead only to those whose whole record this person reads. At most five statements."""
    typed = typed.strip()[:LONGEST]
    words = told_number(typed) or typed
    rows = best(scope, words, hits_for(scope.actor, words), size) if words else []
    return [Fit(row, why(typed, row["name"])) for row in rows]


def the_client(actor: Actor, purpose: str, typed: str, nobody: Any) -> Client:
    """The one client who is meant. Raises Invalid with the words `nobody` (nobody in scope, the same for one who is
    not there), or SeveralFit: of several only one who bears exactly this name is taken."""
    meant = PURPOSES[purpose]
    scope = meant.scope(actor)
    number = told_number(typed)
    if not number:
        found = fitting(scope, typed)
        exact = [fit for fit in found if bare(fit.row["name"]) == bare(typed)]
        found = exact or found
        if len(found) > 1:
            raise SeveralFit(found, meant.field)
        number = found[0].row["number"] if found else None
    try:
        if number:
            return scope.typed(number)
    except OutOfScope:
        pass
    raise Invalid(nobody, field=meant.field)
