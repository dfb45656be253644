"""States of an event, its plan and its seats (R9)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.events.audience import answer_by, deadline_problems, opens, wave_ends, wave_problems
from portal.rules.events.parties import (
    ASKED_OF_GUESTS,
    ASKED_OF_HIM,
    Guest,
    Party,
    named,
    seats,
    seats_left,
    sign_up_problem,
)
from portal.rules.events.plan import DEEDS, KINDS, STATES, after, can, deeds_in, plan_problems

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
AUDIENCE = {"gold", "platinum", "diamond"}
ALLOWED = {
    "draft": {"edit", "submit", "cancel"},
    "submitted": {"approve", "return", "cancel"},
    "approved": {"edit", "return", "publish", "cancel"},
    "published": {"edit", "hold", "cancel"},
    "held": set(),
    "cancelled": set(),
}


@dataclass
class Event:
    state: str = "published"
    starts_at: datetime = NOW + timedelta(days=10)
    sign_up_until: datetime = NOW + timedelta(days=8)
    capacity: int = 12
    seats_taken: int = 0
    seats_promised: int = 0
    kept_back: int = 0
    guests_per_client: int = 1


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("deed", DEEDS)
def test_every_state_and_deed(state, deed):
    assert can(state, deed) is (deed in ALLOWED[state])


def test_the_way_of_an_event():
    state = "draft"
    for deed in ("submit", "return", "submit", "approve", "publish", "hold"):
        state = after(state, deed)
    assert state == "held"
    assert deeds_in("published") == ("edit", "hold", "cancel")
    with pytest.raises(ValueError, match="not possible"):
        after("draft", "publish")


@pytest.mark.parametrize(
    ("event", "tier", "guests", "reason"),
    [
        (Event(), "gold", 1, None),
        (Event(seats_taken=10), "diamond", 1, None),
        (Event(seats_taken=11), "gold", 0, None),
        (Event(seats_taken=12), "gold", 0, None),
        (Event(kept_back=11), "gold", 0, None),
        (Event(kept_back=11), "gold", 1, "never"),
        (Event(), "standard", 0, "not_invited"),
        (Event(), "gold", 2, "too_many_guests"),
        (Event(), "gold", -1, "no_seats"),
        (Event(), "gold", 10**12, "too_many_guests"),
        (Event(state="approved"), "gold", 0, "not_open"),
        (Event(state="draft"), "gold", 0, "not_open"),
        (Event(state="cancelled"), "gold", 0, "over"),
        (Event(state="held"), "gold", 0, "over"),
        (Event(starts_at=NOW), "gold", 0, "over"),
        (Event(sign_up_until=NOW - timedelta(seconds=1)), "gold", 0, "closed"),
        (Event(sign_up_until=NOW), "gold", 0, None),
    ],
)
def test_sign_up(event, tier, guests, reason):
    assert sign_up_problem(event, AUDIENCE, NOW, tier, seats(guests)) == reason


def test_staff_may_sign_up_until_it_begins():
    late = Event(sign_up_until=NOW - timedelta(days=1))
    assert sign_up_problem(late, AUDIENCE, NOW, "gold", 1, by_staff=True) is None


def test_seats():
    assert seats(0) == 1
    assert seats_left(Event(seats_taken=5)) == 7
    assert seats_left(Event(capacity=3, seats_taken=5)) == 0
    assert seats_left(Event(seats_taken=5, seats_promised=2, kept_back=1)) == 4
    assert Party(2, (Guest("甲", age=7), Guest("乙", plate="吉A1")), plate="吉A2").places == (3, 1, 2)
    assert Party(1, (Guest("甲", age=40),)).places == (2, 0, 0)
    assert Party.of(1, Party(1, named("甲"), diet="素").kept()) == Party(1, named("甲"), diet="素")


GOOD = dict(
    starts_at=NOW + timedelta(days=10),
    ends_at=NOW + timedelta(days=10, hours=2),
    sign_up_until=NOW + timedelta(days=8),
    capacity=12,
    guests_per_client=1,
    budget_fen=800_000,
    audience=AUDIENCE,
    now=NOW,
)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, {}),
        ({"starts_at": NOW}, {"starts_at": "past", "sign_up_until": "after_start"}),
        ({"ends_at": GOOD["starts_at"]}, {"ends_at": "before_start"}),
        ({"sign_up_until": NOW + timedelta(days=11)}, {"sign_up_until": "after_start"}),
        ({"capacity": 0}, {"capacity": "too_small", "guests_per_client": "too_big"}),
        ({"capacity": -1, "guests_per_client": 0}, {"capacity": "too_small"}),
        ({"capacity": 10**12}, {"capacity": "too_big"}),
        ({"seats_taken": 13}, {"capacity": "below_taken"}),
        ({"guests_per_client": -1}, {"guests_per_client": "negative"}),
        ({"guests_per_client": 0, "most_guests_taken": 1}, {"guests_per_client": "below_taken"}),
        ({"budget_fen": -1}, {"budget": "negative"}),
        ({"budget_fen": 10**12}, {"budget": "too_big"}),
        ({"audience": set()}, {"tiers": "empty"}),
    ],
)
def test_the_plan(change, problems):
    assert plan_problems(**{**GOOD, **change}) == problems


def test_every_kind_says_what_it_asks():
    assert set(ASKED_OF_GUESTS) == set(ASKED_OF_HIM) == set(KINDS)
    asked = {name for names in (*ASKED_OF_GUESTS.values(), *ASKED_OF_HIM.values()) for name in names}
    assert asked == {"relation", "age", "diet", "plate", "handicap"}


def test_waves():
    first, second, last = NOW + timedelta(days=1), NOW + timedelta(days=3), NOW + timedelta(days=8)
    waves = {"diamond": first, "gold": second}
    assert [opens(waves, tier, NOW) for tier in ("diamond", "gold", "platinum")] == [first, second, NOW]
    assert opens({"diamond": NOW - timedelta(days=1)}, "diamond", NOW) == NOW
    assert (answer_by(waves, first, last), answer_by(waves, second, last)) == (second, last)
    tiers = ["diamond", "gold"]
    assert wave_problems({**waves, "platinum": None}, tiers, NOW, last) == {}
    wrong = {"diamond": NOW, "gold": last, "platinum": first}
    assert wave_problems(wrong, tiers, NOW, last) == {
        "diamond": "past",
        "gold": "after_end",
        "platinum": "not_invited",
    }


def test_until_when_a_wave_should_answer():
    first, second, last = (NOW + timedelta(days=days) for days in (2, 4, 9))
    waves, said = {"diamond": first, "gold": second}, {"diamond": first + timedelta(hours=5)}
    assert wave_ends({}, waves, "diamond", first, last) == second  # the next one opens
    assert wave_ends({}, waves, "gold", second, last) == last  # sign-up ends
    assert wave_ends(said, waves, "diamond", first, last) == first + timedelta(hours=5)
    assert wave_ends(said, waves, "diamond", second, last) == last  # it was opened late: what was said is past
    assert wave_ends({"gold": last + timedelta(days=1)}, waves, "gold", second, last) == last
    assert wave_ends({}, waves, "diamond", first, first + timedelta(hours=1)) == first + timedelta(hours=1)


def test_a_deadline_makes_sense():
    first, last = NOW + timedelta(days=2), NOW + timedelta(days=9)
    waves, tiers = {"diamond": first, "gold": None}, ["diamond", "gold"]
    assert deadline_problems({"diamond": last, "gold": first, "platinum": None}, waves, tiers, NOW, last) == {}
    wrong = {"diamond": first, "gold": NOW, "platinum": first}
    assert deadline_problems(wrong, waves, tiers, NOW, last) == {
        "diamond": "before_wave",
        "gold": "before_wave",
        "platinum": "not_invited",
    }
    assert deadline_problems({"gold": last + timedelta(minutes=1)}, waves, tiers, NOW, last) == {"gold": "after_end"}
