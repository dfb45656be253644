"""Bookings of benefits that wait for a confirmation."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import SQL, fn

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models import Client, Voucher
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.shared import built
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.bands import NOW, band_of


def to_confirm(actor: Actor, today: date) -> list[Line]:
    """What the clients of his seats ask for, the nearest day first; who is over a branch sees there what is late and
    what no manager has."""
    scope = ClientScope(actor, may=P.BENEFITS_REDEEM)

    def query() -> Any:
        who, stand_in = Client.alias("who"), scope.stand_in()
        own = stand_in.own()
        his = Client.manager.is_null() | (Voucher.confirm_by < built.DAY)
        his = his if own is None else his | own
        inside = Client.select(Client.id).where(Client.id == Voucher.client, stand_in.condition(), his)
        found = Voucher.select(Voucher, who.id, who.name, who.number, who.tier)
        found = found.join(who, on=(Voucher.client == who.id), attr="client")
        found = found.where(Voucher.state == SQL("'asked'"), Voucher.ended_at.is_null(), fn.EXISTS(inside))
        return found.order_by(Voucher.day, Voucher.id).limit(MOST + 1)

    rows = built.rows(("vouchers of the day", scope.shape()), query, {**scope.marks(), built.DAY: today})
    return [_line(row, today) for row in rows]


def _line(row: Voucher, today: date) -> Line:
    version = reference.benefit_versions()[row.version_id]  # type: ignore[attr-defined]
    due, late = row.confirm_by, row.confirm_by < today
    at = f"/benefits/redemptions/{row.number}"
    return Line(
        about=("voucher", row.id),
        band=NOW if late else band_of(due, today) or "week",
        title=_("Confirm %(benefit)s for %(name)s", benefit=named(version), name=row.client.name),
        href=at,
        why=_("for %(day)s", day=formats.day(row.day)),
        icon="ticket",
        urgency=(str(due), row.id),
        tone="late" if late else "wait",
        state=_("Not confirmed in time") if late else _("To be confirmed"),
        hint=formats.day(due),
        client=(row.client.name, row.client.tier_id, row.client.number),
        deeds=(_confirm(row, version, at),),
    )


def _confirm(row: Voucher, version: Any, at: str) -> Deed:
    """One touch confirms; where it is to be written what was booked, it leads there."""
    if version.says_result:
        return Deed(_("Book it"), f"{at}#confirming", "calendar-plus")
    return Deed(_("Confirm"), f"{at}/confirm", "check", post=True, shown=(row,))
