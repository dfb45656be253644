"""Vouchers of this week."""

from __future__ import annotations

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.reads.matters.lines import Desk, Matter

DAYS = 7


def soon(desk: Desk) -> list[Matter]:
    """What he has booked for the next days, confirmed or not yet."""
    found = []
    for one in desk.vouchers:
        apart = (one.row.day - desk.today).days
        if apart > DAYS:
            continue
        when = {0: _("Today"), 1: _("Tomorrow")}.get(apart) or formats.day(one.row.day)
        waits = one.row.state == "asked"
        found.append(
            Matter(
                ("voucher", one.row.id),
                max(one.row.day, desk.today),
                one.version.icon,
                named(one.version),
                _("We confirm it and tell you here.") if waits else named(one.version, "place") or one.number,
                _("Look at it") if waits else _("Show it"),
                f"/me/vouchers/{one.number}",
                rank=2,
                when=when,
                tone="wait" if waits else "info",
            )
        )
    return found
