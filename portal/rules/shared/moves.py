"""What may be done with something in a state, and the state it is in afterwards: one table for each kind of thing."""

from __future__ import annotations

from collections.abc import Mapping


class Moves:
    """`table`: deed → {state before: state after}."""

    def __init__(self, table: Mapping[str, Mapping[str, str]]) -> None:
        self.table = table
        self.deeds = tuple(table)

    def can(self, state: str, deed: str) -> bool:
        """Whether `deed` is possible in `state`."""
        return state in self.table.get(deed, {})

    def after(self, state: str, deed: str) -> str:
        """The state after `deed`. Raises ValueError when it is not possible."""
        if not self.can(state, deed):
            raise ValueError(f"{deed} is not possible in {state}")
        return self.table[deed][state]
