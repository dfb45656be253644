"""Versions of a benefit, the latest first."""

from __future__ import annotations

from portal.models.benefits.catalogue import Benefit, BenefitVersion
from portal.models.organisation import Staff


def versions_of(code: str) -> list[BenefitVersion]:
    """Every version of a benefit with who wrote it, the latest first (one statement)."""
    query = BenefitVersion.select(BenefitVersion, Benefit, Staff).join(Benefit).switch(BenefitVersion)
    query = query.left_outer_join(Staff, on=(BenefitVersion.author == Staff.id))
    return list(
        query.where(BenefitVersion.benefit == code).order_by(BenefitVersion.since.desc(), BenefitVersion.id.desc())
    )
