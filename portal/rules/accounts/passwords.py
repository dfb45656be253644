"""Passwords are judged by how many guesses they would take (zxcvbn), knowing whose they are (NIST SP 800-63B): no rules
of composition, no forced rotation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn

SHORTEST = 10
LONGEST = 128
ENOUGH = 3
"""The least score: more than 10^8 guesses."""

JUDGED = 24
"""How many characters are judged at a time: judging takes time that grows with the square and more (72 signs of our
choice take it twelve seconds, 24 a quarter of one)."""

BANK = frozenset(
    {
        *(
            "jilinbank",
            "jilin",
            "bankofjilin",
            "jlbank",
            "jlbankcc",
            "jilinyinhang",
            "changchun",
            "bank",
            "faw",
            "yiqi",
        ),
        *("yiqi", "fawbank", "fawvip", "yiqizhihang", "guibin", "vip", "vipclient", "portal", "vipportal"),
        *("吉林银行", "一汽支行", "一汽", "贵宾", "银行", "吉林", "长春"),
    }
)
"""Words of the bank, which whoever guesses here tries first."""


def password_problem(password: str, own: Iterable[str] = ()) -> str | None:
    """Why a password is refused, or None.

    Reasons: `short` (under 10 characters), `long` (over 128), `personal` (guessed soon by somebody who knows the words
    of `own`: user name, name, phone; or the bank's), `common` (guessed soon by anybody).
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        return "short"
    if len(text) > LONGEST:
        return "long"
    words = [*_forms(own), *sorted(BANK)]
    found = [zxcvbn(part, words, max_length=JUDGED) for part in dict.fromkeys((text[:JUDGED], text[-JUDGED:]))]
    if max(one["score"] for one in found) >= ENOUGH:
        return None
    guessed = {match.get("dictionary_name") for one in found for match in one["sequence"]}
    return "personal" if "user_inputs" in guessed else "common"


def _forms(own: Iterable[str]) -> list[str]:
    """Each word as it may be typed: whole, without blanks and signs, in its parts, a phone without its country."""
    found: dict[str, None] = {}
    for word in own:
        folded = unicodedata.normalize("NFKC", word).casefold()
        parts = re.split(r"[\W\d_]+", folded)
        digits = re.sub(r"\D", "", folded)
        phones = [digits, digits.removeprefix("86"), digits[-8:]] if len(digits) >= 8 else []
        for form in (folded, re.sub(r"[\W_]", "", folded), *parts, *phones):
            if len(form) >= 2:
                found[form] = None
    return list(found)
