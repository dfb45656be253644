"""Whom to call: VIPs of one's own whose next contact is due."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import pgettext as _p
from portal.models import ContactPlan
from portal.models.clients.client import Client
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.seats import clients_served
from portal.reads.contacts.steps import steps_of
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
        stand_in = who.stand_in()
        mine = Client.id.in_(clients_served(stand_in, KEEP_IN_TOUCH)) & _kept_by(stand_in.staff_id)
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


def _kept_by(staff_id: Any) -> Any:
    """The plan's seat keeps in touch: the adviser's, or the manager's where the plan says so or nobody advises. So one
    of them calls, not both."""
    of_manager = ContactPlan.select(ContactPlan.client).where(ContactPlan.keeper == "manager")
    adviser, manager = (plain_column(column, True) for column in (Client.adviser, Client.manager))
    return ((adviser == staff_id) & Client.id.not_in(of_manager)) | (
        (manager == staff_id) & (Client.id.in_(of_manager) | adviser.is_null())
    )


def steps(actor: Actor, today: date) -> list[Line]:
    """What follows from contacts and is his to do; what the client was told is a promise."""
    return [
        Line(
            about=("next_step", one.id),
            band=band_of(one.due, today) or "week",
            title=one.what,
            href=f"/clients/{one.number}#contacts",
            why=_("promised to %(name)s", name=one.name) if one.told else _("next step with %(name)s", name=one.name),
            icon="list-check",
            urgency=(str(one.due), one.id),
            tone="late" if one.due < today else "wait" if one.due == today else "info",
            state=_("overdue") if one.due < today else _("due"),
            hint=formats.day(one.due),
            deeds=(Deed(_("Done"), f"/clients/{one.number}/steps/{one.id}/done", "check", post=True),),
        )
        for one in steps_of(actor, last_day(today))[: MOST + 1]
    ]


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
