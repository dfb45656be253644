"""The waiting list of an event: the walk, how long an offer stands, who keeps his place (R9)."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.events.waiting import (
    NO_LIMIT,
    Places,
    Waits,
    after_lapse,
    after_running,
    by_telephone,
    can_ever_fit,
    hours_of_an_offer,
    keeps_its_place,
    order_of,
    walk,
)

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def line(*parties):
    """Parties as (seats, skips), keys from 1."""
    return [Waits(key, Places(seats), skips) for key, (seats, skips) in enumerate(parties, 1)]


@pytest.mark.parametrize(
    ("free", "waits", "offered", "passed_over", "held"),
    [
        (0, [(1, 0)], [], [], {}),
        (3, [], [], [], {}),
        (3, [(2, 0), (1, 0)], [1, 2], [], {}),
        (1, [(2, 0), (1, 0)], [2], [1], {}),
        (2, [(3, 0), (1, 0), (1, 0)], [2, 3], [1], {}),
        (1, [(2, 0), (2, 0)], [], [], {}),
        (1, [(2, 2), (1, 0)], [], [], {1: 1}),
        (2, [(2, 2), (1, 0)], [1], [], {}),
        (3, [(4, 2), (3, 2), (1, 0)], [], [], {1: 3}),
        (3, [(2, 2), (2, 2), (1, 0)], [1], [], {2: 1}),
        (2, [(1, 0), (3, 2), (1, 0)], [1], [], {2: 1}),
        (2, [(3, 1), (2, 0)], [2], [1], {}),
        (0, [(2, 2), (1, 0)], [], [], {}),
    ],
)
def test_the_walk(free, waits, offered, passed_over, held):
    found = walk(Places(free), line(*waits), 2)
    assert (found.offered, found.passed_over) == (offered, passed_over)
    assert {key: places.seats for key, places in found.held.items()} == held


def test_what_is_held_stays_with_its_party():
    """Also where somebody comes who stands before it in the line."""
    before = Waits(1, Places(1))
    collects = Waits(2, Places(3), 2, Places(2))
    assert walk(Places(0), [before, collects], 2).held == {2: Places(2)}
    found = walk(Places(1), [before, collects], 2)
    assert (found.offered, found.held) == ([1], {2: Places(2)})
    assert walk(Places(1), [collects, before], 2).offered == [2]
    first = Waits(1, Places(2), 2)
    assert walk(Places(1), [first, collects], 2).held == {1: Places(1), 2: Places(2)}


def test_children_and_cars_have_places_of_their_own():
    free = Places(5, 1, NO_LIMIT)
    waits = [Waits(1, Places(3, 2)), Waits(2, Places(2, 1)), Waits(3, Places(2, 1)), Waits(4, Places(3, 0, 2))]
    found = walk(free, waits, 2)
    assert found.offered == [2, 4] and found.passed_over == [1, 3]
    found = walk(free, [Waits(1, Places(3, 2), 2), Waits(2, Places(2, 1)), Waits(3, Places(2))], 2)
    assert found.held == {1: Places(3, 1)} and found.offered == [3]


@pytest.mark.parametrize(
    ("wall", "hours", "ends"),
    [
        ("2026-11-24 10:00", 6, "2026-11-24 16:00"),
        ("2026-11-24 10:00", 11, "2026-11-24 21:00"),
        ("2026-11-24 10:00", 12, "2026-11-25 09:00"),
        ("2026-11-24 20:00", 6, "2026-11-25 13:00"),
        ("2026-11-24 23:00", 6, "2026-11-25 14:00"),
        ("2026-11-25 03:00", 6, "2026-11-25 14:00"),
        ("2026-11-24 10:00", 24, "2026-11-25 21:00"),
        ("2026-11-24 12:00", 24, "2026-11-26 10:00"),
    ],
)
def test_an_offer_runs_outside_the_quiet_hours(wall, hours, ends):
    found = after_running(datetime.fromisoformat(wall), timedelta(hours=hours), 21, 8)
    assert found == datetime.fromisoformat(ends)


def test_without_quiet_hours_it_runs_through():
    at = datetime(2026, 11, 24, 20)
    assert after_running(at, timedelta(hours=24), 8, 8) == at + timedelta(hours=24)
    assert after_running(datetime(2026, 11, 24, 12), timedelta(hours=6), 13, 15) == datetime(2026, 11, 24, 20)


@pytest.mark.parametrize(("days", "hours"), [(30, 24), (3.01, 24), (3, 6), (1.5, 6)])
def test_hours_of_an_offer(days, hours):
    assert hours_of_an_offer(NOW + timedelta(days=days), NOW, 24, 6, 3) == timedelta(hours=hours)


def test_the_last_day_goes_by_telephone():
    assert by_telephone(NOW + timedelta(days=1), NOW) and by_telephone(NOW, NOW)
    assert not by_telephone(NOW + timedelta(days=1, seconds=1), NOW)


def test_who_does_not_answer():
    assert [after_lapse(lapses, 2) for lapses in (1, 2, 3)] == ["waiting", "lapsed", "lapsed"]


@pytest.mark.parametrize(
    ("before", "after", "keeps"),
    [
        (Places(3), Places(2), True),
        (Places(3), Places(3), True),
        (Places(2), Places(3), False),
        (Places(3, 1), Places(2, 2), False),
        (Places(3, 0, 1), Places(3, 0, 0), True),
    ],
)
def test_shrinking_keeps_the_place_and_growing_is_a_new_arrival(before, after, keeps):
    assert keeps_its_place(before, after) is keeps


def test_what_can_never_fit():
    assert can_ever_fit(Places(4), Places(4, NO_LIMIT, NO_LIMIT))
    assert not can_ever_fit(Places(5), Places(4, NO_LIMIT, NO_LIMIT))
    assert not can_ever_fit(Places(2, 1), Places(4, 0, NO_LIMIT))


def test_the_order():
    diamond, gold, absent = (3, 9, 1), (1, 1, 2), (3, 2, 3)
    by_tier = [order_of(*diamond, "tier"), order_of(*gold, "tier"), order_of(*absent, "tier", behind=True)]
    assert by_tier == sorted(by_tier)
    assert order_of(*gold, "arrival") < order_of(*diamond, "arrival")
