"""Whom to call: VIPs of one's own whose next contact is due."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import pgettext as _p
from portal.models.clients.client import Client
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.seats import clients_served
from portal.reads.finding.filter import plain_column
from portal.reads.shared import built
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.bands import band_of, last_day

KEEP_IN_TOUCH = (Role.MANAGER, Role.ADVISER)


def lines(actor: Actor, today: date) -> list[Line]:
    """Those of the days up to the end of the week; the longest due first, then the higher tier."""
    who = actor.under(P.CONTACTS_WRITE)
    if not who.roles & {*KEEP_IN_TOUCH}:
        return []

    def query() -> Any:
        mine = Client.id.in_(clients_served(who.stand_in(), KEEP_IN_TOUCH))
        fields = (Client.id, Client.number, Client.name, Client.tier, Client.last_contact, Client.next_contact_due)
        # his seats lead to the few who are his; no index of these columns shall
        due, tier = (plain_column(column, True) for column in (Client.next_contact_due, Client.tier))
        found = Client.select(*fields, Client.mobile, Client.do_not_call).where(
            mine, plain_column(Client.merged_into, True).is_null(), tier.in_(reference.vip_tiers()), due <= built.DAY
        )
        return found.order_by(due, Client.id).limit(MOST + 1)

    rows = built.rows(("contacts of the day", who.reach), query, {**who.marks, built.DAY: last_day(today)})
    ranks = reference.ranks()
    return [_line(row, actor, today, ranks) for row in rows]


def _line(row: Client, actor: Actor, today: date, ranks: dict[str, int]) -> Line:
    due = row.next_contact_due
    band = band_of(due, today) or "week"
    deeds = [Deed(_p("deed", "Record"), f"/clients/{row.number}/contacts/new", "phone-call")]
    if row.mobile and not row.do_not_call and actor.may(P.REVEAL):
        deeds.insert(0, Deed(_p("deed", "Call"), f"/clients/{row.number}/call", "phone", post=True, dials=True))
    last = (
        _("last contact %(day)s", day=formats.day(row.last_contact, weekday=False))
        if row.last_contact
        else _("no contact yet")
    )
    return Line(
        about=("contact", row.id),
        band=band,
        title=_("Get in touch with %(name)s", name=row.name),
        href=f"/clients/{row.number}",
        why=last,
        icon="phone",
        urgency=(str(due), -ranks[row.tier_id], row.id),
        tone="late" if due < today else "wait" if due == today else "info",
        state=_("overdue") if due < today else _("due"),
        hint=formats.day(due),
        client=(row.name, row.tier_id, row.number),
        deeds=tuple(deeds),
    )
