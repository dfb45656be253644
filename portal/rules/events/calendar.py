"""A seat at an event as a calendar reads it (RFC 5545): the same name always, a higher number with each change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as Entry

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
PRODUCT = "-//Bank of Jilin//VIP portal//ZH"
FRESH = timedelta(hours=12)
"""How often a calendar that subscribes may ask again."""


@dataclass(frozen=True)
class Entered:
    """What stands in the calendar. Moments are aware; `sequence` never falls."""

    uid: str
    sequence: int
    title: str
    place: str
    description: str
    starts_at: datetime
    ends_at: datetime
    url: str


def sequence(version: int, sign_ups: int, *, given_back: bool) -> int:
    """Higher with each change of the event and each time the client takes his seats or gives them back."""
    return version * 1000 + min(2 * sign_ups + given_back, 999)


def written(
    what: Entered, method: str, now: datetime, zone: str, organiser: str = "", attendee: str = "", name: str = ""
) -> bytes:
    """The calendar file. With REQUEST and CANCEL it is a mail of the `organiser` to the `attendee` (addresses)."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", method)
    if method == PUBLISH:
        found.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    year = what.starts_at.year
    found.add_component(Timezone.from_tzid(zone, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1)))
    local = ZoneInfo(zone)
    entry = Entry()
    entry.add("uid", what.uid)
    entry.add("sequence", what.sequence)
    entry.add("dtstamp", now)
    entry.add("dtstart", what.starts_at.astimezone(local))
    entry.add("dtend", what.ends_at.astimezone(local))
    entry.add("summary", what.title)
    entry.add("location", what.place)
    if what.description:
        entry.add("description", what.description)
    entry.add("url", what.url)
    entry.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    if method != PUBLISH and organiser:
        sender = vCalAddress(f"mailto:{organiser}")
        sender.params["CN"] = vText(name)
        entry["organizer"] = sender
        reader = vCalAddress(f"mailto:{attendee}")
        reader.params["ROLE"] = vText("REQ-PARTICIPANT")
        reader.params["PARTSTAT"] = vText("ACCEPTED")
        reader.params["RSVP"] = vText("FALSE")
        entry.add("attendee", reader, encode=False)
    found.add_component(entry)
    return found.to_ical()
