"""Answers that are kept, as long as the question is short: a cache of texts of any length is anybody's to fill."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

LONGEST = 128
"""Characters of a question that is kept: longer than any name."""


def remembered(maxsize: int, longest: int = LONGEST) -> Callable[[Function], Function]:
    """`lru_cache` for questions of at most `longest` characters, all texts of a question together; a longer one is
    answered each time."""

    def around(function: Function) -> Function:
        known = lru_cache(maxsize)(function)

        @wraps(function)
        def answer(*question: Hashable, **options: Hashable) -> Any:
            return known(*question, **options) if _length(question) <= longest else function(*question, **options)

        answer.cache_info = known.cache_info  # type: ignore[attr-defined]
        answer.cache_clear = known.cache_clear  # type: ignore[attr-defined]
        return cast(Function, answer)

    return around


def _length(question: tuple[Any, ...]) -> int:
    return sum(len(one) if isinstance(one, str) else _length(one) for one in question if isinstance(one, (str, tuple)))
