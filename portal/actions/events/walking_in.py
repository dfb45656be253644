"""Who comes without a seat is signed up at the door, and is here (R9)."""

from __future__ import annotations

import uuid

from portal.actions.events import signing_up
from portal.actions.events.checking_in import check_in, must_be_open
from portal.database import write
from portal.models import Client, Event, SignUp
from portal.reads.accounts.actors import Actor
from portal.rules.events.door import Scan


def walk_in(actor: Actor, event: Event, client: Client, heads: int, comes: str, form: str, door: str = "") -> SignUp:
    """Seats for who stands at the door, and all of them are here. The same form sent again answers the same seats.

    Raises what signing up at the door raises.
    """
    must_be_open(event)
    with write():
        made: SignUp = signing_up.at_door(actor, event, client, heads, comes, form)
        nonce = str(uuid.uuid5(uuid.UUID(form), "walk-in"))
        check_in(actor, event, Scan(nonce=nonce, party=made.id, door=door))
        return made
