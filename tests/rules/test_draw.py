"""A draw: its states, its list, its order, its prizes."""

from __future__ import annotations

import pytest

from portal.rules.events import draw

DEEDS = {
    "listed": {"commit", "void"},
    "committed": {"call", "void"},
    "drawn": {"give", "pass", "finish", "void"},
    "done": set(),
    "void": set(),
}


@pytest.mark.parametrize("state", draw.STATES)
def test_what_may_be_done_in_each_state(state):
    everything = ("commit", "call", "give", "pass", "finish", "void")
    assert {deed for deed in everything if draw.can(state, deed)} == DEEDS[state]


def test_the_list_says_numbers_and_marks_alone():
    text = draw.list_text(["A" * 32, "B" * 32, "C" * 32])
    lines = [line.split() for line in text.splitlines()]
    assert [line[0] for line in lines] == ["1", "2", "3"] and [line[1] for line in lines] == sorted(
        draw.ticket_mark(one * 32) for one in "ABC"
    )
    assert draw.numbers_of(text)[draw.ticket_mark("B" * 32)] in (1, 2, 3)
    assert draw.list_text([]) == ""


def test_one_order_of_all_from_secret_digits_and_list():
    text = draw.list_text([f"{n:032X}" for n in range(40)])
    order = draw.order_of(draw.seed_of("s", "123456", draw.sha(text)), draw.numbers_of(text).values())
    assert sorted(order) == list(range(1, 41)) and order != sorted(order)
    for secret, digits, others in (("t", "123456", text), ("s", "123457", text), ("s", "123456", text + "41 x\n")):
        assert draw.order_of(draw.seed_of(secret, digits, draw.sha(others)), range(1, 41)) != order
    assert draw.order_of("seed", [1]) == [1] and draw.order_of("seed", []) == []


def test_every_number_comes_first_about_as_often():
    firsts = [draw.order_of(draw.seed_of("secret", f"{n:06d}", "list"), range(1, 6))[0] for n in range(1000)]
    assert all(150 < firsts.count(number) < 250 for number in range(1, 6))


def test_what_is_proved():
    text = draw.list_text(["A" * 32, "B" * 32])
    order = draw.order_of(draw.seed_of("s", "1234", draw.sha(text)), [1, 2])
    assert draw.fits("s", draw.sha("s"), "1234", text, order) == {"commitment": True, "order": True}
    assert draw.fits("t", draw.sha("s"), "1234", text, order)["commitment"] is False
    assert draw.fits("s", draw.sha("s"), "1234", text, order[::-1])["order"] is False


@pytest.mark.parametrize(
    ("counts", "given", "found"), [([1, 2], [0, 0], 0), ([1, 2], [1, 0], 1), ([1, 2], [1, 2], None), ([3], [2], 0)]
)
def test_the_next_prize(counts, given, found):
    assert draw.next_prize(counts, given) == found


@pytest.mark.parametrize(
    ("place", "here", "passed"),
    [
        (0, {5, 4}, [5]),
        (0, {4}, [5]),
        (0, {2}, [5, 4, 3]),
        (0, set(), [5, 4, 3, 2, 1]),
        (2, {1}, [3, 2]),
        (4, set(), [1]),
    ],
)
def test_who_is_passed_over(place, here, passed):
    assert draw.passed_with([5, 4, 3, 2, 1], place, here) == passed


@pytest.mark.parametrize(
    ("text", "found"),
    [("123456", "123456"), (" 12 34-56 ", "123456"), ("12，34", "1234"), ("123", ""), ("12a4", ""), ("１２３４", ""), ("", ""), ("1" * 25, "")],
)  # fmt: skip
def test_digits(text, found):
    assert draw.plain_digits(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("茶具 1\n\n苏绣手帕 3", [("茶具", 1), ("苏绣手帕", 3)]), ("茶具", [("茶具", 1)]), ("茶具 × 2", [("茶具", 2)]),
        ("保温杯 500ml x3", [("保温杯 500ml", 3)]), ("", None), ("茶具 0", None), ("茶具 501", None), ("x" * 61, None),
        ("\n".join(["茶具 1"] * 21), None), ("茶具 999999999999", None),
    ],
)  # fmt: skip
def test_prizes(text, found):
    assert draw.prizes_of(text) == found
