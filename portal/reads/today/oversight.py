"""What the auditor looks at, and what the administrator keeps running."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import reduce

from peewee import Select, Value, fn

from portal.database import UtcField, database
from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.models.administration.audit import AuditEntry
from portal.models.administration.tasks import Task
from portal.reads.accounts.actors import Actor
from portal.reads.administration.trail import ATTACKS
from portal.reads.administration.worker import worker_seen
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.roles import Role
from portal.rules.shared.bands import NOW, TODAY

LOOKED_AT = {
    "client.revealed": ("client.revealed",),
    "clients.exported": ("clients.exported", "clients.exported_whole"),
    "client.merged": ("client.merged",),
    "account.sign_in_failed": ("account.sign_in_failed",),
    "security": ATTACKS,
}
"""What of the trail an auditor goes through each day: how the actions begin (as the trail's own filter asks for them)
→ the actions."""
OF_ADMIN = ("account.sign_in_failed", "security")
COUNTED = 200
"""So many of one action are counted; more are "200+"."""


def trail(actor: Actor, today: date) -> list[Line]:
    """Yesterday's and today's looks at whole numbers, exports, merges, failed sign-ins and attacks: how many, and the
    list of exactly these. One statement; each action walks its index from the newest entry."""
    whole = Role.AUDITOR in actor.roles and actor.whole_bank
    wanted = [*LOOKED_AT] if whole else [*OF_ADMIN] if Role.ADMIN in actor.roles else []
    if not wanted:
        return []
    since = today - clock.days(1)
    parts = []
    for n, begins in enumerate(wanted):
        for action in LOOKED_AT[begins]:
            newest = AuditEntry.select(AuditEntry.at).where(AuditEntry.action == action)
            newest = newest.order_by(AuditEntry.id.desc()).limit(COUNTED).alias("newest")
            late = newest.c.at >= UtcField().db_value(clock.start_of(since))
            parts.append(Select([newest], [Value(n), fn.COUNT(1)]).where(late))
    rows = database.execute(reduce(lambda one, other: one.union_all(other), parts))
    counts: Counter[int] = Counter()
    for n, count in rows:
        counts[n] += count
    return [_looked(begins, n, counts[n], since) for n, begins in enumerate(wanted)]


def _looked(begins: str, n: int, count: int, since: date) -> Line:
    words = {
        "client.revealed": _("Looks at whole numbers"),
        "clients.exported": _("Exports"),
        "client.merged": _("Merges of records"),
        "account.sign_in_failed": _("Failed sign-ins"),
        "security": _("Refusals and attacks"),
    }
    href = f"/audit?action={begins}&since={since}"
    return Line(
        about=("trail", n),
        band=TODAY,
        title=words[begins],
        href=href,
        why=_("since %(day)s", day=formats.day(since, weekday=False)),
        icon="shield-check",
        urgency=(str(n),),
        tone="plain" if not count else "wait" if begins in OF_ADMIN else "info",
        state=str(count) if count < COUNTED else f"{COUNTED}+",
        deeds=(Deed(_("Look through"), href, "eye"),),
    )


def system(actor: Actor, today: date) -> list[Line]:
    """Whether background work goes on, and what of it failed since yesterday."""
    if Role.ADMIN not in actor.roles:
        return []
    alive = worker_seen()
    line = Line(
        about=("worker", 0),
        band=TODAY if alive else NOW,
        title=_("Background work goes on") if alive else _("Background work stands still"),
        href="/system",
        why=_("the worker was seen within five minutes")
        if alive
        else _("the worker has given no sign of life for five minutes"),
        icon="activity" if alive else "alert-triangle",
        tone="done" if alive else "late",
        state=_("Running") if alive else _("Stopped"),
        deeds=(Deed(_("State of the system"), "/system", "eye"),),
    )
    return [line, *_failed(today)]


def _failed(today: date) -> list[Line]:
    since = clock.start_of(today - clock.days(1))
    query = Task.select(Task.id, Task.ended_at).where(Task.state == "failed", Task.ended_at >= since)
    return [
        Line(
            about=("task", row.id),
            band=NOW,
            title=_("Background work number %(id)s failed", id=row.id),
            href="/system?state=failed",
            why=formats.when(row.ended_at),
            icon="alert-triangle",
            urgency=(str(row.ended_at),),
            tone="late",
            state=_("Failed"),
        )
        for row in query.order_by(Task.id.desc()).limit(MOST)
    ]
