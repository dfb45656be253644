"""At the door (R9): each scan is a row, whatever became of it; heads are counted by the database itself.

A phone without a line says later what happened: nothing of it is dropped, what does not fit is a conflict that somebody
looks at.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import peewee

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.database import lock, write
from portal.ground import clock, formats
from portal.ground.errors import Invalid, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import CheckIn, Client, Event, SignUp, Ticket
from portal.reads.accounts.actors import Actor
from portal.reads.events.door import ticket_of
from portal.rules.events import door as rules
from portal.rules.events.door import Scan

FARTHEST = timedelta(days=7)
"""A phone's clock that is further off says nothing."""


def check_in(actor: Actor, event: Event, scan: Scan) -> CheckIn:
    """Keep a scan, and count the heads of a good ticket. The same scan sent again answers its first row.

    Raises Invalid (nothing was read, heads that cannot be), WrongState (the door is not open), OutOfScope.
    """
    if not 0 <= scan.heads <= rules.MOST_HEADS:
        raise Invalid(_l("From one to %(most)s, please.", most=rules.MOST_HEADS), field="heads")
    if not scan.text and scan.party is None:
        raise Invalid(_l("Please scan a ticket or type its code."), field="code")
    try:
        with write():
            return _before(event, scan) or _kept(actor, event, scan)
    except peewee.IntegrityError:
        if row := _before(event, scan):
            return row
        raise


def _before(event: Event, scan: Scan) -> CheckIn | None:
    row: CheckIn | None = CheckIn.get_or_none(CheckIn.nonce == scan.nonce)
    if row is not None and row.event_id != event.id:
        raise Refused(_l("This scan belongs to another event."))
    return row


def _kept(actor: Actor, event: Event, scan: Scan) -> CheckIn:
    if not scan.offline:
        must_be_open(event)
    party, result = _judged(event, scan)
    seats, here = (party.guests + 1, party.heads) if party is not None else (0, 0)
    heads = rules.counted(result, seats, here, scan.heads, let_in=scan.offline and scan.let_in)
    now = clock.now()
    row: CheckIn = CheckIn.create(
        event=event.id,
        sign_up=party.id if party is not None else None,
        nonce=scan.nonce,
        said_at=_said_at(scan, now),
        at=now,
        device=scan.device,
        door=scan.door,
        way="name" if scan.party is not None else "scan" if scan.scanned else "code",
        result=result,
        asked=scan.heads,
        heads=heads,
        offline=scan.offline,
        let_in=scan.offline and scan.let_in,
        remark=scan.remark,
        shown="" if party is not None else scan.text[:48],
        staff=actor.staff_id,
        conflict=rules.in_conflict(result, offline=scan.offline, let_in=scan.let_in),
    )
    if heads and party is not None:
        _came(actor, event, party, heads)
    return row


def _came(actor: Actor, event: Event, party: SignUp, heads: int) -> None:
    client = Client.get_by_id(party.client_id)
    audit(actor, "event.checked_in", event, **event.said, client=client.name, heads=str(heads))


def _said_at(scan: Scan, now: datetime) -> datetime:
    said = scan.said_at or now
    return said if abs(now - said) <= FARTHEST else now


def _opens(event: Event) -> datetime:
    return rules.opens_at(event.starts_at, clock.start_of(clock.local(event.starts_at).date()))


def must_be_open(event: Event) -> None:
    """Raises WrongState."""
    opens = _opens(event)
    if event.state == "cancelled":
        raise WrongState(_l("This event was called off."))
    if clock.now() < opens:
        raise WrongState(_l("This door opens %(when)s.", when=formats.when(opens, inside=True)))
    if clock.now() >= rules.closes_at(event.ends_at):
        raise WrongState(_l("This event is over; its door is closed."))


def _judged(event: Event, scan: Scan) -> tuple[SignUp | None, str]:
    """The party, held, and how its ticket stands."""
    if scan.party is not None:
        party = SignUp.get_or_none(SignUp.id == scan.party, SignUp.event == event.id)
    else:
        read = rules.read(scan.text)
        ticket = ticket_of(read, event) if read else None
        if ticket is None:
            return None, "unknown"
        if ticket.event_id != event.id:
            return None, _elsewhere(ticket)
        party = ticket.sign_up
    if party is None:
        return None, "unknown"
    party = lock(SignUp.select().where(SignUp.id == party.id))
    if party.cancelled_at is not None:
        return party, "gone"
    if scan.offline and clock.now() < _opens(event):
        return party, "early"
    result = rules.verdict(party.guests + 1, party.heads, scan.heads)
    if result == "in" and scan.offline and not scan.let_in:
        return party, "refused"
    return party, result


def _elsewhere(ticket: Ticket) -> str:
    return "past" if ticket.event.ends_at < clock.now() else "other"


def correct(actor: Actor, event: Event, party: SignUp, heads: int, remark: str, nonce: str) -> CheckIn:
    """Say how many of a party are here after all. Raises Invalid (more than it has seats, no reason), WrongState,
    Overtaken."""
    with write():
        held = lock(SignUp.select().where(SignUp.id == party.id))
        if row := CheckIn.get_or_none(CheckIn.nonce == nonce, CheckIn.sign_up == held.id):
            return row  # type: ignore[no-any-return]
        as_shown(held, str(held.heads))
        must_be_open(event)
        if held.cancelled_at is not None:
            raise WrongState(_l("These seats were given back."))
        if not 0 <= heads <= held.guests + 1:
            raise Invalid(_l("This party has %(seats)s seats.", seats=held.guests + 1), field="heads")
        now, before = clock.now(), held.heads
        made: CheckIn = CheckIn.create(
            event=event.id,
            sign_up=held.id,
            nonce=nonce,
            said_at=now,
            at=now,
            way="name",
            result="set",
            asked=heads,
            heads=heads - before,
            remark=remark,
            staff=actor.staff_id,
        )
        client = Client.get_by_id(held.client_id)
        changes = {"heads": [str(before), str(heads)]}
        words = {**event.said, "client": client.name, "reason": remark}
        audit(actor, "event.heads_corrected", event, changes=changes, **words)
        return made


def settle(actor: Actor, event: Event, row: CheckIn, words: str) -> CheckIn:
    """Somebody looked at a conflict, and says what he found. Raises WrongState when another one did."""
    with write():
        held: CheckIn = lock(CheckIn.select().where(CheckIn.id == row.id))
        as_shown(held, possible=held.settled_at is None)
        if not held.conflict or held.settled_at is not None:
            raise WrongState()
        values = {"settled_at": clock.now(), "settled_by": actor.staff_id, "settled_words": words}
        CheckIn.update(**values).where(CheckIn.id == held.id).execute()
        audit(actor, "event.scan_settled", event, **event.said, reason=words)
        return held
