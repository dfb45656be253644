"""A tier given by hand (R1): with reason, author and end. Until its end the months do not lower it."""

from __future__ import annotations

from datetime import date, timedelta

from peewee import IntegrityError

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, tell
from portal.actions.tiers.moves import move_tier
from portal.database import lock, write
from portal.ground import clock, steps
from portal.ground.errors import Invalid, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, TierGrant
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings

AT_ONCE = 200


@once(TierGrant)
def grant(
    actor: Actor, client: Client, tier: str, until: date, reason: str, submission: str | None = None
) -> TierGrant:
    """Give a tier at or above the client's own until a day; he rises at once. One current grant a client.

    Raises Invalid for a lower tier, a day that is not ahead or too far, WrongState when one is current.
    """
    try:
        with write():
            row = lock(Client.select().where(Client.id == client.id))
            as_shown(row)
            _sensible(row, tier, until)
            made = TierGrant.create(
                client=row.id,
                tier=tier,
                reason=reason,
                since=clock.today(),
                until=until,
                author=actor.staff_id,
                created_at=clock.now(),
                submission=submission,
            )
            before = row.tier_id
            if tier != before:
                move_tier(row, tier, clock.today(), reason, actor)
            words = row.said | {"tier": tier, "until": until.isoformat(), "before": before}
            audit(actor, "tier.granted", row, changes={"tier": [before, tier]}, reason=reason, **words)
            tell(accounts_of_client(row.id), "tier.granted_for_you", "/me/tier", **words)
            tell(
                accounts_of_staff([row.manager_id]),
                "tier.client_granted",
                f"/clients/{row.number}/tier",
                but=actor,
                **words,
            )
            return made
    except IntegrityError as error:
        raise WrongState(_l("This client holds a tier by hand already. End that one first.")) from error


def _sensible(client: Client, tier: str, until: date) -> None:
    today, ranks = clock.today(), reference.ranks()
    most = settings.value("tiers.grant_months")
    problems = {}
    if tier not in ranks or ranks[tier] <= 0 or not reference.tiers()[tier].in_force:
        problems["tier"] = _l("Please choose one of the tiers.")
    elif ranks[tier] < ranks[client.tier_id]:
        problems["tier"] = _l("The client already holds a higher tier.")
    if until <= today:
        problems["until"] = _l("The end must be in the future.")
    elif until > clock.months_back(today, -most - 1):
        problems["until"] = _l("A tier by hand lasts %(num)s months at most.", num=most)
    if problems:
        raise Invalid(fields=problems)


def end(actor: Actor, client: Client, reason: str, version: int | None) -> TierGrant:
    """End the current grant today: from now on the months decide again. Raises WrongState, StaleVersion."""
    with write():
        lock(Client.select().where(Client.id == client.id))
        held = TierGrant.get_or_none(TierGrant.client == client.id, TierGrant.ended_at.is_null())
        as_shown(held or 0, about=(client,), possible=held is not None)
        if held is None:
            raise WrongState()
        if version is not None and version != held.version:
            raise StaleVersion(row=held)
        _end(held, reason, actor.staff_id)
        audit(actor, "tier.grant_ended", client, **client.said, tier=held.tier_id, reason=reason)
        tell(
            accounts_of_staff([client.manager_id]),
            "tier.client_grant_ended",
            f"/clients/{client.number}/tier",
            but=actor,
            **client.said,
            tier=held.tier_id,
        )
        return held


def _end(held: TierGrant, reason: str, staff_id: int | None) -> None:
    TierGrant.update(ended_at=clock.now(), ended_by=staff_id, ended_reason=reason, version=TierGrant.version + 1).where(
        TierGrant.id == held.id
    ).execute()


@steps.every_minute
def end_what_is_over() -> int:
    """The worker's part: tell ahead of an end, and end what has reached its day. Answers how many."""
    today = clock.today()
    ahead = today + timedelta(days=settings.value("tiers.grant_notice_days"))
    done = 0
    open_ones = TierGrant.ended_at.is_null()
    while _some(open_ones & (TierGrant.until <= today)):
        with write():
            for held, client in _some(open_ones & (TierGrant.until <= today)):
                _end(held, "", None)
                audit(None, "tier.grant_over", client, **client.said, tier=held.tier_id)
                _tell(held, client, "tier.client_grant_ended")
                done += 1
    while _some(open_ones & (TierGrant.until <= ahead) & TierGrant.told_at.is_null()):
        with write():
            for held, client in _some(open_ones & (TierGrant.until <= ahead) & TierGrant.told_at.is_null()):
                TierGrant.update(told_at=clock.now()).where(TierGrant.id == held.id).execute()
                words = {"tier": held.tier_id, "until": held.until.isoformat()}
                tell(accounts_of_client(client.id), "tier.grant_ends_for_you", "/me/tier", **client.said, **words)
                _tell(held, client, "tier.client_grant_ends")
                done += 1
    return done


def _some(condition) -> list[tuple[TierGrant, Client]]:  # type: ignore[no-untyped-def]
    query = TierGrant.select(TierGrant, Client).join(Client, on=(TierGrant.client == Client.id))
    return [(held, held.client) for held in query.where(condition).order_by(TierGrant.id).limit(AT_ONCE)]


def _tell(held: TierGrant, client: Client, kind: str) -> None:
    tell(
        accounts_of_staff([client.manager_id]),
        kind,
        f"/clients/{client.number}/tier",
        **client.said,
        tier=held.tier_id,
        until=held.until.isoformat(),
    )
