"""Clients are invited (R9): who is in the audience and not left out, each told when his wave opens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from peewee import Value

from portal.actions.shared.queueing import queueing_written
from portal.database import lock, write
from portal.ground import clock, steps
from portal.models import Account, Branch, Client, Event, EventPick, EventTier, Invitation, Notice
from portal.reads.accounts.actors import Actor
from portal.reads.events import audience as reads
from portal.rules.events import audience as rules

KIND = "event.invited"


def invite(event: Event, actor: Actor | None, tiers: Iterable[str] | None = None) -> None:
    """Invite the audience (of these tiers, or of all) and tell those whose wave is open. Call inside `write()`, with
    the event's row held. Who has an invitation keeps it."""
    row = reads.audience_row(event)
    waves, now = reads.waves_of(row), clock.now()
    if bool(waves) or row.narrows:
        Event.update(by_invitation=True).where(Event.id == event.id).execute()
        event.by_invitation = True
    known = EventTier.select(EventTier.tier).where(EventTier.event == event.id).tuples()
    wanted = set(tiers) if tiers is not None else {one[0] for one in known}
    inside, out = reads.members(event, actor), reads.any_of(reads.reasons())
    for tier in sorted(wanted):
        here = [*inside, Client.tier == tier, ~out]
        _insert(event, here, rules.opens(waves, tier, now), by_hand=False)
    if tiers is None:
        picks = EventPick.select(EventPick.client).where(EventPick.event == event.id)
        _insert(event, [Client.id.in_(picks), Client.merged_into.is_null()], now, by_hand=True)
    tell(event)


def _insert(event: Event, conditions: list, opens: datetime, *, by_hand: bool) -> None:
    has_one = Invitation.select(Invitation.client).where(Invitation.event == event.id)
    chosen = (
        Client.select(
            Value(event.id, converter=False),
            Client.id,
            Value(opens, converter=Invitation.visible_from.db_value),
            Value("", converter=False),
            Value(by_hand, converter=Invitation.by_hand.db_value),
        )
        .join(Branch, on=(Client.branch == Branch.id))
        .where(*conditions, Client.id.not_in(has_one))
    )
    columns = (Invitation.event, Invitation.client, Invitation.visible_from, Invitation.answer, Invitation.by_hand)
    Invitation.insert_from(chosen, columns).execute()


def tell(event: Event) -> int:
    """Tell every login of those whose wave is open and who were not told yet, in three statements. Answers how many
    invitations. Call inside `write()`."""
    now = clock.now()
    due = (Invitation.event == event.id) & Invitation.told_at.is_null() & (Invitation.visible_from <= now)
    path = f"/me/events/{event.number}"
    told = (
        Account.select(
            Account.id,
            Value(KIND),
            Value(event.said, converter=Notice.words.db_value),
            Value(path),
            Value(now, converter=Notice.at.db_value),
        )
        .join(Invitation, on=(Account.client == Invitation.client))
        .where(Account.active, due)
    )
    with queueing_written(KIND, path, now):
        Notice.insert_from(told, (Notice.account, Notice.kind, Notice.words, Notice.path, Notice.at)).execute()
    return int(Invitation.update(told_at=now).where(due).execute())


@steps.every_minute
def open_waves() -> int:
    """The worker tells those whose wave has opened. Answers how many."""
    due = (
        Invitation.select(Invitation.event)
        .join(Event)
        .where(
            Invitation.told_at.is_null(),
            Invitation.visible_from <= clock.now(),
            Event.state == "published",
            Event.starts_at > clock.now(),
        )
    )
    count = 0
    for (key,) in list(due.distinct().limit(100).tuples()):
        with write():
            row = lock(Event.select().where(Event.id == key))
            if row.state == "published":
                count += tell(row)
    return count
