"""Recording a contact that took place (R4): the client's row follows with the last contact and the day of the next."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.derived.contacts import follow as follow_contacts
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Contact
from portal.models.clients.client import NEVER
from portal.reads.accounts.actors import Actor

AHEAD = timedelta(minutes=10)
"""How far the writer's clock may run before ours."""


@once(Contact)
def record_contact(
    actor: Actor,
    client: Client,
    channel: str,
    happened_at: datetime,
    summary: str,
    next_due: date | None,
    submission: str | None = None,
) -> Contact:
    """Keep what was said with the client. Without `next_due` the day that was planned before stays, if it lies ahead.

    Raises Invalid: a contact that lies ahead, a next one that lies behind.
    """
    if happened_at > clock.now() + AHEAD:
        raise Invalid(_l("A contact is recorded after it took place."), field="happened_at")
    if next_due and next_due < clock.today():
        raise Invalid(_l("The next contact must be in the future."), field="next_due")
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        planned = client.next_contact_due if clock.today() <= client.next_contact_due < NEVER else None
        row = Contact.create(
            client=client.id,
            staff=actor.staff_id,
            channel=channel,
            happened_at=happened_at,
            summary=summary,
            next_due=next_due or planned,
            created_at=clock.now(),
            submission=submission,
        )
        follow_contacts([client.id])
        audit(actor, "contact.recorded", client, **client.said)
        return row
