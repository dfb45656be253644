"""VIPs who have never signed in: who gets a welcome letter on a branch's first day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models.accounts import Account, ActivationCode
from portal.models.clients.client import Client
from portal.models.organisation import Staff
from portal.models.screening import ListName
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.reads.screening.names import Rows

SIZE = 200


@dataclass
class LetterFilter:
    """Which of the VIPs without a login: branch, tier, manager (user name)."""

    branch: str = ""
    tier: str = ""


def without_login(scope: ClientScope, wanted: LetterFilter, after: int | None = None) -> Rows:
    """A page of VIPs in scope of whom nobody signs in, in the order of their numbers."""
    query = Client.select(
        Client.id, Client.number, Client.name, Client.kind, Client.tier, Client.tier_since, Client.branch
    ).where(_condition(scope, wanted))
    if after is not None:
        query = query.where(Client.id > after)
    rows = list(query.order_by(Client.id).limit(SIZE + 1))
    return Rows(rows[:SIZE], rows[SIZE - 1].id if len(rows) > SIZE else None)


def _condition(scope: ClientScope, wanted: LetterFilter) -> Any:
    used = Account.select(Account.client).where(
        Account.client == Client.id, Account.password_hash.is_null(False) | ~Account.active
    )
    tiers = [wanted.tier] if wanted.tier in reference.vip_tiers() else reference.vip_tiers()
    found = scope.condition() & Client.tier.in_(tiers) & (Client.status == "active") & ~fn.EXISTS(used)
    if wanted.branch:
        paths = [one.path for one in tree.branch_tree() if one.code == wanted.branch]
        found &= Client.branch.in_([one.id for one in tree.branches_below(paths)] or [-1])
    return found


@dataclass(frozen=True)
class Standing:
    """A code that was handed out and still works: when it was made, by whom, until when."""

    at: Any
    by: str
    until: Any


def standing_codes(clients: list[int]) -> dict[int, Standing]:
    """Client → the code of a login of his that nobody has used yet (one statement)."""
    if not clients:
        return {}
    issuer = Account.alias("issuer")
    query = (
        ActivationCode.select(Account.client, ActivationCode.created_at, Staff.name, ActivationCode.expires_at)
        .join(Account, on=(ActivationCode.account == Account.id))
        .join_from(ActivationCode, issuer, "LEFT OUTER JOIN", on=(ActivationCode.issued_by == issuer.id))
        .join_from(issuer, Staff, "LEFT OUTER JOIN", on=(issuer.staff == Staff.id))
        .where(
            Account.client.in_(clients),
            Account.password_hash.is_null(),
            ActivationCode.used_at.is_null(),
            ActivationCode.expires_at > clock.now(),
        )
    )
    return {
        client: Standing(at, name or "", until)
        for client, at, name, until in query.order_by(ActivationCode.id).tuples()
    }


def chosen(scope: ClientScope, numbers: list[str]) -> list[Client]:
    """These clients, as far as they are in scope."""
    return list(Client.select().where(Client.number.in_(numbers), scope.condition())) if numbers else []


def approved_without_login(list_id: int) -> list[Client]:
    """Clients approved on a list of whom nobody signs in yet, at most 200."""
    used = Account.select(Account.client).where(Account.client == Client.id, Account.password_hash.is_null(False))
    query = Client.select().join(ListName, on=(ListName.client == Client.id))
    query = query.where(ListName.tier_list == list_id, ListName.state.in_(("completing", "complete")), ~fn.EXISTS(used))
    return list(query.order_by(Client.id).limit(SIZE))
