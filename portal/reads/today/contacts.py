"""Whom to call: VIPs of one's own whose next contact is due, and follow-up calls; what follows from contacts."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import add
from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import pgettext as _p
from portal.models.clients.client import IS_DUE, Client
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration.hours import quiet_now
from portal.reads.contacts import keeping
from portal.reads.contacts.companies import Turn, whose_turn
from portal.reads.contacts.steps import steps_of
from portal.reads.finding.filter import plain_column
from portal.reads.follow_ups.open import Line as Call
from portal.reads.follow_ups.open import Wanted
from portal.reads.follow_ups.open import calls as follow_ups
from portal.reads.follow_ups.reasons import why as after
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
        fields = (Client.id, Client.number, Client.name, Client.tier, Client.last_contact, Client.next_contact_due)
        # those who have a place in the order of what matters are few, and stand together by manager and by adviser
        due, tier = (plain_column(column, True) for column in (Client.next_contact_due, Client.tier))
        kept = keeping.parts(stand_in, stand_in.staff_id)
        near = reduce(add, [Client.select(Client.id).where(part, Client.contact_order >= 0, IS_DUE) for part in kept])
        others = (Client.mobile, Client.do_not_call, Client.manager, Client.adviser, Client.kind)
        found = Client.select(*fields, *others)
        found = found.where(
            Client.id.in_(near),
            plain_column(Client.merged_into, True).is_null(),
            tier.in_(reference.vip_tiers()),
            due <= built.DAY,
        )
        return found.order_by(due, Client.id).limit(MOST + 1)

    rows = built.rows(("contacts of the day", who.reach, today), query, {**who.marks, built.DAY: last_day(today)})
    ranks, names = reference.ranks(), keeping.names_of(who)
    companies = whose_turn({row.id: row.tier_id for row in rows if row.is_company})
    return [_line(row, actor, today, ranks, names, companies.get(row.id)) for row in rows]


def steps(actor: Actor, today: date) -> list[Line]:
    """What follows from contacts and is his to do; what the client was told is a promise."""
    return [
        Line(
            about=("next_step", one.id),
            band=band_of(one.due, today) or "week",
            title=one.what,
            href=f"/clients/{one.number}#contacts",
            why=_both_names(
                _("promised to %(name)s", name=one.name) if one.told else _("next step with %(name)s", name=one.name),
                one.instead_of,
            ),
            icon="list-check",
            urgency=(str(one.due), one.id),
            tone="late" if one.due < today else "wait" if one.due == today else "info",
            state=_("overdue") if one.due < today else _("due"),
            hint=formats.day(one.due),
            deeds=(Deed(_("Done"), f"/clients/{one.number}/steps/{one.id}/done", "check", post=True),),
        )
        for one in steps_of(actor, last_day(today))[: MOST + 1]
    ]


def calls(actor: Actor, today: date) -> list[Line]:
    """Follow-up calls that are his, or that nobody of a client's team can make."""
    found = follow_ups(actor, Wanted(until=last_day(today)), MOST + 1)
    return [_call(one, actor, today) for one in found]


def _dials(actor: Actor) -> bool:
    """May he call anybody now?"""
    return actor.may(P.REVEAL) and not quiet_now()


def _both_names(why: str, other: str) -> str:
    """Why a line is here, and in whose name he does it."""
    said = _("for %(name)s, who is away", name=other) if other else ""
    return f"{why} · {said}" if said else why


def _call(one: Call, actor: Actor, today: date) -> Line:
    deeds = [Deed(_p("deed", "Record"), f"/clients/{one.number}/follow-ups/{one.id}", "phone-call")]
    if one.callable and _dials(actor):
        deeds.insert(0, Deed(_("Call"), f"/clients/{one.number}/call", "phone", post=True, dials=True))
    return Line(
        about=("follow_up", one.id),
        band=band_of(one.due, today) or "week",
        title=_("Follow-up call to %(name)s", name=one.name),
        href=f"/clients/{one.number}/follow-ups/{one.id}",
        why=_both_names(after(one.cause, one.about), one.instead_of),
        icon="phone-call",
        urgency=(str(one.due), one.id),
        tone="late" if one.due < today else "wait" if one.due == today else "info",
        state=_("overdue") if one.due < today else _("due"),
        hint=formats.day(one.due),
        client=(one.name, one.tier, one.number),
        deeds=tuple(deeds),
    )


def _line(
    row: Client, actor: Actor, today: date, ranks: dict[str, int], names: dict[int, str], turn: Turn | None
) -> Line:
    due = row.next_contact_due
    band = band_of(due, today) or "week"
    deeds = [Deed(_p("deed", "Record"), f"/clients/{row.number}/contacts/new", "phone-call")]
    if row.mobile and not row.do_not_call and _dials(actor):
        deeds.insert(0, Deed(_("Call"), f"/clients/{row.number}/call", "phone", post=True, dials=True))
    other = keeping.instead_of(names, actor.staff_id, row.manager_id, row.adviser_id)
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
        why=_both_names(f"{turn.name} · {last}" if turn else last, other),
        icon="phone",
        urgency=(str(due), -ranks[row.tier_id], row.id),
        tone="late" if due < today else "wait" if due == today else "info",
        state=_("overdue") if due < today else _("due"),
        hint=formats.day(due),
        client=(row.name, row.tier_id, row.number),
        deeds=tuple(deeds),
    )
