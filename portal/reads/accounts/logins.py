"""Small questions about logins that pages ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.ground import clock
from portal.models.accounts import Account, SignIn
from portal.models.clients.client import Client
from portal.models.organisation import RoleGrant, Staff
from portal.rules.finding.pinyin import name_syllables


@dataclass(frozen=True)
class SignedIn:
    """Who was signed in at a browser whose session no longer counts."""

    account_id: int
    is_client: bool
    last_seen_at: datetime
    ended: bool

    def is_idle(self, minutes: int) -> bool:
        return clock.now() - self.last_seen_at > timedelta(minutes=minutes)


def signed_in(token_hash: str) -> SignedIn | None:
    """The session of this token, also when it has ended; None when there never was one."""
    row = (
        SignIn.select(SignIn.account, Account.client, SignIn.last_seen_at, SignIn.ended_at)
        .join(Account)
        .where(SignIn.token_hash == token_hash)
        .tuples()
        .first()
    )
    return SignedIn(row[0], row[1] is not None, row[2], row[3] is not None) if row else None


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
    """The logins of a client; a company has one for each person. Persons whose authority has ended or run out are not
    among them, nor is a company's login without a person."""
    holds = Account.valid_until.is_null() | (Account.valid_until >= clock.today())
    query = Account.select().where(Account.client == client.id, Account.ended_on.is_null(), holds)
    if client.is_company:
        query = query.where(Account.person_name != "")
    return list(query.order_by(Account.id))


def own_words(login: Account) -> list[str]:
    """What is known of the person of a login, and so tried first as his password: user name, name (also in Latin
    letters, either way round), phone."""
    staff = Staff.get_or_none(Staff.id == login.staff_id) if login.staff_id else None
    client = Client.get_or_none(Client.id == login.client_id) if login.client_id else None
    names = [one.name for one in (staff, client) if one] + [login.person_name, client.name_latin if client else ""]
    phones = [login.mobile or "", *(one.mobile or "" for one in (staff, client) if one)]
    return [word for word in (login.username, *names, *(_latin(name) for name in names), *phones) if word]


def _latin(name: str) -> str:
    """wanglei of 王磊, with leiwang behind it."""
    parts = name_syllables(name) if len(name) <= 8 else []
    return f"{''.join(parts)} {''.join(parts[1:] + parts[:1])}"
