"""Rules of a plan: lines, titles, the audience, the dates of a series, the budget, who approves, when a step is due."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from portal.rules import steps
from portal.rules.events.approval import for_head_office
from portal.rules.events.audience import left_between
from portal.rules.events.pairs import differing, wished
from portal.rules.events.plan import spread
from portal.rules.events.series import monthly
from portal.rules.events.titles import titled
from portal.rules.shared.lines import packed, unpacked

RANKS = {"standard": 0, "gold": 1, "platinum": 2, "diamond": 3}


@pytest.mark.parametrize("rows", [[], [("19:00", "签到", "")], [("a", "b", "c"), ("d", "", "f")]])
def test_lines_come_back_as_they_were(rows):
    assert unpacked(packed(rows), 3) == rows


@pytest.mark.parametrize(
    ("kind", "title", "before", "found"),
    [
        ("lecture", "养老金怎样选", "", "产品讲座：养老金怎样选"),
        ("lecture", "产品讲座：养老金怎样选", "", "产品讲座：养老金怎样选"),
        ("lecture", "产品讲座: 产品讲座：养老金", "lecture", "产品讲座：养老金"),
        ("culture_salon", "产品讲座：养老金", "lecture", "养老金"),
        ("culture_salon", "产品讲座：养老金", "culture_salon", "产品讲座：养老金"),
        ("tour", "赏雪", "", "赏雪"),
    ],
)
def test_a_lecture_says_so_once(kind, title, before, found):
    assert titled(kind, title, before) == found


@pytest.mark.parametrize(
    ("audience", "missing"),
    [
        ({"gold", "diamond"}, ["platinum"]), ({"gold", "platinum", "diamond"}, []), ({"diamond"}, []), (set(), []),
        ({"standard", "diamond"}, ["gold", "platinum"]), ({"gold", "platinum"}, []),
    ],
)  # fmt: skip
def test_tiers_between(audience, missing):
    assert left_between(audience, RANKS) == missing


@pytest.mark.parametrize(
    ("first", "way", "found"),
    [
        ("2027-01-14", "weekday", ["2027-01-14", "2027-02-11", "2027-03-11"]),  # the second Thursday
        ("2027-01-31", "weekday", ["2027-01-31", "2027-02-28", "2027-03-28"]),  # a fifth Sunday is the last
        ("2027-01-31", "day", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("2027-11-30", "day", ["2027-11-30", "2027-12-30", "2028-01-30"]),
    ],
)
def test_a_series(first, way, found):
    days = monthly(datetime.fromisoformat(f"{first}T19:00"), 3, way)
    assert [f"{day:%Y-%m-%d %H:%M}" for day in days] == [f"{day} 19:00" for day in found]


@pytest.mark.parametrize(
    ("lines", "budget", "found"),
    [
        ([("场地", 300)], 300, [("场地", 300)]),
        ([("场地", 300)], 500, [("场地", 300), ("其他", 200)]),
        ([("场地", 300), ("其他", 200)], 400, [("场地", 300), ("其他", 100)]),
        ([("场地", 300), ("其他", 200)], 300, [("场地", 300)]),
        ([("场地", 300)], 200, None),
    ],
)
def test_the_lines_of_a_budget_follow_its_sum(lines, budget, found):
    assert spread(lines, budget, "其他") == found


@pytest.mark.parametrize(("budget", "up"), [(2_000_000, False), (2_000_001, True), (0, False)])
def test_who_approves(budget, up):
    assert for_head_office(budget, 2_000_000) is up


@pytest.mark.parametrize(
    ("offset", "due"),
    [(-1, "2026-12-23"), (-10, "2026-12-10"), (0, "2026-12-24"), (1, "2026-12-25"), (6, "2027-01-04")],
)
def test_a_step_counts_working_days(offset, due):
    """1 to 3 January 2027 are free."""
    assert steps.due_on(date(2026, 12, 24), offset).isoformat() == due


def test_late_is_open_and_over():
    day = date(2026, 12, 24)
    assert [steps.is_late(state, due, day) for state, due in (
        ("open", date(2026, 12, 23)), ("open", day), ("done", date(2026, 12, 1)), ("ended", date(2026, 12, 1))
    )] == [True, False, False, False]  # fmt: skip


def test_pairs_come_back_as_values():
    moment = datetime.fromisoformat("2026-12-24T11:00:00+00:00")
    before = {"starts_at": moment, "capacity": 12, "room": None, "tiers": ["gold"], "aim": ""}
    after = {"starts_at": moment, "capacity": 20, "room": 7, "tiers": ["diamond", "gold"], "aim": "答谢"}
    changes = differing(before, after)
    assert changes == {
        "capacity": ["12", "20"],
        "room": ["", "7"],
        "tiers": ["gold", "diamond,gold"],
        "aim": ["", "答谢"],
    }
    assert wished(changes) == {"capacity": 20, "room": 7, "tiers": ["diamond", "gold"], "aim": "答谢"}
