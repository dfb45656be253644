"""Phones as people write them into one cell: several numbers, and numbers with an extension."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from portal.rules.clients.identity import phone

_BETWEEN = re.compile(r"[/、,;|\\\n]+|\s{2,}|(?<=\d)\s+(?=(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d))|和|或")
_EXTENSION = re.compile(r"(.*?\d)\s*(?:转分机|转|分机|ext\.?|extension|x|#)\s*[:：]?\s*(\d{1,6})\s*", re.I)
_DASHED = re.compile(r"\(?(0\d{2,3})\)?[- ]?(\d{7,8})-(\d{1,6})")
_AREA = re.compile(r"\(?(0\d{2,3})\)?[- ]?\d{7,8}")


@dataclass(frozen=True)
class Phone:
    """A number in E.164; `extension` are the digits behind it, "" where there are none."""

    number: str
    extension: str = ""


def phones_in(cell: str) -> list[Phone]:
    """Every number in a cell, each once, in its order. Raises ValueError where one of them is none."""
    found: list[Phone] = []
    area = ""
    for part in _BETWEEN.split(unicodedata.normalize("NFKC", cell)):
        part = part.strip()
        if not part:
            continue
        if here := _AREA.match(part):
            area = here[1]
        one = _one(part, area)
        if one not in found:
            found.append(one)
    if not found:
        raise ValueError("no phone number")
    return found


def _one(part: str, area: str) -> Phone:
    """A number; one of a town without its area code has that of the number before it."""
    extension = ""
    if dashed := _DASHED.fullmatch(part):
        part, extension = f"{dashed[1]}-{dashed[2]}", dashed[3]
    elif told := _EXTENSION.fullmatch(part):
        part, extension = told[1], told[2]
    try:
        return Phone(phone(part), extension)
    except ValueError:
        if area and re.fullmatch(r"[2-8]\d{6,7}", part):
            return Phone(phone(f"{area}-{part}"), extension)
        raise
