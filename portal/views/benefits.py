"""The catalogue of benefits, for staff: what each tier gets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.ground.formats import counted
from portal.reads import reference
from portal.views.answers import answer

blueprint = Blueprint("benefits", __name__)


@blueprint.get("/benefits")
def index() -> Any:
    levels = [tier for tier in reference.tiers().values() if tier.rank > 0 and tier.in_force]
    return answer(
        "benefits/index.html",
        levels=levels,
        benefits=list(reference.benefits().values()),
        given=reference.allowances(),
        counted=counted,
    )
