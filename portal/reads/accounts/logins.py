"""Small questions about logins that pages ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.models.accounts import Account, SignIn
from portal.models.clients.client import Client
from portal.models.organisation import RoleGrant, Staff


def demo_people() -> list[dict[str, Any]]:
    """The demo people in the order of the sign-in page, with their first role and what each can try."""
    query = (
        Account.select(
            Account.username,
            Account.demo_zh,
            Account.demo_en,
            Account.person_name,
            Staff.name.alias("staff_name"),
            Client.name.alias("client_name"),
            Client.tier.alias("tier"),
            Staff.post.alias("post"),
            Account.authority,
            Account.staff.alias("staff_id"),
        )
        .join_from(Account, Staff, "LEFT OUTER JOIN")
        .join_from(Account, Client, "LEFT OUTER JOIN")
        .where(Account.is_demo, Account.active)
        .order_by(Account.demo_position, Account.id)
    )
    held = (
        RoleGrant.select(RoleGrant.staff, RoleGrant.role)
        .join(Account, on=(Account.staff == RoleGrant.staff))
        .where(Account.is_demo)
    )
    roles = dict(held.order_by(RoleGrant.id.desc()).tuples())
    return [
        {
            **row,
            "role": roles.get(row["staff_id"], "client"),
            "name": row["staff_name"] or row["person_name"] or row["client_name"],
        }
        for row in query.dicts()
    ]


def devices(account_id: int, seen_since: datetime, begun_since: datetime) -> list[SignIn]:
    """The devices that are signed in and have not run out, the latest first."""
    return list(
        SignIn.select()
        .where(
            SignIn.account == account_id,
            SignIn.ended_at.is_null(),
            SignIn.last_seen_at >= seen_since,
            SignIn.created_at >= begun_since,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    )


def logins_of(client: Client) -> list[Account]:
    """The logins of a client; a company may have several. Persons whose authority has ended are not among them."""
    return list(Account.select().where(Account.client == client.id, Account.ended_on.is_null()).order_by(Account.id))
