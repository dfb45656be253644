"""Parties at an event: their seats, who may sign up, and what is asked of whom (R9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from portal.rules.events.waiting import NO_LIMIT, Places

RELATIONS = ("spouse", "child", "parent", "relative", "friend", "colleague")
GROWN_UP = 18
OLDEST = 120
ASKED_OF_GUESTS: Mapping[str, tuple[str, ...]] = {
    "culture_salon": (),
    "elite_salon": (),
    "golf": ("handicap",),
    "family_day": ("relation", "age", "diet"),
    "lecture": (),
    "tour": ("relation", "age"),
}
"""Kind of event → what is asked of each guest beside the name: five fields in all, by kind, in this order."""
ASKED_OF_HIM: Mapping[str, tuple[str, ...]] = {
    "culture_salon": ("diet",),
    "elite_salon": ("diet", "plate"),
    "golf": ("handicap", "plate"),
    "family_day": ("plate",),
    "lecture": ("plate",),
    "tour": ("diet",),
}
"""And of the client himself, or of who comes for a company."""


class EventLike(Protocol):
    """What the rules read of an event; moments are aware UTC."""

    state: str
    starts_at: datetime
    sign_up_until: datetime
    capacity: int
    seats_taken: int
    seats_promised: int
    kept_back: int
    guests_per_client: int


@dataclass(frozen=True)
class Guest:
    """A guest by name, with what the kind of event asks."""

    name: str
    relation: str = ""
    age: int | None = None
    diet: str = ""
    plate: str = ""
    handicap: str = ""


@dataclass(frozen=True)
class Party:
    """A client and his guests as one: how many, who by name, and what is asked of him. `comes`: who comes for a
    company."""

    guests: int = 0
    named: tuple[Guest, ...] = ()
    comes: str = ""
    diet: str = ""
    plate: str = ""
    handicap: str = ""

    @property
    def places(self) -> Places:
        children = sum(guest.relation == "child" or _is_child(guest.age) for guest in self.named)
        cars = sum(bool(plate) for plate in (self.plate, *(guest.plate for guest in self.named)))
        return Places(seats(self.guests), children, cars)

    @property
    def own(self) -> dict[str, str]:
        """What is said of the client himself, by column."""
        return {"comes": self.comes, "diet": self.diet, "plate": self.plate, "handicap": self.handicap}

    def kept(self) -> dict[str, Any]:
        """As a waiting party keeps it."""
        return {**self.own, "named": [vars(guest) for guest in self.named]}

    @classmethod
    def of(cls, guests: int, kept: Mapping[str, Any]) -> Party:
        """From what a waiting party has kept."""
        own = {name: kept.get(name, "") for name in ("comes", "diet", "plate", "handicap")}
        return cls(guests, tuple(Guest(**one) for one in kept.get("named", ())), **own)


def _is_child(age: int | None) -> bool:
    return age is not None and age < GROWN_UP


def named(*names: str) -> tuple[Guest, ...]:
    return tuple(Guest(name) for name in names)


def seats(guests: int) -> int:
    """Seats that a sign-up takes: the client's own and one for each guest."""
    return guests + 1


def seats_left(event: EventLike) -> int:
    """Seats that nobody has, none is offered or held for, and that are not kept back."""
    return max(0, event.capacity - event.seats_taken - event.seats_promised - event.kept_back)


def all_places(event: Any) -> Places:
    """All there is for those who sign up; groups without a limit have more than anybody asks for."""
    most = (NO_LIMIT if limit is None else limit for limit in (event.most_children, event.most_cars))
    return Places(event.capacity - event.kept_back, *most)


def free_places(event: Any) -> Places:
    """What of `all_places` is neither taken nor promised."""
    return all_places(event).less(
        Places(
            event.seats_taken + event.seats_promised,
            event.children_taken + event.children_promised,
            event.cars_taken + event.cars_promised,
        )
    )


def invited(tier: str, audience: Collection[str]) -> bool:
    """Whether a client of `tier` is in the audience, a set of tier codes; an empty one invites nobody."""
    return tier in audience


def sign_up_problem(
    event: EventLike, audience: Collection[str], now: datetime, tier: str, seats: int, *, by_staff: bool = False
) -> str | None:
    """Why a client of `tier` cannot ask for `seats` (his own and his guests'), or None when he can: where they are not
    free, the party waits.

    Reasons: `not_open` (not published), `over` (begun or cancelled), `not_invited`, `closed` (past the last day of
    sign-up; staff may still sign up until it begins), `no_seats` (under one), `too_many_guests`, `never` (more than
    there are).
    """
    if event.state in ("held", "cancelled") or (event.state == "published" and now >= event.starts_at):
        return "over"
    if event.state != "published":
        return "not_open"
    if not invited(tier, audience):
        return "not_invited"
    if now > event.sign_up_until and not by_staff:
        return "closed"
    if seats < 1:
        return "no_seats"
    if seats - 1 > event.guests_per_client:
        return "too_many_guests"
    if seats > event.capacity - event.kept_back:
        return "never"
    return None
