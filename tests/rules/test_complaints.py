"""The rules of complaints: days, terms, levels, papers."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.rules import complaints
from portal.rules.complaints import Effect, Mark, Policy, reckon

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = Policy()


def at(text: str) -> datetime:
    """A moment on the bank's wall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        ("2026-11-24", 15, "2026-12-09"),
        ("2026-09-20", 15, "2026-10-05"),  # within the National Day holidays: nothing moves it
        ("2027-01-31", 15, "2027-02-15"),
        ("2027-02-13", 15, "2027-02-28"),  # a Sunday
        ("2028-02-14", 15, "2028-02-29"),
        ("2026-12-20", 30, "2027-01-19"),
        ("2026-12-20", 60, "2027-02-18"),
    ],
)
def test_the_day_of_receipt_is_not_counted_and_no_holiday_moves_the_last(received, days, last):
    assert complaints.last_day(date.fromisoformat(received), days) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("decided", "timely"),
    [("2026-12-09 23:59:59", True), ("2026-12-09 00:00", True), ("2026-12-10 00:00", False)],
)
def test_the_last_day_ends_at_24_hours(decided, timely):
    marks = [Mark("start", at("2026-11-24 23:59:59"), 15), Mark("stop", at(decided))]
    found = reckon(marks, date(2026, 11, 24), at("2027-01-01 00:00"), ZONE)
    assert found and found.timely is timely and not found.runs


def test_the_end_of_a_day_is_its_last_second_in_changchun():
    assert complaints.end_of(date(2026, 12, 9), ZONE) == at("2026-12-09 23:59:59")


def test_without_a_start_there_is_no_clock():
    assert reckon([], date(2026, 11, 24), at("2026-11-25 10:00"), ZONE) is None


def _counted_by_hand(received: date, days: int) -> date:
    """Day after day, as somebody with a calendar on the wall does it."""
    day, count = received, 0
    while count < days:
        day = day + timedelta(days=1)
        count += 1
    return day


def test_300_random_cases_agree_with_a_count_by_hand():
    rng = random.Random(20260301)
    for _ in range(300):
        received = date(2026, 1, 1) + timedelta(days=rng.randrange(900))
        policy = Policy(rng.randint(1, 20), rng.randint(21, 40), rng.randint(41, 90))
        start = datetime(received.year, received.month, received.day, tzinfo=ZONE) + timedelta(
            seconds=rng.randrange(86_400)
        )
        marks, days, moment = [Mark("start", start.astimezone(UTC), policy.plain)], policy.plain, start
        for longer in (policy.complex, policy.most)[: rng.randint(0, 2)]:
            moment = moment + timedelta(seconds=rng.randrange(1, 4 * 86_400))
            marks.append(Mark("extend", moment.astimezone(UTC), longer))
            days = longer
        ended = moment + timedelta(seconds=rng.randrange(1, 120 * 86_400))
        last = _counted_by_hand(received, days)
        running = reckon(marks, received, ended.astimezone(UTC), ZONE)
        assert running and running.last_day == last and running.extended == len(marks) - 1 and running.runs
        over = ended.astimezone(ZONE).date()
        assert running.left == (last - over).days and running.late is (over > last)
        rng.shuffle(marks)
        stopped = reckon(
            [*marks, Mark("stop", ended.astimezone(UTC))], received, ended.astimezone(UTC) + timedelta(days=500), ZONE
        )
        assert stopped and (stopped.timely, stopped.ended_on, stopped.last_day) == (over <= last, over, last)


@pytest.mark.parametrize(("days", "step"), [(15, "complex"), (29, "complex"), (30, "most"), (60, None), (75, None)])
def test_the_terms_follow_each_other(days, step):
    assert complaints.next_term(POLICY, days) == step


def test_a_term_that_has_passed_is_not_extended():
    start = [Mark("start", at("2026-11-24 10:00"), 15)]
    for now, may in (("2026-12-09 23:59", True), ("2026-12-10 00:00", False)):
        found = reckon(start, date(2026, 11, 24), at(now), ZONE)
        assert found and complaints.may_extend(found) is may
    over = reckon([*start, Mark("stop", at("2026-12-01 10:00"))], date(2026, 11, 24), at("2026-12-02 10:00"), ZONE)
    assert over and not complaints.may_extend(over)


@pytest.mark.parametrize(
    ("told", "today", "may"),
    [("2026-12-01", "2026-12-31", True), ("2026-12-01", "2027-01-01", False), (None, "2030-01-01", True)],
)
def test_a_review_is_asked_within_its_days(told, today, may):
    day = date.fromisoformat(told) if told else None
    assert complaints.may_ask_review(POLICY, day, date.fromisoformat(today)) is may


@pytest.mark.parametrize(
    ("path", "levels"),
    [("/1/4/9/", ["/1/4/", "/1/"]), ("/1/4/9/12/", ["/1/4/", "/1/"]), ("/1/4/", ["/1/"]), ("/1/", ["/1/"])],
)
def test_the_levels_above(path, levels):
    assert complaints.upper_levels(path) == levels


@pytest.mark.parametrize(
    ("left", "levels"),
    [(8, []), (7, ["person"]), (3, ["person", "admin"]), (1, ["person", "admin", "head"]), (-2, [*complaints.LEVELS])],
)
def test_who_is_told_before_the_end(left, levels):
    assert complaints.warnings_due(left, {"person": 7, "admin": 3, "head": 1}) == levels


@pytest.mark.parametrize(
    ("kind", "held", "no"),
    [
        ("identity", {"identity"}, True),
        ("identity", set(), False),
        ("contract", set(), True),
        ("evidence", set(), False),
    ],
)
def test_what_the_bank_holds_is_not_asked_for(kind, held, no):
    assert complaints.not_to_be_asked(kind, held) is no


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [((6, 20, 3, 20), "better"), ((3, 10, 6, 20), "same"), ((1, 20, 4, 20), "worse"), ((2, 0, 1, 0), "better")],
)
def test_an_effect_is_judged_by_shares(numbers, verdict):
    assert Effect(*numbers).verdict == verdict


@pytest.mark.parametrize(
    ("state", "deed", "may"),
    [
        ("received", "accept", True),
        ("accepted", "accept", False),
        ("accepted", "refuse", False),
        ("decided", "review", True),
        ("reviewed", "review", False),
        ("withdrawn", "extend", False),
        ("refused", "measure", False),
    ],
)
def test_what_may_be_done_in_a_state(state, deed, may):
    assert complaints.can(state, deed) is may and (deed in complaints.deeds_in(state)) is may
