"""Checklists of events: the lines that are given to somebody, or to whoever is in charge, and are due this week or
late. Records of names (lists.py) and calls after a handover (handovers.py) stand with what else their areas bring."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.models.events.event import Event
from portal.models.events.plan import EventHelper
from portal.models.steps import Step
from portal.reads.accounts.actors import Actor
from portal.reads.shared import built
from portal.reads.shared.kept import kept
from portal.reads.steps import due_by, joined
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.bands import NOW, TODAY, WEEK, last_day
from portal.rules.steps import EVENT, is_late

GIVEN = "people with steps"


def lines(actor: Actor, today: date) -> list[Line]:
    """What of the checklists is his, the latest first."""
    if actor.staff_id not in kept(GIVEN, _given):
        return []
    who = actor.under(P.EVENTS_READ)

    def query() -> Any:
        me = who.stand_in().staff_id
        charge = EventHelper.select(EventHelper.event).where(EventHelper.duty == "charge")
        answers = Event.id.in_(charge.where(EventHelper.staff == me))
        nobodys = (Event.created_by == me) & Event.id.not_in(charge)
        mine = (Step.staff == me) | (Step.staff.is_null() & (answers | nobodys))
        found = Step.select(Step, Event).join(Event, on=joined(EVENT, Event.id))
        return found.where(due_by(built.DAY), mine).order_by(Step.due_on, Step.id).limit(MOST + 1)

    rows = built.rows(("steps of the day", who.reach), query, {**who.marks, built.DAY: last_day(today)})
    return [_line(row, row.event, today) for row in rows]


def _given() -> set[int]:
    """Who has open lines of his own, or may have by being in charge or having planned: most of the bank has none, and
    its start pages ask no more for it than once a minute and process."""
    mine = Step.select(Step.staff).where(Step.state == "open", Step.staff.is_null(False))
    loose = Step.select(Step.matter_id).where(Step.state == "open", Step.staff.is_null(), Step.matter == EVENT)
    charge = EventHelper.select(EventHelper.staff).where(EventHelper.duty == "charge", EventHelper.event.in_(loose))
    planned = Event.select(Event.created_by).where(Event.id.in_(loose))
    return {ident for (ident,) in mine.union(charge).union(planned).tuples()}


def _line(row: Step, event: Event, today: date) -> Line:
    late = is_late(row.state, row.due_on, today)
    href = f"/events/{event.number}"
    return Line(
        about=("step", row.id),
        band=NOW if late else TODAY if row.due_on == today else WEEK,
        title=row.label,
        href=f"{href}#steps",
        why=_("for “%(title)s”, %(when)s", title=event.title, when=formats.when(event.starts_at, inside=True)),
        icon="clipboard-check",
        urgency=(str(row.due_on), row.id),
        tone="late" if late else "info",
        state=_("late") if late else _("Checklist"),
        hint=formats.day(row.due_on),
        deeds=(Deed(_("Tick off"), f"{href}/steps/{row.id}/done", "check", True),),
    )
