"""Taking a proposal: the seats that were chosen are filled, as far as they are still open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from portal.actions.administration import tasks
from portal.actions.administration.tasks import Report
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.actions.teams import limits
from portal.actions.teams.seats import put, settle, who_can_sit
from portal.database import among, engine, write
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Client, Seat, Staff, Task
from portal.reads.accounts.actors import Actor, by_account
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission

AT_ONCE = 300
"""Seats that are filled while the person waits; more are a task."""
KIND = "teams.proposal"
Line = tuple[str, str, str]
"""Number of the client, kind of seat, user name."""


@dataclass
class Taken:
    """How many seats were filled, and (client, kind, why not) of the others."""

    count: int = 0
    refused: list[tuple[str, str, Any]] = field(default_factory=list)


def take(actor: Actor, lines: list[Line], reason: str, beyond: str = "") -> Taken | Task:
    """Fill the seats; a line says which seat was seen open and who shall have it. One that somebody filled meanwhile
    is refused with his name, the others are filled. More than AT_ONCE become a task. Raises Invalid for none.
    """
    if not lines:
        raise Invalid(_l("No seat is chosen."))
    with write():
        if len(lines) > AT_ONCE:
            params = {"lines": [list(line) for line in lines], "reason": reason, "beyond": beyond}
            return tasks.begin(actor, KIND, params)
        return _fill(actor, lines, reason, beyond, lambda done, total=0: None)


@tasks.kind(KIND)
def run(task: Task, report: Report) -> dict[str, Any]:
    """The same in the background, in one transaction: begun again it finds its own seats filled as it wanted."""
    actor = by_account(task.account_id, clock.today())
    if actor is None:
        raise tasks.Cancelled()
    with write():
        lines = [(number, kind, username) for number, kind, username in task.params["lines"]]
        taken = _fill(actor, lines, task.params["reason"], task.params["beyond"], report)
    return {"count": taken.count, "left": len(taken.refused), "href": "/teams"}


def _fill(actor: Actor, lines: list[Line], reason: str, beyond: str, report: Report) -> Taken:
    clients = _held_clients(actor, {number for number, _kind, _username in lines})
    usernames = sorted({username for _number, _kind, username in lines})
    ids = [row[0] for row in Account.select(Account.staff).where(among(Account.username, usernames)).tuples()]
    limits.hold([one for one in ids if one])
    taken, given = Taken(), Counter[int]()
    for done, (number, kind, username) in enumerate(lines, 1):
        client = clients.get(number)
        if client is None:
            taken.refused.append((number, kind, _l("no longer yours to assign")))
            continue
        try:
            staff = _seated(actor, client, kind, username, reason, beyond)
        except Invalid as error:
            taken.refused.append((client.name, kind, error.words))
        else:
            taken.count += staff is not None
            given.update([staff.id] if staff else [])
        report(done, len(lines))
    for person, count in sorted(given.items()):
        words = {"count": str(count), "reason": reason}
        tell(accounts_of_staff([person]), "team.you_serve_more", "/clients", but=actor, **words)
    return taken


def _held_clients(actor: Actor, numbers: set[str]) -> dict[str, Client]:
    """Number → client, held for this transaction in the order of their ids."""
    scope = ClientScope(actor, may=Permission.TEAMS_WRITE)
    query = Client.select().where(among(Client.number, sorted(numbers)), scope.condition()).order_by(Client.id)
    return {row.number: row for row in (query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE"))}


def _seated(actor: Actor, client: Client, kind: str, username: str, reason: str, beyond: str) -> Staff | None:
    """Who sits now; None where he sat already. Raises Invalid where somebody else does, or he may not."""
    holders = (
        Seat.select(Account.username, Staff.name)
        .join_from(Seat, Staff, on=(Seat.staff == Staff.id))
        .join_from(Staff, Account, "LEFT OUTER JOIN", on=(Account.staff == Staff.id))
        .where(Seat.client == client.id, Seat.kind == kind, Seat.until.is_null())
    )
    for holder, name in holders.tuples():
        if holder == username:
            return None
        raise Invalid(_l("%(name)s has been given this seat meanwhile", name=name))
    staff = who_can_sit(username, Role(kind), client)
    put(actor, client, kind, staff, reason, beyond=beyond, tells_staff=False)
    settle(client)
    return staff
