"""Everything about one client, one statement a section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models.benefits import BenefitUse
from portal.models.clients.client import Client
from portal.models.tiers.tiers import MonthlyAum
from portal.reads import reference
from portal.reads.shared import built


def aum_months(client_id: int, count: int = 12) -> list[MonthlyAum]:
    """AUM of the last complete months, oldest first."""

    def newest() -> Any:
        months = MonthlyAum.select().where(MonthlyAum.client == built.ONE)
        return months.order_by(MonthlyAum.month.desc()).limit(count)

    return built.rows(("months", count), newest, {built.ONE: client_id})[::-1]


@dataclass
class BenefitLine:
    """A benefit of the client's tier this year; `yearly` -1 is unlimited."""

    benefit: Any
    yearly: int
    used: int

    @property
    def unlimited(self) -> bool:
        return self.yearly < 0

    @property
    def left(self) -> int:
        return max(0, self.yearly - self.used)

    @property
    def percent_left(self) -> int:
        return 100 if self.unlimited else round(100 * self.left / self.yearly) if self.yearly else 0


def benefits_of(client: Client) -> list[BenefitLine]:
    """What the client's tier brings such a client this calendar year and what is used of it (one statement)."""
    year = clock.today().year

    def query() -> Any:
        within = BenefitUse.used_on.between(date(year, 1, 1), date(year, 12, 31))
        found = BenefitUse.select(BenefitUse.benefit, fn.SUM(BenefitUse.quantity))
        return found.where(BenefitUse.client == built.ONE, within).group_by(BenefitUse.benefit).tuples()

    used = dict(built.rows(("benefits used", year), query, {built.ONE: client.id}))
    given = reference.allowances()
    return [
        BenefitLine(benefit, given[(client.tier_id, code)], int(used.get(code, 0)))
        for code, benefit in reference.benefits().items()
        if given.get((client.tier_id, code)) and benefit.fits(client)
    ]
