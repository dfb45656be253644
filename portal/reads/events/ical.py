"""The calendar of a client's seats at an event: as a download, and beside the mails that speak of them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from portal.config import Settings
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.models.events.event import Event
from portal.models.events.parties import SignUp
from portal.rules.events import calendar as rules

PAGE = re.compile(r"/me/events/(E-[0-9]{4}-[0-9]+)(?:/ticket)?")
CANCELS = frozenset({"event.cancelled", "event.cancelled_for_you", "event.given_back"})
ASKS = frozenset(
    {
        *("event.seats_kept", "event.signed_up_for_you", "event.party_changed_for_you"),
        *("event.changed", "event.changed_at_once"),
    }
)


def entry_of(event: Event, client_id: int, settings: Settings) -> rules.Entered | None:
    """The client's seats as a calendar has them; None where he never had any (one statement)."""
    mine = list(
        SignUp.select(SignUp.id, SignUp.cancelled_at)
        .where(SignUp.event == event.id, SignUp.client == client_id)
        .order_by(SignUp.id)
    )
    if not mine:
        return None
    host = urlsplit(settings.public_url).hostname or "portal"
    return rules.Entered(
        uid=f"{event.number}-{client_id}@{host}",
        sequence=rules.sequence(event.version, len(mine), given_back=mine[-1].cancelled_at is not None),
        title=event.title,
        place=event.venue,
        description=event.description,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        url=f"{settings.public_url}/me/events/{event.number}",
    )


def download(event: Event, client_id: int, settings: Settings) -> bytes | None:
    """The calendar file of somebody who has seats; None where he has none."""
    mine = SignUp.select().where(SignUp.event == event.id, SignUp.client == client_id, SignUp.cancelled_at.is_null())
    found = entry_of(event, client_id, settings) if mine.exists() else None
    return rules.written(found, rules.PUBLISH, clock.now(), settings.zone) if found else None


def of_mail(kind: str, path: str, client_id: int | None, address: str, settings: Settings) -> tuple[str, bytes] | None:
    """Method and text of the calendar that goes with the mail about a notice; None with most."""
    page = PAGE.fullmatch(path)
    method = rules.CANCEL if kind in CANCELS else rules.REQUEST if kind in ASKS else ""
    event = Event.get_or_none(Event.number == page[1]) if page and method and client_id else None
    found = entry_of(event, client_id or 0, settings) if event else None
    if found is None:
        return None
    text = rules.written(
        found, method, clock.now(), settings.zone, settings.mail_from, address, _("Bank of Jilin VIP portal")
    )
    return method, text
