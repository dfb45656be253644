"""The ledger's pure rules, by tables of examples."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.benefits.allocation import Stock, allocate, order, share_out
from portal.rules.benefits.periods import due_from, months_later, period_of
from portal.rules.benefits.points import lot_of, may_cost_points, points_of
from portal.rules.benefits.tiers import fall, left_of_unlimited, rise

D = date.fromisoformat
TODAY = D("2026-11-24")


def lot(key: int, until: str | None, available: int = 5, since: str = "2026-01-01", unlimited: bool = False) -> Stock:
    return Stock(key, D(since), D(until) if until else None, available, unlimited)


@pytest.mark.parametrize(
    ("lots", "quantity", "day", "taken"),
    [
        ([lot(1, "2026-12-31"), lot(2, "2026-11-30")], 2, "2026-11-25", [(2, 2)]),  # nearest end first
        ([lot(1, "2026-12-31"), lot(2, "2026-11-30")], 7, "2026-11-25", [(2, 5), (1, 2)]),
        ([lot(1, None), lot(2, "2026-12-31")], 1, "2026-11-25", [(2, 1)]),  # endless last
        ([lot(1, "2026-12-31", since="2026-03-01"), lot(2, "2026-12-31")], 1, "2026-11-25", [(2, 1)]),  # then oldest
        ([lot(2, "2026-12-31"), lot(1, "2026-12-31")], 1, "2026-11-25", [(1, 1)]),
        ([lot(1, "2026-12-31"), lot(2, "2026-11-30")], 7, "2026-12-01", []),  # the day is outside of one
        ([lot(1, "2026-12-31")], 5, "2026-12-31", [(1, 5)]),  # its last day is within
        ([lot(1, "2026-12-31")], 1, "2027-01-01", []),
        ([lot(1, "2026-12-31")], 6, "2026-12-01", []),  # not enough: nothing
        ([lot(1, "2026-12-31", 0), lot(2, None, 0, unlimited=True)], 9, "2026-12-01", [(2, 9)]),
        ([lot(1, "2026-12-31", 2), lot(2, "2026-11-30", 0, unlimited=True)], 3, "2026-11-25", [(1, 2), (2, 1)]),
        ([lot(1, "2026-11-23")], 1, "2026-11-20", []),  # ended yesterday, whatever day is asked for
        ([], 1, "2026-11-25", []),
    ],
)  # fmt: skip
def test_what_ends_first_is_spent_first(lots, quantity, day, taken):
    assert allocate(lots, quantity, D(day), TODAY) == taken


def test_order_is_total():
    lots = [lot(3, None), lot(2, "2027-01-01"), lot(1, "2026-12-31"), lot(4, None, 0, unlimited=True)]
    assert [one.id for one in order(lots)] == [1, 2, 3, 4]


def test_a_use_in_part_returns_the_rest():
    assert share_out([(1, 2), (2, 3)], 3) == [(1, 2, 0), (2, 1, 2)]
    assert share_out([(1, 2), (2, 3)], 0) == [(1, 0, 2), (2, 0, 3)]


@pytest.mark.parametrize(
    ("kind", "day", "start", "key", "since", "until"),
    [
        ("calendar_year", "2028-02-29", None, "2028", "2028-01-01", "2028-12-31"),
        ("calendar_year", "2026-12-31", None, "2026", "2026-01-01", "2026-12-31"),
        ("quarter", "2026-11-24", None, "2026Q4", "2026-10-01", "2026-12-31"),
        ("quarter", "2028-02-29", None, "2028Q1", "2028-01-01", "2028-03-31"),
        ("quarter", "2026-06-30", None, "2026Q2", "2026-04-01", "2026-06-30"),
        ("tier_year", "2026-11-24", "2026-11-24", "T2026-11-24", "2026-11-24", "2027-11-23"),  # began today
        ("tier_year", "2026-11-23", "2024-11-24", "T2025-11-24", "2025-11-24", "2026-11-23"),
        ("tier_year", "2028-02-28", "2024-02-29", "T2027-03-01", "2027-03-01", "2028-02-28"),
        ("tier_year", "2028-02-29", "2024-02-29", "T2028-02-29", "2028-02-29", "2029-02-28"),
        ("tier_year", "2025-02-28", "2024-02-29", "T2024-02-29", "2024-02-29", "2025-02-28"),
        ("tier_year", "2025-03-01", "2024-02-29", "T2025-03-01", "2025-03-01", "2026-02-28"),
        ("once", "2026-11-24", "2020-05-01", "once", "2020-05-01", None),
    ],
)  # fmt: skip
def test_periods(kind, day, start, key, since, until):
    found = period_of(kind, D(day), D(start) if start else None)
    assert (found.key, found.since.isoformat(), found.until and found.until.isoformat()) == (key, since, until)


@pytest.mark.parametrize("start", ["2024-02-29", "2023-01-31", "2024-12-31", "2026-03-01"])
def test_years_of_a_tier_follow_each_other_without_a_gap(start):
    found = period_of("tier_year", D(start), D(start))
    for _ in range(9):
        after = period_of("tier_year", date.fromordinal(found.until.toordinal() + 1), D(start))
        assert after.since.toordinal() == found.until.toordinal() + 1
        found = after


@pytest.mark.parametrize(
    ("amount", "kind", "day", "due"),
    [
        (12, "calendar_year", "2026-01-01", 12), (12, "calendar_year", "2026-01-02", 12),
        (12, "calendar_year", "2026-11-24", 2), (12, "calendar_year", "2026-12-31", 1),
        (4, "calendar_year", "2026-07-01", 2), (4, "calendar_year", "2026-11-24", 1), (1, "calendar_year", "2026-12-31", 1),
        (3, "quarter", "2026-11-24", 2), (8, "once", "2026-11-24", 8), (0, "calendar_year", "2026-11-24", 0),
        (-1, "calendar_year", "2026-11-24", -1),
    ],
)  # fmt: skip
def test_pro_rata_by_begun_months(amount, kind, day, due):
    assert due_from(amount, period_of(kind, D(day)), D(day)) == due


@pytest.mark.parametrize(
    ("amount", "most", "adds"),
    [(8, 4, 4), (4, 8, 0), (4, 4, 0), (8, 0, 8), (-1, 4, -1), (-1, -1, 0), (4, -1, 0), (0, 4, 0)],
)
def test_a_rise_adds_the_difference_to_the_most(amount, most, adds):
    assert rise(amount, most) == adds


@pytest.mark.parametrize(
    ("amount", "used", "held", "available", "ends"),
    [
        (4, 3, 0, 9, 8),  # one of four is left
        (4, 3, 1, 8, 8),  # what is held is kept and counts
        (4, 6, 2, 4, 4),  # used more than the lower tier gives
        (4, 0, 0, 4, 0), (4, 0, 0, 12, 8), (0, 1, 1, 2, 2), (-1, 3, 0, 9, 0), (4, 1, 0, 2, 0),
    ],
)  # fmt: skip
def test_a_fall_ends_what_exceeds_the_lower_amount(amount, used, held, available, ends):
    assert fall(amount, used, held, available) == ends


def test_what_is_left_of_an_unlimited_benefit():
    assert left_of_unlimited(4, 3, 0, 0) == 1
    assert left_of_unlimited(4, 3, 2, 0) == 0
    assert left_of_unlimited(4, 1, 0, 3) == 0
    assert left_of_unlimited(-1, 9, 0, 0) == 0


YUAN = 100


@pytest.mark.parametrize(
    ("aum", "points"),
    [(3_000_000, 2240), (200_000, 0), (199_999, 0), (0, 0), (201_249, 0), (201_250, 1), (1_000_000, 640), (-5_000, 0)],
)
def test_points_of_a_month(aum, points):
    assert points_of(aum * YUAN, 200_000 * YUAN, 8) == points


def test_points_round_down_to_whole_ones():
    assert points_of(201_249 * YUAN + 99, 200_000 * YUAN, 8) == 0


@pytest.mark.parametrize(
    ("month", "key", "since", "until"),
    [("2026-10-01", "2026-10", "2026-11-01", "2028-10-31"), ("2026-01-01", "2026-01", "2026-02-01", "2028-01-31"),
     ("2026-02-01", "2026-02", "2026-03-01", "2028-02-29"), ("2025-12-01", "2025-12", "2026-01-01", "2027-12-31")],
)  # fmt: skip
def test_points_live_24_months(month, key, since, until):
    found = lot_of(D(month), 24)
    assert (found.key, found.since, found.until) == (key, D(since), D(until))


def test_points_buy_services_only():
    assert may_cost_points("points", goods=False)
    assert not may_cost_points("points", goods=True)
    assert not may_cost_points("money", goods=False)


def test_months_later_ends_on_the_last_of_a_short_month():
    assert months_later(D("2024-01-31"), 1) == D("2024-02-29")
    assert months_later(D("2025-08-31"), 6) == D("2026-02-28")
