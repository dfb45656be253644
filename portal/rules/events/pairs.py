"""What a plan says, taken apart into pairs of before and after: text, as the trail and a change that waits keep it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.rules.shared.lines import unpacked

Changes = dict[str, list[str]]
MOMENTS = frozenset({"starts_at", "ends_at", "sign_up_until"})
NUMBERS = frozenset({"budget", "capacity", "guests_per_client"})
BESIDE = frozenset({"tiers", "budget_lines", "charge", "helpers"})
"""What a plan says in tables beside its row."""


def text_of(name: str, value: Any) -> str:
    """A value as a pair keeps it."""
    if name == "tiers":
        return ",".join(sorted(value))
    return "" if value is None else str(value)


def value_of(name: str, text: str) -> Any:
    """A kept value as the plan takes it."""
    if name == "tiers":
        return text.split(",")
    if name in MOMENTS:
        return datetime.fromisoformat(text)
    if name == "room":
        return int(text) if text else None
    return int(text) if name in NUMBERS else text


def differing(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """What a plan that was typed changes of the one that stands."""
    texts = {name: (text_of(name, before[name]), text_of(name, value)) for name, value in after.items()}
    return {name: [old, new] for name, (old, new) in texts.items() if old != new}


def wished(changes: Changes) -> dict[str, Any]:
    """What changes would make of the plan, by name."""
    return {name: value_of(name, after) for name, (_before, after) in changes.items()}


DUTIES = {"charge": "charge", "helpers": "help"}


def ids_of(text: str) -> list[int]:
    """The people of a line of helpers."""
    return [int(one) for one, _name in unpacked(text, 2)]
