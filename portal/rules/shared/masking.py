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
    """`****************12` for an ID, USCC or passport number. A mask that shows more is narrowed to this one.

    The first digits are the place, the next the birthday, which stands beside it: `2201**********0012` left nine
    numbers to choose from (`rules/clients/identity.py`, `possible`).
    """
    return _middle(re.sub(r"\s", "", number or ""), 0, 2)


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


def plain_phone(phone: str | None) -> str:
    """A whole phone number as people write it: 138 4300 1234, 0431-85976210; a foreign one with its country code."""
    text = re.sub(r"[^\d+]", "", phone or "")
    if not text.startswith("+86"):
        return text
    own = text[3:]
    if len(own) == 11 and own[0] == "1":
        return f"{own[:3]} {own[3:7]} {own[7:]}"
    area = 2 if own.startswith(("10", "2")) else 3
    return f"0{own[:area]}-{own[area:]}"


def spaced(number: str | None) -> str:
    """A whole account or card number in fours."""
    text = re.sub(r"[\s-]", "", number or "")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


_SHAPES = re.compile(
    r"[\d+]{0,4}\*{4}\d{4}|\*+[0-9A-Za-z]{0,4}|[0-9A-Za-z]{4} \*{4} \*{4} [0-9A-Za-z]{4}|.?\*{3}@\S+|\S\*+(?: \S\*+)*"
)


def is_mask(text: str) -> bool:
    """Is a text what one of these masks made? In a field of a number, an address or a name that is no value."""
    return STAR in text and _SHAPES.fullmatch(text.strip()) is not None


SHORTEST_REASON = 4
MASKS = {"document": mask_id, "mobile": mask_phone, "phone": mask_phone, "account": mask_account, "card": mask_account}
"""Which columns of a file are masked, and how."""


def may_be_whole(has_permission: bool, reason: str | None) -> bool:
    """R7: numbers leave their mask only with the permission to reveal and a reason that says something."""
    return has_permission and len((reason or "").strip()) >= SHORTEST_REASON


def for_file(column: str, value: str | None, whole: bool = False) -> str:
    """What a file shows of a value: masked where the column is personal, unless `whole` (ask `may_be_whole`)."""
    mask = MASKS.get(column)
    return (value or "") if whole or mask is None else mask(value)
