"""Reasons for and against a name (R1, R2)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.screening.candidates import Facts, fitting_tier, floor_of, screen

STANDARD = {"gold": 50_000_000, "platinum": 200_000_000, "diamond": 600_000_000}
TODAY = date(2026, 11, 24)
GOOD = {
    "average": 60_000_000,
    "aum": 60_000_000,
    "before": 60_000_000,
    "completeness": 90,
    "risk_rating": "C3",
    "risk_valid_until": date(2027, 1, 1),
    "products": 2,
}


@pytest.mark.parametrize(("average", "near", "tier"), [
    (49_999_999, 100, None), (50_000_000, 100, "gold"), (44_999_999, 90, None), (45_000_000, 90, "gold"), (199_999_999, 90, "gold"), (200_000_000, 90, "platinum"),
    (9_000_000_000, 90, "diamond"), (0, 90, None),
])  # fmt: skip
def test_the_tier_that_fits(average, near, tier):
    assert fitting_tier(average, STANDARD, near) == tier


def test_from_where_on_clients_are_looked_at():
    assert floor_of(STANDARD, 90) == 45_000_000 and floor_of(STANDARD, 100) == 50_000_000
    assert floor_of({"gold": 33}, 50) == 17 and floor_of({}, 90) == 0


@pytest.mark.parametrize(("facts", "code", "value", "weighty"), [
    ({"average": 47_000_000}, "below_threshold", 3_000_000, True), ({"aum": 50_000_000}, "falling", 17, False), ({"single_product": True}, "single_product", None, False),
    ({"products": 1}, "single_product", None, False), ({"loans_overdue": 2}, "loan_overdue", 2, True), ({"credit_mark": "watch"}, "credit_bad", None, True),
    ({"complaints_open": 1}, "complaint_open", 1, False), ({"completeness": 79}, "record_incomplete", 79, False), ({"tier": "gold"}, "already_vip", "gold", True),
    ({"risk_valid_until": date(2026, 11, 23)}, "risk_expired", date(2026, 11, 23), False), ({"risk_rating": "", "risk_valid_until": None}, "risk_missing", None, False),
    ({"inactive": True}, "not_active", None, True),
])  # fmt: skip
def test_what_speaks_against(facts, code, value, weighty):
    found = {reason.code: reason for reason in screen(Facts(**{**GOOD, **facts}), STANDARD, TODAY).cons}
    assert set(found) == {code}
    assert (found[code].value, found[code].weighty) == (value, weighty)


@pytest.mark.parametrize(("facts", "code", "value"), [
    ({}, "above_threshold", 10_000_000), ({"aum": 66_000_000}, "growing", 10), ({"products": 3}, "several_products", 3), ({}, "risk_valid", "C3"),
    ({"team_complete": True}, "team_complete", None), ({"referred": True}, "referred", None),
])  # fmt: skip
def test_what_speaks_for(facts, code, value):
    found = screen(Facts(**{**GOOD, **facts}), STANDARD, TODAY)
    assert not found.cons and {reason.code: reason.value for reason in found.pros}[code] == value


def test_nothing_is_said_of_what_nobody_has_reckoned():
    found = screen(Facts(**{**GOOD, "completeness": 0, "before": 0}), STANDARD, TODAY)
    assert not found.cons


def test_against_a_tier_that_somebody_chose():
    found = screen(Facts(**{**GOOD}), STANDARD, TODAY, proposed="platinum")
    assert (found.tier, found.threshold, found.flags) == ("platinum", 200_000_000, ["below_threshold"])


def test_weighty_reasons_come_first():
    found = screen(Facts(**{**GOOD, "loans_overdue": 1, "complaints_open": 1, "tier": "gold"}), STANDARD, TODAY)
    assert [reason.code for reason in found.cons][-1] == "complaint_open"
