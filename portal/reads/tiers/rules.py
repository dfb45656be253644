"""The bank's tier rules as head office reads them: in force, coming, past, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from peewee import fn

from portal.ground import clock
from portal.models.organisation import Staff
from portal.models.tiers.tiers import TierRules
from portal.reads import reference
from portal.rules.tiers.levels import CLASSES


@dataclass
class RuleVersion:
    """A set of rules with its state: current, coming, past or withdrawn; `until` is the last day it holds."""

    row: TierRules
    state: str
    until: date | None

    @property
    def weights(self) -> dict[str, Decimal]:
        return {name: Decimal(self.row.weights[name]) for name in CLASSES}


def revision() -> int:
    """A number that grows with everything that is saved or withdrawn."""
    saved, withdrawn = TierRules.select(fn.COUNT(TierRules.id), fn.COUNT(TierRules.withdrawn_at)).tuples()[0]
    return int(saved + withdrawn)


def versions() -> list[RuleVersion]:
    """All rules with authors, the latest first (one statement)."""
    query = TierRules.select(TierRules, Staff).left_outer_join(Staff, on=(TierRules.author == Staff.id))
    rows = list(query.order_by(TierRules.valid_from.desc(), TierRules.id.desc()))
    current, today = reference.rules_on(clock.today()).id, clock.today()
    found, later = [], None
    for row in rows:
        if row.withdrawn_at is not None:
            found.append(RuleVersion(row, "withdrawn", None))
            continue
        state = "current" if row.id == current else "coming" if row.valid_from > today else "past"
        found.append(RuleVersion(row, state, later - clock.days(1) if later else None))
        later = row.valid_from
    return found


def rules_by_id(rules_id: int) -> RuleVersion | None:
    """One version, whatever its state."""
    return next((one for one in versions() if one.row.id == rules_id), None)
