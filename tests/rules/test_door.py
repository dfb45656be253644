"""What a ticket says, when a door is open, what becomes of a scan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.events import door

TOKEN = "0123456789ABCDEF" * 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"VIP:E-2026-0042:{TOKEN}", door.Read(token=TOKEN, number="E-2026-0042")),
        (f"  vip:e-2026-0042:{TOKEN.lower()} ", door.Read(token=TOKEN, number="E-2026-0042")),
        ("K7M2-Q9XB", door.Read(code="K7M2Q9XB")),
        ("k7m2 q9xb", door.Read(code="K7M2Q9XB")),
        ("K7M2-Q9X0", None),  # no 0 in a code
        ("K7M2", None),
        ("", None),
        (f"VIP:E-2026-0042:{TOKEN}0", None),
        (f"VIP:E-2026-0042:{TOKEN[:-1]}G", None),
        ("https://example.cn/", None),
        ("微信付款码", None),
    ],
)
def test_reading(text, found):
    assert door.read(text) == found


def test_what_a_picture_says_is_read_again():
    assert door.read(door.payload("E-2026-0042", TOKEN)) == door.Read(token=TOKEN, number="E-2026-0042")
    assert door.code_said("K7M2Q9XB") == "K7M2-Q9XB"


@pytest.mark.parametrize(
    ("seats", "here", "asked", "result", "counted"),
    [
        (4, 0, 0, "in", 4), (4, 0, 2, "in", 2), (4, 2, 0, "in", 2), (4, 2, 2, "in", 2), (1, 0, 1, "in", 1),
        (4, 4, 0, "again", 0), (4, 4, 1, "again", 0), (4, 3, 2, "over", 0), (1, 0, 2, "over", 0), (1, 1, 0, "again", 0),
    ],
)  # fmt: skip
def test_verdicts(seats, here, asked, result, counted):
    assert door.verdict(seats, here, asked) == result
    assert door.counted(result, seats, here, asked, let_in=False) == counted


def test_whom_a_phone_let_in_is_counted_as_far_as_there_are_seats():
    assert door.counted("over", 4, 3, 2, let_in=True) == 1
    assert door.counted("again", 4, 4, 2, let_in=True) == 0
    assert door.counted("unknown", 0, 0, 2, let_in=True) == 0


@pytest.mark.parametrize(
    ("result", "offline", "let_in", "conflict"),
    [
        ("in", True, True, False), ("in", False, False, False), ("again", True, True, True), ("over", True, True, True),
        ("unknown", True, True, True), ("unknown", True, False, False), ("again", True, False, False),
        ("refused", True, False, True), ("again", False, False, False),
    ],
)  # fmt: skip
def test_conflicts(result, offline, let_in, conflict):
    assert door.in_conflict(result, offline=offline, let_in=let_in) is conflict


def test_when_a_phone_keeps_the_page_and_a_door_opens():
    starts, ends = datetime(2026, 12, 24, 11, tzinfo=UTC), datetime(2026, 12, 24, 13, tzinfo=UTC)
    kept = [door.kept_by_phone(starts, ends, starts + timedelta(hours=hours)) for hours in (-4, -3, 0, 7, 8)]
    assert kept == [False, True, True, True, False]
    midnight = datetime(2026, 12, 23, 16, tzinfo=UTC)
    assert door.opens_at(starts, midnight) == midnight
    assert door.opens_at(midnight + timedelta(hours=1), midnight) == midnight - timedelta(hours=2)


def test_a_phone_knows_a_ticket_by_its_hash_alone():
    found = door.hashed("E-2026-0042", TOKEN)
    assert len(found) == 20 and TOKEN[:6] not in found and found != door.hashed("E-2026-0043", TOKEN)
