"""Questions of a lucky draw: all of an event, the one that runs, what was won, whose number it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client
from portal.models.events.draw import RUNNING, Draw, DrawCall, DrawTicket, Prize
from portal.models.events.evening import Ticket
from portal.models.events.event import Event
from portal.models.events.parties import SignUp
from portal.models.organisation import Branch
from portal.rules.events import draw as rules
from portal.rules.shared.codes import parse_event_number

MOST = 20


def draws_of(event: Event) -> list[Draw]:
    """Every draw of the event, void ones too, the newest first."""
    return list(Draw.select().where(Draw.event == event.id).order_by(Draw.position.desc()).limit(MOST))


def running(event: Event) -> Draw | None:
    found: Draw | None = Draw.get_or_none(Draw.event == event.id, Draw.state.in_(RUNNING))
    return found


def public_event(number: str) -> Event:
    """The event of this number for anybody, where it had a draw. Raises OutOfScope."""
    exact = parse_event_number(number)
    drawn = Draw.select(Draw.event)
    found: Event | None = (
        Event.select(Event, Branch).join(Branch).where(Event.number == exact, Event.id.in_(drawn)).get_or_none()
        if exact
        else None
    )
    if found is None:
        raise OutOfScope()
    return found


@dataclass
class Standing:
    """A draw with all that its pages show. Four statements; a draw's own numbers come along where staff look."""

    row: Draw
    prizes: list[Prize]
    calls: list[DrawCall]
    parties: dict[int, SignUp]

    @cached_property
    def called(self) -> dict[int, DrawCall]:
        return {call.number: call for call in self.calls}

    @cached_property
    def given(self) -> list[int]:
        """How many of each prize are given, in the order of the prizes."""
        count = Counter(call.prize_id for call in self.calls if call.prize_id)
        return [count[prize.id] for prize in self.prizes]

    @property
    def prize(self) -> Prize | None:
        """The prize that is given next."""
        at = rules.next_prize([prize.count for prize in self.prizes], self.given)
        return None if at is None else self.prizes[at]

    @property
    def place(self) -> int:
        """Where in the order the draw stands."""
        return len(self.calls)

    @property
    def next_number(self) -> int | None:
        return self.row.ranking[self.place] if self.place < len(self.row.ranking) else None

    def won(self, prize: Prize) -> list[int]:
        return [call.number for call in self.calls if call.prize_id == prize.id]

    @property
    def passed(self) -> list[int]:
        return [call.number for call in self.calls if call.prize_id is None]

    @property
    def left(self) -> int:
        """Prizes that are not given."""
        return sum(prize.count for prize in self.prizes) - sum(self.given)


def standing(row: Draw, *, named: bool = False) -> Standing:
    """`named`: whose number is which, with their clients."""
    prizes = list(Prize.select().where(Prize.draw == row.id).order_by(Prize.position))
    calls = list(DrawCall.select().where(DrawCall.draw == row.id).order_by(DrawCall.place))
    found: dict[int, SignUp] = {}
    if named:
        query = DrawTicket.select(DrawTicket, SignUp, Client).join(SignUp).join(Client)
        found = {one.number: one.sign_up for one in query.where(DrawTicket.draw == row.id)}
    return Standing(row, prizes, calls, found)


def tokens_for(event: Event, *, everybody: bool) -> list[tuple[int, str]]:
    """Of each party that takes part its id and the token of its ticket: those who are here, or all."""
    query = Ticket.select(Ticket.sign_up, Ticket.token).join(SignUp)
    query = query.where(SignUp.event == event.id, SignUp.cancelled_at.is_null())
    if not everybody:
        query = query.where(SignUp.heads > 0)
    return list(query.order_by(Ticket.id).tuples())


def here_of(row: Draw) -> set[int]:
    """Numbers of parties of which somebody checked in."""
    query = DrawTicket.select(DrawTicket.number).join(SignUp).where(DrawTicket.draw == row.id, SignUp.heads > 0)
    return {number for (number,) in query.tuples()}


@dataclass(frozen=True)
class OwnNumber:
    """A client's number in a draw of the event: with the mark of his ticket, and what he won."""

    position: int
    number: int
    mark: str
    state: str
    prize: str


def own_numbers(party: SignUp, token: str) -> list[OwnNumber]:
    """In which draws of its event a party takes part."""
    query = (
        DrawTicket.select(Draw.position, DrawTicket.number, Draw.state, Prize.label)
        .join(Draw)
        .join_from(
            DrawTicket,
            DrawCall,
            "LEFT OUTER JOIN",
            on=((DrawCall.draw == DrawTicket.draw) & (DrawCall.number == DrawTicket.number)),
        )
        .join_from(DrawCall, Prize, "LEFT OUTER JOIN", on=(DrawCall.prize == Prize.id))
        .where(DrawTicket.sign_up == party.id)
        .order_by(Draw.position)
    )
    mark = rules.ticket_mark(token)
    return [OwnNumber(place, number, mark, state, label or "") for place, number, state, label in query.tuples()]
