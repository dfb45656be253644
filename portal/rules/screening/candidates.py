"""Reasons for and against a name on a tier list (R1, R2). The standard comes in as an argument; money is integer
fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

NEAR_SHARE = 90
"""Percent of a threshold from which a client is looked at at all (the bank's setting comes in as an argument)."""
GROWTH = 10
BAD_CREDIT = frozenset({"watch", "bad"})


@dataclass(frozen=True)
class Facts:
    """What is known of a client when he is screened; `average` of the last three months, `aum` of the latest month and
    `before` of the one three months earlier (fen)."""

    tier: str = "standard"
    average: int = 0
    aum: int = 0
    before: int = 0
    products: int = 0
    single_product: bool = False
    loans_overdue: int = 0
    credit_mark: str = ""
    complaints_open: int = 0
    completeness: int = 100
    risk_valid_until: date | None = None
    risk_rating: str = ""
    team_complete: bool = False
    referred: bool = False
    inactive: bool = False


@dataclass(frozen=True)
class Reason:
    """One reason: its code, whether it speaks for the client, and the figure that its sentence needs."""

    code: str
    speaks_for: bool
    value: Any = None
    weighty: bool = False


@dataclass(frozen=True)
class Screened:
    """The tier that fits, its threshold and the average that it is held against (fen), and the reasons in the order in
    which they are read."""

    tier: str | None
    threshold: int
    average: int
    reasons: list[Reason] = field(default_factory=list)

    @property
    def pros(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.speaks_for]

    @property
    def cons(self) -> list[Reason]:
        return [reason for reason in self.reasons if not reason.speaks_for]

    @property
    def flags(self) -> list[str]:
        """Codes of what speaks against, for head office's comparison."""
        return [reason.code for reason in self.cons]


def fitting_tier(average: int, standard: Mapping[str, int], near: int = NEAR_SHARE) -> str | None:
    """The highest tier of the standard (code → threshold, fen) that `average` reaches; the lowest one when it comes
    within `near` percent of it; else None.
    """
    levels = sorted(((amount, code) for code, amount in standard.items() if amount > 0))
    reached = [code for amount, code in levels if average >= amount]
    if reached:
        return reached[-1]
    return levels[0][1] if levels and average * 100 >= levels[0][0] * near else None


def floor_of(standard: Mapping[str, int], near: int = NEAR_SHARE) -> int:
    """The average (fen) from which a client is proposed at all."""
    amounts = [amount for amount in standard.values() if amount > 0]
    return -(-min(amounts) * near // 100) if amounts else 0


def screen(
    facts: Facts,
    standard: Mapping[str, int],
    today: date,
    *,
    proposed: str | None = None,
    near: int = NEAR_SHARE,
    least_complete: int = 80,
) -> Screened:
    """Weigh a client against the standard. `proposed` is the tier somebody chose for him, else the one that fits is
    taken.

    Nothing here decides: a reason against with `weighty` is one that head office will ask about.
    """
    fits = fitting_tier(facts.average, standard, near)
    tier = proposed or fits
    threshold = standard.get(tier, 0) if tier else 0
    reasons = [*_assets(facts, threshold), *_against(facts, today, least_complete), *_for(facts, today)]
    return Screened(
        tier, threshold, facts.average, sorted(reasons, key=lambda reason: (not reason.speaks_for, not reason.weighty))
    )


def _assets(facts: Facts, threshold: int) -> Iterable[Reason]:
    """The average against the threshold, and which way it goes."""
    if threshold:
        gap = facts.average - threshold
        yield Reason("above_threshold" if gap >= 0 else "below_threshold", gap >= 0, abs(gap), gap < 0)
    if facts.before > 0:
        percent = round((facts.aum - facts.before) * 100 / facts.before)
        if percent >= GROWTH:
            yield Reason("growing", True, percent)
        elif percent <= -GROWTH:
            yield Reason("falling", False, -percent)


def _for(facts: Facts, today: date) -> Iterable[Reason]:
    if facts.products >= 3:
        yield Reason("several_products", True, facts.products)
    if facts.risk_valid_until and facts.risk_valid_until >= today:
        yield Reason("risk_valid", True, facts.risk_rating)
    if facts.team_complete:
        yield Reason("team_complete", True)
    if facts.referred:
        yield Reason("referred", True)


def _against(facts: Facts, today: date, least_complete: int) -> Iterable[Reason]:
    if facts.tier != "standard":
        yield Reason("already_vip", False, facts.tier, True)
    if facts.inactive:
        yield Reason("not_active", False, None, True)
    if facts.loans_overdue:
        yield Reason("loan_overdue", False, facts.loans_overdue, True)
    if facts.credit_mark in BAD_CREDIT:
        yield Reason("credit_bad", False, None, True)
    if facts.complaints_open:
        yield Reason("complaint_open", False, facts.complaints_open)
    if facts.single_product or facts.products == 1:
        yield Reason("single_product", False)
    if 0 < facts.completeness < least_complete:  # 0: nobody has reckoned it yet
        yield Reason("record_incomplete", False, facts.completeness)
    if facts.risk_valid_until and facts.risk_valid_until < today:
        yield Reason("risk_expired", False, facts.risk_valid_until)
    elif not facts.risk_rating:
        yield Reason("risk_missing", False)
