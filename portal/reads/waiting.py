"""How much work waits for somebody, by place of the bar: what nobody but he, or he as much as anybody, can do now."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from peewee import Value, fn

from portal.models.events.event import Event, EventChange
from portal.models.organisation import Branch, under
from portal.models.quality import ClientMerge
from portal.models.requests import IS_NO_COMPLAINT, Request
from portal.models.screening import ListName, ListProposal, TierList
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.reads.events.scope import approves
from portal.reads.quality.merges import seen_in
from portal.reads.screening.scope import RELATION, ListScope
from portal.reads.shared import built
from portal.reads.shared.kept import drop, kept
from portal.rules.accounts.visibility import Permission as P


def for_person(actor: Actor) -> dict[str, int]:
    """Place → how much waits there, without those where nothing does. One statement at most a minute; complaints are
    read with the person himself, each time: what comes to concern him goes at once."""
    if actor.staff_id is None:
        return {}
    found = kept(("waiting", actor.account_id), lambda: count(actor))
    if not (actor.complaints and actor.may(P.REQUESTS_WORK)):
        return found
    return {**found, "requests": found.get("requests", 0) + actor.complaints}


def changed(account_id: int) -> None:
    """Somebody did something: what waits for him is counted anew."""
    drop(("waiting", account_id))


def count(actor: Actor) -> dict[str, int]:
    """The same without complaints, read now."""
    parts = [(place, part) for place, may, part in PARTS if actor.may(may)]
    if not parts:
        return {}

    def query() -> Any:
        stand_in = actor.stand_in()
        queries = [part(stand_in).select(Value(n), fn.COUNT(1)) for n, (_place, part) in enumerate(parts)]
        return reduce(lambda one, other: one.union_all(other), queries).tuples()

    found: dict[str, int] = {}
    key = ("waiting for", actor.reach, actor.permissions, settings.value("events.branch_limit"))
    for n, number in built.rows(key, query, actor.marks):
        if number:
            found[parts[n][0]] = found.get(parts[n][0], 0) + number
    return found


def requests(actor: Actor) -> Any:
    """Given to him, and the bank is to move."""
    mine = (Request.holder == actor.staff_id) & Request.status.in_(("new", "taken"))
    return Request.select().where(mine, IS_NO_COMPLAINT)


def names_to_decide(actor: Actor) -> Any:
    """Names that other people wrote and submitted."""
    query = (
        ListName.select().join(TierList).where(ListName.state == "submitted", ListScope(actor, P.LISTS_DECIDE).lists())
    )
    return query.where(ListName.added_by != actor.staff_id, ListName.submitted_by != actor.staff_id)


def names_returned(actor: Actor) -> Any:
    """Names that head office asks about."""
    inside = ListScope(actor, P.LISTS_SUBMIT).lists()
    return ListName.select().join(TierList).where(ListName.state == "returned", inside)


def names_proposed(actor: Actor) -> Any:
    """Clients whom colleagues propose for a list."""
    paths = actor.paths_for(P.LISTS_SUBMIT)
    branches = Branch.select(Branch.id).where(under(Branch.path, paths))
    return ListProposal.select().where(ListProposal.state == "open", ListProposal.branch.in_(branches))


def names_to_complete(actor: Actor) -> Any:
    """Records of the clients whose manager or adviser he is that are to be completed."""
    scope = ListScope(actor, P.LISTS_PROPOSE)
    if not scope.actor.roles & RELATION:
        return ListName.select().where(ListName.id == -1)
    return ListName.select().where(ListName.state == "completing", ListName.client.in_(scope.seats()))


def plans(actor: Actor) -> Any:
    """Plans of others that wait for approval."""
    by_another = (Event.created_by != actor.staff_id) & (
        Event.changed_by.is_null() | (Event.changed_by != actor.staff_id)
    )
    return Event.select().where(Event.state == "submitted", approves(actor, Event.budget), by_another)


def changes_of_plans(actor: Actor) -> Any:
    """Changes of approved plans that others wrote."""
    query = EventChange.select().join(Event).where(EventChange.state == "waits", approves(actor, EventChange.budget))
    return query.where(EventChange.written_by != actor.staff_id)


def merges(actor: Actor) -> Any:
    """Merges that another branch admin proposed."""
    by_another = ClientMerge.proposed_by != actor.account_id
    return ClientMerge.select().where(
        ClientMerge.state == "proposed", by_another, seen_in(ClientScope(actor, may=P.MERGE))
    )


PARTS: tuple[tuple[str, P, Callable[[Actor], Any]], ...] = (
    ("requests", P.REQUESTS_WORK, requests),
    ("lists", P.LISTS_DECIDE, names_to_decide),
    ("lists", P.LISTS_SUBMIT, names_returned),
    ("lists", P.LISTS_SUBMIT, names_proposed),
    ("lists", P.LISTS_PROPOSE, names_to_complete),
    ("events", P.EVENTS_APPROVE, plans),
    ("events", P.EVENTS_APPROVE, changes_of_plans),
    ("quality", P.MERGE, merges),
)
