"""What an address may carry of a row: its id, a number or a moment to go on from. Anything else is as if it were not
there."""

from __future__ import annotations

import re
from datetime import datetime

BIGGEST = 10**15


def whole(text: str | None) -> int | None:
    """A whole number that both databases can compare with (below 10^15 either way), or None."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text or "") else None  # type: ignore[arg-type]


def row_id(text: str | None) -> int | None:
    """The id of a row, or None."""
    number = whole(text)
    return number if number and number > 0 else None


def moment(text: str | None) -> str | None:
    """A moment as the databases keep it (`2026-12-24 01:00:00`), or None."""
    try:
        return (
            datetime.strptime(text or "", "%Y-%m-%d %H:%M:%S").strftime("%Y-%m-%d %H:%M:%S")
            if text and len(text) == 19
            else None
        )
    except ValueError:
        return None
