"""Seats in time and the complete team (R3)."""

from datetime import date

import pytest

from portal.rules.teams.seats import complete, covers, first_overlap, missing, overlaps


def on(day):
    return date(2026, 11, day) if day else None


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        ((1, 5), (5, 9), False),
        ((1, 5), (4, 9), True),
        ((1, None), (5, 9), True),
        ((9, None), (5, 9), False),
        ((1, None), (2, None), True),
        ((1, 9), (3, 4), True),
        ((3, 3), (1, 9), False),
        ((1, 9), (1, 9), True),
    ],
)
def test_overlaps(a, b, both):
    a, b = tuple(map(on, a)), tuple(map(on, b))
    assert overlaps(a, b) is both
    assert overlaps(b, a) is both


def test_a_history():
    history = [(on(9), None), (on(1), on(5)), (on(5), on(9))]
    assert first_overlap(history) is None
    assert first_overlap([*history, (on(20), on(21))]) == ((on(9), None), (on(20), on(21)))
    assert first_overlap([]) is None


@pytest.mark.parametrize(("day", "sits"), [(4, False), (5, True), (8, True), (9, False)])
def test_covers(day, sits):
    assert covers((on(5), on(9)), on(day)) is sits
    assert covers((on(5), None), on(30))


@pytest.mark.parametrize(
    ("kinds", "full", "lacks"),
    [
        ([], False, ("manager", "adviser", "specialist")),
        (["manager", "adviser"], False, ("specialist",)),
        (["manager", "adviser", "specialist"], True, ()),
        (["specialist", "manager", "adviser", "specialist"], True, ()),
        (["manager", "manager", "adviser", "specialist"], False, ()),
    ],
)
def test_complete(kinds, full, lacks):
    assert complete(kinds) is full
    assert missing(kinds) == lacks
