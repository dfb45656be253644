"""Whom a complaint concerns, and at which branch somebody may handle it: JLB 1, CC 4, FAW 9, its outlet 10, JY 12."""

from __future__ import annotations

import pytest

from portal.rules.shared.recusal import About, Place, answers_to, belongs_to, concerns, levels

BANK, CC, FAW, OUTLET, JY = "/1/", "/1/4/", "/1/4/9/", "/1/4/9/10/", "/1/4/12/"
ME, OTHER = 7, 8


def at(*works, admin=(), judges=False):
    return Place(frozenset(works), frozenset(admin), judges)


@pytest.mark.parametrize(
    ("place", "leaders", "own"),
    [
        (at(FAW), {BANK, CC, FAW}, {CC, FAW}),
        (at(OUTLET, FAW), {BANK, CC, FAW, OUTLET}, {CC, FAW, OUTLET}),
        (at(FAW, admin=[FAW]), {BANK, CC}, {CC, FAW}),  # an admin and his fellow are equals
        (at(OUTLET, FAW, admin=[FAW]), {BANK, CC}, {CC, FAW, OUTLET}),
        (at(CC, admin=[CC]), {BANK}, {CC}),
        (at(FAW, JY, admin=[FAW]), {BANK, CC, JY}, {CC, FAW, JY}),  # at another branch he is one of its people
        (at(BANK), {BANK}, set()),
        (at(BANK, judges=True), set(), set()),
        (at(""), set(), set()),
    ],
)
def test_to_whom_somebody_reports_and_where_he_works(place, leaders, own):
    assert (answers_to(place), belongs_to(place)) == (leaders, own)


@pytest.mark.parametrize(
    ("about", "place", "concerned"),
    [
        (About(frozenset({ME})), at(FAW), True),
        (About(frozenset({OTHER})), at(FAW), False),
        (About(frozenset({OTHER}), led=frozenset({FAW})), at(FAW), True),
        (About(frozenset({OTHER}), led=frozenset({FAW})), at(JY), False),
        (About(frozenset({OTHER}), led=frozenset({FAW})), at(FAW, admin=[FAW]), False),
        (About(frozenset({OTHER}), led=frozenset({FAW})), at(CC, admin=[CC]), False),
        (About(frozenset({OTHER}), led=frozenset({CC})), at(FAW, admin=[FAW]), True),
        (About(frozenset({OTHER}), led=frozenset({CC})), at(BANK, judges=True), False),
        (About(branches=frozenset({FAW})), at(FAW), True),
        (About(branches=frozenset({FAW})), at(OUTLET), True),
        (About(branches=frozenset({OUTLET})), at(FAW, admin=[FAW]), False),
        (About(branches=frozenset({FAW})), at(CC, admin=[CC]), False),
        (About(branches=frozenset({BANK})), at(FAW), False),  # somebody must decide
        (About(), at(FAW), False),
    ],
)
def test_whom_it_concerns(about, place, concerned):
    assert concerns(about, ME, place) is concerned


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (About(frozenset({ME})), [FAW, CC, BANK]),
        (About(branches=frozenset({OUTLET})), [FAW, CC, BANK]),
        (About(branches=frozenset({FAW})), [CC, BANK]),
        (About(branches=frozenset({JY})), [CC, BANK]),  # another branch: the level that is above both
        (About(branches=frozenset({FAW, CC})), [BANK]),
        (About(branches=frozenset({BANK})), [BANK]),
    ],
)
def test_at_which_levels_it_may_be_handled(about, expected):
    assert levels(FAW, about) == expected
