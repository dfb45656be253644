"""What clients agreed to or refused; whoever writes to clients asks here (rules/consents.py)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from portal.database import among
from portal.ground import clock
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.clients.consents import Consent
from portal.models.organisation import Staff
from portal.reads.shared import built
from portal.rules.consents import PURPOSES, allows


def answers_of(client_id: int) -> dict[str, Consent]:
    """Kind → the client's latest answer (one statement)."""

    def query() -> Any:
        return Consent.select().where(Consent.client == built.ONE).order_by(Consent.id)

    return {row.kind: row for row in built.rows("consents", query, {built.ONE: client_id})}


def day_of(row: Consent) -> date:
    """The day on which the client said it."""
    return row.said_on or clock.local(row.at).date()  # type: ignore[return-value]


@dataclass(frozen=True)
class Answer:
    """One answer with who wrote it down ("": the client himself, or a merge of two records)."""

    row: Consent
    who: str

    @property
    def day(self) -> date:
        return day_of(self.row)


def history_of(client_id: int) -> list[Answer]:
    """Every answer of a client, the latest first (one statement)."""
    query = Consent.select(Consent, Staff.name.alias("who")).left_outer_join(
        Account, on=(Consent.account == Account.id)
    )
    query = query.left_outer_join(Staff, on=(Account.staff == Staff.id)).where(Consent.client == client_id)
    return [Answer(row, row.who or "") for row in query.order_by(Consent.id.desc()).limit(200).objects()]


def in_force(history: list[Answer]) -> dict[str, Answer]:
    """Kind → the latest answer of a history."""
    return {one.row.kind: one for one in reversed(history)}


def allowed_for(purpose: str, client_id: int) -> bool:
    """May it be done for this client (one statement)?"""
    last = answers_of(client_id).get(PURPOSES[purpose][0])
    return allows(purpose, last.given if last else None)


def allowed(purpose: str, clients: Collection[int]) -> set[int]:
    """Those of the clients for whom it may be done (one statement)."""
    kind, _silence = PURPOSES[purpose]
    query = Consent.select(Consent.client, Consent.given).where(
        among(Consent.client, sorted(clients)), Consent.kind == kind
    )
    answers = dict(query.order_by(Consent.id).tuples())
    return {one for one in clients if allows(purpose, answers.get(one))}


def may(purpose: str) -> Any:
    """The same as a condition on `Client`, for what is sent to many."""
    kind, silence = PURPOSES[purpose]
    latest = Consent.select(fn.MAX(Consent.id)).where(Consent.kind == kind).group_by(Consent.client)
    said = Consent.select(Consent.client).where(Consent.id.in_(latest), Consent.given == (not silence))
    return Client.id.not_in(said) if silence else Client.id.in_(said)
