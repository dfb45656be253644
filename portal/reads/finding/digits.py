"""Digits lead to those whose whole record one may read: of others' clients, the heads, only names are searched.

Else a part of a phone, tried often enough, tells the rest of it.
"""

from __future__ import annotations

from portal.models.clients.client import Client
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.search import Many, few_hits, numbers
from portal.rules.accounts.visibility import Permission
from portal.rules.finding.whole import told_by_digits


def within(actor: Actor, typed: str, hits: list[int] | Many) -> list[int] | Many:
    """The hits of a search that this person may know of: all when it was for a name, else those whose whole record he
    reads (one statement). Of thousands none: they were not told apart."""
    if not told_by_digits(typed):
        return hits
    whole = ClientScope(actor, may=Permission.CLIENTS_READ)
    if whole.whole_bank or hits == []:
        return hits
    if isinstance(hits, Many):
        return []
    inside = Client.select(Client.id).where(Client.id.in_(numbers(hits)), whole.condition())
    return [row[0] for row in inside.tuples()]


def hits_for(actor: Actor, typed: str) -> list[int] | Many:
    """`few_hits` of what was typed, as far as this person may know of them."""
    return within(actor, typed, few_hits(typed))
