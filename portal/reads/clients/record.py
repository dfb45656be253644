"""What the pages of a client's record read: one statement a part."""

from __future__ import annotations

from dataclasses import dataclass, field

from peewee import JOIN

from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.clients.records import ClientAddress, ClientPhone, Proposal, RecordAccess
from portal.models.organisation import Branch, Staff

PAGE = 30


@dataclass
class Reach:
    """Phones and addresses besides the main ones."""

    phones: list[ClientPhone] = field(default_factory=list)
    addresses: list[ClientAddress] = field(default_factory=list)


def reach_of(client: Client) -> Reach:
    """Further phones and addresses, the oldest first."""
    return Reach(
        list(ClientPhone.select().where(ClientPhone.client == client.id).order_by(ClientPhone.id)),
        list(ClientAddress.select().where(ClientAddress.client == client.id).order_by(ClientAddress.id)),
    )


def persons_of(client: Client) -> list[Account]:
    """Everybody who is or was authorised to act for a company; those whose authority ended come last."""
    return list(
        Account.select().where(Account.client == client.id).order_by(Account.ended_on.is_null(False), Account.id)
    )


def open_proposals(client: Client) -> list[Proposal]:
    """Corrections that the client asks for and nobody has decided, the oldest first, each with who asked."""
    return list(
        Proposal.select(Proposal, Account)
        .join(Account)
        .where(Proposal.client == client.id, Proposal.state == "open")
        .order_by(Proposal.id)
    )


def recent_proposals(client: Client, count: int = 20) -> list[Proposal]:
    """His proposals, the latest first, with who decided them."""
    return list(
        Proposal.select(Proposal, Staff)
        .join(Staff, JOIN.LEFT_OUTER, on=(Proposal.decided_by == Staff.id))
        .where(Proposal.client == client.id)
        .order_by(Proposal.id.desc())
        .limit(count)
    )


def accesses(client: Client, before: int | None = None, kind: str = "") -> tuple[list[RecordAccess], int | None]:
    """Who saw the client's data, also what stood in records merged into his: the latest first, and the id before which
    the next page begins."""
    itself = Client.select(Client.id).where((Client.id == client.id) | (Client.merged_into == client.id))
    query = (
        RecordAccess.select(RecordAccess, Account, Staff, Branch)
        .join(Account)
        .join(Staff, JOIN.LEFT_OUTER)
        .join(Branch, JOIN.LEFT_OUTER)
        .where(RecordAccess.client.in_(itself))
        .order_by(RecordAccess.id.desc())
        .limit(PAGE + 1)
    )
    if kind:
        query = query.where(RecordAccess.kind == kind)
    rows = list(query.where(RecordAccess.id < before) if before else query)
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None
