"""The catalogue of benefits, for staff: what each tier gets."""

from __future__ import annotations

from typing import Any

from portal.ground.formats import counted
from portal.reads import reference
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer
from portal.web.pages import Pages

pages = Pages("benefits", __name__, place="benefits")


@pages.page("/benefits", may=P.BENEFITS_READ)
def index() -> Any:
    levels = [tier for tier in reference.tiers().values() if tier.rank > 0 and tier.in_force]
    return answer(
        "benefits/index.html",
        levels=levels,
        benefits=list(reference.benefits().values()),
        given=reference.allowances(),
        counted=counted,
    )
