"""Names on VIP lists: to decide, asked back, put forward, to be completed."""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

from peewee import Select

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named, ngettext
from portal.ground.i18n import pgettext as _p
from portal.models.screening import ListName, TierList
from portal.models.steps import Step
from portal.reads.accounts.actors import Actor
from portal.reads.screening.names import left_of, proposals, to_complete
from portal.reads.screening.scope import ListScope, names_with_their_rows
from portal.reads.shared import built
from portal.reads.steps import due_by, joined
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.bands import NOW, TODAY, WEEK, band_of, last_day
from portal.rules.steps import NAME

LONG = 3
"""Days after which a name that waits for head office is urgent."""


def _line(row: ListName, band: str, why: str, deed: str, **more: Any) -> Line:
    href = f"/tiers/lists/{row.tier_list.number}/names/{row.client.number}"
    return Line(
        about=("list_name", row.id),
        band=band,
        href=href,
        why=why,
        icon="list-details",
        client=(row.client.name, row.tier_id, row.client.number),
        deeds=(Deed(deed, href, "eye"),),
        **more,
    )


def to_decide(actor: Actor, today: date) -> list[Line]:
    """Names that wait for head office; none that he wrote himself."""
    who = ListScope(actor, P.LISTS_DECIDE).actor

    def query() -> Any:
        names = names_with_their_rows().where(ListName.state == "submitted", ListScope(who.stand_in()).lists())
        return names.order_by(ListName.id).limit(MOST + 1)

    found = []
    rows = built.rows(("names to decide", who.reach), query, who.marks)
    for row in rows:
        since = clock.local(row.tier_list.submitted_at).date() if row.tier_list.submitted_at else today
        found.append(
            _line(
                row,
                NOW if (today - since).days >= LONG else TODAY,
                _("%(branch)s submitted it", branch=named(row.tier_list.branch)),
                _("Decide"),
                title=_("Decide about %(name)s", name=row.client.name),
                urgency=(str(since), row.id),
                tone="wait",
                state=_("Waiting"),
                hint=formats.day(since, weekday=False),
            )
        )
    return found


def late_in_branches(actor: Actor, today: date) -> list[Line]:
    """Approved names whose record a branch has not completed in time."""
    found = []
    for row in to_complete(ListScope(actor, P.LISTS_DECIDE), MOST + 1, until=today - clock.days(1)):
        left = left_of(row)
        days = left.days if left else 0
        found.append(
            _line(
                row,
                NOW,
                _("%(branch)s has not completed the record", branch=named(row.tier_list.branch)),
                _("Look into it"),
                title=_("Late: the record of %(name)s", name=row.client.name),
                urgency=(str(row.record.due_on), row.id),
                tone="late",
                state=ngettext("%(num)d working day overdue", "%(num)d working days overdue", days),
            )
        )
    return found


def own(actor: Actor, today: date) -> tuple[list[Line], list[Line]]:
    """Names about which head office asks something, and approved ones whose record is to be completed. One
    statement."""
    who, asked = ListScope(actor, P.LISTS_PROPOSE).actor, ListScope(actor, P.LISTS_SUBMIT).actor
    submits = actor.may(P.LISTS_SUBMIT)

    def query() -> Any:
        records = ListName.select(ListName.id).join(TierList).join_from(ListName, Step, on=joined(NAME, ListName.id))
        records = records.where(due_by(built.DAY), ListScope(who.stand_in()).names())
        parts = [_first("records", records, Step.due_on, Step.id)]
        if submits:
            returned = ListName.select(ListName.id).join(TierList).where(ListName.state == "returned")
            parts.append(_first("returned", returned.where(ListScope(asked.stand_in()).lists()), ListName.id))
        return names_with_their_rows().where(ListName.id.in_(reduce(lambda one, more: one.union_all(more), parts)))

    values = {**who.marks, built.DAY: last_day(today)}
    rows = built.rows(("own names of the day", submits, who.reach, asked.reach), query, values)
    returned = sorted((row for row in rows if row.state == "returned"), key=lambda row: row.id)
    completing = sorted((row for row in rows if row.state == "completing"), key=lambda row: (row.record.due_on, row.id))
    return [_asked_back(row) for row in returned], [_to_complete(row, today) for row in completing]


def _first(name: str, found: Any, *order: Any) -> Any:
    """The ids of the first of what was found, as a part of a union."""
    first = found.order_by(*order).limit(MOST + 1).alias(name)
    return Select([first], [first.c.id])


def _asked_back(row: ListName) -> Line:
    return _line(
        row,
        NOW,
        _("head office asks: %(words)s", words=row.decision[:80]),
        _("Answer"),
        title=_("Answer about %(name)s", name=row.client.name),
        urgency=("", row.id),
        tone="wait",
        state=_("Returned"),
    )


def put_forward(actor: Actor, today: date) -> list[Line]:
    """Clients whom colleagues propose for a list."""
    return [
        Line(
            about=("list_proposal", row.id),
            band=TODAY,
            title=_("Take %(name)s into a list or decline", name=row.client.name),
            href="/tiers/lists#proposals",
            why=_("%(name)s proposes this client", name=row.who.name),
            icon="list-details",
            urgency=("5", row.id),
            tone="wait",
            state=_("Proposed"),
            client=(row.client.name, row.client.tier_id, row.client.number),
            deeds=(Deed(_("Decide"), "/tiers/lists#proposals", "eye"),),
        )
        for row in proposals(ListScope(actor, P.LISTS_SUBMIT), MOST + 1)
    ]


def _to_complete(row: ListName, today: date) -> Line:
    left = left_of(row)
    late = bool(left and left.late)
    words = (
        ngettext("%(num)d working day overdue", "%(num)d working days overdue", left.days)
        if left and late
        else _("To be completed by %(day)s", day=formats.day(row.record.due_on))
    )
    return _line(
        row,
        NOW if late else band_of(row.record.due_on, today) or WEEK,
        _("approved on %(day)s", day=formats.day(row.approved_on, weekday=False)),
        _p("deed", "Complete"),
        title=_("Complete the record of %(name)s", name=row.client.name),
        urgency=(str(row.record.due_on), row.id),
        tone="late" if late else "wait" if row.record.due_on == today else "info",
        state=words,
    )
