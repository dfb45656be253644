"""Events: plans and changes to approve, one's own in work, and those that take place."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models.events import Event, EventChange
from portal.models.organisation import Branch, under
from portal.reads.accounts.actors import Actor
from portal.reads.shared import built
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.bands import NOW, TODAY, WEEK, band_of, last_day


def _line(row: Event, band: str, why: str, deed: Deed, title: str, tone: str, state: str) -> Line:
    return Line(
        about=("event", row.id),
        band=band,
        title=title,
        href=f"/events/{row.number}",
        why=why,
        icon="calendar-event",
        urgency=(str(row.starts_at), row.id),
        tone=tone,
        state=state,
        hint=formats.day(_day(row)),
        deeds=(deed,),
    )


def _day(row: Event) -> date:
    return clock.local(row.starts_at).date()


def to_approve(actor: Actor, today: date) -> list[Line]:
    """Plans of others, and changes of approved ones, in the branches where he approves."""
    who = actor.under(P.EVENTS_APPROVE)

    def query() -> Any:
        me = who.stand_in().staff_id
        changed = EventChange.select(EventChange.event).where(
            EventChange.state == "waits", EventChange.written_by != me
        )
        plan = (
            (Event.state == "submitted")
            & (Event.created_by != me)
            & (Event.changed_by.is_null() | (Event.changed_by != me))
        )
        inside = Event.branch.in_(Branch.select(Branch.id).where(under(Branch.path, who.all_paths)))
        found = Event.select(Event, Branch).join(Branch).where(inside, plan | Event.id.in_(changed))
        return found.order_by(Event.starts_at, Event.id).limit(MOST + 1)

    found = []
    for row in built.rows(("plans of the day", who.reach), query, who.marks):
        plan = row.state == "submitted"
        deed = (
            Deed(_("Approve"), f"/events/{row.number}/approve", "check", True, (row,))
            if plan
            else Deed(_("Look into it"), f"/events/{row.number}#change", "eye")
        )
        near = band_of(_day(row), today) is not None
        why = _("%(branch)s asks for approval", branch=named(row.branch))
        title = (
            _("Approve the plan “%(title)s”", title=row.title)
            if plan
            else _("Approve the change of “%(title)s”", title=row.title)
        )
        found.append(_line(row, NOW if near else TODAY, why, deed, title, "wait", _("Approval")))
    return found


def own(actor: Actor, today: date) -> list[Line]:
    """His own plans that were returned or may be published, drafts that are near, and events of the week."""
    who = actor.under(P.EVENTS_WRITE)

    def query() -> Any:
        mine = Event.created_by == who.stand_in().staff_id
        running = (Event.state == "published") & (Event.ends_at > built.NOW)
        states = Event.state.in_(("draft", "approved")) | running
        return Event.select().where(mine, states).order_by(Event.starts_at, Event.id).limit(MOST + 1)

    rows = built.rows(("own events", who.reach), query, who.marks)
    return [_own(row, today) for row in rows if row.state != "published" or _day(row) <= last_day(today)]


def _own(row: Event, today: date) -> Line:
    edit = Deed(_("Edit"), f"/events/{row.number}/edit", "edit")
    if row.state == "approved":
        publish = Deed(_("Publish"), f"/events/{row.number}/publish", "send", True, (row,))
        title = _("Publish “%(title)s”", title=row.title)
        return _line(row, TODAY, _("the plan is approved"), publish, title, "done", _("Approved"))
    if row.state == "draft":
        returned = bool(row.returned_words)
        why = _("returned: %(words)s", words=row.returned_words[:80]) if returned else _("your draft")
        title = _("Finish the plan “%(title)s”", title=row.title)
        return _line(row, NOW if returned else WEEK, why, edit, title, "wait" if returned else "plain", _("Draft"))
    guests = Deed(_("Guests"), f"/events/{row.number}#guests", "users")
    why = _("%(taken)s of %(all)s seats are taken", taken=row.seats_taken, all=row.capacity)
    title = _("Hold “%(title)s”", title=row.title)
    return _line(row, band_of(max(_day(row), today), today) or WEEK, why, guests, title, "info", _("Event"))
