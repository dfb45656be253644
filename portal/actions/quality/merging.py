"""Two records of one client become one: proposed or done at once, confirmed by a second person where much is at stake.

One transaction: what pointed to one points to the other, the old number leads to the new page, and a journal says how
it was (`merge_undo.py`).
"""

from __future__ import annotations

from typing import Any

from peewee import fn

from portal.actions.events import waiting
from portal.actions.quality import choices as merge_choices
from portal.actions.quality import duplicates, reach
from portal.actions.quality.moving import OPEN_ON_A_LIST, Journal, move_all, raw
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_staff, tell
from portal.database import lock, write
from portal.derived import aum, classes, completeness, contacts, holders, list_status, search_terms, seats
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Branch, Client, ClientMerge, DuplicatePair, Request, RoleGrant, TierChange
from portal.models.clients.client import NEVER
from portal.models.organisation import ways_to
from portal.models.requests import IS_NO_COMPLAINT, IS_OPEN
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.roles import Role
from portal.rules.clients.birthdays import next_birthday
from portal.rules.quality import merging

GONE_SAYS: dict[str, Any] = {
    "aum": 0,
    "aum_average": 0,
    "aum_before": 0,
    "aum_change": 0,
    "aum_month": None,
    "open_requests": 0,
    "next_contact_due": NEVER,
    "contact_order": None,
    "last_contact": None,
    "next_birthday": None,
    "list_status": "",
    "products": 0,
    "is_single_product": False,
    "is_liability": False,
    "is_asset": False,
    "is_intermediary": False,
    "tier_protected_until": None,
}
"""What a merged record shows in columns that lists and figures walk: nothing."""


FIGURES = (
    "aum",
    "aum_average",
    "aum_before",
    "aum_change",
    "aum_month",
    "open_requests",
    "last_contact",
    "next_contact_due",
    "contact_order",
)
"""Columns of the kept record that follow from what moved; without rows of his own nothing would tell how they stood."""


def of_his_branches(actor: Actor, number: str) -> Client:
    """A client whom this actor may merge: of a branch where he is branch admin. Raises OutOfScope."""
    client = ClientScope(actor).by_number(number)
    if client.branch_id not in actor.branch_ids(Role.BRANCH_ADMIN):
        raise OutOfScope()
    return client


def check_pair(kept: Client, gone: Client) -> None:
    """Raises Invalid for records that can never be one."""
    if kept.id == gone.id:
        raise Invalid(_l("A record cannot be merged with itself."))
    if kept.kind != gone.kind:
        raise Invalid(_l("A person and a company cannot be one client."))


def needs_second(kept: Client, gone: Client) -> bool:
    """Is so much at stake that another branch admin must confirm (a setting)?"""
    return bool(max(kept.aum, gone.aum) >= settings.value("merge.four_eyes_aum"))


@once(ClientMerge)
def merge(
    actor: Actor,
    kept: Client,
    gone: Client,
    values: dict[str, Any],
    versions: tuple[int | None, int | None],
    reason: str,
    submission: str | None = None,
) -> ClientMerge:
    """Make one of two records, or propose it (`state` says which). `values`: unit → "kept", "gone" or {"typed":
    {column: value}} (a document: its kind and number). Raises Invalid, StaleVersion, WrongState, OutOfScope.
    """
    check_pair(kept, gone)
    with write():
        kept, gone = lock_merge(kept.id, gone.id)
        as_shown(kept, gone, kept.version, gone.version, possible=not (kept.merged_into_id or gone.merged_into_id))
        _still(kept, gone, versions)
        choices, secret = merge_choices.to_keep(values, kept.is_company)
        row = ClientMerge.create(
            kept=kept.id,
            gone=gone.id,
            state="proposed",
            choices=choices,
            typed_document=secret,
            kept_version=kept.version,
            gone_version=gone.version,
            reason=reason,
            proposed_by=actor.account_id,
            proposed_at=clock.now(),
            submission=submission,
        )
        if needs_second(kept, gone):
            _ask_a_second(actor, row, kept, gone)
        else:
            _perform(actor, row, kept, gone)
        return row


def lock_merge(kept: int, gone: int) -> tuple[Client, Client]:
    """Both rows, held, in the order of their ids (so that two admins never wait for each other); before them the events
    at which either has seats or waits for some, as whoever signs up holds them."""
    waiting.lines_of([kept, gone])
    rows = {ident: lock(Client.select().where(Client.id == ident)) for ident in sorted((kept, gone))}
    return rows[kept], rows[gone]


