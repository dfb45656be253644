"""Vouchers (R8): their numbers, and by which day something is confirmed, given back or over."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0 and O, 1 and I: nobody reads one for the other."""
MOST_WRONG = 5
"""Wrong PINs after which a voucher is not used at a desk any more."""


def new_number() -> str:
    """`K7M2-Q9XB`: 40 bits, said aloud in two parts."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def plain_number(text: str) -> str:
    """A number as it was typed, as it is kept; "" for what cannot be one."""
    letters = "".join(one for one in text.upper() if one.isalnum())
    if len(letters) != 8 or any(one not in ALPHABET for one in letters):
        return ""
    return f"{letters[:4]}-{letters[4:]}"


def confirmed_by(day: date, days_ahead: int) -> date:
    """The last day on which a confirmation is in time, and on which the client gives it back himself: after it the lead
    time is broken."""
    return day - timedelta(days=days_ahead)


def unanswered_on(day: date, days_ahead: int) -> date:
    """The day on which what nobody confirmed returns: the day itself; where none is needed ahead, the one after."""
    return day if days_ahead else day + timedelta(days=1)
