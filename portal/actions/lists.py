"""A branch's list (R2): opened, filled from the screening or by hand, left out, submitted to head office, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from peewee import IntegrityError

from portal.actions.recording import already, audit, next_value, save_version, tell
from portal.actions.telling import head_office_accounts
from portal.database import database, lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, Refused, StaleVersion, WrongState
from portal.ground.formats import joined
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.models import Branch, Client, ListEntry, ListName, TierList
from portal.models.organisation import under
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.finding.filter import ClientFilter
from portal.reads.organisation import tree
from portal.reads.screening.candidates import clients_meant, screened_of, standard_now
from portal.reads.screening.names import open_name_of
from portal.rules.accounts.roles import Role
from portal.rules.screening import states as rules
from portal.rules.shared.codes import list_number

AT_ONCE = 500
LONGEST_SCREEN = 500


@dataclass
class Outcome:
    """What a deed on several names did: whom it reached, and who was left out with the reason."""

    done: list[str] = field(default_factory=list)
    left_out: list[tuple[str, Any]] = field(default_factory=list)


def realm(actor: Actor) -> list[Branch]:
    """The branches for which this person writes lists."""
    return tree.branches_below(actor.paths(Role.BRANCH_ADMIN))


def open_list(actor: Actor, values: dict[str, Any], submission: str | None = None) -> TierList:
    """Begin a list for a branch and a month, under head office's standard of today. Raises OutOfScope (not his
    branch)."""
    if made := already(TierList, submission):
        return made
    branch = Branch.get_or_none((Branch.code == values["branch"]) & under(Branch.path, actor.paths(Role.BRANCH_ADMIN)))
    if branch is None:
        raise OutOfScope()
    try:
        with write():
            year, moment = clock.today().year, clock.now()
            row = TierList.create(
                number=list_number(year, next_value(f"list-{year}")),
                branch=branch.id,
                title=values["title"],
                period=values["period"],
                standard=standard_now(),
                created_by=actor.staff_id,
                created_at=moment,
                submission=submission,
            )
            audit(actor, "list.opened", row, number=row.number, title=row.title)
            return row
    except IntegrityError:
        if made := already(TierList, submission):
            return made
        raise


def held(actor: Actor, tier_list: TierList, *states: str) -> TierList:
    """The list, held for this deed. Raises NotAllowed (another branch's), WrongState."""
    row = lock(TierList.select().where(TierList.id == tier_list.id))
    if row.branch_id not in actor.branch_ids(Role.BRANCH_ADMIN):
        raise NotAllowed()
    if states and row.state not in states:
        raise WrongState()
    return row


def edit_list(actor: Actor, tier_list: TierList, values: dict[str, Any], version: int | None) -> TierList:
    """Change a draft's name and month. Raises StaleVersion, WrongState."""
    with write():
        row = held(actor, tier_list, "draft")
        changes = save_version(row, version, title=values["title"], period=values["period"])
        if changes:
            audit(actor, "list.edited", row, changes=changes, number=row.number, title=row.title)
        return row


def keep_screen(actor: Actor, tier_list: TierList, wanted: ClientFilter, saved: int | None, edited: bool) -> None:
    """Remember with a draft how it is screened: the saved filter that it is drawn from, and what is narrowed otherwise.

    While nothing is, the list follows the saved filter, also when that is changed.
    """
    screen = _kept_text(wanted) if edited or saved is None else ""
    saved = saved if screen or not edited else None
    if tier_list.state != "draft" or (screen, saved) == (tier_list.screen, tier_list.drawn_from_id):
        return
    with write():
        held(actor, tier_list, "draft")
        TierList.update(screen=screen, drawn_from=saved).where(TierList.id == tier_list.id).execute()
    tier_list.screen, tier_list.drawn_from_id = screen, saved  # type: ignore[assignment]


def _kept_text(wanted: ClientFilter) -> str:
    """The filter as an address keeps it; of one too long for its column the last conditions are left out."""
    text = wanted.text()
    while len(text) > LONGEST_SCREEN:
        text = text.rpartition("&")[0]
    return text


def withdraw_list(actor: Actor, tier_list: TierList) -> TierList:
    """Give a draft up; its clients are free for other lists. Raises WrongState."""
    with write():
        row = held(actor, tier_list, "draft")
        ListName.update(state="withdrawn").where(ListName.tier_list == row.id, ListName.state == "taken").execute()
        _set_state(row, "withdrawn")
        audit(actor, "list.withdrawn", row, number=row.number, title=row.title)
        return row


def _set_state(row: TierList, state: str, **values: Any) -> None:
    TierList.update(state=state, version=TierList.version + 1, **values).where(TierList.id == row.id).execute()
    row.state = state


def follow_names(row: TierList) -> None:
    """The list's state follows from its names. Call inside `write()`, the list held."""
    states = [
        state for (state,) in ListName.select(ListName.state).distinct().where(ListName.tier_list == row.id).tuples()
    ]
    state = rules.list_state(states, row.state)
    if state != row.state:
        _set_state(row, state)


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
            found.append((Client.visible_to(actor).by_number(number), tier))
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
        return _l("is %(tier)s already; a list leads upwards", tier=named(tiers[client.tier_id]))
    found = open_name_of(client.id)
    if found is not None:
        place_name = named(found.tier_list.branch)
        return _l("is on list %(number)s of %(branch)s already", number=found.tier_list.number, branch=place_name)
    return None


def _some(names: list[str]) -> str:
    """Names for the trail, not more than it can hold."""
    return "、".join(names[:12]) + (" …" if len(names) > 12 else "")


def meant(actor: Actor, text: str) -> Client:
    """The one client of this number or name in the actor's scope. Raises Invalid (nobody, or several: they are
    named)."""
    found = clients_meant(Client.visible_to(actor), text)
    if not found:
        raise Invalid(_l("There is no such client among yours."), field="client")
    if len(found) > 1:
        names = joined(f"{one.name} {one.number}" for one in found)
        raise Invalid(_l("Several clients fit: %(names)s. Please enter the number.", names=names), field="client")
    return found[0]


def add_by_hand(actor: Actor, tier_list: TierList, number: str, tier: str, reason: str) -> Client:
    """Put one client on a draft by his number or name, with the reason. Raises Invalid, WrongState."""
    client = meant(actor, number)
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
            raise Invalid(_l("A list leads upwards: choose a tier above the present one."), field="tier")
        if version is not None and version != fresh.version:
            raise StaleVersion(row=fresh)
        changes = save_version(fresh, fresh.version, tier_id=tier, reason=reason)
        if changes:
            snapshot(row, [(fresh.id, fresh.client_id, tier)])
            audit(actor, "list.name_changed", row, changes=changes, number=row.number, client=name.client.name)
        return fresh


def submit(actor: Actor, tier_list: TierList) -> TierList:
    """Hand a list to head office; figures and standard are taken once more. Raises Refused (empty), WrongState."""
    with write():
        row = held(actor, tier_list, "draft")
        query = ListName.select(ListName.id, ListName.client, ListName.tier).where(
            ListName.tier_list == row.id, ListName.state == "taken"
        )
        names = list(query.order_by(ListName.id).tuples())
        if not names:
            raise Refused(_l("This list is empty. Take at least one name before you submit it."))
        standard = standard_now()
        row.standard = standard  # type: ignore[assignment]
        screen = row.screen or (row.drawn_from.query[:LONGEST_SCREEN] if row.drawn_from_id else "")
        _set_state(
            row, "submitted", standard=standard, screen=screen, submitted_by=actor.staff_id, submitted_at=clock.now()
        )
        snapshot(row, names)
        ids, clients = [one[0] for one in names], [one[1] for one in names]
        ListName.update(state="submitted", submitted_by=actor.staff_id, version=ListName.version + 1).where(
            ListName.id.in_(ids)
        ).execute()
        Client.update(list_status="submitted").where(Client.id.in_(clients)).execute()
        moment = clock.now()
        ListEntry.insert_many(
            [{"name": one, "round": 1, "kind": "submitted", "author": actor.staff_id, "at": moment} for one in ids]
        ).execute()
        audit(actor, "list.submitted", row, number=row.number, title=row.title, count=str(len(ids)))
        branch = Branch.get_by_id(row.branch_id)
        words = {"number": row.number, "branch": branch.code, "count": str(len(ids))}
        tell(head_office_accounts(), "list.submitted", f"/tiers/lists/{row.number}", but=actor, **words)
        return row


def snapshot(row: TierList, names: list[tuple[int, int, str]]) -> None:
    """Keep with each name (id, client, tier) the figures and flags as they are now. Call inside `write()`."""
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        screened = screened_of([one[1] for one in part], row.standard, {one[1]: one[2] for one in part})
        averages = dict(Client.select(Client.id, Client.aum_average).where(Client.id.in_([*screened])).tuples())
        for name, client, _tier in part:
            found = screened[client]
            ListName.update(average=averages[client], threshold=found.threshold, flags=found.flags).where(
                ListName.id == name
            ).execute()


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
