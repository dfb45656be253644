"""What of a client does not pass with his team but stays or goes to the supervisor (R3): settings name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from portal.database import among
from portal.models.clients.client import Client
from portal.models.holdings.holdings import Loan
from portal.models.requests import IS_COMPLAINT, IS_OPEN, Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.visibility import Permission as P

PROBLEM_LOANS = ("overdue", "defaulted")


@dataclass(frozen=True)
class Matter:
    """`kind`: loan or complaint; `words`: its number or name; `state` of a loan (overdue, defaulted) or a request."""

    kind: str
    ident: int
    words: str
    state: str


def matters_that_stay(client: Client, reader: Actor | None = None) -> list[Matter]:
    """Of one client; at most two statements."""
    return matters_of([client.id], reader).get(client.id, [])


def matters_of(clients: Collection[int], reader: Actor | None = None) -> dict[int, list[Matter]]:
    """Client → what stays; clients with nothing are left out. Complaints as far as the reader reads them; without a
    reader, those that name nobody. At most two statements.
    """
    found: dict[int, list[Matter]] = defaultdict(list)
    ids = sorted(clients)
    if ids and settings.value("teams.stay_overdue_loans"):
        loans = Loan.select(Loan.client, Loan.id, Loan.number, Loan.name, Loan.status)
        loans = loans.where(among(Loan.client, ids), Loan.status.in_(PROBLEM_LOANS)).order_by(Loan.id)
        for client, ident, number, name, status in loans.tuples():
            found[client].append(Matter("loan", ident, number or name, status))
    if ids and settings.value("teams.stay_complaints"):
        complaints = Request.select(Request.client, Request.id, Request.number, Request.status)
        readable = recusal.conditions(None) if reader is None else [RequestScope(reader, P.REQUESTS_READ).condition()]
        complaints = complaints.where(IS_OPEN, among(Request.client, ids), IS_COMPLAINT, *readable)
        for client, ident, number, status in complaints.order_by(Request.id).tuples():
            found[client].append(Matter("complaint", ident, number, status))
    return dict(found)
