"""When a client may be asked for his opinion: one rule for the questions of follow-up calls, for reminders and surveys.

It never silences the call itself, nor a client who wishes to rate.
"""

from __future__ import annotations

from datetime import date


def may_ask(last: date | None, today: date, days: int) -> bool:
    """`last`: the day on which he was asked before, whoever asked; `days` is the bank's setting, 0 for no limit."""
    return last is None or (today - last).days >= days
