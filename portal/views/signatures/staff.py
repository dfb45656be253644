"""Staff read what a client signed: with his record, as the matter that it belongs to."""

from __future__ import annotations

from typing import Any

from portal.actions.signatures import signing
from portal.forms.signatures import PaperForm
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.clients.scope import ClientScope
from portal.reads.signatures.asked import read_with
from portal.rules.accounts.visibility import Permission as P
from portal.views.signatures import pages
from portal.views.signatures.own import picture_of, signed_page
from portal.web.answers import answer, current_actor, done


@pages.page("/clients/<number>/signatures/<token>", may=P.CLIENTS_READ, place="clients", side="staff")
def of_client(number: str, token: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    return signed_page(client, read_with(client, token), own=False)


@pages.form(
    "/clients/<number>/signatures/<token>/paper",
    may=P.CLIENTS_WRITE,
    place="clients",
    side="staff",
    decides=_l("Record the signature"),
)
def on_paper(number: str, token: str) -> Any:
    """A client without a login has signed the print of it."""
    client = ClientScope(current_actor, may=P.CLIENTS_WRITE).by_number(number)
    asked, form = read_with(client, token), PaperForm()
    if form.validate_on_submit():
        with form.refusing():
            signed = (form.signer.data, form.day.data, form.scanned(), form.submission.data)
            signing.on_paper(current_actor, client, asked.row, *signed)
            return done(_("The signature is on record."), ".of_client", number=number, token=token)
    return answer("signatures/paper.html", form.status, me=client, asked=asked, form=form)


@pages.page("/clients/<number>/signatures/<token>/picture", may=P.CLIENTS_READ, place="clients", side="staff")
def picture_of_client(number: str, token: str) -> Any:
    return picture_of(read_with(ClientScope(current_actor).by_number(number), token))
