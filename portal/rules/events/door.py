"""At the door (R9): what a ticket says, when a door is open, and what becomes of a scan."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a typed code: without 0 and O, 1 and I. The database draws it (migration 0320)."""
CODE, TOKEN = 8, 32
MARK = "VIP"

BEFORE, AFTER = timedelta(hours=3), timedelta(hours=6)
"""How long before the beginning and after the end a phone keeps the door's page, and a door is open."""
MOST_HEADS = 10

RESULTS = ("in", "again", "over", "gone", "other", "past", "unknown", "refused", "early", "set")
"""in: came. again: all of them are here already. over: more than are not yet here. gone: the seats were given back.
other: a ticket of another event; past: of one that is over. unknown: no ticket of ours. refused: the phone had no line
and did not know a good ticket. early: a phone says so before the door has opened. set: the heads were corrected."""


def code_said(code: str) -> str:
    """A code as it is said aloud, in two parts: `K7M2-Q9XB`."""
    return f"{code[:4]}-{code[4:]}"


def payload(number: str, token: str) -> str:
    """What the picture of a ticket says: upper case, so that it stays small."""
    return f"{MARK}:{number}:{token}"


@dataclass(frozen=True)
class Read:
    """What was scanned or typed: the token of a picture, or a code; the event that the picture names."""

    token: str = ""
    code: str = ""
    number: str = ""


def read(text: str) -> Read | None:
    """None for what can be no ticket."""
    plain = text.strip().upper()
    parts = plain.split(":")
    if len(parts) == 3 and parts[0] == MARK:
        token = parts[2]
        whole = len(token) == TOKEN and all(one in "0123456789ABCDEF" for one in token)
        return Read(token=token, number=parts[1][:16]) if whole else None
    letters = "".join(one for one in plain if one.isalnum())
    if len(letters) == CODE and all(one in ALPHABET for one in letters):
        return Read(code=letters)
    return None


def hashed(number: str, text: str) -> str:
    """Under what a phone knows a token or a code of an event while it has no line: nobody reads the ticket from it."""
    return hashlib.sha256(f"{number}:{text}".encode()).hexdigest()[:20]


def opens_at(starts_at: datetime, midnight: datetime) -> datetime:
    """A door opens three hours before the beginning, and on the event's own day (from `midnight`) in any case."""
    return min(starts_at - BEFORE, midnight)


def closes_at(ends_at: datetime) -> datetime:
    """Until when it is open, and a phone works without a line."""
    return ends_at + AFTER


def kept_by_phone(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Does a phone keep the door's page now?"""
    return starts_at - BEFORE <= now < closes_at(ends_at)


def verdict(seats: int, here: int, asked: int) -> str:
    """Of a good ticket of this event. `asked` 0: all who are not yet here."""
    left = seats - here
    if left <= 0:
        return "again"
    return "over" if asked > left else "in"


def counted(result: str, seats: int, here: int, asked: int, *, let_in: bool) -> int:
    """Heads that a scan adds. Whom a phone without a line let in is counted as far as the party has seats."""
    left = max(0, seats - here)
    if result == "in" or (let_in and result == "over"):
        return min(asked or left, left)
    return 0


def in_conflict(result: str, *, offline: bool, let_in: bool) -> bool:
    """Must somebody look at what a phone did without a line: it let in whom it would not have, or sent away a guest?"""
    return offline and (result == "refused" or (let_in and result != "in"))


@dataclass(frozen=True)
class Scan:
    """What a phone says of one scan: what was read, or the party that was found by name (`party`); `heads` 0 for all
    who are not yet here; `said_at` its own time; `let_in` whom it let in without a line."""

    nonce: str
    text: str = ""
    party: int | None = None
    heads: int = 0
    door: str = ""
    device: str = ""
    said_at: datetime | None = None
    offline: bool = False
    let_in: bool = False
    remark: str = ""
    scanned: bool = False
