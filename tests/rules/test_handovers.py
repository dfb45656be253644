"""What becomes of each seat on the day of a handover: a table of examples."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.handovers import Passing, Verdict, asks_must_know, first_day, may_witness, settled
from portal.rules.teams.limits import Limit

LIMITS = {"gold": Limit(1, 2)}
ONE, TWO, GONE = 1, 2, 3


def seat(line, receiver, kind="manager", **more):
    return Passing(line, kind, 9, "gold", receiver, **more)


def able(person, branch, kind):
    return person != GONE and branch == 9


EXAMPLES = [
    # seats, whose manager they are already, what becomes of them
    ([seat(1, ONE)], {}, [("passed", "")]),
    ([seat(1, None)], {}, [("open", "nobody")]),
    ([seat(1, None, reason="absent")], {}, [("open", "absent")]),
    ([seat(1, GONE)], {}, [("open", "gone")]),
    ([seat(1, ONE, changed=True)], {}, [("changed", "")]),
    ([seat(1, GONE, changed=True)], {}, [("changed", "")]),
    ([seat(1, ONE, "specialist", there=True)], {}, [("there", "")]),
    ([seat(1, ONE)], {ONE: {"gold": 2}}, [("open", "full")]),
    ([seat(1, ONE, "adviser")], {ONE: {"gold": 2}}, [("passed", "")]),
    ([seat(1, ONE)], {ONE: {"platinum": 9}}, [("passed", "")]),
    # what is given counts for the next seat, for the same person only
    ([seat(1, ONE), seat(2, ONE), seat(3, ONE)], {}, [("passed", ""), ("passed", ""), ("open", "full")]),
    ([seat(1, ONE), seat(2, TWO)], {ONE: {"gold": 1}, TWO: {"gold": 1}}, [("passed", ""), ("passed", "")]),
]


@pytest.mark.parametrize(("seats", "serves", "expected"), EXAMPLES)
def test_what_becomes_of_a_seat(seats, serves, expected):
    found = settled(seats, able, serves, LIMITS)
    assert found == [Verdict(one.line, *verdict) for one, verdict in zip(seats, expected, strict=True)]


@pytest.mark.parametrize(("rank", "asked"), [(0, False), (1, False), (2, True), (3, True)])
def test_of_whom_a_newcomer_is_told(rank, asked):
    assert asks_must_know(rank) is asked


@pytest.mark.parametrize(
    ("begins", "sat_since", "sat_until", "expected"),
    [
        (date(2026, 12, 1), date(2020, 1, 1), None, date(2026, 12, 1)),
        (date(2026, 12, 1), date(2026, 12, 3), None, date(2026, 12, 3)),
        (date(2026, 12, 1), date(2020, 1, 1), date(2026, 12, 4), date(2026, 12, 4)),
        (date(2026, 12, 1), date(2020, 1, 1), date(2026, 11, 4), date(2026, 12, 1)),
    ],
)
def test_from_which_day_the_receiver_sits(begins, sat_since, sat_until, expected):
    assert first_day(begins, sat_since, sat_until) == expected


def test_the_witness_is_none_of_the_others():
    assert may_witness(4, {1, 2, None}) and not may_witness(2, {1, 2, None})
