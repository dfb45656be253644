"""What is signed, what proves it, and what is no signature."""

from datetime import date

import pytest

from portal.rules import signatures
from portal.rules.signatures import Ink, Wording, digest_of, ink_problem, last_day, proof_of, read, same_name

TERMS = Wording("高尔夫权益条款", "Terms of golf", "第一条 提前三天预约。\n\n第二条 凭证本人使用。", "1. Book ahead.")


def test_a_text_is_kept_word_for_word():
    assert read(TERMS.content) == TERMS and read(TERMS.content).digest == TERMS.digest
    assert TERMS.content.encode() == (
        "高尔夫权益条款\n\n第一条 提前三天预约。\n\n第二条 凭证本人使用。\n\n\f\nTerms of golf\n\n1. Book ahead.\n".encode()
    )
    assert len(TERMS.digest) == 64 and TERMS.digest == digest_of(TERMS.content)


@pytest.mark.parametrize(
    "other",
    [
        Wording("高尔夫权益条款", "Terms of golf", "第一条 提前三天预约。\n\n第二条 凭证本人使用", "1. Book ahead."),
        Wording("高尔夫权益条款", "Terms of golf.", "第一条 提前三天预约。\n\n第二条 凭证本人使用。", "1. Book ahead."),
    ],
)
def test_one_character_is_another_text(other):
    assert other.digest != TERMS.digest


def test_how_lines_end_and_page_breaks_within_are_no_other_text():
    typed = Wording(
        "高尔夫权益条款 ", "Terms  of golf", "第一条 提前三天预约。\r\n\r\n第二条 凭证\f本人使用。\n", "1. Book ahead."
    )
    assert typed.digest == TERMS.digest


def test_each_fact_counts_and_its_order_does_not():
    first = proof_of(signer="陈刚", ip="10.0.0.1")
    assert first == proof_of(ip="10.0.0.1", signer="陈刚")
    assert first != proof_of(signer="陈刚", ip="10.0.0.2")
    assert proof_of(a="1\nb: 2", b="3") != proof_of(a="1", b="2"), "a value cannot pass for another line"


def test_the_last_day():
    assert last_day(date(2026, 11, 24)) == date(2026, 12, 24) and signatures.DAYS == 30


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("陈刚", "陈刚", True),
        (" 陈 刚 ", "陈刚", True),
        ("John SMITH", "John Smith", True),
        ("陈钢", "陈刚", False),
        ("", "陈刚", False),
        (" ", "", False),
    ],
)
def test_the_name_that_is_typed(typed, name, same):
    assert same_name(typed, name) is same


@pytest.mark.parametrize(
    ("ink", "problem"),
    [
        (Ink(1000, 400, 6000, 700, 250), None),
        (Ink(1000, 400, 900, 500, 40), None),  # a thin line
        (Ink(600, 300, 200, 40, 200), None),  # written downwards
        (Ink(1000, 400, 0, plain=True), "empty"),  # all white: nothing was drawn, or the browser gives none
        (Ink(1000, 400, 400_000, 1000, 400, plain=True), "blocked"),  # all black
        (Ink(1000, 400, 200_000, 1000, 400), "blocked"),  # noise
        (Ink(0, 0, 0), "blocked"),
        (Ink(1000, 400, 100, 400, 200), "empty"),  # a few specks
        (Ink(1000, 400, 314, 20, 20), "dot"),
        (Ink(1000, 400, 2000, 100, 45), "dot"),  # a blot
    ],
)
def test_what_is_no_signature(ink, problem):
    assert ink_problem(ink) == problem
