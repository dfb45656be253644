"""The Chinese working calendar (R2) and working time."""

import ast
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from portal.rules.shared.workdays import (
    ZONE,
    Calendar,
    Hours,
    add_working_days,
    add_working_time,
    is_working_day,
    knows_year,
    next_working_moment,
    origin,
    statutory_days,
    unknown_year_ahead,
    working_days_between,
    working_minutes_between,
    working_seconds_between,
)


def at(text):
    """A moment by the bank's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 21), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a make-up Saturday
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 2, 14), True),  # a make-up Saturday before it
        (date(2019, 5, 2), False),
        (date(2050, 10, 3), False),  # National Day of a year that is not known
        (date(2050, 9, 28), True),  # a Wednesday of it
        (date(2050, 10, 8), False),  # a Saturday of it
        (date(2027, 1, 1), False),  # statutory, whether the notice is known or not
        (date(2027, 1, 4), True),
        (date(2027, 2, 8), False),  # the third day of Spring Festival
    ],
)
def test_working_day(day, works):
    assert is_working_day(day) is works


def test_known_years():
    assert knows_year(2026)
    assert not knows_year(2003)
    assert not knows_year(2050)


@pytest.mark.parametrize(
    ("day", "n", "result"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 24), 10, date(2026, 12, 8)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # over the make-up Saturday
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
    ],
)
def test_add_working_days(day, n, result):
    assert add_working_days(day, n) == result
    assert working_days_between(day, result) == n


def test_days_between_on_free_days():
    assert working_days_between(date(2026, 10, 1), date(2026, 10, 7)) == 0
    assert working_days_between(date(2026, 11, 21), date(2026, 11, 23)) == 1


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-24 10:00", 60, "2026-11-24 11:00"),
        ("2026-11-24 16:00", 60, "2026-11-24 17:00"),
        ("2026-11-24 16:00", 61, "2026-11-25 09:01"),
        ("2026-11-24 20:00", 30, "2026-11-25 09:30"),
        ("2026-11-24 06:00", 30, "2026-11-24 09:30"),
        ("2026-11-27 15:00", 480, "2026-11-30 15:00"),
        ("2026-09-30 16:00", 120, "2026-10-08 10:00"),
        ("2026-10-09 16:30", 60, "2026-10-10 09:30"),
        ("2026-11-21 12:00", 0, "2026-11-21 12:00"),
        ("2026-12-31 16:00", 120, "2027-01-04 10:00"),  # Friday 1 January is free by law
    ],
)
def test_add_working_time(start, minutes, end):
    assert add_working_time(at(start), minutes) == at(end)
    assert working_minutes_between(at(start), at(end)) == minutes
    assert working_minutes_between(at(end), at(start)) == -minutes


def test_result_is_utc():
    assert add_working_time(at("2026-11-24 10:00"), 5).tzinfo is UTC
    assert next_working_moment(at("2026-11-21 10:00")) == at("2026-11-23 09:00")


def test_whole_minutes_only():
    assert working_minutes_between(at("2026-11-24 10:00:00"), at("2026-11-24 10:00:59")) == 0
    assert working_minutes_between(at("2026-11-24 10:00:59"), at("2026-11-24 10:00:00")) == 0


def test_a_half_day_and_a_closed_day():
    half = Hours(special={date(2026, 11, 24): ((time(9), time(12)),), date(2026, 11, 25): ()})
    assert add_working_time(at("2026-11-24 11:00"), 120, half) == at("2026-11-26 10:00")
    assert working_minutes_between(at("2026-11-24 08:00"), at("2026-11-25 20:00"), half) == 180


def test_bad_input():
    with pytest.raises(ValueError, match="forward"):
        add_working_time(at("2026-11-24 10:00"), -1)
    with pytest.raises(ValueError, match="zone"):
        add_working_time(datetime(2026, 11, 24, 10), 1)


SPANS = [
    ("2026-11-24 10:00", "2026-11-24 10:30"),
    ("2026-11-24 08:00", "2026-11-25 08:59"),
    ("2026-11-21 12:00", "2026-11-22 12:00"),
    ("2025-12-31 16:59", "2026-01-04 09:01"),
    ("2025-12-31 09:00", "2026-01-01 09:00"),
    ("2024-02-28 11:11", "2024-03-01 13:13"),
    ("2023-05-06 10:00", "2026-11-24 16:45"),
    ("2026-01-01 00:00", "2026-12-31 23:59"),
]


@pytest.mark.parametrize(("start", "end"), SPANS)
def test_minutes_between_are_the_worked_minutes_counted_one_by_one(start, end):
    half = Hours(special={date(2026, 11, 24): ((time(9), time(11)), (time(13), time(15))), date(2025, 12, 31): ()})
    for hours in (Hours(), half):
        first, last = at(start), at(end)
        counted, day = 0, first.astimezone(ZONE).date()
        while day <= last.astimezone(ZONE).date():
            for opens, closes in hours.spans(day):
                for n in range(opens.hour * 60, closes.hour * 60):
                    minute = datetime(day.year, day.month, day.day, n // 60, n % 60, tzinfo=ZONE)
                    counted += first <= minute and minute + timedelta(minutes=1) <= last
            day += timedelta(days=1)
        assert working_minutes_between(first, last, hours) == counted
        assert working_minutes_between(last, first, hours) == -counted
        if counted:
            assert working_minutes_between(first, add_working_time(first, counted, hours), hours) == counted


def test_parts_of_a_second_on_both_ends_add_up():
    start = at("2026-11-24 16:59:59") + timedelta(milliseconds=500)
    assert working_seconds_between(start, at("2026-11-25 09:00:01") + timedelta(milliseconds=500)) == 2


NOTICE = Calendar(
    years=frozenset({2050}),
    off=frozenset({date(2050, 10, 3), date(2050, 10, 4)}),
    make_up=frozenset({date(2049, 12, 25), date(2050, 10, 8)}),
)


@pytest.mark.parametrize(
    ("day", "without", "by_notice"),
    [
        (date(2050, 10, 3), False, False),
        (date(2050, 10, 4), False, False),  # by law, for a National Day on a Saturday
        (date(2050, 10, 5), False, True),  # by law, for a National Day on a Sunday
        (date(2050, 10, 8), False, True),  # a make-up Saturday
        (date(2050, 10, 9), False, False),
        (date(2050, 6, 23), False, True),  # free by law, but the notice does not name it
        (date(2049, 12, 25), False, True),  # a make-up Saturday of the year before
        (date(2049, 10, 1), False, False),  # that year itself stays without a notice
    ],
)
def test_a_notice_wins(day, without, by_notice):
    assert is_working_day(day) is without
    assert is_working_day(day, NOTICE) is by_notice


def test_where_a_year_comes_from():
    assert [origin(year, NOTICE) for year in (2026, 2049, 2050)] == ["package", "statutory", "notice"]
    assert unknown_year_ahead(date(2049, 12, 1), NOTICE) == 2049
    assert unknown_year_ahead(date(2050, 6, 1), NOTICE) is None and unknown_year_ahead(date(2050, 6, 1)) == 2050
    assert date(2027, 1, 1) in statutory_days(2027)


def test_working_time_and_days_follow_the_notice():
    office = Hours(calendar=NOTICE)
    assert add_working_time(at("2050-10-07 16:00"), 120, office) == at("2050-10-08 10:00")
    assert add_working_time(at("2050-10-07 16:00"), 120) == at("2050-10-10 10:00")
    assert working_minutes_between(at("2050-10-07 16:00"), at("2050-10-08 10:00"), office) == 120
    assert add_working_days(date(2050, 10, 7), 1, NOTICE) == date(2050, 10, 8)
    assert working_days_between(date(2050, 10, 7), date(2050, 10, 10), NOTICE) == 2


ASKED = {"is_working_day": 2, "add_working_days": 3, "working_days_between": 3, "due_on": 3, "day_number": 3,
         "left_on": 3, "levels_reached": 6, "reckon": 4, "explain": 4, "verdicts": 3, "working_minutes_between": 3,
         "add_working_time": 3, "next_working_moment": 2, "unknown_year_ahead": 2}  # fmt: skip
"""What counts working days → how many arguments a call has that hands over the calendar."""
MADE_UP = ("rules", "demo", "generating", "migrations")


def test_whoever_counts_working_days_hands_over_the_calendar():
    """The rules have a calendar of their own for made-up data and tests; the portal asks for the one in force."""
    portal = Path(__file__).parents[2] / "portal"
    for path in portal.rglob("*.py"):
        if not {*MADE_UP} & {*path.relative_to(portal).parts}:
            for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                enough = len(call.args) + len(call.keywords) >= ASKED.get(name, 0)
                assert enough, f"{path.relative_to(portal)}:{call.lineno}: {name} without the calendar in force"
