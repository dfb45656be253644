"""A manager or adviser puts a client of his forward for a tier; the branch admin takes the name into a list or
declines."""

from __future__ import annotations

from peewee import IntegrityError

from portal.actions.screening.names import NOBODY, take
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.models import Client, ListProposal, TierList
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.finding.meant import the_client
from portal.reads.screening.names import open_name_of
from portal.rules.accounts.roles import Role

PROPOSED = _l("This client has been proposed already; the branch admin has not answered yet.")


@once(ListProposal)
def propose(actor: Actor, number: str, tier: str, reason: str, submission: str | None = None) -> ListProposal:
    """Put a client forward; his branch admin is told. Raises Invalid (no such client, tier, proposed or listed
    already)."""
    client = the_client(actor, "proposal", number, NOBODY)
    tiers = reference.tiers()
    if tier not in tiers or not tiers[tier].in_force or tiers[tier].rank <= tiers[client.tier_id].rank:
        words = _l(
            "%(name)s is %(tier)s already; choose a tier above.", name=client.name, tier=named(tiers[client.tier_id])
        )
        raise Invalid(words, field="tier")
    found = open_name_of(client.id)
    if found is not None:
        number = found.tier_list.number
        raise Invalid(_l("%(name)s is on list %(number)s already.", name=client.name, number=number), field="client")
    try:
        with write():
            row = ListProposal.create(
                client=client.id,
                branch=client.branch_id,
                tier=tier,
                reason=reason,
                author=actor.staff_id,
                at=clock.now(),
                submission=submission,
            )
            audit(actor, "list.proposed", client, **client.said, tier=tier, reason=reason)
            words = client.said | {"staff": actor.name, "tier": tier}
            tell(admin_accounts(client.branch_id), "list.proposed", "/tiers/lists#proposals", but=actor, **words)
            return row
    except IntegrityError as error:
        raise Invalid(PROPOSED, field="client") from error


def _mine(actor: Actor, proposal_id: int) -> ListProposal:
    """An open proposal of one's own branches, held. Raises OutOfScope, WrongState."""
    row = ListProposal.get_or_none(ListProposal.id == proposal_id)
    if row is None or row.branch_id not in actor.branch_ids(Role.BRANCH_ADMIN):
        raise OutOfScope()
    row = lock(ListProposal.select().where(ListProposal.id == row.id))
    as_shown(row, about=(row.client,), possible=row.state == "open")
    if row.state != "open":
        raise WrongState()
    return row


def _answer(actor: Actor, row: ListProposal, state: str, words: str, kind: str, path: str) -> None:
    ListProposal.update(state=state, answered_by=actor.staff_id, answered_at=clock.now(), answer=words).where(
        ListProposal.id == row.id
    ).execute()
    client = Client.get_by_id(row.client_id)
    audit(actor, kind, client, **client.said, reason=words)
    told = accounts_of_staff([row.author_id]) or accounts_of_staff([client.manager_id, client.adviser_id])
    tell(told, kind, path, but=actor, **client.said, staff=actor.name)


def take_proposal(actor: Actor, proposal_id: int, tier_list: TierList) -> str:
    """Put a proposed name on a draft. Answers the client's name. Raises Invalid (he cannot be on it), WrongState."""
    with write():
        row = _mine(actor, proposal_id)
        client = Client.get_by_id(row.client_id)
        outcome = take(actor, tier_list, [(client.number, row.tier_id)], "manager", row.reason)
        for name, why in outcome.left_out:
            raise Invalid(_l("%(name)s %(why)s.", name=name, why=why))
        _answer(actor, row, "taken", "", "list.proposal_taken", "/tiers/lists")
        return client.name


def decline(actor: Actor, proposal_id: int, reason: str) -> str:
    """Decline a proposal with the reason; the one who made it is told. Raises WrongState, OutOfScope."""
    if Role.BRANCH_ADMIN not in actor.roles:
        raise NotAllowed()
    with write():
        row = _mine(actor, proposal_id)
        _answer(actor, row, "declined", reason, "list.proposal_declined", "/tiers/lists")
        return Client.get_by_id(row.client_id).name
