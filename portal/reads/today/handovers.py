"""Steps of handovers: what a newcomer must know, checks, calls on clients, the witness's signature. What is open stands
here every day."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import fn

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import ngettext
from portal.models.clients.client import Client
from portal.models.handovers import Handover, HandoverSeat
from portal.models.organisation import Branch, Staff, under
from portal.models.steps import Step
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.steps import joined
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.visibility import Permission as P
from portal.rules.handovers import CHECKED, MUST_KNOW_RANK, PASSED, PREPARING
from portal.rules.shared.bands import NOW, TODAY, WEEK
from portal.rules.steps import HANDOVER, is_late

SOON = 3
"""Days before the first day from which what is missing is late."""
OPEN = (PREPARING, CHECKED, PASSED)


def lines(actor: Actor, today: date) -> list[Line]:
    """Of each open handover that concerns him his own next step. One statement."""
    return [line for row in _rows(actor, today) if (line := _line(actor, row, today))]


def _rows(actor: Actor, today: date) -> list[Any]:
    """Open handovers with what is missing: `silent` (newcomer's words), `uncalled` (VIPs), `mine` (of these his),
    `due` (the first day of these), and `coming`: the seats that he receives."""
    ranks = reference.ranks()
    vips = [code for code, rank in ranks.items() if rank > 0]
    asked = [code for code, rank in ranks.items() if rank >= MUST_KNOW_RANK]
    uncalled = (Step.state == "open") & Client.tier.in_(vips)
    mine = HandoverSeat.receiver == actor.staff_id
    paths = actor.paths_for(P.TEAMS_WRITE)
    cared_for = Branch.select(Branch.id).where(under(Branch.path, paths))
    near = (Handover.state == CHECKED) & (Handover.seen_from <= today)
    receives = HandoverSeat.select(HandoverSeat.handover).where(mine)
    concerned = (
        (Handover.staff == actor.staff_id)
        | (Handover.witness == actor.staff_id)
        | (Handover.id.in_(receives) & ((Handover.state == PASSED) | near))
    )
    if paths:
        concerned |= Handover.branch.in_(cared_for)
    count = fn.COUNT(HandoverSeat.id)
    query = (
        Handover.select(
            Handover,
            Staff.name.alias("name"),
            count.filter((HandoverSeat.must_know == "") & Client.tier.in_(asked)).alias("silent"),
            count.filter(uncalled).alias("uncalled"),
            count.filter(uncalled & mine).alias("mine"),
            count.filter(mine).alias("coming"),
            fn.MIN(Step.due_on).filter(uncalled).alias("due"),
        )
        .join_from(Handover, Staff, on=(Handover.staff == Staff.id))
        .join_from(Handover, HandoverSeat, on=(HandoverSeat.handover == Handover.id))
        .join_from(HandoverSeat, Client)
        .join_from(HandoverSeat, Step, "LEFT OUTER JOIN", on=joined(HANDOVER, HandoverSeat.id))
        .where(Handover.state.in_(OPEN), concerned)
        .group_by(Handover.id, Staff.name)
        .order_by(Handover.begins, Handover.id)
        .limit(MOST + 1)
    )
    return list(query.objects())


def _line(actor: Actor, row: Any, today: date) -> Line | None:
    said = _step(actor, row)
    if said is None:
        return None
    words, label, icon, path, band = said
    due = row.due or row.begins
    late = is_late("open", due, today) if row.due else row.begins <= today and row.state == PREPARING
    near = (row.begins - today).days <= SOON
    return Line(
        about=("handover", row.id),
        band=NOW if late else band if not near else (TODAY if band == WEEK else band),
        title=words,
        href=f"/teams/handovers/{row.number}",
        why=_("handover of %(name)s", name=row.name),
        icon="arrows-exchange",
        urgency=(str(row.begins), row.id),
        tone="late" if late else "wait" if near else "info",
        state=_("overdue") if late else _("Handover"),
        hint=formats.day(due),
        deeds=(Deed(label, f"/teams/handovers/{row.number}{path}", icon),) if label else (),
    )


def _step(actor: Actor, row: Any) -> tuple[str, str, str, str, str] | None:
    """What is next for him: the words, the deed with its icon and address, the band."""
    me = actor.staff_id
    if row.state == PASSED and row.mine:
        words = ngettext("%(num)d client to call on", "%(num)d clients to call on", row.mine)
        return words, _("Call on them"), "phone-call", "", TODAY
    if row.state == PASSED and row.witness_id == me and not row.uncalled:
        return _("Sign off as witness"), _("Sign off"), "signature", "/sign", TODAY
    if row.state == PREPARING and row.staff_id == me and row.silent:
        words = ngettext(
            "Say what a newcomer must know of %(num)d client",
            "Say what a newcomer must know of %(num)d clients",
            row.silent,
        )
        return words, _("Say it"), "edit", "", WEEK
    if row.state == CHECKED and row.coming:
        words = ngettext("%(num)d client comes to you", "%(num)d clients come to you", row.coming)
        return words, _("Read who comes"), "eye", "", WEEK
    if row.staff_id == me or not _cares(actor, row):
        return None
    if row.state == PREPARING:
        words = (
            ngettext("%(num)d client is not described yet", "%(num)d clients are not described yet", row.silent)
            if row.silent
            else _("A handover waits for the check")
        )
        return words, _("Check it"), "checks", "" if row.silent else "/check", WEEK
    if row.state == CHECKED:
        return _("A handover passes by itself"), "", "", "", WEEK
    words = (
        ngettext("%(num)d client is not called on yet", "%(num)d clients are not called on yet", row.uncalled)
        if row.uncalled
        else _("A handover waits for the witness")
    )
    return words, _("Look at it"), "eye", "", WEEK


def _cares(actor: Actor, row: Any) -> bool:
    return bool(actor.paths_for(P.TEAMS_WRITE))
