"""What is printed for the evening: who comes by name, which cards were printed before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from peewee import fn

from portal.database import among
from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client
from portal.models.events.evening import CardRun, NameCard, Ticket
from portal.models.events.event import Event
from portal.models.events.introductions import MeetingCard
from portal.models.events.parties import PartyGuest, SignUp
from portal.models.events.photos import PhotoObjection
from portal.models.organisation import Staff
from portal.reads.events.parties import guests_of
from portal.rules.events.cards import lines_of, size_of

MOST = 2_000


@dataclass(frozen=True)
class Comer:
    """Somebody who comes: `position` 0 the client himself (who comes for a company), then his guests. `photo`: whether
    pictures of a child are allowed; of a grown-up False where he took himself off a picture before, else None: whoever
    takes them asks him. `meets`: what the client says about being introduced; None where he said nothing."""

    party: SignUp
    position: int
    name: str
    photo: bool | None = None
    diet: str = ""
    plate: str = ""
    meets: bool | None = None
    printed: int = 0

    @property
    def lines(self) -> list[str]:
        return lines_of(self.name)

    @property
    def size(self) -> str:
        return size_of(self.lines)


def parties_of(event: Event) -> list[tuple[SignUp, str]]:
    """Standing parties with their clients and the codes of their tickets, by name."""
    query = Ticket.select(Ticket.code, SignUp, Client).join(SignUp).join(Client)
    query = query.where(SignUp.event == event.id, SignUp.cancelled_at.is_null())
    return [(one.sign_up, one.code) for one in query.order_by(Client.name_key, SignUp.id).limit(MOST)]


def comers_of(event: Event) -> list[Comer]:
    """Everybody who comes, by party. Guests without a name have no card."""
    parties = [party for party, _code in parties_of(event)]
    named = guests_of(parties)
    printed = _printed(event)
    clients = sorted({party.client_id for party in parties})
    shy, meet = _off_pictures(clients), _willing(clients)
    found = list[Comer]()
    for party in parties:
        found += _of_party(party, named[party.id], party.client_id in shy, meet.get(party.client_id))
    return [replace(one, printed=printed.get((one.party.id, one.position, one.name), 0)) for one in found]


def _off_pictures(clients: list[int]) -> set[int]:
    """Who said “not me” of a picture, at whatever event (one statement)."""
    query = PhotoObjection.select(PhotoObjection.client).where(among(PhotoObjection.client, clients))
    return {client for (client,) in query.distinct().tuples()}


def _willing(clients: list[int]) -> dict[int, bool]:
    """What clients say about being introduced (one statement)."""
    query = MeetingCard.select(MeetingCard.client, MeetingCard.willing).where(among(MeetingCard.client, clients))
    return dict(query.tuples())


def _of_party(party: SignUp, named: list[PartyGuest], shy: bool, meets: bool | None) -> Iterator[Comer]:
    """Whoever comes for a company is another one each time: what was said once was not said by him."""
    own = (party.comes or party.client.name)[:60]
    yield Comer(
        party,
        0,
        own,
        False if shy and not party.comes else None,
        party.diet,
        party.plate,
        None if party.comes else meets,
    )
    for at, guest in enumerate(named, 1):
        child = guest.relation == "child" or (guest.age is not None and guest.age < 18)
        yield Comer(party, at, guest.name, guest.photo_yes if child else None, guest.diet, guest.plate)


def _printed(event: Event) -> dict[tuple[int, int, str], int]:
    """How often the card of a name was printed."""
    key = (NameCard.sign_up, NameCard.position, NameCard.name)
    query = NameCard.select(*key, fn.COUNT(NameCard.id)).join(CardRun).where(CardRun.event == event.id).group_by(*key)
    return {(party, position, name): count for party, position, name, count in query.tuples()}


def runs_of(event: Event) -> list[CardRun]:
    """Runs of cards, the newest first, with who printed them and how many (`count`)."""
    count = fn.COUNT(NameCard.id).alias("count")
    query = CardRun.select(CardRun, Staff, count).join(Staff).switch(CardRun).join(NameCard)
    return list(query.where(CardRun.event == event.id).group_by(CardRun, Staff).order_by(CardRun.id.desc()).limit(20))


def run_of(event: Event, key: int) -> CardRun:
    """One run with who printed it. Raises OutOfScope."""
    query = CardRun.select(CardRun, Staff).join(Staff)
    found: CardRun | None = query.where(CardRun.event == event.id, CardRun.id == key).get_or_none()
    if found is None:
        raise OutOfScope()
    return found


def cards_of(event: Event, run: CardRun) -> list[tuple[Comer, bool]]:
    """The cards of a run, and whether each was its name's first."""
    known = {(one.party.id, one.position): one for one in comers_of(event)}
    query = NameCard.select(NameCard, SignUp).join(SignUp).where(NameCard.run == run.id).order_by(NameCard.id)
    found = []
    for card in query:
        now = known.get((card.sign_up_id, card.position))
        photo = now.photo if now is not None and now.name == card.name else None
        found.append((Comer(card.sign_up, card.position, card.name, photo), card.fresh))
    return found
