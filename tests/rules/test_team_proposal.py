"""Who could take an open seat, and which term decided: a table of examples."""

from __future__ import annotations

import pytest

from portal.rules.teams.limits import Limit
from portal.rules.teams.proposal import Person, Proposed, Wanted, languages_in, load_of, propose

UNIT = "/1/2/3/"
SHOP = "/1/2/3/7/"
ROLES = {"manager": (UNIT,), "specialist": (UNIT,)}


def person(number: int, **more) -> Person:
    return Person(**{"id": number, "username": f"p{number}", "post": "teller", "branch": UNIT, "roles": ROLES, **more})


def wanted(number: int = 1, **more) -> Wanted:
    given = {"id": number, "branch": SHOP, "tier": "gold", "rank": 1, "aum": 0, "open": ("manager",), **more}
    return Wanted(**given)


EXAMPLES = {
    # the client · the people · who, the runner-up, the term
    "the lighter load": (wanted(), [person(1, load=9), person(2, load=3)], (2, 1, "load")),
    "his own branch": (wanted(), [person(1), person(2, branch=SHOP)], (2, 1, "branch")),
    "his own branch, but far busier": (wanted(), [person(1), person(2, branch=SHOP, load=80)], (1, 2, "load")),
    "another branch is farther than the one above": (wanted(), [person(1, branch="/1/2/3/8/"), person(2)], (2, 1, "branch")),
    "the family's manager": (wanted(kin={"manager": frozenset([2])}), [person(1), person(2, load=50)], (2, 1, "family")),
    "a language in common": (
        wanted(languages=frozenset(["English"])), [person(1), person(2, languages=frozenset(["English"]))], (2, 1, "language"),
    ),
    "foreign trade": (
        wanted(open=("specialist",), posts=frozenset(["fx_specialist"])), [person(1), person(2, post="fx_specialist", load=300)], (2, 1, "need"),
    ),
    "a need is the specialist's": (wanted(posts=frozenset(["fx_specialist"])), [person(1), person(2, post="fx_specialist", load=3)], (1, 2, "load")),
    "above the soft limit comes last": (wanted(), [person(1, serves={"gold": 5}), person(2, load=200)], (2, 1, "limit")),
    "the limit is that of the level": (wanted(), [person(1, serves={"diamond": 50}), person(2, load=3)], (1, 2, "load")),
    "only one fits": (wanted(), [person(1), person(2, absent=True)], (1, None, "only")),
    "nobody is full but one": (wanted(), [person(1, serves={"gold": 8}), person(2, load=99)], (2, None, "only")),
    "equal in all": (wanted(), [person(2), person(1)], (1, 2, "name")),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_who_and_why(name):
    client, people, expected = EXAMPLES[name]
    (line,) = propose([client], people, {"gold": Limit(5, 8)})
    assert (line.who, line.runner_up, line.term) == expected


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ([], "nobody"),
        ([person(1, roles={"adviser": (UNIT,)})], "nobody"),
        ([person(1, roles={"manager": ("/1/2/4/",)})], "nobody"),
        ([person(1, absent=True)], "absent"),
        ([person(1, serves={"gold": 8})], "full"),
        ([person(1, serves={"gold": 9}), person(2, absent=True)], "full"),
    ],
)
def test_a_seat_stays_open_with_the_reason(people, reason):
    assert propose([wanted()], people, {"gold": Limit(5, 8)}) == [Proposed(1, "manager", None, reason=reason)]


def test_what_was_given_counts_for_the_next():
    clients = [wanted(number) for number in range(1, 7)]
    lines = propose(clients, [person(1), person(2), person(3)], {})
    assert [line.who for line in lines] == [1, 2, 3, 1, 2, 3]


def test_what_was_given_fills_the_limit():
    lines = propose([wanted(number) for number in range(1, 5)], [person(1)], {"gold": Limit(0, 3)})
    assert [(line.who, line.reason) for line in lines] == [(1, ""), (1, ""), (1, ""), (None, "full")]


def test_a_family_gets_one_team():
    both = [wanted(1, aum=500, family=(2,)), wanted(2, aum=100, family=(1,))]
    assert [line.who for line in propose(both, [person(1), person(2)], {})] == [1, 1]


def test_the_highest_come_first_and_seats_in_their_order():
    clients = [wanted(1), wanted(2, tier="diamond", rank=3, open=("specialist", "manager")), wanted(3, aum=900)]
    found = [(line.client, line.kind) for line in propose(clients, [person(1)], {})]
    assert found == [(2, "manager"), (2, "specialist"), (3, "manager"), (1, "manager")]


def test_the_same_input_gives_the_same_answer():
    def answer(turned: bool):
        clients = [wanted(number, aum=number % 3) for number in range(20)]
        people = [person(number, load=number % 2) for number in range(5)]
        return propose(clients[::-1] if turned else clients, people[::-1] if turned else people, {})

    assert answer(False) == answer(True)


def test_what_a_client_weighs():
    assert [load_of(0, 0), load_of(1, 0), load_of(3, 2_500_000_000)] == [1, 2, 6]


@pytest.mark.parametrize(
    ("limit", "serves", "above", "full"),
    [
        (Limit(), 10_000, False, False),
        (Limit(5, 8), 4, False, False),
        (Limit(5, 8), 5, True, False),
        (Limit(5, 8), 8, True, True),
        (Limit(0, 8), 7, False, False),
        (Limit(0, 8), 8, True, True),
        (Limit(5, 0), 500, True, False),
    ],
)
def test_limits(limit, serves, above, full):
    assert (limit.is_above(serves), limit.is_full(serves)) == (above, full)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", set()),
        ("中文", set()),
        ("中文、英语", {"英语"}),
        ("Chinese, English/德语", {"english", "德语"}),
        ("朝鲜语、韩语", {"朝鲜语", "韩语"}),
    ],
)
def test_languages_besides_chinese(text, found):
    assert languages_in(text) == found
