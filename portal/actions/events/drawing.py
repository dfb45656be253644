"""The lucky draw (R9), step by step: list, commitment, digits, prizes. Nothing of it is ever taken back unseen."""

from __future__ import annotations

import secrets
from typing import Any

import peewee

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock, security, settings
from portal.ground.errors import Invalid, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Draw, DrawCall, DrawTicket, Event, Prize
from portal.reads.accounts.actors import Actor
from portal.reads.events.draws import here_of, standing, tokens_for
from portal.rules.events import draw as rules

RUNS = _l("A draw of this event is running. End it, or make it void, before the next one.")


@once(Draw)
def publish_list(
    actor: Actor, event: Event, prizes: list[tuple[str, int]], everybody: bool, submission: str | None = None
) -> Draw:
    """Number the parties and publish the list with its prizes. Raises Invalid (nobody takes part), WrongState (the
    event was called off), Refused (another draw runs)."""
    try:
        with write():
            row = lock(Event.select().where(Event.id == event.id))
            if row.state not in ("published", "held"):
                raise WrongState(_l("This event was called off."))
            found = tokens_for(row, everybody=everybody)
            if not found:
                words = _l("Nobody has signed up.") if everybody else _l("Nobody has checked in yet.")
                raise Invalid(words, field="who")
            if Draw.select().where(Draw.event == row.id, Draw.state.in_(rules.RUNNING)).exists():
                raise Refused(RUNS)
            made = _made(actor, row, found, everybody, submission)
            for place, (label, count) in enumerate(prizes, 1):
                Prize.create(draw=made.id, position=place, label=label, count=count)
            _record(actor, row, made, "event.draw_listed", tickets=str(made.tickets))
            return made
    except peewee.IntegrityError as error:
        raise Refused(RUNS) from error


def _made(actor: Actor, event: Event, found: list[tuple[int, str]], everybody: bool, form: str | None) -> Draw:
    text = rules.list_text(token for _party, token in found)
    numbers = rules.numbers_of(text)
    made: Draw = Draw.create(
        event=event.id,
        position=Draw.select().where(Draw.event == event.id).count() + 1,
        everybody=everybody,
        tickets=len(found),
        list_text=text,
        list_hash=rules.sha(text),
        made_by=actor.staff_id,
        made_at=clock.now(),
        submission=form,
    )
    rows = [{"draw": made.id, "number": numbers[rules.ticket_mark(token)], "sign_up": party} for party, token in found]
    for start in range(0, len(rows), 500):
        DrawTicket.insert_many(rows[start : start + 500]).execute()
    return made


def _record(actor: Actor, event: Event, row: Draw, deed: str, **words: str) -> None:
    said: dict[str, Any] = {**event.said, "draw": str(row.position), **words}
    audit(actor, deed, event, **said)


def _held(event: Event, draw: Draw, deed: str) -> Draw:
    """The draw, held, as its page showed it. Raises WrongState, Overtaken."""
    row: Draw = lock(Draw.select().where(Draw.id == draw.id))
    as_shown(row, about=(event,), possible=rules.can(row.state, deed))
    if not rules.can(row.state, deed):
        raise WrongState()
    return row


def _save(row: Draw, **values: Any) -> Draw:
    Draw.update(**values, version=Draw.version + 1).where(Draw.id == row.id).execute()
    return Draw.get_by_id(row.id)  # type: ignore[no-any-return]


def commit(actor: Actor, event: Event, draw: Draw) -> Draw:
    """Draw a secret and publish its SHA-256: from now on it cannot be changed. Raises WrongState, Overtaken."""
    with write():
        row = _held(event, draw, "commit")
        secret = secrets.token_hex(32)
        kept = security.encrypt(secret, settings.keys())
        row = _save(row, state="committed", secret=kept, commitment=rules.sha(secret), committed_at=clock.now())
        _record(actor, event, row, "event.draw_committed", commitment=row.commitment[:12])
        return row


def call_digits(actor: Actor, event: Event, draw: Draw, typed: str) -> Draw:
    """The digits that guests called in the room: the secret is shown, and the order follows. Once, no second time.

    Raises Invalid, WrongState, Overtaken.
    """
    digits = rules.plain_digits(typed)
    if not digits:
        least, most = rules.FEWEST_DIGITS, rules.MOST_DIGITS
        raise Invalid(_l("From %(least)s to %(most)s digits, please.", least=least, most=most), field="digits")
    with write():
        row = _held(event, draw, "call")
        secret = security.decrypt(row.secret, settings.keys())
        seed = rules.seed_of(secret, digits, row.list_hash)
        order = rules.order_of(seed, rules.numbers_of(row.list_text).values())
        row = _save(row, state="drawn", digits=digits, revealed=secret, seed=seed, ranking=order, drawn_at=clock.now())
        _record(actor, event, row, "event.draw_drawn", digits=digits)
        return row


def give(actor: Actor, event: Event, draw: Draw) -> Draw:
    """The next of the order is here and gets the next prize; with the last one the draw ends. Raises WrongState,
    Overtaken."""
    with write():
        row = _held(event, draw, "give")
        now = standing(row)
        number, prize = now.next_number, now.prize
        if number is None or prize is None:
            raise WrongState()
        _called(actor, row, now.place, number, prize)
        _record(actor, event, row, "event.draw_won", ticket=str(number), prize=prize.label)
        return _ended(actor, event, row) if now.left == 1 or now.place + 1 == row.tickets else _save(row)


def pass_over(actor: Actor, event: Event, draw: Draw) -> Draw:
    """The next of the order is not here: he is passed over, with those behind him who did not check in either, and it
    is recorded. At the end of the order the draw ends. Raises WrongState, Overtaken."""
    with write():
        row = _held(event, draw, "pass")
        now = standing(row)
        if now.next_number is None:
            raise WrongState()
        passed = rules.passed_with(row.ranking, now.place, here_of(row))
        for place, number in enumerate(passed, now.place):
            _called(actor, row, place, number, None)
        _record(actor, event, row, "event.draw_passed", tickets=", ".join(map(str, passed)))
        return _ended(actor, event, row) if now.place + len(passed) == row.tickets else _save(row)


def _called(actor: Actor, row: Draw, place: int, number: int, prize: Prize | None) -> None:
    DrawCall.create(
        draw=row.id,
        place=place,
        number=number,
        prize=prize.id if prize is not None else None,
        at=clock.now(),
        staff=actor.staff_id,
    )


def finish(actor: Actor, event: Event, draw: Draw) -> Draw:
    """End a draw with prizes left. Raises WrongState, Overtaken."""
    with write():
        return _ended(actor, event, _held(event, draw, "finish"))


def _ended(actor: Actor, event: Event, row: Draw) -> Draw:
    row = _save(row, state="done", ended_at=clock.now(), ended_by=actor.staff_id)
    _record(actor, event, row, "event.draw_done")
    return row


def make_void(actor: Actor, event: Event, draw: Draw, words: str) -> Draw:
    """The draw does not count; it stays for everybody to see, with the reason. Raises WrongState, Overtaken."""
    with write():
        row = _held(event, draw, "void")
        row = _save(row, state="void", ended_at=clock.now(), ended_by=actor.staff_id, void_words=words)
        _record(actor, event, row, "event.draw_void", reason=words)
        return row
