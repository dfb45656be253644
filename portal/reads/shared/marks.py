"""What of a row is looked at by whoever decides about it: the page shows it, the deed finds it unchanged."""

from __future__ import annotations

from typing import Any

from portal.database import Model
from portal.ground import clock
from portal.models import (
    CheckIn,
    Client,
    ClientMerge,
    DuplicatePair,
    Entry,
    Event,
    Expense,
    ImportRun,
    ListName,
    ListProposal,
    Lot,
    OutsideHolding,
    Proposal,
    Relation,
    Request,
    RequestLink,
    RoleGrant,
    Seat,
    ServiceContract,
    Signature,
    SignUp,
    Subtask,
    Task,
    TierGrant,
    TierList,
    TierRules,
    WaitingParty,
)
from portal.rules.shared import marks

WATCHED: dict[type[Model], tuple[str, ...]] = {
    CheckIn: ("settled_at",),
    Client: ("manager", "adviser", "specialists", "tier", "merged_into"),
    ClientMerge: ("state", "kept_version", "gone_version"),
    DuplicatePair: ("state",),
    Entry: ("kind", "quantity"),
    Event: ("state", "version"),
    Expense: ("struck_at", "amount"),
    ImportRun: ("state", "version"),
    ListName: ("state", "tier", "round", "version"),
    ListProposal: ("state", "tier"),
    Lot: ("available", "held", "used", "ended"),
    OutsideHolding: ("ended_on",),
    Proposal: ("state", "wanted"),
    Relation: ("until",),
    Request: ("status", "assignee", "holder", "version"),
    RequestLink: ("ended_at",),
    RoleGrant: ("until",),
    Seat: ("until", "staff", "since"),
    ServiceContract: ("until", "since"),
    Signature: ("state", "text", "version"),
    SignUp: ("guests", "cancelled_at"),
    Subtask: ("state", "version"),
    Task: ("state",),
    TierGrant: ("version",),
    TierList: ("state", "version"),
    TierRules: ("withdrawn_at", "valid_from"),
    WaitingParty: ("state", "guests", "offer_until"),
}
"""Of every other table: the version."""


def values_of(things: tuple[Any, ...]) -> list[Any]:
    """What a page shows of rows (and plain values) that are decided about, as a mark is made of it."""
    found: list[Any] = []
    for thing in things:
        if isinstance(thing, Model):
            names = WATCHED.get(type(thing), ("version",))
            found.append((thing._meta.table_name, str(thing._pk), *(_plain(thing, name) for name in names)))
        else:
            found.append(str(thing))
    return found


def _plain(row: Model, name: str) -> str:
    value = row.__data__.get(name)
    return "" if value is None else str(value)


def mark_of(*things: Any) -> str:
    """The mark that a form carries for the deed about these rows."""
    return marks.mark(values_of(things), clock.now())
