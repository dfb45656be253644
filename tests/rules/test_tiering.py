"""R1: fast up, slow down; grants hold; nobody becomes a VIP by arithmetic. Rules of the bank are checked before they hold."""

from datetime import date
from decimal import Decimal

import pytest

from portal.rules.tiers.judgement import (
    BenefitChange,
    Decision,
    Facts,
    Rules,
    benefit_changes,
    decide,
    in_force,
    last_day_to_keep,
    missing,
    rule_problems,
)

WAN = 10_000 * 100
RANKS = {"standard": 0, "gold": 1, "platinum": 2, "diamond": 3}
THRESHOLDS = {"gold": 50 * WAN, "platinum": 200 * WAN, "diamond": 600 * WAN}
WEIGHTS = {"deposits": Decimal(1), "funds": Decimal("0.8")}
RULES = Rules(date(2000, 1, 1), THRESHOLDS, WEIGHTS, 3, 3)
LEVELS = RULES.levels(RANKS)
OCTOBER = date(2026, 10, 1)
FEBRUARY = date(2027, 2, 1)


@pytest.mark.parametrize(
    ("tier", "wan", "until", "granted", "decision"),
    [
        # nobody becomes a VIP by the months alone
        ("standard", 49, None, None, Decision("stay", "standard", "standard")),
        ("standard", 50, None, None, Decision("candidate", "gold", "standard")),
        ("standard", 700, None, None, Decision("candidate", "diamond", "standard")),
        # fast up, over several levels too; what was protected is so no longer
        ("gold", 199, None, None, Decision("stay", "gold", "gold")),
        ("gold", 200, None, None, Decision("up", "platinum", "platinum")),
        ("gold", 900, FEBRUARY, None, Decision("up", "diamond", "diamond")),
        ("gold", 50, FEBRUARY, None, Decision("stay", "gold", "gold")),
        # slow down: October was too low, so November, December and January may mend it
        ("gold", 49, None, None, Decision("protected", "standard", "gold", FEBRUARY)),
        ("diamond", 10, None, None, Decision("protected", "standard", "diamond", FEBRUARY)),
        ("gold", 49, date(2026, 12, 1), None, Decision("protected", "standard", "gold", date(2026, 12, 1))),
        ("gold", 49, date(2026, 11, 1), None, Decision("down", "standard", "standard")),
        ("diamond", 250, date(2026, 10, 1), None, Decision("down", "platinum", "platinum")),
        # a grant by hand holds its level, not a higher one, and never keeps anybody low
        ("platinum", 60, None, "platinum", Decision("granted", "gold", "platinum")),
        ("platinum", 60, date(2026, 9, 1), "diamond", Decision("granted", "gold", "platinum")),
        ("diamond", 60, date(2026, 9, 1), "platinum", Decision("down", "gold", "platinum")),
        ("diamond", 60, None, "gold", Decision("protected", "gold", "diamond", FEBRUARY)),
        ("gold", 600, None, "platinum", Decision("up", "diamond", "diamond")),
    ],
)  # fmt: skip
def test_what_october_decides(tier, wan, until, granted, decision):
    assert decide(Facts(tier, wan * WAN, OCTOBER, until, granted), LEVELS, protected_months=3) == decision


def test_month_after_month_below():
    until, kinds = None, []
    for month in (OCTOBER, date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)):
        found = decide(Facts("gold", 40 * WAN, month, until), LEVELS, 3)
        until, kinds = found.protected_until, [*kinds, found.kind]
    assert kinds == ["protected", "protected", "protected", "down"]


def test_without_protection_the_fall_is_at_once():
    assert decide(Facts("gold", 1, OCTOBER), LEVELS, 0) == Decision("down", "standard", "standard")


def test_a_promise_outlives_the_rule_it_was_made_under():
    facts = Facts("gold", 1, OCTOBER, protected_until=FEBRUARY)
    assert decide(facts, LEVELS, protected_months=0).kind == "protected"


