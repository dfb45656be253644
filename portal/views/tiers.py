"""The tiers, their thresholds and who stands in them (read side)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..models import Client, reference
from ..models.tier_reads import counts_by_tier
from .answers import answer, current_actor

blueprint = Blueprint("tiers", __name__)


@blueprint.get("/tiers")
def index() -> Any:
    scope = Client.visible_to(current_actor)
    return answer("tiers/index.html", levels=list(reference.tiers().values()), counts=counts_by_tier(scope))
