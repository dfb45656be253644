"""Which list a client was opened from, as one short word of an address (`?list=`): letters, digits, `-` and `_`
only."""

from __future__ import annotations

import base64
import binascii

IN_LINKS, LONGEST = 1200, 6000


def packed(query: str, few: bool, most: int = IN_LINKS) -> str:
    """The word for a list's query string; `few`: all that fit were looked up. "" for one that is too long to carry."""
    word = base64.urlsafe_b64encode((("f" if few else "w") + query).encode()).decode().rstrip("=")
    return word if len(word) <= most else ""


def unpacked(word: str | None) -> tuple[str, bool] | None:
    """(query string, few) again; None for anything that `packed` did not write."""
    if not word or len(word) > LONGEST or not word.isascii():
        return None
    try:
        text = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return (text[1:], text[0] == "f") if text[:1] in ("f", "w") and "\0" not in text else None
