"""Chance of the generator: quick, and the same again by seed."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from random import Random
from typing import Any


class Chance(Random):
    """A `Random` whose whole numbers come from one fraction each: sooner, and as even as believable people need."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        if step != 1:
            return super().randrange(start, stop, step)
        low, high = (0, start) if stop is None else (start, stop)
        return low + int(self.random() * (high - low))

    def randint(self, a: int, b: int) -> int:
        return a + int(self.random() * (b - a + 1))

    def choice(self, seq: Any) -> Any:
        return seq[int(self.random() * len(seq))]

    def pick(self, population: Sequence[Any], sums: Sequence[float]) -> Any:
        """One by weight; `sums` are the running sums of the weights."""
        return population[bisect(sums, self.random() * sums[-1], 0, len(sums) - 1)]

    def choices(self, population: Any, weights: Any = None, *, cum_weights: Any = None, k: int = 1) -> list[Any]:
        if cum_weights is None or k != 1:
            return super().choices(population, weights, cum_weights=cum_weights, k=k)
        return [self.pick(population, cum_weights)]
