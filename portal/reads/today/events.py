"""Events: plans and changes to approve, one's own in work, and those that take place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from peewee import JOIN, Select, Value, fn

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models.events.after import EventResult
from portal.models.events.event import Event, EventChange
from portal.models.events.plan import EventHelper
from portal.models.organisation import Branch, under
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.events.scope import approves
from portal.reads.shared import built
from portal.reads.shared.kept import kept
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.after import due_of
from portal.rules.shared.bands import NOW, TODAY, WEEK, band_of, last_day

OLD = timedelta(days=60)
_SINCE = datetime(9998, 7, 5, 4, 3, 2, tzinfo=clock.UTC)
"""A mark for the moment from which events count whose result nobody has completed."""


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


def lines(actor: Actor, today: date) -> tuple[list[Line], list[Line]]:
    """Plans of others, changes of approved ones and completed results, in the branches where he approves; his own plans
    that were returned or may be published, drafts that are near, and events of the week. One statement."""
    decides, writes = actor.may(P.EVENTS_APPROVE), actor.may(P.EVENTS_WRITE)
    if not (decides or writes):
        return [], []
    who = actor.under(P.EVENTS_APPROVE)

    def query() -> Any:
        me = who.stand_in().staff_id
        parts = [_to_approve(who, me)] if decides else []
        parts += [_his_own(me)] if writes else []
        found = reduce(lambda one, more: one.union_all(more), parts).alias("part")
        chosen = Event.select(Event, Branch, fn.COALESCE(found.c.own, 0).alias("own")).join(Branch)
        return chosen.join_from(Event, found, on=(Event.id == found.c.id)).order_by(Event.starts_at, Event.id)

    limit = settings.value("events.branch_limit")
    rows = built.rows(("events of the day", decides, writes, limit, who.reach), query, who.marks)
    own = [row for row in rows if row.own and (row.state != "published" or _day(row) <= last_day(today))]
    asked = [row for row in rows if not row.own]
    return [_to_close(row) if row.state == "held" else _plan(row, today) for row in asked], [
        _own(row, today) for row in own
    ]


def _to_approve(who: Actor, me: Any) -> Any:
    """Plans, changes and completed results of others."""
    changed = (
        EventChange.select(EventChange.event)
        .join(Event)
        .where(EventChange.state == "waits", EventChange.written_by != me, approves(who, EventChange.budget))
    )
    by_another = (Event.created_by != me) & (Event.changed_by.is_null() | (Event.changed_by != me))
    plan = (Event.state == "submitted") & approves(who, Event.budget) & by_another
    completed = EventResult.select(EventResult.event).where(
        EventResult.completed_at.is_null(False), EventResult.closed_at.is_null(), EventResult.completed_by != me
    )
    inside = Event.branch.in_(Branch.select(Branch.id).where(under(Branch.path, who.all_paths)))
    results = (Event.state == "held") & inside & Event.id.in_(completed)
    return _first(0, plan | Event.id.in_(changed) | results)


def _to_close(row: Event) -> Line:
    look = Deed(_("Look into it"), f"/events/{row.number}/result", "eye")
    title = _("Close the result of “%(title)s”", title=row.title)
    why = _("%(branch)s has completed it", branch=named(row.branch))
    return replace(
        _line(row, TODAY, why, look, title, "wait", _("Result of the event")), href=f"/events/{row.number}/result"
    )


def results(actor: Actor, today: date) -> list[Line]:
    """Events that are over and whose result nobody has completed: to the person in charge, without one to whoever
    planned it. From the day after; what is late is due now."""
    who = actor.under(P.EVENTS_READ)
    if actor.staff_id not in kept("who completes results", _who_completes):
        return []

    def query() -> Any:
        me = who.stand_in().staff_id
        completed = EventResult.select(EventResult.event).where(EventResult.completed_at.is_null(False))
        charge = EventHelper.select(EventHelper.event).where(EventHelper.duty == "charge")
        mine = Event.id.in_(charge.where(EventHelper.staff == me))
        planned = (Event.created_by == me) & Event.id.not_in(charge)
        # of the last two months: what was held before the portal kept results is nobody's work
        young = Event.ends_at > _SINCE
        held = (Event.state == "held") & young & Event.id.not_in(completed)
        return Event.select().where(held, mine | planned).order_by(Event.ends_at, Event.id).limit(MOST + 1)

    since = (clock.now() - OLD).replace(tzinfo=None)
    rows = built.rows(("results to complete", who.reach), query, who.marks | {_SINCE.replace(tzinfo=None): since})
    return [_to_complete(row, today) for row in rows]


def _who_completes() -> frozenset[int]:
    """Everybody to whom such an event falls, read once a minute: most people's pages need not ask."""
    completed = EventResult.select(EventResult.event).where(EventResult.completed_at.is_null(False))
    helper = (EventHelper.event == Event.id) & (EventHelper.duty == "charge")
    query = Event.select(fn.COALESCE(EventHelper.staff, Event.created_by)).join(EventHelper, JOIN.LEFT_OUTER, on=helper)
    query = query.where(Event.state == "held", Event.ends_at > clock.now() - OLD, Event.id.not_in(completed))
    return frozenset(staff for (staff,) in query.tuples())


def _to_complete(row: Event, today: date) -> Line:
    due = due_of(clock.local(row.ends_at).date(), settings.value("events.result_days"), reference.calendar())
    late = due < today
    write = Deed(_("Complete it"), f"/events/{row.number}/result", "edit")
    title = _("Complete the result of “%(title)s”", title=row.title)
    why = _("by %(day)s", day=formats.day(due))
    line = _line(row, NOW if late else WEEK, why, write, title, "late" if late else "wait", _("Result of the event"))
    return replace(line, href=f"/events/{row.number}/result")


def _his_own(me: Any) -> Any:
    running = (Event.state == "published") & (Event.ends_at > built.NOW)
    return _first(1, Event.created_by == me, Event.state.in_(("draft", "approved")) | running)


def _first(own: int, *conditions: Any) -> Any:
    """The ids of the first ones, as a part of a union."""
    found = Event.select(Event.id).where(*conditions).order_by(Event.starts_at, Event.id).limit(MOST + 1)
    first = found.alias(f"first{own}")
    return Select([first], [first.c.id.alias("id"), Value(own).alias("own")])


def _plan(row: Event, today: date) -> Line:
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
    return _line(row, NOW if near else TODAY, why, deed, title, "wait", _("Approval"))


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
