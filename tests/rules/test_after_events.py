"""What came of an event in figures, pictures with children, and introductions: tables of examples."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from portal.ground.clock import UTC
from portal.rules.events import after, introductions, photos

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scores", "mean"), [({}, None), ({5: 1}, 5.0), ({5: 2, 1: 1}, 3.7), ({4: 1, 5: 1}, 4.5), ({3: 0}, None)]
)
def test_the_mean_has_an_n(scores, mean):
    assert after.mean(scores) == mean


@pytest.mark.parametrize(("part", "whole", "share"), [(0, 0, None), (0, 4, 0), (1, 3, 33), (2, 3, 67), (3, 3, 100)])
def test_shares(part, whole, share):
    assert after.percent(part, whole) == share


@pytest.mark.parametrize(("fen", "heads", "cost"), [(1000, 0, None), (0, 3, 0), (1000, 3, 333), (1001, 2, 500)])
def test_cost_by_head(fen, heads, cost):
    assert after.per_head(fen, heads) == cost


@pytest.mark.parametrize(
    ("fen", "heads", "parts"),
    [
        (0, {"gold": 2}, {"gold": 0}),
        (100, {}, {}),
        (100, {"gold": 0}, {"gold": 0}),
        (100, {"gold": 1, "diamond": 2}, {"gold": 33, "diamond": 67}),
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (10**11 + 1, {"a": 7, "b": 11, "c": 13}, {"a": 22580645162, "b": 35483870968, "c": 41935483871}),
    ],
)
def test_the_tiers_make_up_the_whole(fen, heads, parts):
    assert after.by_tier(fen, heads) == parts
    assert sum(parts.values()) == (fen if sum(heads.values()) else 0)


@pytest.mark.parametrize(("score", "answer"), [(5, "yes"), (4, "yes"), (3, "partly"), (2, "no"), (1, "no")])
def test_a_score_as_the_answer_of_a_call(score, answer):
    assert after.satisfied(score) == answer


@pytest.mark.parametrize(
    ("completed", "closed", "state"),
    [(None, None, "open"), (NOW, None, "completed"), (NOW, NOW, "closed"), (None, NOW, "open")],
)
def test_the_way_of_a_result(completed, closed, state):
    assert after.standing(SimpleNamespace(completed_at=completed, closed_at=closed)) == state
    assert after.standing(None) == "open"


def test_a_result_is_due_in_working_days():
    assert after.due_of(date(2026, 11, 20), 5) == date(2026, 11, 27)


def test_the_rate_of_no_shows_is_of_those_expected():
    assert after.Attendance(expected=4, absent=1, came=5, door=2).no_shows == 25
    assert after.Attendance(came=2, door=2).no_shows is None


@pytest.mark.parametrize(
    ("guests", "shown"),
    [
        ([], True),
        ([(40, False), (None, False)], True),
        ([(8, True), (40, False)], True),
        ([(8, True), (6, False)], False),
        ([(17, False)], False),
        ([(18, False)], True),
    ],
)
def test_children_are_shown_only_with_every_parents_yes(guests, shown):
    assert photos.children_may_be_shown(guests) is shown


@pytest.mark.parametrize(
    ("state", "starts", "ends", "may"),
    [
        ("published", -1, 1, True),
        ("held", -4, -2, True),
        ("published", 1, 3, False),
        ("cancelled", -1, 1, False),
        ("draft", -1, 1, False),
        ("held", -24 * 30 - 3, -24 * 30, True),
        ("held", -24 * 30 - 3, -24 * 30 - 1, False),
    ],
)
def test_when_pictures_may_be_sent(state, starts, ends, may):
    assert photos.may_send(NOW, NOW + timedelta(hours=starts), NOW + timedelta(hours=ends), state) is may


@pytest.mark.parametrize(
    ("state", "objected", "children", "agreed", "problem"),
    [
        ("waits", False, False, False, None),
        ("waits", False, True, True, None),
        ("waits", False, True, False, "children"),
        ("hidden", False, False, False, None),
        ("hidden", True, False, True, "objected"),
        ("removed", False, False, True, "gone"),
    ],
)
def test_what_may_be_released(state, objected, children, agreed, problem):
    assert photos.release_problem(state, objected=objected, children=children, all_agreed=agreed) == problem


def test_a_pair_has_an_order():
    assert introductions.pair(7, 3) == introductions.pair(3, 7) == (3, 7)
    with pytest.raises(ValueError, match="3"):
        introductions.pair(3, 3)


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [("yes", "yes", "agreed"), ("yes", "", "open"), ("", "yes", "open"), ("yes", "no", "open"), ("no", "no", "open")],
)
def test_only_both_yes_change_it(low, high, state):
    assert introductions.next_state(low, high) == state


@pytest.mark.parametrize(
    ("state", "mine", "left", "seen"),
    [
        ("open", "", 1, "asked"),
        ("open", "yes", 1, "waits"),
        ("open", "no", 1, "declined"),
        ("open", "yes", -1, "over"),
        ("open", "", -1, "over"),
        ("agreed", "yes", -1, "agreed"),
        ("ended", "yes", 1, "over"),
        ("expired", "yes", -1, "over"),
    ],
)
def test_what_one_side_sees(state, mine, left, seen):
    assert introductions.standing(state, mine, NOW + timedelta(days=left), NOW) == seen


@pytest.mark.parametrize(
    ("willing", "invited", "rests", "may"),
    [(True, True, False, True), (False, True, False, False), (True, False, False, False), (True, True, True, False)],
)
def test_who_may_be_introduced(willing, invited, rests, may):
    assert introductions.may_meet(willing=willing, invited=invited, rests=rests) is may


@pytest.mark.parametrize(("days", "soon"), [(None, False), (0, True), (89, True), (90, False)])
def test_the_same_two_are_not_asked_again_soon(days, soon):
    last = None if days is None else NOW - timedelta(days=days)
    assert introductions.too_soon(last, NOW) is soon


@pytest.mark.parametrize(
    ("industries", "interests", "fits"),
    [([], [], False), (["C"], [], True), (["J"], [], False), ([], ["茶"], True), (["J"], ["围棋", "茶"], True)],
)
def test_whom_somebody_would_like_to_meet(industries, interests, fits):
    assert introductions.fits(industries, interests, "C", ["茶", "书法"]) is fits
