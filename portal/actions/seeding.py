"""Reference data from `seeds/`: branches, posts, tiers, benefits, categories. Reading them again changes only what differs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from .. import config
from ..database import write
from ..models import Allowance, Benefit, Branch, Post, RequestCategory, Tier, reference

SEEDS = config.ROOT / "seeds"


def read(name: str) -> dict[str, Any]:
    """A TOML file of `seeds/`."""
    with open(Path(SEEDS) / name, "rb") as file:
        return tomllib.load(file)
