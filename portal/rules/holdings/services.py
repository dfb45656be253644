"""Which days and numbers a service that a client has signed for may have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

NUMBER = r"[0-9A-Za-z/ -]{4,32}\Z"
EARLIEST = date(1980, 1, 1)


def wrong(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """Column → why its value cannot be (a code of `words/holdings.WRONG`), of those that are given."""
    since, until, number = (values.get(name) for name in ("since", "until", "number"))
    found = {}
    if since and not EARLIEST <= since <= today:
        found["since"] = "since"
    if until and not (since or EARLIEST) <= until <= today:
        found["until"] = "until"
    if number and not re.match(NUMBER, number):
        found["number"] = "number"
    return found
