"""A state as people see it: a tone, a word, an icon. Each area has its own table of them (STATES)."""

from __future__ import annotations

from typing import Any, NamedTuple


class State(NamedTuple):
    """`tone`: done, wait, late, info or plain; `icon`: "" for the usual one of its tone."""

    tone: str
    word: Any
    icon: str = ""


def choices(states: dict[str, State]) -> list[tuple[str, Any]]:
    """The states as a form offers them."""
    return [(code, state.word) for code, state in states.items()]
