"""Small tables that hardly change (tiers, posts, districts, categories, benefits), kept for a minute per process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from .benefits import Allowance, Benefit
from .clients import District
from .organisation import Branch, Post
from .requests import RequestCategory
from .tiers import Tier

KEPT_SECONDS = 60
Value = TypeVar("Value")
_kept: dict[str, tuple[float, Any]] = {}


def forget() -> None:
    """Read everything anew (after a change, and for each new database)."""
    _kept.clear()


def kept(name: str, read: Callable[[], Value]) -> Value:
    found = _kept.get(name)
    if found is None or time.monotonic() - found[0] > KEPT_SECONDS:
        found = _kept[name] = (time.monotonic(), read())
    return found[1]


def branch_tree() -> list[Branch]:
    """Every branch in tree order."""
    return kept("branches", lambda: list(Branch.select().order_by(Branch.path)))


def branches_below(paths: list[str]) -> list[Branch]:
    """The branches at and under any of `paths`, in tree order."""
    return [branch for branch in branch_tree() if any(branch.path.startswith(path) for path in paths)]


def tiers() -> dict[str, Tier]:
    """Levels by code, lowest first."""
    return kept("tiers", lambda: {tier.code: tier for tier in Tier.select().order_by(Tier.rank)})


def vip_tiers() -> list[str]:
    """Codes of Gold and above, lowest first."""
    return [tier.code for tier in tiers().values() if tier.rank > 0]


def posts() -> dict[str, Post]:
    return kept("posts", lambda: {post.code: post for post in Post.select().order_by(Post.position)})


def districts() -> list[str]:
    return kept(
        "districts",
        lambda: [row[0] for row in District.select(District.name).order_by(District.position, District.name).tuples()],
    )


def categories() -> dict[str, RequestCategory]:
    """What requests can be about, in the order of the form."""
    return kept("categories", lambda: {c.code: c for c in RequestCategory.select().order_by(RequestCategory.position)})


def benefits() -> dict[str, Benefit]:
    return kept("benefits", lambda: {b.code: b for b in Benefit.select().order_by(Benefit.position)})


def allowances() -> dict[tuple[str, str], int]:
    """(tier, benefit) → how many a year; -1 is unlimited; what is missing is not given."""
    return kept("allowances", lambda: {(a.tier_id, a.benefit_id): a.yearly for a in Allowance.select()})
