"""Small questions about logins that pages ask."""

from __future__ import annotations

from .accounts import Account, SignIn
from .clients import Client
from .notices import Notice
from .organisation import Staff


def demo_people() -> list[dict]:
    """The demo people in the order of the sign-in page, with what each can try."""
    query = (
        Account.select(
            Account.username, Account.demo_zh, Account.demo_en, Account.person_name, Staff.name.alias("staff_name"), Client.name.alias("client_name"),
            Client.tier.alias("tier"), Staff.post.alias("post"), Account.authority,
        )
        .join_from(Account, Staff, "LEFT OUTER JOIN").join_from(Account, Client, "LEFT OUTER JOIN")
        .where(Account.is_demo, Account.active).order_by(Account.demo_position)
    )  # fmt: skip
    return [{**row, "name": row["staff_name"] or row["person_name"] or row["client_name"]} for row in query.dicts()]


def devices(account_id: int) -> list[SignIn]:
    """The devices that are signed in, the latest first."""
    return list(SignIn.select().where(SignIn.account == account_id, SignIn.ended_at.is_null()).order_by(SignIn.last_seen_at.desc()))


def logins_of(client: Client) -> list[Account]:
    """The logins of a client; a company may have several."""
    return list(Account.select().where(Account.client == client.id).order_by(Account.id))


def inbox(account_id: int, before: int | None = None, count: int = 30) -> tuple[list[Notice], bool]:
    """A page of somebody's notices, newest first, and whether there are older ones."""
    query = Notice.select().where(Notice.account == account_id).order_by(Notice.id.desc()).limit(count + 1)
    rows = list(query.where(Notice.id < before) if before else query)
    return rows[:count], len(rows) > count
