"""Masks of LOOK.md (R7): enough to recognise, too little to misuse. Every function takes None and text of any
length.
"""

from __future__ import annotations

import re

STAR = "*"


def _middle(text: str, head: int, tail: int, stars: int | None = None) -> str:
    """Keep `head` and `tail` characters; a text too short to hide at least three is hidden whole."""
    hidden = len(text) - head - tail
    if hidden < 3:
        return STAR * len(text)
    return text[:head] + STAR * (hidden if stars is None else stars) + text[-tail:]


def mask_phone(phone: str | None) -> str:
    """`138****1234`; the Chinese country code is dropped, a foreign one is kept: `+49****4567`."""
    text = re.sub(r"[^\d+]", "", phone or "")
    text = re.sub(r"^(\+86|0086)(?=\d{8})", "", text)
    if re.fullmatch(r"[2-9]\d{8,10}|10\d{8}", text) and phone and "+86" in phone:
        text = "0" + text
    return _middle(text, 3 if text.startswith(("+", "1")) else min(4, max(0, len(text) - 8)), 4, stars=4)


def mask_id(number: str | None) -> str:
    """`2201**********0012` for an ID, USCC or passport number."""
    text = re.sub(r"\s", "", number or "")
    return _middle(text, 4, 4) if len(text) >= 15 else _middle(text, 1, 2)


def mask_account(number: str | None) -> str:
    """`6222 **** **** 1234` for a card or account number."""
    text = re.sub(r"[\s-]", "", number or "")
    if len(text) >= 12:
        return f"{text[:4]} **** **** {text[-4:]}"
    return _middle(text, 0, 4)


def mask_email(address: str | None) -> str:
    """`c***@example.com`."""
    text = (address or "").strip()
    name, at, host = text.rpartition("@")
    return f"{name[:1]}***@{host}" if at and name else STAR * len(text)


def mask_name(name: str | None) -> str:
    """The first character stays: `陈*`, `欧**`; of several words each one: `J*** S****`."""
    return " ".join(word[:1] + STAR * (len(word) - 1) for word in (name or "").split())
