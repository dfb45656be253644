"""Welcome letters for more clients than fit one page: written in the background, kept encrypted, opened once."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

from portal.actions.administration import tasks
from portal.actions.clients.record import code_days
from portal.actions.screening.letters import Letter, Letters, write_letters
from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock, security, settings
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Client, Staff, Task
from portal.reads.accounts.actors import Actor, by_account
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.reads.screening.letters import LetterFilter, standing_codes, without_login
from portal.rules.accounts.visibility import Permission

KIND = "letters.write"
MOST = 5_000


def begin(actor: Actor, branch: str, tier: str, language: str, again: bool = False) -> Task:
    """Have letters written for every VIP in reach whom nobody signs in for, narrowed to a branch and a tier; with
    `again` also for those whose code still works (it ends)."""
    with write():
        task = tasks.begin(
            actor,
            KIND,
            {"branch": branch, "tier": tier, "language": language, "again": again, "back": "/tiers/letters"},
        )
        audit(actor, "letters.begun", task, branch=actor.branch_id)
        return task


@tasks.kind(KIND)
def run(task: Task, report: tasks.Report) -> dict[str, Any]:
    """All codes in one transaction: what is stopped or breaks leaves the earlier codes as they were."""
    actor = by_account(task.account_id, clock.today())
    if actor is None or not actor.may(Permission.LISTS_SUBMIT):
        raise Refused(_l("Your role does not allow this."))
    _forget_old()
    wanted = LetterFilter(task.params["branch"], task.params["tier"])
    clients = _clients(actor, wanted, bool(task.params.get("again")))
    if not clients:
        raise Refused(_l("All of these clients sign in already, or hold a code that still works."))
    letters: list[Letter] = []
    with write():
        for start in range(0, len(clients), 100):
            report(start, len(clients))
            letters += write_letters(actor, clients[start : start + 100]).letters
        audit(actor, "letters.issued", branch=actor.branch_id, count=str(len(letters)))
        report(len(clients), len(clients))
        _keep(task.id, letters)
    return {"count": len(letters), "href": f"/tiers/letters/{task.id}"}


def _clients(actor: Actor, wanted: LetterFilter, again: bool) -> list[Client]:
    """Everybody who gets a letter; raises Refused for more than can be printed with sense."""
    found: list[int] = []
    after: int | None = None
    while len(found) <= MOST:
        page = without_login(ClientScope(actor, may=Permission.LISTS_SUBMIT), wanted, after)
        standing = {} if again else standing_codes([row.id for row in page.rows])
        found += [row.id for row in page.rows if row.id not in standing]
        after = page.after
        if after is None:
            break
    if len(found) > MOST:
        raise Refused(_l("More than %(most)s letters: choose a branch or a tier first.", most=f"{MOST:,}"))
    clients: list[Client] = []
    for start in range(0, len(found), 500):
        clients += list(Client.select().where(Client.id.in_(found[start : start + 500])).order_by(Client.id))
    return clients


def _path(task_id: int) -> Path:
    folder: Path = settings.current().instance_folder / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{task_id}.letters"


def _keep(task_id: int, letters: list[Letter]) -> None:
    """Ids and codes, encrypted under the key that lies outside the database."""
    rows = [[one.client.id, one.login.id, one.code, one.until.isoformat()] for one in letters]
    path = _path(task_id)
    path.write_text(security.encrypt(json.dumps(rows), settings.keys()))
    path.chmod(0o600)


def _forget_old() -> None:
    """What nobody opened while its codes were good goes."""
    limit = time.time() - code_days() * 86_400
    for path in _path(0).parent.glob("*.letters"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def waiting(actor: Actor, task_id: int) -> Task:
    """A task of one's own whose letters were not opened yet. Raises OutOfScope, Refused."""
    task = tasks.own(actor, task_id)
    if task.kind != KIND or task.state != "done" or not _path(task.id).exists():
        raise Refused(
            _l("These letters have been opened already, or their codes have run out. Please write them again.")
        )
    return task


def fetch(actor: Actor, task_id: int) -> tuple[Letters, str]:
    """The letters of a task and their language; the kept ones are gone before anybody sees them. Raises as
    `waiting`."""
    task = waiting(actor, task_id)
    taken = _path(task.id).with_suffix(".taken")
    try:
        _path(task.id).rename(taken)
    except FileNotFoundError:
        raise Refused(
            _l("These letters have been opened already, or their codes have run out. Please write them again.")
        ) from None
    rows = json.loads(security.decrypt(taken.read_text(), settings.keys()))
    taken.unlink()
    with write():
        audit(actor, "letters.opened", task, branch=actor.branch_id, count=str(len(rows)))
    return Letters(_read(rows), [], []), task.params["language"]


def _read(rows: list[list[Any]]) -> list[Letter]:
    clients = _by_id(Client, [row[0] for row in rows])
    logins = _by_id(Account, [row[1] for row in rows])
    people = _by_id(Staff, [i for one in clients.values() for i in (one.manager_id, one.adviser_id) if i])
    branches = {one.id: one for one in tree.branch_tree()}
    found = []
    for client_id, login_id, code, until in rows:
        client = clients[client_id]
        served = (people.get(client.manager_id), people.get(client.adviser_id))
        found.append(
            Letter(client, branches[client.branch_id], *served, logins[login_id], code, date.fromisoformat(until))
        )
    return found


def _by_id(model: Any, ids: list[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        found |= {row.id: row for row in model.select().where(model.id.in_(ids[start : start + 500]))}
    return found
