"""States of an event (R9) and the sense of its plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

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
BIGGEST_LINE_FEN = BIGGEST_BUDGET_FEN
MOST_LINES = 40
FIGURES = frozenset(
    {"budget", "kind", "title", "venue", "room", "starts_at", "ends_at", "capacity", "tiers"}
    | {"aim", "expected", "budget_lines", "programme", "speakers", "gifts", "charge"}
)
"""What is approved: a change of it is approved again, and who wrote or last changed it does not approve it."""
PLACE_AND_TIME = frozenset({"venue", "room", "starts_at", "ends_at"})
AT_ONCE_WITHIN = timedelta(hours=48)
"""So near its beginning a new place or time may be told before it is approved."""


def deeds_in(state: str) -> tuple[str, ...]:
    """What may be done in `state`, in a fixed order for buttons."""
    return tuple(deed for deed in DEEDS if can(state, deed))


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
    room_seats: int | None = None,
) -> dict[str, str]:
    """What does not make sense in a plan: {field: reason}. `seats_taken` and `most_guests_taken` guard a published
    event; `room_seats`: how many its room has.

    Reasons: `past`, `before_start`, `after_start`, `too_small`, `too_big`, `below_taken`, `past_room`, `empty`,
    `negative`.
    """
    checks = (
        ("starts_at", "past", starts_at <= now),
        ("ends_at", "before_start", ends_at <= starts_at),
        ("sign_up_until", "after_start", sign_up_until > starts_at),
        ("capacity", "too_small", capacity < 1),
        ("capacity", "too_big", capacity > MOST_SEATS),
        ("capacity", "below_taken", capacity < seats_taken),
        ("capacity", "past_room", room_seats is not None and capacity > room_seats),
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


def spread(lines: Sequence[tuple[str, int]], budget_fen: int, rest: str) -> list[tuple[str, int]] | None:
    """The lines of a budget (what for, fen) when the whole is `budget_fen`: what they do not come to is the line
    `rest`. None when the other lines come to more."""
    others = [line for line in lines if line[0] != rest]
    left = budget_fen - sum(fen for _label, fen in others)
    if left < 0:
        return None
    return [*others, (rest, left)] if left else others
