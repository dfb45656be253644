"""The places of an event apart from its capacity: kept back, for children and cars; and the order of its line (R9)."""

from __future__ import annotations

from typing import Any

from peewee import IntegrityError

from portal.actions.events import waiting
from portal.actions.events.planning import manages
from portal.actions.shared.recording import audit, save_version
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event
from portal.reads.accounts.actors import Actor
from portal.rules.accounts.roles import Role

TOO_FEW = _l("More are taken or promised already.")
OPEN = ("draft", "submitted", "approved", "published")


def set_places(actor: Actor, event: Event, wanted: dict[str, Any], version: int | None) -> Event:
    """Keep places back or release them, limit children and cars (None: no limit), say how the line is ordered. What
    comes free is offered at once.

    Raises Invalid (less than is taken), StaleVersion, WrongState (it has begun), NotAllowed.
    """
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    try:
        with write():
            row = lock(Event.select().where(Event.id == event.id))
            if version is not None and version != row.version:
                raise StaleVersion(row=row)
            if row.state not in OPEN or row.starts_at <= clock.now():
                raise WrongState()
            _enough(row, wanted)
            changes = save_version(row, row.version, **wanted)
            if changes:
                audit(actor, "event.places_set", row, changes=changes, **row.said)
                waiting.walk(row)
            return row
    except IntegrityError as error:
        raise Invalid(TOO_FEW, field="kept_back") from error


def _enough(row: Event, wanted: dict[str, Any]) -> None:
    used = {
        "kept_back": (row.capacity - wanted["kept_back"], row.seats_taken + row.seats_promised),
        "most_children": (wanted["most_children"], row.children_taken + row.children_promised),
        "most_cars": (wanted["most_cars"], row.cars_taken + row.cars_promised),
    }
    wrong = {name: TOO_FEW for name, (most, taken) in used.items() if most is not None and most < taken}
    if wrong:
        raise Invalid(TOO_FEW, fields=wrong)
