"""Contacts in words."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.reads.contacts.due import Due, DueLine

WRONG: dict[str, Any] = {
    "ahead": _l("A contact is recorded after it took place."),
    "behind": _l("The next contact must be in the future."),
    "nobody_reached": _l("A day can be agreed only with a client who was reached; put the contact off instead."),
    "not_his": _l("A message to many is never begun by the client."),
}
"""What `rules/contacts.wrong` finds."""

CHANNELS = [
    ("phone", _l("Phone")),
    ("visit", _l("Visit")),
    ("branch", _l("In branch")),
    ("wechat", _l("WeChat")),
    ("sms", _l("Text message")),
    ("email", _l("E-mail")),
    ("portal", _l("Portal")),
]

OUTCOMES = [
    ("reached", _l("Reached")),
    ("not_reached", _l("Not reached")),
    ("left_word", _l("Left word")),
]
"""Of a call."""
BULK = ("bulk", _l("Message to many"))
SIDES = [("we", _l("We")), ("client", _l("The client"))]
REASONS = [
    ("inconvenient", _l("Not convenient for the client")),
    ("travelling", _l("The client is travelling")),
    ("rescheduled", _l("The client asked for another day")),
    ("ours", _l("On our side")),
    ("other", _l("Other")),
]
"""Why a contact is put off."""

KEEPERS = [("adviser", _l("The wealth adviser")), ("manager", _l("The client manager"))]
STEP_SEATS = [("manager", _l("Whoever is client manager")), ("adviser", _l("Whoever is wealth adviser"))]
TIMES = [("year", _l("Every year")), ("month", _l("Every month"))]
STOPS = [("", _l("The plan runs")), ("mourning", _l("Mourning")), ("death", _l("The client died"))]

DEEDS: dict[str, Any] = {
    "contact.recorded": _l("%(actor)s recorded a contact with %(client)s"),
    "contact.tried": _l("%(actor)s recorded an attempt to contact %(client)s"),
    "contact.bulk": _l("%(actor)s recorded a message to many for %(client)s"),
    "contact.step_done": _l("%(actor)s finished a next step for %(client)s"),
    "contact.postponed": _l("%(actor)s put off the contact with %(client)s"),
    "contact.occasion_added": _l("%(actor)s noted an occasion of %(client)s"),
    "contact.occasion_ended": _l("%(actor)s took an occasion of %(client)s away"),
    "contact.plan_changed": _l("%(actor)s changed the contact plan of %(client)s"),
}

NOTICES: dict[str, Any] = {
    "contact.step": _l("A next step for %(client)s is yours"),
    "contact.postponed": _l("The contact with %(client)s was put off three times in a row"),
}

FIELDS: dict[str, Any] = {
    "until": _l("Put off until"),
    "people": _l("People spoken of"),
    "place": _l("Place"),
    "product": _l("Products spoken of"),
    "need": _l("Needs"),
    "wished": _l("Contact every (days)"),
    "latest": _l("At the latest every (days)"),
    "keeper": _l("Who keeps in touch"),
    "channel": _l("How"),
    "times": _l("Best times"),
    "topics": _l("Topics"),
    "occasions": _l("Occasions"),
    "stopped": _l("Why the plan rests"),
    "stopped_until": _l("Rests until"),
}
"""What its columns are called, also in the audit trail."""


def reasons_of(line: DueLine) -> list[tuple[str, str, str]]:
    """Why this contact matters, as (tone, icon, words), the heaviest first."""
    one, found = line.signals, []
    if one.complaint:
        found.append(("late", "message-2", _("open complaint")))
    if one.falling:
        found.append(("late", "trending-down", _("balance is falling")))
    if one.matures:
        found.append(("wait", "calendar-time", _("matures %(day)s", day=formats.day(one.matures, weekday=False))))
    if line.occasion:
        day, what = line.occasion
        found.append(("info", "calendar-event", f"{what} {formats.day(day, weekday=False)}"))
    if one.birthday:
        found.append(("info", "gift", _("birthday %(day)s", day=formats.day(one.birthday, weekday=False))))
    return found


def when_due(line: DueLine) -> tuple[str, str, str]:
    """How late a contact is, as (tone, icon, words)."""
    if line.late:
        days = line.signals.days_late
        late = ngettext("%(num)d day late", "%(num)d days late", days)
        return ("late" if line.late == "latest" else "wait", "clock", late)
    return ("info", "calendar", formats.day(line.due))


def due_page(due: Due, *, by_district: bool) -> list[tuple[str, str, list[DueLine]]]:
    """The sections of the page, as (id, title, lines), each with what matters most first: by how late, or for visits by
    district."""
    if by_district:
        lines = sorted(due.lines, key=lambda one: one.district)
        groups = [(district, list(found)) for district, found in groupby(lines, key=lambda one: one.district)]
        return [
            (f"district-{number}", district or _("No district"), found)
            for number, (district, found) in enumerate(groups)
        ]
    parts = [
        ("overdue", _("Overdue"), due.overdue),
        ("today", _("Today"), due.today),
        ("week", _("This week"), due.week),
    ]
    return [part for part in parts if part[2]]
