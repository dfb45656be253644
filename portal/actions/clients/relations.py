"""Who belongs to whom: relations begin and end, history stays. `client.referrer` follows the relation of who introduced
him."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import IntegrityError

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.database import engine, write
from portal.derived import referrers
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Relation
from portal.models.organisation import unit_of
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.meant import the_client
from portal.reads.organisation.tree import branch_tree
from portal.rules.clients.relations import KINDS, ROLES, Kind, kinds_fit, other_role, parent_is_older

NOBODY = _l("None of your clients has this number or name. For somebody who is no client, tick the box below.")


@once(Relation)
def add(
    actor: Actor,
    client: Client,
    role: str,
    other: str,
    *,
    outside: bool = False,
    since: date | None = None,
    note: str = "",
    submission: str | None = None,
) -> Relation:
    """Record what `other` (a client's number or name; with `outside` the name of somebody who is no client) is to
    `client`.

    Raises Invalid: unknown, himself, the same again, a second spouse or introducer, a parent younger than the child.
    """
    if role not in ROLES:
        raise Invalid(_l("Please choose what they are to each other."), field="role")
    if since and since > clock.today():
        raise Invalid(_l("This day is in the future."), field="since")
    kind, other_first = ROLES[role]
    whom = None if outside else the_client(actor, "relation", other, NOBODY)
    try:
        with write():
            _hold(client, whom)
            first, second = _sides(kind, client, whom, other_first)
            _check(client, kind, first, second, other if whom is None else "")
            row = Relation.create(
                first=first and first.id,
                second=second and second.id,
                outside=other if whom is None else "",
                kind=kind.code,
                since=since,
                note=note,
                author=actor.staff_id,
                created_at=clock.now(),
                submission=submission,
            )
            referrers.follow(row)
            audit(actor, "relation.added", client, **client.said, other=_called(client, whom, other), relation=role)
            return row
    except IntegrityError as error:
        raise Invalid(_again(kind), field="other") from error


def _hold(*clients: Client | None) -> None:
    """Hold the rows of both sides, always in the same order, so that two at once wait instead of blocking each
    other."""
    ids = sorted({client.id for client in clients if client is not None})
    query = Client.select(Client.id).where(Client.id.in_(ids)).order_by(Client.id)
    list(query.for_update() if not _sqlite() else query)


def _sqlite() -> bool:
    return engine() == "sqlite"


def _sides(kind: Kind, client: Client, whom: Client | None, other_first: bool) -> tuple[Client | None, Client | None]:
    if kind.equal and (whom is None or client.id < whom.id):
        return client, whom
    return (whom, client) if other_first or kind.equal else (client, whom)


def _check(client: Client, kind: Kind, first: Client | None, second: Client | None, outside: str) -> None:
    """Raises Invalid for what cannot be."""
    if first is not None and second is not None and first.id == second.id:
        raise Invalid(_l("Nobody is related to himself."), field="other")
    if not kinds_fit(kind, first and first.is_company, second and second.is_company):
        raise Invalid(_l("This relation is one between people; a company cannot stand in it."), field="role")
    if kind.code == "parent" and not parent_is_older(first and first.birthday, second and second.birthday):
        raise Invalid(_l("A parent cannot be younger than the child. Please check both birthdays."), field="role")
    current = Relation.select().where(Relation.until.is_null(), Relation.kind == kind.code)
    here = {side.id for side in (first, second) if side is not None}
    if len(here) == 2:
        again = Relation.first.in_(here) & Relation.second.in_(here)
    else:
        stands = Relation.first == client.id if first is not None else Relation.second == client.id
        again = stands & (Relation.outside == outside)
    if current.where(again).exists():
        raise Invalid(_again(kind, same=True), field="other")
    if kind.code == "spouse" and current.where(Relation.first.in_(here) | Relation.second.in_(here)).exists():
        raise Invalid(_again(kind), field="role")
    if kind.code == "introducer" and second is not None and current.where(Relation.second == second.id).exists():
        raise Invalid(_again(kind), field="role")


def _again(kind: Kind, same: bool = False) -> Any:
    if not same and kind.code == "spouse":
        return _l("One of the two has a current spouse on record already. End that relation first.")
    if not same and kind.code == "introducer":
        return _l("Who introduced this client is on record already. End that relation first.")
    return _l("This relation is on record already.")


def _called(client: Client, whom: Client | None, name: str) -> str:
    """What the audit trail calls the other side: by number where he belongs to another sub-branch, whose readers alone
    may know his name."""
    if whom is None:
        return name
    paths = {branch.id: unit_of(branch.path) for branch in branch_tree()}
    return whom.name if paths.get(whom.branch_id) == paths.get(client.branch_id) else whom.number


def end(actor: Actor, client: Client, relation_id: int, reason: str, until: date | None = None) -> Relation:
    """End a current relation of `client` from the day `until` (today) on. Raises OutOfScope, WrongState, Invalid."""
    until = until or clock.today()
    with write():
        _hold(client)
        row = Relation.get_or_none((Relation.id == relation_id) & _side(client))
        if row is None:
            raise OutOfScope()
        other_first = row.first_id != client.id
        other_id = row.first_id if other_first else row.second_id
        whom = ClientScope(actor).by_id(other_id) if other_id else None
        as_shown("relation", row.id, row.until or "", about=(client,), possible=row.until is None)
        if row.until is not None:
            raise WrongState()
        if until > clock.today():
            raise Invalid(_l("This day is in the future."), field="until")
        if row.since and until < row.since:
            raise Invalid(_l("A relation cannot end before it began."), field="until")
        row.until, row.ended_by, row.ended_reason = until, actor.staff_id, reason
        row.save(only=[Relation.until, Relation.ended_by, Relation.ended_reason])
        referrers.follow(row)
        audit(
            actor,
            "relation.ended",
            client,
            **client.said,
            other=_called(client, whom, row.outside),
            relation=other_role(row.kind, other_first),
            reason=reason,
        )
        return row


def _side(client: Client) -> Any:
    return (Relation.first == client.id) | (Relation.second == client.id)


def introduce(actor: Actor | None, client: Client, referrer_id: int | None, reason: str) -> None:
    """Let the relations say what the record's form now says: `referrer_id` introduced `client`. Call inside
    `write()`."""
    if referrers.introducer_of(client.id) == referrer_id and referrer_id is not None:
        return
    staff = actor.staff_id if actor else None
    Relation.update(until=clock.today(), ended_by=staff, ended_reason=reason).where(
        Relation.second == client.id, Relation.kind == "introducer", Relation.until.is_null()
    ).execute()
    if referrer_id is not None:
        Relation.create(
            first=referrer_id,
            second=client.id,
            kind=KINDS["introducer"].code,
            note=reason,
            author=staff,
            created_at=clock.now(),
        )
