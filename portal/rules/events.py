"""States of an event (R9), the plan's sense, seats and who may sign up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from portal.rules.shared.moves import Moves

STATES = ("draft", "submitted", "approved", "published", "held", "cancelled")
KINDS = ("culture_salon", "elite_salon", "golf", "family_day", "lecture", "tour")
MOST_SEATS = 5_000
MOST_GUESTS = 9
BIGGEST_BUDGET_FEN = 10_000_000 * 100

_MOVES = Moves(
    {
        "edit": {"draft": "draft", "approved": "approved", "published": "published"},
        "submit": {"draft": "submitted"},
        "approve": {"submitted": "approved"},
        "return": {"submitted": "draft", "approved": "draft"},
        "publish": {"approved": "published"},
        "hold": {"published": "held"},
        "cancel": {"draft": "cancelled", "submitted": "cancelled", "approved": "cancelled", "published": "cancelled"},
    }
)
can, after = _MOVES.can, _MOVES.after
DEEDS = _MOVES.deeds
FIGURES = frozenset({"budget", "kind", "title", "venue", "starts_at", "ends_at", "capacity", "tiers"})
"""What is approved: a change of it is approved again, and who wrote or last changed it does not approve it."""
PLACE_AND_TIME = frozenset({"venue", "starts_at", "ends_at"})
AT_ONCE_WITHIN = timedelta(hours=48)
"""So near its beginning a new place or time may be told before it is approved."""


class EventLike(Protocol):
    """What the rules read of an event; moments are aware UTC."""

    state: str
    starts_at: datetime
    sign_up_until: datetime
    capacity: int
    seats_taken: int
    guests_per_client: int


def deeds_in(state: str) -> tuple[str, ...]:
    """What may be done in `state`, in a fixed order for buttons."""
    return tuple(deed for deed in DEEDS if can(state, deed))


def seats(guests: int) -> int:
    """Seats that a sign-up takes: the client's own and one for each guest."""
    return guests + 1


def seats_left(event: EventLike) -> int:
    """Seats still free."""
    return max(0, event.capacity - event.seats_taken)


def invited(tier: str, audience: Collection[str]) -> bool:
    """Whether a client of `tier` is in the audience, a set of tier codes; an empty one invites nobody."""
    return tier in audience


def sign_up_problem(
    event: EventLike, audience: Collection[str], now: datetime, tier: str, seats: int, *, by_staff: bool = False
) -> str | None:
    """Why a client of `tier` cannot take `seats` (his own and his guests'), or None when he can.

    Reasons: `not_open` (not published), `over` (begun or cancelled), `not_invited`, `closed` (past the last day of
    sign-up; staff
    may still sign up until it begins), `no_seats` (under one), `too_many_guests`, `full` (none free), `too_few_left`.
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
    if seats > seats_left(event):
        return "too_few_left" if seats_left(event) else "full"
    return None


def plan_problems(
    *,
    starts_at: datetime,
    ends_at: datetime,
    sign_up_until: datetime,
    capacity: int,
    guests_per_client: int,
    budget_fen: int,
    audience: Collection[str],
    now: datetime,
    seats_taken: int = 0,
    most_guests_taken: int = 0,
) -> dict[str, str]:
    """What does not make sense in a plan: {field: reason}. `seats_taken` and `most_guests_taken` guard a published
    event.

    Reasons: `past`, `before_start`, `after_start`, `too_small`, `too_big`, `below_taken`, `empty`, `negative`.
    """
    checks = (
        ("starts_at", "past", starts_at <= now),
        ("ends_at", "before_start", ends_at <= starts_at),
        ("sign_up_until", "after_start", sign_up_until > starts_at),
        ("capacity", "too_small", capacity < 1),
        ("capacity", "too_big", capacity > MOST_SEATS),
        ("capacity", "below_taken", capacity < seats_taken),
        ("guests_per_client", "negative", guests_per_client < 0),
        ("guests_per_client", "too_big", guests_per_client > min(MOST_GUESTS, max(0, capacity - 1))),
        ("guests_per_client", "below_taken", guests_per_client < most_guests_taken),
        ("budget", "negative", budget_fen < 0),
        ("budget", "too_big", budget_fen > BIGGEST_BUDGET_FEN),
        ("tiers", "empty", not audience),
    )
    problems: dict[str, str] = {}
    for field, reason, wrong in checks:
        if wrong:
            problems.setdefault(field, reason)
    return problems
