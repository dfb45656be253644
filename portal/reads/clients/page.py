"""Everything about one client, one statement a section."""

from __future__ import annotations

from typing import Any

from portal.models.tiers.tiers import MonthlyAum
from portal.reads.shared import built


def aum_months(client_id: int, count: int = 12) -> list[MonthlyAum]:
    """AUM of the last complete months, oldest first."""

    def newest() -> Any:
        months = MonthlyAum.select().where(MonthlyAum.client == built.ONE)
        return months.order_by(MonthlyAum.month.desc()).limit(count)

    return built.rows(("months", count), newest, {built.ONE: client_id})[::-1]
