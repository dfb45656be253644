"""Small factories: people with names and posts, one line each."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from portal.ground import clock, security
from portal.models import Account, Branch, Client, Post, RoleGrant, Seat, Staff
from portal.reads.accounts.actors import Actor, by_account
from portal.rules.clients import birthdays
from portal.rules.finding.terms import name_key, terms_of
from portal.rules.shared.codes import client_number

PASSWORD = "Changchun-2026"
_hash: list[str] = []
_numbers = itertools.count(1)


def password_hash() -> str:
    """The hash of everybody's password, computed once a run."""
    if not _hash:
        _hash.append(security.hash_password(PASSWORD))
    return _hash[0]


def branch(code: str) -> Branch:
    return Branch.get(Branch.code == code)


def staff(
    username: str, name: str, role: str, at: str = "FAW", post: str = "client_manager", since: date | None = None
) -> Staff:
    """Someone who works at a branch and holds a role over it."""
    place = branch(at)
    person = Staff.create(name=name, branch=place, post=post if Post.get_or_none(code=post) else Post.get().code, mobile="+8613804310000",
                          desk_phone="0431-85900000", email=f"{username}@example.cn")  # fmt: skip
    Account.create(username=username, password_hash=password_hash(), staff=person, created_at=clock.now())
    if role:
        RoleGrant.create(
            staff=person,
            role=role,
            branch=place,
            since=since or clock.today() - timedelta(days=365),
            created_at=clock.now(),
            reason="first day",
        )
    person.username = username
    return person


def client(username: str | None, name: str, tier: str = "gold", at: str = "FAW", **values: Any) -> Client:
    """A client of a branch, with a login unless `username` is None."""
    from portal.models import ClientTerm, Sequence

    number = next(_numbers)
    Sequence.insert(name="client", value=number).on_conflict(
        conflict_target=[Sequence.name], update={Sequence.value: number}
    ).execute()
    values = {
        "kind": "individual",
        "mobile": f"+86138{number:08d}",
        "gender": "m",
        "birthday": date(1978, 5, 6),
        "aum": 80_000_000,
        **values,
    }
    born = (values.get("birthday"), values.get("birthday_lunar", False))
    values = birthdays.columns(*born, clock.today()) | values
    row = Client.create(
        number=client_number(number), name=name, name_key=name_key(name), branch=branch(at), tier=tier, tier_since=clock.today() - timedelta(days=400),
        created_at=clock.now(), **values,
    )  # fmt: skip
    ClientTerm.create(client=row, terms=" ".join(sorted(terms_of(name=name, number=row.number, phone=row.mobile))))
    if username:
        Account.create(
            username=username,
            password_hash=password_hash(),
            client=row,
            mobile=row.mobile,
            person_name="",
            created_at=clock.now(),
        )
    row.username = username
    return row


def seat(who: Client, kind: str, by: Staff, since: date | None = None, until: date | None = None) -> Seat:
    """Somebody serves a client; the client's row follows."""
    made = Seat.create(
        client=who,
        kind=kind,
        staff=by,
        since=since or clock.today() - timedelta(days=200),
        until=until,
        reason="new client",
        created_at=clock.now(),
    )
    if until is None:
        if kind == "specialist":
            who.specialists += 1
        else:
            setattr(who, kind, by)
        who.save()
    return made


def actor(person: Any) -> Actor:
    """Somebody as the actions know him."""
    account = Account.get(Account.username == person) if isinstance(person, str) else account_of(person)
    found = by_account(account.id, clock.today())
    assert found is not None
    return found


def account_of(person: Staff | Client) -> Account:
    """The login of a member of staff or a client."""
    if isinstance(person, Staff):
        return Account.get(Account.staff == person)
    return Account.select().where(Account.client == person).order_by(Account.id).get()


def grant(person: Staff, role: str, at: str) -> RoleGrant:
    """A further role, past the form (which refuses some beside others)."""
    return RoleGrant.create(
        staff=person,
        role=role,
        branch=branch(at),
        since=clock.today() - timedelta(days=30),
        created_at=clock.now(),
        reason="helps out",
    )
