"""Whom an event invites, in which wave, and who is left out (R9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

ANSWERS = ("yes", "no", "maybe")
MOST_PICKS = 300
LEFT_OUT = ("consent", "attended", "resting")
"""Why somebody of the audience is not invited by itself: he has opted out, came often this year, or is not written to
at present (he mourns, or has an open complaint: which of the two is nobody's business here)."""


def opens(waves: Mapping[str, datetime], tier: str, published: datetime) -> datetime:
    """From when on a client of `tier` sees the event and is told: at publishing, or from his wave on."""
    return max(published, waves.get(tier, published))


def answer_by(waves: Mapping[str, datetime], mine: datetime, last: datetime) -> datetime:
    """Until when a wave should answer: the next one opens, or sign-up ends."""
    return min((moment for moment in waves.values() if moment > mine), default=last)


def wave_ends(
    deadlines: Mapping[str, datetime], waves: Mapping[str, datetime], tier: str, mine: datetime, last: datetime
) -> datetime:
    """Until when clients of `tier` should answer, whose wave opens at `mine`: as its coordinator said, where that is
    still ahead of them, else as `answer_by` has it; never after `last`, the end of sign-up."""
    said = deadlines.get(tier)
    return min(said, last) if said is not None and said > mine else min(answer_by(waves, mine, last), last)


def deadline_problems(
    deadlines: Mapping[str, datetime | None],
    waves: Mapping[str, datetime | None],
    tiers: Sequence[str],
    now: datetime,
    last: datetime,
) -> dict[str, str]:
    """What does not make sense in deadlines: {tier: reason}. Reasons: `not_invited`, `before_wave` (it has not opened
    by then, or it is over already), `after_end` (sign-up is over before)."""
    found = {}
    for tier, moment in deadlines.items():
        if moment is None:
            continue
        if tier not in tiers:
            found[tier] = "not_invited"
        elif moment <= (waves.get(tier) or now):
            found[tier] = "before_wave"
        elif moment > last:
            found[tier] = "after_end"
    return found


def wave_problems(
    waves: Mapping[str, datetime | None], tiers: Sequence[str], now: datetime, last: datetime
) -> dict[str, str]:
    """What does not make sense in waves: {tier: reason}. Reasons: `not_invited`, `past`, `after_end` (sign-up is
    over by then)."""
    found = {}
    for tier, moment in waves.items():
        if moment is None:
            continue
        if tier not in tiers:
            found[tier] = "not_invited"
        elif moment <= now:
            found[tier] = "past"
        elif moment >= last:
            found[tier] = "after_end"
    return found


def left_between(audience: Collection[str], ranks: Mapping[str, int]) -> list[str]:
    """Tiers that are not invited although a lower and a higher one are, the lowest first: a question
    to whoever plans, never a refusal."""
    invited = [ranks[code] for code in audience if code in ranks]
    if not invited:
        return []
    between = (code for code, rank in ranks.items() if min(invited) < rank < max(invited) and code not in audience)
    return sorted(between, key=ranks.__getitem__)
