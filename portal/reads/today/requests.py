"""Requests of the day: given to him, waiting in his queue, and late ones of his branch."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.models.requests import Request
from portal.reads.accounts.actors import Actor
from portal.reads.requests.queue import first_open
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.threads import chip
from portal.reads.shared import built
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.visibility import FULL_IN_BRANCH
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.bands import NOW, TODAY, WEEK, band_of


def lines(actor: Actor, today: date) -> list[Line]:
    """Praise waits for nobody: it is thanked for, never late."""
    who = RequestScope(actor, P.REQUESTS_WORK).actor

    def query() -> Any:
        stand_in = who.stand_in()
        mine = Request.holder.is_null() | (Request.holder == stand_in.staff_id)
        if who.roles & FULL_IN_BRANCH:  # and who is late
            mine |= Request.due_at < built.NOW
        return first_open(stand_in, [Request.status.in_(("new", "taken")), mine], MOST + 1)

    rows = built.rows(("requests of the day", who.reach), query, who.marks)
    return [_line(row, actor, today) for row in rows]


def _line(row: Request, actor: Actor, today: date) -> Line:
    state = chip(row)
    mine = row.holder_id == actor.staff_id
    praise = row.kind == "praise"
    due = clock.local(row.due_at).date() if row.due_at else None
    late = state.tone == "late" and not praise
    band = NOW if late or (mine and not row.staff_moved) else (due and band_of(max(due, today), today)) or WEEK
    if praise or (row.holder_id is None and band == WEEK):
        band = TODAY
    href = f"/requests/{row.number}"
    if row.holder_id is None:
        why, deed = _("nobody has taken it yet"), Deed(_("Take it"), f"{href}/take", "user-check", True, (row,))
    elif mine and row.status == "new":
        why, deed = _("your client asks"), Deed(_("Take it"), f"{href}/take", "user-check", True, (row,))
    elif mine:
        why = _("given to you") if row.staff_moved else _("given to you; the client wrote last")
        deed = Deed(_("Reply"), f"{href}#reply", "message-2")
    else:
        why, deed = _("late with %(name)s", name=row.who.name), Deed(_("Look into it"), href, "eye")
    if mine and row.held_for_id:
        why = _("for %(name)s, who is away", name=row.in_name_of.name)
    deeds: tuple[Deed, ...] = (deed,)
    if row.call_at and row.client:
        why = _("call back at %(when)s", when=formats.when(row.call_at, inside=True))
        if mine and actor.may(P.REVEAL):
            deeds = (Deed(_("Call"), f"/clients/{row.client.number}/call", "phone", True, dials=True), deed)
    return Line(
        about=("request", row.id),
        band=band,
        title=row.subject,
        href=href,
        why=why,
        icon="phone-call" if row.call_at else "message-2",
        urgency=(str(row.due_at or "9999"), row.id),
        tone="late" if late else "info" if praise else state.tone,
        state=_("Praise")
        if praise
        else _("overdue")
        if late
        else _("Complaint")
        if row.kind == "complaint"
        else _("Request"),
        hint=""
        if praise or not row.due_at
        else formats.by(row.due_at)
        if not late
        else formats.day(clock.local(row.due_at).date()),
        client=row.client and (row.client.name, row.client.tier_id, row.client.number),
        fresh=not row.staff_moved,
        deeds=deeds,
    )
