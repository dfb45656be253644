"""Whose a piece of work is: the first who can, his substitute, the next, the queue."""

from __future__ import annotations

import pytest

from portal.rules.shared.holding import ANY, Held, behind, holder, stand_in

TAKER, MANAGER, ADVISER, OTHER, THIRD = 1, 2, 3, 4, 5
CAN = {TAKER: {"specialist"}, MANAGER: {"manager"}, ADVISER: {"adviser"}, OTHER: {"manager"}, THIRD: {"adviser"}}


def held(away=None, gone=(), personal=TAKER, manager=MANAGER, adviser=ADVISER):
    def able(person, role):
        return person not in gone and any(role in (ANY, one) for one in CAN.get(person, ()))

    return holder([(personal, ANY), (manager, "manager"), (adviser, "adviser")], able, away or {})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Held(TAKER)),
        ({"personal": None}, Held(MANAGER)),
        ({"personal": None, "manager": None}, Held(ADVISER)),
        ({"personal": None, "manager": None, "adviser": None}, Held(None)),
        ({"gone": {TAKER}}, Held(MANAGER)),
        ({"gone": {TAKER, MANAGER}}, Held(ADVISER)),
        ({"gone": {TAKER, MANAGER, ADVISER}}, Held(None)),
        ({"manager": ADVISER, "personal": None, "adviser": None}, Held(None)),  # an adviser in the manager's seat
        ({"away": {TAKER: OTHER}}, Held(OTHER, TAKER)),
        ({"away": {TAKER: None}}, Held(MANAGER)),
        ({"personal": None, "away": {MANAGER: OTHER}}, Held(OTHER, MANAGER)),
        ({"personal": None, "away": {MANAGER: OTHER}, "gone": {OTHER}}, Held(ADVISER)),
        ({"personal": None, "away": {MANAGER: OTHER, OTHER: THIRD}}, Held(THIRD, MANAGER)),
        ({"personal": None, "away": {MANAGER: OTHER, OTHER: None}}, Held(ADVISER)),
        ({"personal": None, "away": {MANAGER: OTHER, OTHER: MANAGER}}, Held(ADVISER)),
        ({"personal": None, "away": {MANAGER: OTHER}, "gone": {MANAGER}}, Held(OTHER, MANAGER)),
        ({"personal": None, "away": {MANAGER: None, ADVISER: OTHER}}, Held(OTHER, ADVISER)),
        ({"personal": None, "away": {MANAGER: ADVISER}}, Held(ADVISER, MANAGER)),
    ],
)
def test_examples(given, expected):
    assert held(**given) == expected


def test_a_circle_has_no_end_and_nobody():
    assert stand_in(1, lambda person, role: True, {1: 2, 2: 3, 3: 1}) is None
    assert stand_in(1, lambda person, role: True, {}) is None


def test_whom_a_change_concerns():
    assert behind({3}, {1: 2, 2: 3, 4: 5}) == {1, 2, 3}
    assert behind({1}, {1: 2, 2: 1}) == {1, 2}