def _still(kept: Client, gone: Client, versions: tuple[int | None, int | None]) -> None:
    if kept.merged_into_id or gone.merged_into_id:
        raise WrongState(_l("One of the two has been merged in the meantime."))
    if _open_merge(kept.id, gone.id):
        raise WrongState(_l("A merge of one of the two waits for confirmation already."))
    for row, version in zip((kept, gone), versions, strict=True):
        if version is not None and version != row.version:
            raise StaleVersion(row=row)


def _open_merge(kept: int, gone: int) -> bool:
    both = [kept, gone]
    return bool(
        ClientMerge.select(ClientMerge.id)
        .where(ClientMerge.state == "proposed", ClientMerge.kept.in_(both) | ClientMerge.gone.in_(both))
        .exists()
    )


def _ask_a_second(actor: Actor, row: ClientMerge, kept: Client, gone: Client) -> None:
    audit(actor, "merge.proposed", kept, **kept.said, other=gone.number, reason=row.reason)
    tell(
        _admins_over(kept),
        "merge.proposed",
        f"/merges/{row.id}",
        but=actor,
        staff=actor.name,
        **kept.said,
        other=gone.number,
    )


def _admins_over(client: Client) -> list[int]:
    """Logins of the branch admins of the client's branch and of those above."""
    day, place = clock.today(), Branch.get_by_id(client.branch_id)
    query = (
        RoleGrant.select(RoleGrant.staff)
        .join(Branch)
        .where(
            RoleGrant.role == Role.BRANCH_ADMIN,
            Branch.path.in_(ways_to(place.path)),
            RoleGrant.in_force(day),
        )
    )
    return accounts_of_staff(row[0] for row in query.tuples())


def _proposal(actor: Actor, merge_id: int) -> tuple[ClientMerge, Client, Client]:
    """A merge that waits, locked with its records, for somebody other than who proposed it."""
    row = ClientMerge.get_or_none(ClientMerge.id == merge_id)
    if row is None:
        raise OutOfScope()
    kept, gone = lock_merge(row.kept_id, row.gone_id)
    row = lock(ClientMerge.select().where(ClientMerge.id == merge_id))
    realm = actor.branch_ids(Role.BRANCH_ADMIN)
    if kept.branch_id not in realm or gone.branch_id not in realm:
        raise OutOfScope()
    as_shown(row, about=(kept, gone), possible=row.state == "proposed")
    if row.state != "proposed":
        raise WrongState(_l("This merge has been decided in the meantime."))
    return row, kept, gone


def confirm(actor: Actor, merge_id: int) -> ClientMerge:
    """The second pair of eyes: the proposed merge is done. Raises OutOfScope, WrongState (decided, or the records have
    changed since), Invalid (by who proposed it).
    """
    with write():
        row, kept, gone = _proposal(actor, merge_id)
        if row.proposed_by_id == actor.account_id:
            raise Invalid(_l("Who proposed a merge does not confirm it: another branch admin must."))
        if (kept.version, gone.version) != (row.kept_version, row.gone_version):
            raise WrongState(
                _l("One of the records has changed since this was proposed. Decline it and propose it again.")
            )
        _perform(actor, row, kept, gone)
        tell([row.proposed_by_id], "merge.confirmed", f"/clients/{kept.number}", staff=actor.name, **kept.said)
        return row


def decline(actor: Actor, merge_id: int, words: str) -> ClientMerge:
    """The proposal is turned down (or taken back by who made it), with words. Raises OutOfScope, WrongState."""
    with write():
        row, kept, gone = _proposal(actor, merge_id)
        values = {
            "state": "declined",
            "decided_by": actor.account_id,
            "decided_at": clock.now(),
            "words": words,
            "typed_document": "",
        }
        ClientMerge.update(**values).where(ClientMerge.id == row.id).execute()
        audit(actor, "merge.declined", kept, **kept.said, other=gone.number, reason=words)
        tell([row.proposed_by_id], "merge.declined", f"/merges/{row.id}", but=actor, staff=actor.name, **kept.said)
        return row