def test_an_unknown_level():
    with pytest.raises(KeyError):
        decide(Facts("silver", 1, OCTOBER), LEVELS, 3)


def test_what_would_keep_it():
    assert missing(40 * WAN, 50 * WAN) == 10 * WAN
    assert missing(60 * WAN, 50 * WAN) == 0
    assert last_day_to_keep(FEBRUARY) == date(2027, 1, 31)


def test_rules_in_force():
    later = Rules(date(2027, 1, 1), THRESHOLDS, WEIGHTS, 6, 1)
    sets = [later, RULES]
    assert in_force(sets, date(2026, 12, 31)) is RULES
    assert in_force(sets, date(2027, 1, 1)) is later
    assert in_force([later], date(1999, 1, 1)) is later
    with pytest.raises(ValueError, match="no rules"):
        in_force([], OCTOBER)


GOOD = {
    "thresholds": [("gold", 50 * WAN), ("platinum", 200 * WAN), ("diamond", 600 * WAN)],
    "weights": {"deposits": Decimal(1), "wealth": Decimal(1), "funds": Decimal("0.8"), "insurance": Decimal(0)},
    "average_months": 3, "protected_months": 3, "valid_from": date(2026, 12, 1), "earliest": date(2026, 12, 1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, {}),
        ({"thresholds": [("gold", 50 * WAN), ("platinum", 40 * WAN), ("diamond", 45 * WAN)]},
         {"threshold_platinum": "out_of_order", "threshold_diamond": "out_of_order"}),
        ({"thresholds": [("gold", 50 * WAN), ("platinum", 50 * WAN), ("diamond", 51 * WAN)]},
         {"threshold_platinum": "out_of_order"}),
        ({"thresholds": [("gold", -1), ("platinum", 0), ("diamond", 5)]},
         {"threshold_gold": "not_positive", "threshold_platinum": "not_positive"}),
        ({"thresholds": [("gold", None), ("platinum", 5), ("diamond", 10**14)]}, {"threshold_diamond": "too_high"}),
        ({"weights": {"deposits": Decimal(10), "funds": Decimal("-0.1")}},
         {"weight_deposits": "weight_range", "weight_funds": "weight_range"}),
        ({"weights": {"deposits": Decimal(2), "funds": Decimal(0)}}, {}),
        ({"weights": {"deposits": Decimal(0), "funds": Decimal(0)}}, {"weight_deposits": "no_weight"}),
        ({"average_months": 0, "protected_months": -1},
         {"average_months": "average_range", "protected_months": "protected_range"}),
        ({"average_months": 13, "protected_months": 25},
         {"average_months": "average_range", "protected_months": "protected_range"}),
        ({"valid_from": date(2026, 12, 2)}, {"valid_from": "not_first"}),
        ({"valid_from": date(2026, 11, 1)}, {"valid_from": "past"}),
        ({"valid_from": None, "average_months": None, "protected_months": None}, {}),
    ],
)  # fmt: skip
def test_rules_the_bank_cannot_have(change, problems):
    assert rule_problems(**(GOOD | change)) == problems


def test_what_moves_mean_for_the_benefits():
    given = {("gold", "airport"): 2, ("platinum", "airport"): 6, ("diamond", "airport"): -1, ("diamond", "golf"): 4}
    assert benefit_changes({("gold", "platinum"): 3, ("gold", "gold"): 9}, given) == {
        "airport": BenefitChange(12, 0, 0)
    }
    assert benefit_changes({("platinum", "diamond"): 2, ("diamond", "gold"): 1}, given) == {
        "airport": BenefitChange(-10, 2, 1),
        "golf": BenefitChange(4, 0, 0),
    }
    assert benefit_changes({("diamond", "standard"): 3, ("diamond", "platinum"): 1}, given)["airport"] == BenefitChange(
        6, 0, 1, 3
    ), "who falls to Standard has it no more at all, he is not limited to some number"
    assert benefit_changes({}, given) == {}
