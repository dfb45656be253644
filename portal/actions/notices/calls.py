"""Telling a client by phone what no channel could bring him."""

from __future__ import annotations

from portal.actions.contacts import write_contact
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Contact, Delivery
from portal.reads.accounts.actors import Actor
from portal.reads.notices.calls import about_complaint, complaint_of


@once(Contact)
def tell_by_phone(
    actor: Actor,
    client: Client,
    delivery: int,
    channel: str,
    outcome: str,
    summary: str,
    submission: str | None = None,
) -> Contact:
    """The call took place, or was tried: a contact like any other. Only who was reached is told; the line stays until
    then. Raises OutOfScope; WrongState: somebody told him already.
    """
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        found = Delivery.select().where(Delivery.id == delivery, Delivery.client == client.id)
        if not found.exists():
            raise OutOfScope()
        row: Delivery = lock(found)
        if row.state != "call":
            raise WrongState(_l("The client was told already."))
        complaint = complaint_of(row)
        if complaint is None and about_complaint(row):  # the contact is read by all who serve the client
            summary = str(_l("Told by phone what was waiting for the client."))
        made = write_contact(actor, client, channel, clock.now(), summary, outcome, submission, complaint=complaint)
        if outcome == "reached":
            told = Delivery.update(state="told", told_by=actor.staff_id, ended_at=clock.now())
            told.where(Delivery.id == row.id).execute()
            audit(actor, "delivery.told", complaint or client, **client.said, id=str(row.id))
        return made
