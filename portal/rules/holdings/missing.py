"""What a client lacks and might well use (P7): product classes that most of his like have and he has not.

His like: clients of the same tier, kind and class (he may be in several classes; the highest share counts). A company
that settles here and borrows elsewhere is asked whether it would rather borrow here, whatever its like do. Nothing is
suggested beyond what his valid risk rating and his credit mark allow, and what he answered is respected.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

RATED = frozenset({"wealth", "fund", "insurance"})
"""Classes of investments: only within the client's own risk rating, as the law on suitability asks."""

BAD_CREDIT = frozenset({"watch", "bad"})
"""Marks with which the bank does not offer to lend."""

SETTLES, BORROWS = "settlement", "loan"
ELSEWHERE_OFFER = "working_capital"
COMMON, ELSEWHERE = "common", "elsewhere"


@dataclass(frozen=True)
class Offer:
    """A product that can be had now."""

    code: str
    product_class: str
    risk_level: int = 0
    needs_credit: bool = False


@dataclass(frozen=True)
class Share:
    """Of `members` clients of one group, `holders` use a class of products."""

    holders: int
    members: int

    @property
    def percent(self) -> int:
        """Rounded down, so that nothing reaches a threshold by rounding."""
        return 100 * self.holders // self.members if self.members else 0


@dataclass(frozen=True)
class Answer:
    """What was said to a suggestion: taken, postponed (until a day), declined (until the day it may come back)."""

    kind: str
    until: date | None = None


@dataclass(frozen=True)
class Who:
    """What the rule must know of a client. `rating` 1 to 5 is his valid one, 0 without; `outside` are classes held
    elsewhere."""

    company: bool
    held: frozenset[str]
    rating: int = 0
    credit_mark: str = ""
    outside: frozenset[str] = frozenset()
    answers: Mapping[str, Answer] | None = None


@dataclass(frozen=True)
class Suggestion:
    """`reason` is common or elsewhere; `offers` are what may be offered, none while only the risk rating is missing.

    `answer` is the one that stands: taken up, and the product is not there yet.
    """

    product_class: str
    reason: str
    share: Share | None = None
    offers: tuple[str, ...] = ()
    rating_needed: bool = False
    answer: str = ""


@dataclass(frozen=True)
class Limits:
    """The bank's settings: least share in percent, least number of clients in a group."""

    share: int
    group: int


def valid_rating(rating: str, valid_until: date | None, today: date) -> int:
    """1 to 5 for C1 to C5 that is still valid; 0 for none, or one that has run out or has no end."""
    if valid_until is None or valid_until < today or len(rating) != 2 or rating[0] != "C" or rating[1] not in "12345":
        return 0
    return int(rating[1])


def missing(
    who: Who, groups: Sequence[Mapping[str, Share]], offers: Iterable[Offer], limits: Limits, today: date
) -> list[Suggestion]:
    """What may be suggested to a client, the most telling first. `groups`: class of products → share, one for each of
    his classes; `offers`: what can be had by clients of his kind.
    """
    by_class: dict[str, list[Offer]] = {}
    for offer in offers:
        by_class.setdefault(offer.product_class, []).append(offer)
    found = []
    for code, choice in by_class.items():
        if code in who.held:
            continue
        share, elsewhere = _highest(code, groups, limits), _borrows_elsewhere(who, code)
        answer = (who.answers or {}).get(code)
        if (share is None and not elsewhere) or _silenced(answer, today):
            continue
        one = _suggestion(who, code, choice, share, elsewhere)
        if one:
            found.append(_with_answer(one, answer))
    return sorted(found, key=_weight)


def _highest(code: str, groups: Sequence[Mapping[str, Share]], limits: Limits) -> Share | None:
    """The highest share among groups that are large enough, where it reaches the bank's least share."""
    shares = [group[code] for group in groups if code in group and group[code].members >= limits.group]
    reached = [share for share in shares if 100 * share.holders >= limits.share * share.members]
    return max(reached, key=lambda share: (share.holders / share.members, share.members)) if reached else None


def _borrows_elsewhere(who: Who, code: str) -> bool:
    """The seed's own case: a company settles here and borrows at another bank."""
    return code == BORROWS and who.company and SETTLES in who.held and BORROWS in who.outside


def _silenced(answer: Answer | None, today: date) -> bool:
    """Postponed or declined, and the day has not come."""
    return answer is not None and answer.kind != "taken" and answer.until is not None and today < answer.until


def _suggestion(who: Who, code: str, choice: list[Offer], share: Share | None, elsewhere: bool) -> Suggestion | None:
    allowed = [offer for offer in choice if not (offer.needs_credit and who.credit_mark in BAD_CREDIT)]
    if not allowed:
        return None
    if code in RATED:
        if not who.rating:
            return Suggestion(code, COMMON, share, rating_needed=True)
        allowed = [offer for offer in allowed if offer.risk_level <= who.rating]
        if not allowed:
            return None
    codes = [offer.code for offer in allowed]
    if elsewhere:
        first = [one for one in codes if one == ELSEWHERE_OFFER]
        return Suggestion(code, ELSEWHERE, share, tuple(first or codes))
    return Suggestion(code, COMMON, share, tuple(codes))


def _with_answer(one: Suggestion, answer: Answer | None) -> Suggestion:
    if answer is None or answer.kind != "taken":
        return one
    return Suggestion(one.product_class, one.reason, one.share, one.offers, one.rating_needed, "taken")


def _weight(one: Suggestion) -> tuple[bool, bool, bool, int, str]:
    """Not taken up yet first, what he borrows elsewhere before all, what can be offered at once, the highest share."""
    percent = one.share.percent if one.share else 0
    return bool(one.answer), one.reason != ELSEWHERE, one.rating_needed, -percent, one.product_class


def again_on(day: date, months: int) -> date:
    """When a declined suggestion may come back: so many months later, on the same day or the month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
