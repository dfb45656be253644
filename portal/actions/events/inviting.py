"""Clients are invited (R9): who is in the audience and not left out, each told when his wave opens; and a wave ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from peewee import Expression, Value

from portal.actions.events.approving import who_hears
from portal.actions.shared.queueing import queueing_written
from portal.actions.shared.telling import tell as tell_accounts
from portal.database import lock, write
from portal.ground import clock, steps
from portal.models import Account, Branch, Client, Event, EventAudience, EventPick, EventTier, Invitation, Notice
from portal.models.events.invitations import RUNS
from portal.reads.accounts.actors import Actor
from portal.reads.events import audience as reads
from portal.reads.events.leading import in_charge
from portal.rules.events import audience as rules
from portal.rules.notices.kinds import INVITED

KIND, UNTIL = INVITED


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
        opens = rules.opens(waves, tier, now)
        _insert(event, here, opens, _ends(event, row, opens, tier), by_hand=False)
    if tiers is None:
        picks = EventPick.select(EventPick.client).where(EventPick.event == event.id)
        _insert(event, [Client.id.in_(picks), Client.merged_into.is_null()], now, _ends(event, row, now), by_hand=True)
    tell(event)


def _ends(event: Event, row: EventAudience, opens: datetime, tier: str = "") -> datetime | None:
    """Until when those should answer who are told at `opens`. Where nobody speaks of waves there is no such day: the
    end of sign-up stands on the page."""
    if not row.has_deadlines:
        return None
    return rules.wave_ends(reads.deadlines_of(row), reads.waves_of(row), tier, opens, event.sign_up_until)


def invite_by_hand(event: Event, client: Client) -> None:
    """One more client of a published event, at once. Call inside `write()`, with the event's row held."""
    now = clock.now()
    made = Invitation.get_or_none(Invitation.event == event.id, Invitation.client == client.id)
    ends = _ends(event, reads.audience_row(event), now)
    if made is None:
        Invitation.create(event=event.id, client=client.id, visible_from=now, by_hand=True, answer_until=ends)
    elif made.visible_from > now:
        Invitation.update(visible_from=now).where(Invitation.id == made.id).execute()
    tell(event)


def _insert(event: Event, conditions: list, opens: datetime, ends: datetime | None, *, by_hand: bool) -> None:
    has_one = Invitation.select(Invitation.client).where(Invitation.event == event.id)
    chosen = (
        Client.select(
            Value(event.id, converter=False),
            Client.id,
            Value(opens, converter=Invitation.visible_from.db_value),
            Value("", converter=False),
            Value(by_hand, converter=Invitation.by_hand.db_value),
            Value(ends, converter=Invitation.answer_until.db_value),
            Value(False, converter=Invitation.silent.db_value),
        )
        .join(Branch, on=(Client.branch == Branch.id))
        .where(*conditions, Client.id.not_in(has_one))
    )
    columns = ("event", "client", "visible_from", "answer", "by_hand", "answer_until", "silent")
    Invitation.insert_from(chosen, [Invitation._meta.fields[name] for name in columns]).execute()


def tell(event: Event) -> int:
    """Tell every login of those whose wave is open and who were not told yet, in some statements for each wave. Answers
    how many invitations. Call inside `write()`."""
    now = clock.now()
    due = (Invitation.event == event.id) & Invitation.told_at.is_null() & (Invitation.visible_from <= now)
    ends = [one for (one,) in Invitation.select(Invitation.answer_until).where(due).distinct().tuples()]
    for until in ends:
        mine = Invitation.answer_until.is_null() if until is None else Invitation.answer_until == until
        _tell(event, due & mine, now, until if until and until > now else None)
    return int(Invitation.update(told_at=now).where(due).execute()) if ends else 0


def _tell(event: Event, due: Expression, now: datetime, until: datetime | None) -> None:
    kind, path = UNTIL if until else KIND, f"/me/events/{event.number}"
    words = event.said | ({"until": str(until)} if until else {})
    told = (
        Account.select(
            Account.id,
            Value(kind),
            Value(words, converter=Notice.words.db_value),
            Value(path),
            Value(now, converter=Notice.at.db_value),
        )
        .join(Invitation, on=(Account.client == Invitation.client))
        .where(Account.active, due)
    )
    with queueing_written(kind, path, now):
        Notice.insert_from(told, (Notice.account, Notice.kind, Notice.words, Notice.path, Notice.at)).execute()


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


def follow_the_end(event: Event, before: datetime) -> None:
    """Sign-up ends at another moment: what ended with it ends with it, and nothing later. Call inside `write()`."""
    last = event.sign_up_until
    ends = (Invitation.answer_until == before) | (Invitation.answer_until > last)
    Invitation.update(answer_until=last).where(Invitation.event == event.id, RUNS, ends).execute()


@steps.every_minute
def end_waves() -> int:
    """Waves whose time to answer is over end: who has not answered is kept, and whoever answers for the event hears how
    many those are. They may still sign up. Answers how many invitations."""
    over = Invitation.select(Invitation.event).where(RUNS, Invitation.answer_until <= clock.now())
    count = 0
    for (key,) in list(over.distinct().limit(100).tuples()):
        with write():
            count += _end(lock(Event.select().where(Event.id == key)))
    return count


def _end(event: Event) -> int:
    over = (Invitation.event == event.id) & RUNS & (Invitation.answer_until <= clock.now())
    all_ = Invitation.select().where(over, Invitation.told_at.is_null(False)).count()
    silent = int(Invitation.update(silent=True).where(over, reads.unanswered()).execute())
    closed = int(Invitation.update(closed_at=clock.now()).where(over).execute())
    if silent and event.state == "published":
        who = in_charge(event)
        told = who_hears(event, [who.id if who else event.created_by_id])
        said = {**event.said, "count": str(silent), "all": str(all_)}
        tell_accounts(told, "event.wave_ended", f"/events/{event.number}/unanswered", **said)
    return closed
