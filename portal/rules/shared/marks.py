"""The mark of what a page showed: when, and a fingerprint of what was decided about."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

_MARK = re.compile(r"([0-9]{1,12})-([0-9a-f]{16})")


def fingerprint(values: list[Any]) -> str:
    """Sixteen digits that differ whenever one of the values does."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def mark(values: list[Any], at: datetime) -> str:
    """What a form carries: the moment at which its page was made and the fingerprint of what it showed."""
    return f"{int(at.timestamp())}-{fingerprint(values)}"


def read(text: str) -> tuple[datetime | None, str]:
    """Moment and fingerprint of a mark; None and "" for what is none."""
    found = _MARK.fullmatch(text.strip())
    if not found:
        return None, ""
    try:
        return datetime.fromtimestamp(int(found[1]), UTC), found[2]
    except (ValueError, OverflowError, OSError):
        return None, ""
