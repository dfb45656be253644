"""Authorised persons of a company: who acts in its name, how far, until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.actions.accounts import numbers
from portal.actions.clients.record import free_username
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once, save_version
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.database import lock, write
from portal.derived import contacts
from portal.ground import clock, steps
from portal.ground.errors import OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, ActivationCode, Client, SignIn
from portal.reads.accounts.actors import Actor

MOST = 20


def person_of(client: Client, person_id: int) -> Account:
    """An authorised person of this company. Raises OutOfScope."""
    row = Account.get_or_none((Account.id == person_id) & (Account.client == client.id)) if client.is_company else None
    if row is None:
        raise OutOfScope()
    return row


@once(Account)
def add_person(actor: Actor, client: Client, values: dict[str, Any], submission: str | None) -> Account:
    """A new authorised person with a login of his own (the code comes from the page of codes).

    `values`: person_name, authority (his position), mobile (E.164 or ""), scope, valid_until. A number that another
    login signs in with stays there; then he signs in by his user name.
    Raises OutOfScope, WrongState.
    """
    if not client.is_company:
        raise OutOfScope()
    with write():
        lock(Client.select(Client.id).where(Client.id == client.id))
        there = list(Account.select().where(Account.client == client.id))
        if len([one for one in there if one.ended_on is None]) >= MOST:
            raise WrongState(_l("There are enough authorised persons. Please end one who no longer acts."))
        fixed = {
            "client": client.id,
            "username": free_username(client),
            "created_at": clock.now(),
            "submission": submission,
        }
        login = numbers.unless_taken(
            values.get("mobile"), lambda mobile: Account.create(**fixed | values | {"mobile": mobile})
        )
        contacts.follow([client.id])
        audit(actor, "person.added", client, **client.said, person=login.person_name, scope=login.scope)
        return login


def _saved(row: Account, version: int | None, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Save what changed; a number that another login has does not become his."""
    if "mobile" not in values:
        return save_version(row, version, **values)
    return numbers.unless_taken(
        values["mobile"], lambda mobile: save_version(row, version, **values | {"mobile": mobile}), row.id
    )


def edit_person(actor: Actor, client: Client, person: Account, values: dict[str, Any], version: int | None) -> bool:
    """Change what an authorised person may do, his position, his number or the end. Answers whether anything changed.

    Raises StaleVersion, WrongState (his authority has ended).
    """
    with write():
        row = lock(Account.select().where(Account.id == person.id))
        if row.ended_on:
            raise WrongState(_l("This authority has ended. Add the person again if he acts once more."))
        changes = _saved(row, version, values)
        if changes:
            hidden = {name: pair for name, pair in changes.items() if name != "mobile"}
            audit(actor, "person.changed", client, changes=hidden, **client.said, person=row.person_name)
        return bool(changes)


def end_person(actor: Actor | None, client: Client, person: Account, reason: str) -> None:
    """From now on he does not act for the company: his devices and codes end, his number is free. The last one may end,
    too. Raises WrongState when he has ended already.
    """
    with write():
        row = lock(Account.select().where(Account.id == person.id))
        as_shown(row, about=(client,), possible=row.ended_on is None)
        if row.ended_on:
            raise WrongState(_l("This authority has ended already."))
        now = clock.now()
        Account.update(
            active=False, mobile=None, ended_on=clock.today(), ended_reason=reason, version=Account.version + 1
        ).where(Account.id == row.id).execute()
        SignIn.update(ended_at=now).where(SignIn.account == row.id, SignIn.ended_at.is_null()).execute()
        ActivationCode.update(expires_at=now).where(
            ActivationCode.account == row.id, ActivationCode.used_at.is_null(), ActivationCode.expires_at > now
        ).execute()
        contacts.follow([client.id])
        audit(actor, "person.ended", client, **client.said, person=row.person_name, reason=reason)


@steps.every_minute
def end_what_ran_out() -> int:
    """Authorities whose last day has passed end by themselves; the client manager is told. Answers how many."""
    due = (
        Account.select(Account, Client)
        .join(Client)
        .where(Account.valid_until < clock.today(), Account.ended_on.is_null())
    )
    count = 0
    for person in list(due.limit(200)):
        client: Client = person.client
        with write():
            try:
                end_person(None, client, person, str(person.valid_until))
            except WrongState:
                continue
            tell(
                accounts_of_staff([client.manager_id]),
                "person.ran_out",
                f"/clients/{client.number}/profile",
                **client.said,
                person=person.person_name,
            )
        count += 1
    return count


def still(person: Account, today: date) -> bool:
    """Does he act for the company today?"""
    return person.ended_on is None and (person.valid_until is None or person.valid_until >= today)
