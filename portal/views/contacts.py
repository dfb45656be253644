"""Recording contacts."""

from __future__ import annotations

from typing import Any

from portal.actions import contacts
from portal.forms.contacts import ContactForm
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.models.clients.client import NEVER
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("contacts", __name__, place="clients")


@pages.form("/clients/<number>/contacts/new", may=P.CONTACTS_WRITE)
def new(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = ContactForm()
    if form.validate_on_submit():
        with form.refusing():
            contacts.record_contact(
                current_actor,
                client,
                form.channel.data,
                form.happened_at.data,
                form.summary.data,
                form.next_due.data,
                form.submission.data,
            )
            return done(_("The contact is on record."), "clients.client", number=client.number)
    if not form.is_submitted():
        form.happened_at.data = clock.now()
        form.channel.data = client.preferred_channel or "phone"
    planned = client.next_contact_due if clock.today() <= client.next_contact_due < NEVER else None
    return answer("contacts/new.html", form.status, client=client, form=form, planned=planned)
