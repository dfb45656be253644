"""Name cards are printed once; a further print says that it is one (R9)."""

from __future__ import annotations

import peewee

from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import CardRun, Event, NameCard
from portal.reads.accounts.actors import Actor
from portal.reads.events.printing import comers_of


@once(CardRun)
def print_cards(actor: Actor, event: Event, anew: bool, submission: str | None = None) -> CardRun:
    """Note the cards of everybody who has none yet, `anew` of all. Raises Invalid (there is nothing to print), Refused
    (somebody else prints them at this moment)."""
    try:
        with write():
            lock(Event.select().where(Event.id == event.id))
            found = [one for one in comers_of(event) if anew or not one.printed]
            if not found:
                raise Invalid(_l("There is no new name: every card was printed."), field="anew")
            made = CardRun.create(
                event=event.id, staff=actor.staff_id, at=clock.now(), anew=anew, submission=submission
            )
            rows = [
                {
                    "run": made.id,
                    "sign_up": one.party.id,
                    "position": one.position,
                    "name": one.name,
                    "fresh": not one.printed,
                }
                for one in found
            ]
            for start in range(0, len(rows), 500):
                NameCard.insert_many(rows[start : start + 500]).execute()
            audit(actor, "event.cards_printed", event, **event.said, count=str(len(found)))
            return made  # type: ignore[no-any-return]
    except peewee.IntegrityError as error:
        raise Refused() from error
