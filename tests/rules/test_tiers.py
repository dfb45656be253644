"""Tiers by AUM (R1)."""

from datetime import date

import pytest

from portal.rules.tiers.levels import (
    LevelRule,
    average_of_last,
    distance_to_next,
    is_vip,
    last_complete_month,
    month_before,
    monthly_aum,
    tier_for,
)

WAN = 10_000 * 100
LEVELS = [
    LevelRule("gold", 1, 50 * WAN),
    LevelRule("standard", 0, 0),
    LevelRule("diamond", 3, 600 * WAN),
    LevelRule("platinum", 2, 200 * WAN),
]


@pytest.mark.parametrize(
    ("fen", "code"),
    [
        (0, "standard"),
        (-5, "standard"),
        (50 * WAN - 1, "standard"),
        (50 * WAN, "gold"),
        (200 * WAN, "platinum"),
        (600 * WAN - 1, "platinum"),
        (10**14, "diamond"),
    ],
)
def test_tier_for(fen, code):
    assert tier_for(fen, LEVELS) == code


@pytest.mark.parametrize(
    ("fen", "current", "answer"),
    [
        (0, "standard", ("gold", 50 * WAN, 0.0)),
        (-100, "standard", ("gold", 50 * WAN + 100, 0.0)),
        (25 * WAN, "standard", ("gold", 25 * WAN, 0.5)),
        (150 * WAN, "gold", ("platinum", 50 * WAN, 0.75)),
        (250 * WAN, "gold", ("platinum", 0, 1.0)),  # reached, not yet moved
        (10 * WAN, "platinum", ("diamond", 590 * WAN, pytest.approx(10 / 600))),  # granted by hand
        (700 * WAN, "diamond", None),
    ],
)
def test_distance(fen, current, answer):
    assert distance_to_next(fen, current, LEVELS) == answer


def test_unknown_level_and_no_levels():
    with pytest.raises(KeyError):
        distance_to_next(1, "silver", LEVELS)
    with pytest.raises(ValueError, match="no levels"):
        tier_for(1, [])


def test_average_of_the_last_complete_months():
    months = {date(2026, 8, 1): 999, date(2026, 9, 1): 300, date(2026, 10, 1): 200, date(2026, 11, 1): 100_000}
    assert last_complete_month(date(2026, 11, 24)) == date(2026, 10, 1)
    assert average_of_last(months, date(2026, 10, 1)) == (999 + 300 + 200) // 3
    assert average_of_last(months, date(2026, 10, 1), n=1) == 200
    assert average_of_last({date(2026, 10, 1): 300}, date(2026, 10, 1)) == 100
    assert average_of_last({}, date(2026, 10, 1)) == 0
    with pytest.raises(ValueError, match="one month"):
        average_of_last(months, date(2026, 10, 1), n=0)


def test_months_go_over_the_year():
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert month_before(date(2026, 1, 1), 13) == date(2024, 12, 1)


@pytest.mark.parametrize(
    ("balances", "weights", "fen"),
    [
        ({}, {}, 0),
        ({"deposits": [100, 200, 300]}, {"deposits": 1}, 200),
        ({"deposits": [100, 201]}, {"deposits": 1}, 151),
        ({"deposits": [100], "funds": [100]}, {"deposits": 1, "funds": "0.8"}, 180),
        ({"insurance": [10]}, {"insurance": "0.05"}, 1),
        ({"insurance": []}, {"insurance": "0.5"}, 0),
        ({"deposits": [1, 2], "wealth": [1, 2]}, {"deposits": 1, "wealth": 1}, 4),  # what is kept by class is rounded
    ],
)
def test_monthly_aum(balances, weights, fen):
    assert monthly_aum(balances, weights) == fen


def test_a_class_needs_a_weight():
    with pytest.raises(KeyError):
        monthly_aum({"gold_bars": [1]}, {})


def test_vip_is_gold_and_above():
    assert [is_vip(code, LEVELS) for code in ("standard", "gold", "diamond", "unknown")] == [False, True, True, False]