def _perform(actor: Actor, row: ClientMerge, kept: Client, gone: Client) -> None:
    """The deed itself, inside the caller's transaction with both rows locked."""
    journal = Journal(row, actor)
    served = [kept.manager_id, kept.adviser_id, gone.manager_id, gone.adviser_id]
    values = merge_choices.columns(row, kept, gone) | _standing(kept, gone)
    move_all(kept, gone, journal)
    reach.keep_the_others(row, kept, gone, journal)
    _tier_history(kept, values, gone, journal, actor)
    now = clock.now()
    changed = {name: found for name, found in values.items() if kept.__data__[name] != found}
    before = {name: raw(kept, name) for name in FIGURES}
    kept_document = kept.document_encrypted if "document_encrypted" in changed else ""
    journal.change(kept, **_open(changed), version=kept.version + 1, updated_at=now)
    if "document_encrypted" in changed:
        Client.update(document_encrypted=changed["document_encrypted"]).where(Client.id == kept.id).execute()
    journal.change(gone, **GONE_SAYS, merged_into=kept.id, version=gone.version + 1, updated_at=now)
    reach.main_is_not_further(kept, journal)
    done = {"state": "done", "decided_by": actor.account_id, "decided_at": now, "kept_document": kept_document}
    ClientMerge.update(**done, typed_document="").where(ClientMerge.id == row.id).execute()
    row.state = "done"
    follow(kept.id, gone.id)
    journal.complete(Client.get_by_id(kept.id), before)
    waiting.walk_lines_of([kept.id, gone.id])
    _pairs(kept, gone)
    audit(actor, "client.merged", kept, **kept.said, other=gone.number, reason=row.reason)
    tell(
        accounts_of_staff(served),
        "client.merged",
        f"/clients/{kept.number}",
        but=actor,
        **kept.said,
        other=gone.number,
    )


def _open(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is encrypted: the journal holds nothing that a change of the key would have to find."""
    return {name: found for name, found in values.items() if name != "document_encrypted"}


def _standing(kept: Client, gone: Client) -> dict[str, Any]:
    """What the one record has of both without anybody choosing: the higher tier, who introduced him, the later
    check."""
    ranks = {code: tier.rank for code, tier in reference.tiers().items()}
    values: dict[str, Any] = {}
    if merging.higher(ranks[kept.tier_id], ranks[gone.tier_id]) == "gone":
        values |= {"tier": gone.tier_id, "tier_since": gone.tier_since}
    referrer = kept.referrer_id or gone.referrer_id
    values["referrer"] = None if referrer in (kept.id, gone.id) else referrer
    protected = [day for day in (kept.tier_protected_until, gone.tier_protected_until) if day]
    values["tier_protected_until"] = max(protected, default=None)
    verified = [day for day in (kept.verified_on, gone.verified_on) if day]
    values["verified_on"] = max(verified, default=None)
    other = gone.list_status in OPEN_ON_A_LIST or not kept.list_status
    values["list_status"] = gone.list_status if other else kept.list_status
    return values


def _tier_history(kept: Client, values: dict[str, Any], gone: Client, journal: Journal, actor: Actor) -> None:
    """The history of tiers ends with the tier that the one record has: where it does not, a line of today says so."""
    order = (TierChange.since.desc(), TierChange.id.desc())
    last = TierChange.select().where(TierChange.client == kept.id).order_by(*order).first()
    if last is None:
        return
    tier = values.get("tier", kept.tier_id)
    if last.tier_id != tier:
        last = TierChange.create(
            client=kept.id,
            tier=tier,
            since=clock.today(),
            reason=f"{gone.number} → {kept.number}",
            author=actor.staff_id,
            created_at=clock.now(),
        )
        journal.added(last)
    values["tier_since"] = last.since


def follow(*ids: int) -> None:
    """Derived columns of some clients, made anew from what now points to them."""
    for client in Client.select().where(Client.id.in_(ids)):
        seats.follow(client)
        holders.follow_clients([client.id])
        _figures(client)
        search_terms.follow(client)
    classes.derive_classes(ids)
    aum.follow_months(list(ids))
    contacts.follow(ids)
    list_status.follow(ids)
    completeness.refresh(ids)


def _figures(client: Client) -> None:
    """Open requests, and the next birthday."""
    values: dict[str, Any] = {
        "open_requests": Request.select(fn.COUNT(Request.id))
        .where(Request.client == client.id, IS_OPEN, IS_NO_COMPLAINT)
        .scalar()
    }
    if client.merged_into_id is None:
        values["next_birthday"] = next_birthday(client.birthday, client.lunar, clock.today())
    Client.update(**values).where(Client.id == client.id).execute()


def _pairs(kept: Client, gone: Client) -> None:
    """The pair is settled; other pairs of the merged record are looked for with the kept one."""
    pair = DuplicatePair
    first, second = sorted((kept.id, gone.id))
    pair.update(state="merged", decided_at=clock.now()).where(pair.first == first, pair.second == second).execute()
    pair.update(state="gone").where(pair.state == "open", (pair.first == gone.id) | (pair.second == gone.id)).execute()
    duplicates.look_again([kept.id])
    duplicates.follow([kept.id, gone.id])
