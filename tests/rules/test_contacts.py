"""When a VIP is contacted next (R4)."""

from __future__ import annotations

from datetime import date, time

import pytest

from portal.rules.contacts import (
    Intervals,
    Standing,
    callable_from,
    comes_round,
    is_quiet,
    lateness,
    latest_due,
    next_due,
    words_of,
)

GOLD = Intervals(90, 120)
DIAMOND = Intervals(30, 45)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("his", "due", "latest"),
    [
        (Standing(), None, None),
        (Standing(DIAMOND), None, None),
        (Standing(DIAMOND, since=day("11-02")), day("12-02"), day("12-17")),
        (Standing(DIAMOND, since=day("11-02"), reached=day("11-24")), day("12-24"), day("01-08").replace(year=2027)),
        (Standing(GOLD, reached=day("04-01")), day("06-30"), day("07-30")),
        # the National Day holiday: 1 to 7 October; the 8th is the first day to call
        (Standing(DIAMOND, reached=day("09-01")), day("10-08"), day("10-16")),
        # a make-up Saturday is worked
        (Standing(DIAMOND, reached=day("09-10")), day("10-10"), day("10-26")),
        # a day agreed with him stands as it was said, also on a Saturday, and before the interval
        (Standing(GOLD, reached=day("11-24"), agreed=day("11-28")), day("11-28"), day("03-24").replace(year=2027)),
        # agreed later than the latest day: not late before it
        (Standing(DIAMOND, reached=day("09-01"), agreed=day("12-01")), day("12-01"), day("12-01")),
        # put off: the latest day does not move
        (Standing(DIAMOND, reached=day("09-01"), postponed=day("11-02")), day("11-02"), day("10-16")),
        (Standing(DIAMOND, reached=day("09-01"), agreed=day("10-20"), postponed=day("11-02")), day("11-02"), day("10-20")),
        # nobody's plan, but a day was agreed
        (Standing(None, reached=day("11-24"), agreed=day("12-01")), day("12-01"), None),
        (Standing(DIAMOND, reached=day("11-24"), stopped="death"), None, day("01-08").replace(year=2027)),
        (Standing(DIAMOND, reached=day("11-02"), stopped="mourning"), None, day("12-17")),
        (
            Standing(DIAMOND, reached=day("11-02"), stopped="mourning", stopped_until=day("12-18")),
            day("12-21"),
            day("12-17"),
        ),
        (
            Standing(DIAMOND, reached=day("11-02"), stopped="mourning", stopped_until=day("11-20")),
            day("12-02"),
            day("12-17"),
        ),
    ],
)  # fmt: skip
def test_it_works(his, due, latest):
    assert (next_due(his), latest_due(his)) == (due, latest)


def test_the_next_day_to_call():
    assert callable_from(day("11-27")) == day("11-27") and callable_from(day("11-28")) == day("11-30")


@pytest.mark.parametrize(
    ("due", "latest", "late"),
    [("11-24", "12-10", ""), ("11-23", "11-24", "wished"), ("11-01", "11-23", "latest"), ("11-01", None, "wished")],
)
def test_how_late(due, latest, late):
    assert lateness(day(due), day(latest) if latest else None, day("11-24")) == late


@pytest.mark.parametrize(("at", "quiet"), [((8, 0), False), ((20, 59), False), ((21, 0), True), ((7, 59), True)])
def test_quiet_hours(at, quiet):
    assert is_quiet(time(*at)) is quiet


@pytest.mark.parametrize(
    ("first", "every", "today", "day"),
    [
        (date(2008, 11, 28), "year", date(2026, 11, 24), date(2026, 11, 28)),
        (date(2008, 11, 24), "year", date(2026, 11, 24), date(2026, 11, 24)),
        (date(2008, 11, 23), "year", date(2026, 11, 24), date(2027, 11, 23)),
        (date(2008, 2, 29), "year", date(2027, 1, 1), date(2027, 2, 28)),
        (date(2008, 2, 29), "year", date(2028, 1, 1), date(2028, 2, 29)),
        (date(2026, 1, 31), "month", date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 31), "month", date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 1, 5), "month", date(2026, 12, 6), date(2027, 1, 5)),
        (date(2027, 3, 1), "month", date(2026, 12, 6), date(2027, 3, 1)),
    ],
)
def test_what_comes_round(first, every, today, day):
    assert comes_round(first, every, today) == day


def test_words_are_apart_by_commas_and_each_once():
    assert words_of({"need": " 留学 、体检,留学；\n", "people": "", "other": "x"}) == (
        ("need", "留学"),
        ("need", "体检"),
    )
