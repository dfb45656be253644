"""What of his products ends soon."""

from __future__ import annotations

from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.models.holdings.holdings import AccountRight, HoldingAccount
from portal.reads.administration.settings import value
from portal.reads.holdings.names import holding_name
from portal.reads.matters.lines import MOST, Desk, Matter
from portal.reads.shared import built


def _ends() -> Any:
    """His own open accounts that end from today on, the next first."""
    account = HoldingAccount
    found = AccountRight.select(
        account.id, account.number, account.product, account.offer, account.name, account.matures_on
    ).join(account)
    own = (AccountRight.client == built.ONE) & (AccountRight.kind == "owner") & account.closed_on.is_null()
    return found.where(own, account.matures_on >= built.DAY).order_by(account.matures_on, account.id).dicts()


def ends_of(client_id: int) -> list[dict[str, Any]]:
    """What ends within the days that the bank looks ahead (one statement)."""
    today = clock.today()
    rows = built.rows(("ends", MOST), lambda: _ends().limit(MOST), {built.ONE: client_id, built.DAY: today})
    return [row for row in rows if row["matures_on"] <= today + clock.days(value("deals.maturity_days"))]


def ending(desk: Desk) -> list[Matter]:
    """Each with the request to renew it, until he asked."""
    if not desk.writes:
        return []
    return [
        Matter(
            ("holding_account", row["id"]),
            row["matures_on"],
            "calendar-due",
            _("Ends on %(day)s", day=formats.day(row["matures_on"])),
            holding_name(row),
            _("Arrange the renewal"),
            f"/me/requests/new?start=renewal-{row['id']}",
            rank=3,
            tone="wait",
        )
        for row in ends_of(desk.client.id)
        if f"renewal-{row['id']}" not in desk.begun
    ]
