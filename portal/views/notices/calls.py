"""Telling a client by phone what no channel could bring him."""

from __future__ import annotations

from typing import Any

from portal.actions import contacts
from portal.actions.notices import calls
from portal.forms.notices import TellForm
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.ground.i18n import speaking
from portal.models import Client
from portal.reads.administration.hours import quiet_until
from portal.reads.clients.scope import ClientScope
from portal.reads.notices.calls import about_complaint, one_of, waiting, was_open
from portal.reads.today.told import NO_MAIL, as_notice
from portal.rules.accounts.visibility import Permission as P
from portal.views.notices import pages
from portal.web.answers import answer, current_actor, done
from portal.words.said import notice_sentence

MOST = 100


@pages.page("/contacts/to-tell", may=P.CONTACTS_WRITE, side="staff", place="contacts")
def to_tell() -> Any:
    """Everybody whom he is to tell, who waits longest first; whose address fails stands on the day's page."""
    rows = [row for row in waiting(current_actor, MOST + 1) if row.kind != NO_MAIL]
    return answer(
        "notices/to_tell.html",
        rows=rows[:MOST],
        more=len(rows) > MOST,
        sentence=lambda row: notice_sentence(as_notice(row)),
    )


@pages.form("/clients/<number>/notices/<int:delivery>", may=P.CONTACTS_WRITE, side="staff", place="contacts")
def tell(number: str, delivery: int) -> Any:
    client = ClientScope(current_actor, may=P.CONTACTS_WRITE).by_number(number)
    form = TellForm()
    row = one_of(current_actor, client, delivery)
    if row is None and not was_open(current_actor, client, delivery):
        raise OutOfScope()
    if form.validate_on_submit():
        with form.refusing():
            calls.tell_by_phone(
                current_actor,
                client,
                delivery,
                form.channel.data,
                form.outcome.data,
                form.summary.data,
                form.submission.data,
            )
            return done(_("The call is on record."), "home.index")
    if row is None:
        raise OutOfScope()
    if not form.is_submitted():
        if not about_complaint(row):  # nobody sees from it that there is one
            contacts.begin(current_actor, client)
        form.channel.data = (client.preferred_channel or "wechat") if client.do_not_call else "phone"
    return _page(client, form, row)


def _page(client: Client, form: TellForm, row: Any) -> Any:
    said = {}
    for language in ("zh", "en"):
        with speaking(language):
            said[language] = notice_sentence(as_notice(row))
    if not form.is_submitted():
        form.summary.data = "" if about_complaint(row) else said["zh"]
    return answer("notices/tell.html", form.status, client=client, form=form, row=row, said=said, quiet=quiet_until())
