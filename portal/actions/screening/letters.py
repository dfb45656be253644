"""Welcome letters: a client's login with a one-time code, on paper, one by one or for many clients at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.actions.accounts.codes import issue_code
from portal.actions.clients.record import code_days, open_login
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import tell
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Client, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.logins import logins_of
from portal.reads.organisation import tree

AT_ONCE = 200


@dataclass(frozen=True)
class Letter:
    """One letter: whom it welcomes, how he signs in, until when the code works. The code stands nowhere else."""

    client: Client
    branch: Branch
    manager: Staff | None
    adviser: Staff | None
    login: Account
    code: str
    until: date


@dataclass
class Letters:
    """The letters of one deed, and the names of those who got none: they sign in already, or are companies for whom
    nobody acts yet."""

    letters: list[Letter]
    signed_in: list[str]
    nameless: list[str]


def issue_letters(actor: Actor, clients: list[Client]) -> Letters:
    """A login and a fresh code for each of these clients who never signed in; earlier codes end.

    Raises Refused (nobody, or more than 200 at once). The clients come through the caller's scope.
    """
    if not clients:
        raise Refused(_l("Choose at least one name first."))
    if len(clients) > AT_ONCE:
        raise Refused(_l("At most %(most)s letters at a time.", most=AT_ONCE))
    with write():
        found = write_letters(actor, clients)
        if len(clients) > 1:
            audit(actor, "letters.issued", branch=clients[0].branch_id, count=str(len(found.letters)))
        return found


def write_letters(actor: Actor, clients: list[Client]) -> Letters:
    """The codes of any number of letters. Call inside `write()`."""
    people, branches = _people(clients), {one.id: one for one in tree.branch_tree()}
    until = (clock.local(clock.now()) + timedelta(days=code_days())).date()
    found = Letters([], [], [])
    for client in sorted(clients, key=lambda one: one.id):
        if client.is_company and not logins_of(client):
            found.nameless.append(client.name)
            continue
        logins = _waiting_logins(actor, client)
        if not logins:
            found.signed_in.append(client.name)
        for login in logins:
            served = (people.get(client.manager_id), people.get(client.adviser_id))
            code = issue_code(actor, login, code_days())
            found.letters.append(Letter(client, branches[client.branch_id], *served, login, code, until))
    return found


def _people(clients: list[Client]) -> dict[int | None, Staff]:
    """Managers and advisers of these clients."""
    ids = {one for client in clients for one in (client.manager_id, client.adviser_id) if one}
    return {one.id: one for one in Staff.select().where(Staff.id.in_(ids))} if ids else {}


def _waiting_logins(actor: Actor, client: Client) -> list[Account]:
    """The client's logins that nobody has used yet; one is opened, and welcomed, where there is none."""
    logins = [login for login in logins_of(client) if login.active]
    if not logins and not client.is_company:
        login = open_login(actor, client)
        tell([login.id], "list.welcome", "/me/benefits", tier=client.tier_id)
        return [login]
    return [login for login in logins if login.password_hash is None]
