"""Asking clients for their opinion: whoever asks, asks here first (rules/shared/asking.py)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from peewee import fn

from portal.database import UtcField, among
from portal.ground import clock
from portal.models import Asking
from portal.reads.administration.settings import value
from portal.reads.clients import consents
from portal.rules.shared.asking import may_ask


def askable(clients: Collection[int]) -> set[int]:
    """Those of the clients who may be asked today, whatever the source, and did not refuse it. Two statements."""
    query = Asking.select(Asking.client, fn.MAX(Asking.at)).where(among(Asking.client, sorted(clients)))
    moment, days, today = UtcField().python_value, value("contacts.asking_days"), clock.today()
    last = {client: clock.local(moment(at)).date() for client, at in query.group_by(Asking.client).tuples()}
    open_to_it = consents.allowed("follow_up", clients)
    return {client for client in open_to_it if may_ask(last.get(client), today, days)}


def asked_only_by(source: str, keys: Mapping[int, str]) -> set[int]:
    """Client → the matter: those who were last asked about just this, by this source, and did not refuse to be asked.
    Whoever comes with the same matter asks nothing new. Two statements."""
    query = Asking.select(Asking.client, Asking.source, Asking.key).where(among(Asking.client, sorted(keys)))
    last = {client: (by, key) for client, by, key in query.order_by(Asking.at, Asking.id).tuples()}
    return {
        client
        for client in consents.allowed("follow_up", keys)
        if client in keys and last.get(client) == (source, keys[client])
    }


def ask(client: int, source: str, key: str) -> bool:
    """May he be asked now by this source? If so it is noted. Call inside `write()`, with the client's row held."""
    allowed = client in askable([client])
    if allowed:
        note(client, source, key)
    return allowed


def note(client: int, source: str, key: str) -> None:
    """He is asked now; what was noted of the same question before moves."""
    Asking.insert(client=client, source=source, key=key, at=clock.now()).on_conflict(
        conflict_target=[Asking.source, Asking.key], update={Asking.at: clock.now()}
    ).execute()
