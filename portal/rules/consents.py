"""What a client agreed to or refused (R7; PIPL 24), and what may be sent to him or done with his data by it.

The one rule: whoever writes to clients asks `allows` for his purpose, again at the moment of delivery.
"""

from __future__ import annotations

from datetime import date

KINDS = ("marketing", "survey", "advice", "greetings")
"""Advertising, being asked his opinion, advice from his profile, greetings."""

VERSION = "2026-12"
"""Of the words that are agreed to (words/consents.py): a row keeps the version that it answered."""

CHANNELS = ("phone", "branch", "paper")
"""How a client says it to staff; what he says himself in the portal has none."""

PURPOSES: dict[str, tuple[str, bool]] = {
    "promotion": ("marketing", False),
    "invitation": ("marketing", True),
    "survey": ("survey", False),
    "follow_up": ("survey", True),
    "advice": ("advice", True),
    "greeting": ("greetings", True),
}
"""Purpose → whose answer decides, and whether silence is enough. It is for what his tier brings anyway (invitations),
for a word after a service (follow-up), and for what the law lets him refuse (advice, greetings); advertising and
surveys want his yes."""


def allows(purpose: str, answer: bool | None) -> bool:
    """May it be done, by the client's latest answer (None: he was never asked)? Raises KeyError for no purpose."""
    _kind, silence = PURPOSES[purpose]
    return silence if answer is None else answer


def in_order(said_on: date, last: date | None, today: date) -> bool:
    """May an answer of that day stand after the latest one? A newer one is never overruled by what was said before."""
    return said_on <= today and (last is None or said_on >= last)
