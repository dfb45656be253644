"""Names of a list: taken from the screening, added by hand, left out, changed (R2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from peewee import IntegrityError

from portal.actions.screening.steps import held, snapshot
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, save_version
from portal.database import database, lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, Refused, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.models import Client, ListEntry, ListName, TierList
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.meant import the_client
from portal.reads.organisation import tree
from portal.reads.screening.candidates import screened_of, standard_now
from portal.reads.screening.names import open_name_of
from portal.rules.screening import states as rules


@dataclass
class Outcome:
    """What a deed on several names did: whom it reached, and who was left out with the reason."""

    done: list[str] = field(default_factory=list)
    left_out: list[tuple[str, Any]] = field(default_factory=list)


def take(
    actor: Actor, tier_list: TierList, picks: list[tuple[str, str]], origin: str = "screen", reason: str = ""
) -> Outcome:
    """Put clients (number, tier) on a draft; who cannot be on it is left out and it is said why.

    Raises WrongState, Refused (nobody was chosen).
    """
    if not picks:
        raise Refused(_l("Choose at least one name first."))
    with write():
        row = held(actor, tier_list, "draft")
        outcome = Outcome()
        for client, tier in _clients(actor, picks, outcome):
            why = _put(actor, row, client, tier, origin, reason)
            if why:
                outcome.left_out.append((client.name, why))
            else:
                outcome.done.append(client.name)
        if outcome.done:
            audit(actor, "list.taken", row, number=row.number, count=str(len(outcome.done)), names=_some(outcome.done))
        return outcome


def _clients(actor: Actor, picks: list[tuple[str, str]], outcome: Outcome) -> list[tuple[Client, str]]:
    """The clients that were picked, in the order of their ids (so that two deeds never wait for each other)."""
    found = []
    for number, tier in dict(picks).items():
        try:
            found.append((ClientScope(actor).by_number(number), tier))
        except OutOfScope:
            outcome.left_out.append((number[:16], _l("There is no such client among yours.")))
    return sorted(found, key=lambda pair: pair[0].id)


def _put(actor: Actor, row: TierList, client: Client, tier: str, origin: str, reason: str) -> Any:
    """Put a client on the list; answers why not, or None. Call inside `write()`."""
    client = lock(Client.select().where(Client.id == client.id))
    why = _why_not(row, client, tier)
    if why:
        return why
    name = ListName.get_or_none(ListName.tier_list == row.id, ListName.client == client.id)
    values = {
        "tier": tier,
        "state": "taken",
        "origin": origin,
        "reason": reason,
        "added_by": actor.staff_id,
        "added_at": clock.now(),
    }
    try:
        with database.atomic():
            if name is None:
                name = ListName.create(tier_list=row.id, client=client.id, **values)
            else:
                ListName.update(**values, version=ListName.version + 1).where(ListName.id == name.id).execute()
    except IntegrityError:
        return _l("is on an open list already")
    snapshot(row, [(name.id, client.id, tier)])
    note(actor, name, "taken", reason)
    return None


def _why_not(row: TierList, client: Client, tier: str) -> Any:
    """Why a client cannot be on this list; None when he can."""
    place, home = tree.branch_tree(), {branch.id: branch for branch in tree.branch_tree()}
    tiers = reference.tiers()
    if not home[client.branch_id].path.startswith(next(one.path for one in place if one.id == row.branch_id)):
        return _l("is a client of another branch")
    if client.status != "active" or client.merged_into_id:
        return _l("is not served any more")
    if tier not in tiers or tiers[tier].rank == 0 or not tiers[tier].in_force:
        return _l("needs a tier above the present one")
    if tiers[tier].rank <= tiers[client.tier_id].rank:
        return _l("is %(tier)s already; a list only raises a tier", tier=named(tiers[client.tier_id]))
    found = open_name_of(client.id)
    if found is not None:
        place_name = named(found.tier_list.branch)
        return _l("is on list %(number)s of %(branch)s already", number=found.tier_list.number, branch=place_name)
    return None


def _some(names: list[str]) -> str:
    """Names for the trail, not more than it can hold."""
    return "、".join(names[:12]) + (" …" if len(names) > 12 else "")


NOBODY = _l("There is no such client among yours.")


def add_by_hand(actor: Actor, tier_list: TierList, number: str, tier: str, reason: str) -> Client:
    """Put one client on a draft by his number or name, with the reason. Raises Invalid, WrongState."""
    client = the_client(actor, "list", number, NOBODY)
    outcome = take(actor, tier_list, [(client.number, tier)], "hand", reason)
    for _name, why in outcome.left_out:
        raise Invalid(_l("%(name)s %(why)s.", name=client.name, why=why), field="client")
    return client


def leave_out(actor: Actor, tier_list: TierList, numbers: Iterable[str], reason: str) -> Outcome:
    """Say of proposed or taken clients that they do not go on this list, and why. Raises WrongState, Refused,
    Invalid."""
    if not reason.strip():
        raise Invalid(_l("Please say why."), field="reason")
    picks = [(number, "") for number in numbers]
    if not picks:
        raise Refused(_l("Choose at least one name first."))
    with write():
        row = held(actor, tier_list)
        as_shown(row, possible=row.state == "draft")
        row = held(actor, tier_list, "draft")
        outcome = Outcome()
        for client, _tier in _clients(actor, picks, outcome):
            name = ListName.get_or_none(ListName.tier_list == row.id, ListName.client == client.id)
            if name is None:
                screened = screened_of([client.id], row.standard)[client.id]
                tier = screened.tier or next(iter(standard_now()))
                name = ListName.create(
                    tier_list=row.id,
                    client=client.id,
                    tier=tier,
                    state="left_out",
                    reason=reason,
                    average=client.aum_average,
                    threshold=screened.threshold,
                    flags=screened.flags,
                    added_by=actor.staff_id,
                    added_at=clock.now(),
                )
            else:
                ListName.update(state="left_out", reason=reason, version=ListName.version + 1).where(
                    ListName.id == name.id
                ).execute()
            note(actor, name, "left_out", reason)
            outcome.done.append(client.name)
        if outcome.done:
            words = {"number": row.number, "count": str(len(outcome.done)), "names": _some(outcome.done)}
            audit(actor, "list.left_out", row, reason=reason, **words)
        return outcome


def change_name(actor: Actor, name: ListName, tier: str, reason: str, version: int | None) -> ListName:
    """Propose another tier for a name, or say why otherwise. Raises Invalid, StaleVersion, WrongState."""
    with write():
        row = held(actor, name.tier_list, "draft", "returned", "submitted")
        fresh = lock(ListName.select().where(ListName.id == name.id))
        if not rules.can(fresh.state, "change"):
            raise WrongState()
        tiers = reference.tiers()
        if tier not in tiers or not tiers[tier].in_force or tiers[tier].rank <= tiers[name.client.tier_id].rank:
            raise Invalid(_l("A list only raises a tier: choose one above the present tier."), field="tier")
        if version is not None and version != fresh.version:
            raise StaleVersion(row=fresh)
        changes = save_version(fresh, fresh.version, tier_id=tier, reason=reason)
        if changes:
            snapshot(row, [(fresh.id, fresh.client_id, tier)])
            audit(actor, "list.name_changed", row, changes=changes, **name.said)
        return fresh


def note(actor: Actor | None, name: ListName, kind: str, body: str = "", submission: str | None = None) -> ListEntry:
    """One line of a name's history. Call inside `write()`."""
    return ListEntry.create(
        name=name.id,
        round=name.round,
        kind=kind,
        author=actor.staff_id if actor else None,
        body=body,
        at=clock.now(),
        submission=submission,
    )
