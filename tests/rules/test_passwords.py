"""Passwords (NIST SP 800-63B)."""

import random
import time

import pytest

from portal.rules.accounts.passwords import password_problem

OWN = ["wanglei", "+8613812341234", "王磊", "wang lei"]


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("correct horse battery staple", None),
        ("雪落净月潭的早晨很安静", None),
        ("blue-tram-at-noon", None),
        ("吉林银行门前的老榆树又开花了", None),
        ("", "short"),
        ("a1!B2@c3#", "short"),
        ("雪落净月潭", "short"),
        ("x" * 129, "long"),
        ("aaaaaaaaaaaa", "common"),
        ("ababababab", "common"),
        ("1234567890", "common"),
        ("9876543210", "common"),
        ("qwertyuiop", "common"),
        ("Password123!", "common"),
        ("p@ssw0rd2026", "common"),
        ("1qaz2wsx3edc", "common"),
        ("20262026202620", "common"),
        ("abcdeabcde", "common"),
        ("ｐａｓｓｗｏｒｄ１２３４", "common"),
        ("x" * 128, "common"),
        ("JilinBank2026", "personal"),
        ("Changchun-2026", "personal"),
        ("wanglei2026", "personal"),
        ("WangLei!!!!!!", "personal"),
        ("w4ngl31-2026", "personal"),
        ("ielgnaw2026", "personal"),
        ("13812341234", "personal"),
        ("1381234123420", "personal"),
        ("12341234wang", "personal"),
        ("吉林银行20262026", "personal"),
    ],
)
def test_password(password, reason):
    assert password_problem(password, OWN) == reason


def test_without_words_of_ones_own():
    assert password_problem("blue-tram-at-noon") is None


def test_a_long_one_is_as_good_as_its_better_end():
    assert password_problem("a" * 60 + "and so the blue tram came") is None


def test_none_keeps_us_busy():
    """Signs that may each stand for several letters take an unbounded judge twelve seconds."""
    dice = random.Random(1)
    worst = "".join(dice.choice("4@8({[<369!1|70$5+7%2z") for _ in range(128))
    began = time.process_time()
    password_problem(worst, OWN)
    assert time.process_time() - began < 3
