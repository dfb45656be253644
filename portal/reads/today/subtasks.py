"""Parts of requests that others asked for: his own, those of his post and of his branch's queue."""

from __future__ import annotations

from datetime import date

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.models.handling import Subtask
from portal.reads.accounts.actors import Actor
from portal.reads.requests.subtasks import waiting_for
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.shared.bands import NOW, WEEK, band_of


def lines(actor: Actor, today: date) -> list[Line]:
    """One statement."""
    return [_line(row, actor, today) for row in waiting_for(actor, MOST + 1)]


def _line(row: Subtask, actor: Actor, today: date) -> Line:
    late = row.due_at < clock.now()
    day = clock.local(row.due_at).date()
    href = f"/requests/tasks/{row.id}"
    mine = row.staff_id == actor.staff_id
    why = _("%(name)s asks you", name=row.asker.name) if mine else _("%(name)s asks your branch", name=row.asker.name)
    return Line(
        about=("subtask", row.id),
        band=NOW if late else band_of(max(day, today), today) or WEEK,
        title=row.what,
        href=href,
        why=why,
        icon="subtask",
        urgency=(str(row.due_at), row.id),
        tone="late" if late else "wait" if day <= today else "info",
        state=_("overdue") if late else _("Sub-task"),
        hint=formats.day(day) if late else formats.by(row.due_at),
        deeds=(Deed(_("Do it"), href, "checks"),),
    )
