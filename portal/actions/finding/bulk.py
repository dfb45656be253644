"""Deeds on the whole result of a list: who is in, who is left out and why, then all at once.

A deed is a line in DEEDS: a judge, that says of a batch of ids which are left out and why, and a hand, that does it to
the others inside the open transaction. Assigning people and inviting to events plug in the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.actions.administration import tasks
from portal.actions.administration.tasks import Report
from portal.actions.finding import tags
from portal.actions.shared.recording import audit
from portal.database import among, insert_rows, write
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, ClientTag, Task
from portal.reads.accounts.actors import Actor, by_account
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.result import ids_of
from portal.rules.accounts.visibility import Permission

AT_ONCE = 500
BATCH = 500
KIND = "clients.bulk"

Ids = list[int]


@dataclass(frozen=True)
class Deed:
    """`judge(actor, ids, params)` answers {reason: ids left out}; `hand(actor, ids, params)` does it to the rest."""

    judge: Callable[[Actor, Ids, dict[str, Any]], dict[str, Ids]]
    hand: Callable[[Actor, Ids, dict[str, Any]], None]
    audit: str
    may: Permission = Permission.TAG


@dataclass
class Judged:
    """Who is in, and who is left out for which reason (codes of REASONS)."""

    fit: Ids
    left_out: dict[str, Ids] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return len(self.fit) + sum(map(len, self.left_out.values()))


REASONS = {
    "scope": _l("only name, tier and team are open to you"),
    "carries": _l("carry this tag already"),
    "lacks": _l("do not carry this tag"),
}


def _carrying(ids: Ids, params: dict[str, Any]) -> set[int]:
    found: set[int] = set()
    for at in range(0, len(ids), 5000):
        query = ClientTag.select(ClientTag.client).where(
            ClientTag.tag == params["tag"], among(ClientTag.client, ids[at : at + 5000])
        )
        found |= {row[0] for row in query.tuples()}
    return found


def _judge_tag(actor: Actor, ids: Ids, params: dict[str, Any]) -> dict[str, Ids]:
    return {"carries": sorted(_carrying(ids, params))}


def _judge_untag(actor: Actor, ids: Ids, params: dict[str, Any]) -> dict[str, Ids]:
    carrying = _carrying(ids, params)
    return {"lacks": [one for one in ids if one not in carrying]}


def _tag(actor: Actor, ids: Ids, params: dict[str, Any]) -> None:
    now = clock.now().replace(tzinfo=None)
    columns = ["tag_id", "client_id", "author_id", "created_at"]
    insert_rows("client_tag", columns, [(params["tag"], one, actor.staff_id, str(now)) for one in ids])


def _untag(actor: Actor, ids: Ids, params: dict[str, Any]) -> None:
    ClientTag.delete().where(ClientTag.tag == params["tag"], among(ClientTag.client, ids)).execute()


DEEDS = {"tag": Deed(_judge_tag, _tag, "clients.tagged"), "untag": Deed(_judge_untag, _untag, "clients.untagged")}


def judge(actor: Actor, scope: ClientScope, wanted: ClientFilter, name: str, params: dict[str, Any]) -> Judged:
    """Who of a list is in. Raises Invalid when the list is longer than the bank's setting, OutOfScope for a foreign
    tag."""
    tags.in_reach(actor, params["tag"])
    most = settings.value("finding.bulk_most")
    ids = ids_of(scope, wanted, most + 1)
    if len(ids) > most:
        raise Invalid(_l("The list has more than %(most)s clients. Narrow it by a filter first.", most=f"{most:,}"))
    judged = Judged(ids)
    if scope.head:
        whole = ClientScope(actor, may=DEEDS[name].may)
        inside = {row[0] for row in Client.select(Client.id).where(whole.condition()).tuples()}
        _leave_out(judged, "scope", [one for one in ids if one not in inside])
    for reason, out in DEEDS[name].judge(actor, judged.fit, params).items():
        _leave_out(judged, reason, out)
    return judged


def _leave_out(judged: Judged, reason: str, out: Ids) -> None:
    if out:
        gone = set(out)
        judged.left_out[reason] = out
        judged.fit = [one for one in judged.fit if one not in gone]


def do(actor: Actor, scope: ClientScope, wanted: ClientFilter, name: str, params: dict[str, Any]) -> int | Task:
    """Do it to all who are in: at once up to 500 (answers how many), else in the background (answers the task)."""
    with write():
        judged = judge(actor, scope, wanted, name, params)
        if len(judged.fit) > AT_ONCE:
            return tasks.begin(
                actor,
                KIND,
                {
                    "deed": name,
                    "params": params,
                    "head": scope.head,
                    "query": wanted.to_query(),
                    "members_of": wanted.members_of,
                    "back": "/clients",
                },
            )
        _carry_out(actor, name, params, judged.fit, lambda done, total=0: None)
        return len(judged.fit)


def _carry_out(actor: Actor, name: str, params: dict[str, Any], ids: Ids, report: Report) -> None:
    """All or nothing: call inside `write()`."""
    deed, tag = DEEDS[name], tags.in_reach(actor, params["tag"])
    for at in range(0, len(ids), BATCH):
        deed.hand(actor, ids[at : at + BATCH], params)
        report(min(at + BATCH, len(ids)), len(ids))
    if ids:
        audit(actor, deed.audit, tag, **tag.said, count=str(len(ids)))


@tasks.kind(KIND)
def run(task: Task, report: Report) -> dict[str, Any]:
    """The same in the background: judged anew, in one transaction, so it may be begun again."""
    actor = by_account(task.account_id, clock.today())
    if actor is None:
        raise tasks.Cancelled()
    wanted = ClientFilter.from_query(task.params["query"])
    wanted.members_of = task.params["members_of"]
    with write():
        scope = ClientScope(actor, head=task.params["head"], may=DEEDS[task.params["deed"]].may)
        judged = judge(actor, scope, wanted, task.params["deed"], task.params["params"])
        _carry_out(actor, task.params["deed"], task.params["params"], judged.fit, report)
    return {"count": len(judged.fit), "href": "/clients"}
